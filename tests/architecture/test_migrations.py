"""A release is rolled out process by process: for a while old ones write into tables that a new one has changed."""

from django.db.migrations import AddField
from django.db.migrations.loader import MigrationLoader
from django.db.models import NOT_PROVIDED

# From before the rule, by app and number: old processes cannot write beside these.
EARLIER = {
    "bridges 0002_life_of_threads",
    "bridges 0003_gates_and_appeals",
    "bridges 0006_custody",
    "chat 0004_slow_mode",
    "documents 0002_life",
    "documents 0004_centre",
    "documents 0005_reading",
    "documents 0010_attributes",
    "documents 0011_comments_in_texts",
    "documents 0012_log_of_texts",
    "documents 0013_retention",
    "documents 0014_wished",
    "polls 0001_initial",
    "polls 0002_ballots_of_every_kind",
    "polls 0003_secret_votes",
    "polls 0004_whole_results",
    "polls 0005_amendments_outcomes",
    "spaces 0003_slow_and_muted",
}


def test_what_is_added_to_a_table_may_be_left_out_by_an_old_process() -> None:
    """A new column may be empty, or the database fills it in."""
    found = {
        f"{app} {name}"
        for (app, name), migration in MigrationLoader(None).disk_migrations.items()
        if migration.__module__.partition(".")[0] in {"collab", "groups", "discussions"}
        for operation in migration.operations
        if isinstance(operation, AddField)
        and not operation.field.null
        and operation.field.db_default is NOT_PROVIDED
        and not operation.field.many_to_many
    }
    assert found == EARLIER

"""Signed heads, and the database's own refusal to change or delete an entry of the audit."""

from django.db import migrations, models

SENTENCE = "an entry of the audit is never changed or deleted"
SQLITE = {
    "audit_entry_unchanged": f"CREATE TRIGGER audit_entry_unchanged BEFORE UPDATE ON audit_auditentry "
    f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END",
    "audit_entry_undeleted": f"CREATE TRIGGER audit_entry_undeleted BEFORE DELETE ON audit_auditentry "
    f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END",
}
POSTGRESQL = [
    f"CREATE FUNCTION audit_entry_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$",
    "CREATE TRIGGER audit_entry_kept BEFORE UPDATE OR DELETE ON audit_auditentry FOR EACH ROW EXECUTE FUNCTION audit_entry_kept()",
]
POSTGRESQL_BACK = ["DROP TRIGGER audit_entry_kept ON audit_auditentry", "DROP FUNCTION audit_entry_kept()"]


def forwards(apps, schema_editor):
    for statement in SQLITE.values() if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in [f"DROP TRIGGER {name}" for name in SQLITE] if sqlite else POSTGRESQL_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="AuditHead",
            fields=[("day", models.DateField(primary_key=True, serialize=False)), ("line", models.TextField())],
        ),
        migrations.RunPython(forwards, backwards),
    ]

"""The full-text side of the index: FTS5 kept by triggers on SQLite, an index over a tsvector on PostgreSQL."""

from django.db import migrations

SQLITE = """
CREATE VIRTUAL TABLE search_words USING fts5(
    title, text, content='search_indexrow', content_rowid='entry_id', tokenize="unicode61 remove_diacritics 0"
);
CREATE TRIGGER search_words_insert AFTER INSERT ON search_indexrow BEGIN
    INSERT INTO search_words (rowid, title, text) VALUES (new.entry_id, new.title, new.text);
END;
CREATE TRIGGER search_words_delete AFTER DELETE ON search_indexrow BEGIN
    INSERT INTO search_words (search_words, rowid, title, text) VALUES ('delete', old.entry_id, old.title, old.text);
END;
CREATE TRIGGER search_words_update AFTER UPDATE ON search_indexrow BEGIN
    INSERT INTO search_words (search_words, rowid, title, text) VALUES ('delete', old.entry_id, old.title, old.text);
    INSERT INTO search_words (rowid, title, text) VALUES (new.entry_id, new.title, new.text);
END;
INSERT INTO search_words (search_words) VALUES ('rebuild');
"""
SQLITE_BACK = """
DROP TRIGGER search_words_insert;
DROP TRIGGER search_words_delete;
DROP TRIGGER search_words_update;
DROP TABLE search_words;
"""
POSTGRESQL = "CREATE INDEX search_words ON search_indexrow USING gin (to_tsvector('simple', title || ' ' || text))"
POSTGRESQL_BACK = "DROP INDEX search_words"


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        run_each(schema_editor, SQLITE)
    else:
        schema_editor.execute(POSTGRESQL)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        run_each(schema_editor, SQLITE_BACK)
    else:
        schema_editor.execute(POSTGRESQL_BACK)


def run_each(schema_editor, script):
    """One statement at a time: executescript would end the migration's transaction."""
    statement = ""
    for line in script.strip().split("\n"):
        statement += line + "\n"
        if line.startswith(("END;", ");")) or (line.endswith(";") and not line.startswith(" ")):
            schema_editor.execute(statement)
            statement = ""


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]

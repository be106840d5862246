"""An index that is the beginning of another: each message wrote it, and no query needs it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("chat", "0002_mentions"), ("groups", "0001_initial")]
    # Dropped by name, so that a long history is not copied: SQLite's AlterField writes the whole table anew.
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="message",
                    name="author",
                    field=models.ForeignKey(
                        db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.seat"
                    ),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    'DROP INDEX "chat_message_author_id_923569d5"',
                    'CREATE INDEX "chat_message_author_id_923569d5" ON "chat_message" ("author_id")',
                ),
            ],
        )
    ]

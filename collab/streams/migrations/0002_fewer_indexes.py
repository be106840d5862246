"""Two indexes that are the beginning of others: each message wrote them, and no query needs them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("streams", "0001_initial")]
    # Dropped by name, so that a long history is not copied: SQLite's AlterField writes the whole table anew.
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="entry",
                    name="stream",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="streams.stream"
                    ),
                ),
                migrations.AlterField(
                    model_name="entry",
                    name="topic",
                    field=models.ForeignKey(
                        db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="streams.entry"
                    ),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    'DROP INDEX "streams_entry_stream_id_47665fb5"',
                    'CREATE INDEX "streams_entry_stream_id_47665fb5" ON "streams_entry" ("stream_id")',
                ),
                migrations.RunSQL(
                    'DROP INDEX "streams_entry_topic_id_70b16c64"',
                    'CREATE INDEX "streams_entry_topic_id_70b16c64" ON "streams_entry" ("topic_id")',
                ),
            ],
        )
    ]

"""An index of all admissions to a space, which SQLite took where the one by space and seat answers at once."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("spaces", "0001_initial")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="admission",
                    name="space",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="admissions", to="spaces.space"
                    ),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    'DROP INDEX "spaces_admission_space_id_3f860728"',
                    'CREATE INDEX "spaces_admission_space_id_3f860728" ON "spaces_admission" ("space_id")',
                ),
            ],
        )
    ]

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0011_comments_in_texts'),
    ]

    operations = [
        migrations.AddField(
            model_name='download',
            name='living',
            field=models.BooleanField(default=False),
        ),
    ]

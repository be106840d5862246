"""Finding the few messages that call many people without looking at the others."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('chat', '0001_initial'),
        ('groups', '0001_initial'),
        ('spaces', '0001_initial'),
        ('streams', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('mentions_all', True)), fields=['space'], name='message_to_all'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('mentions_moderators', True)), fields=['space'], name='message_to_moderators'),
        ),
    ]

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0008_variants'),
        ('groups', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField()),
                ('rev', models.PositiveBigIntegerField()),
                ('at', models.DateTimeField()),
                ('accepted', models.BooleanField(null=True)),
                ('settled_at', models.DateTimeField(null=True)),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='groups.seat')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='groups.seat')),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suggestions', to='documents.livingtext')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('text', 'key'), name='suggestion_once')],
            },
        ),
    ]

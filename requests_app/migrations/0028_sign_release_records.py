"""What was released is signed; a picture keeps the digest of its bytes for that."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('requests_app', '0027_find_lines_of_the_record'),
    ]

    operations = [
        migrations.AddField(
            model_name='page',
            name='digest',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.CreateModel(
            name='ReleaseRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=32, unique=True)),
                ('document', models.TextField()),
                ('signature', models.CharField(max_length=128)),
                ('person_salt', models.CharField(blank=True, max_length=32)),
                ('code_request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='release_records', to='requests_app.coderequest')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
    ]

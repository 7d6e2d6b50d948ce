"""The record may hang on a desk or on nobody; what people typed gets a table of its own beside the chained lines."""

import django.db.models.deletion
import requests_app.states
from django.conf import settings
from django.db import migrations, models

from requests_app.models import append_only


def take_the_guard_off(apps, schema_editor):
    append_only.remove(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ("requests_app", "0006_letters_to_staff"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(take_the_guard_off, migrations.RunPython.noop),
        migrations.CreateModel(
            name='EventNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300)),
                ('salt', models.CharField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='RepeatedEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120, unique=True)),
                ('kind', models.CharField(max_length=30)),
                ('party', models.CharField(choices=[(requests_app.states.Party['CUSTOMER'], requests_app.states.Party['CUSTOMER']), (requests_app.states.Party['STAFF'], requests_app.states.Party['STAFF']), (requests_app.states.Party['SYSTEM'], requests_app.states.Party['SYSTEM'])], max_length=8)),
                ('hour', models.DateTimeField(db_index=True)),
                ('again', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name='event',
            name='desk',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='requests_app.desk'),
        ),
        migrations.AddField(
            model_name='event',
            name='note_digest',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='event',
            name='status',
            field=models.CharField(blank=True, choices=[(requests_app.states.Status['DRAFT'], 'Not sent yet'), (requests_app.states.Status['RECEIVED'], 'Received'), (requests_app.states.Status['CHECKING'], 'Being checked'), (requests_app.states.Status['NEEDS_INFO'], 'Waiting for you'), (requests_app.states.Status['LOOKUP'], 'Looking up'), (requests_app.states.Status['READY'], 'Code ready'), (requests_app.states.Status['NOT_WORKED'], 'Being looked at again'), (requests_app.states.Status['CLOSED'], 'Finished'), (requests_app.states.Status['REFUSED'], 'Not given'), (requests_app.states.Status['WITHDRAWN'], 'Withdrawn'), (requests_app.states.Status['EXPIRED'], 'Closed'), (requests_app.states.Status['ERASED'], 'Deleted')], max_length=12),
        ),
        migrations.AlterField(
            model_name='event',
            name='code_request',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='requests_app.coderequest'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['at'], name='events_by_time'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(fields=('desk', 'number'), name='events_of_a_desk_are_numbered'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(condition=models.Q(('code_request', None), ('desk', None)), fields=('number',), name='events_of_the_installation_are_numbered'),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('code_request', None), ('desk', None), _connector='OR'), name='an_event_hangs_on_one_chain'),
        ),
        migrations.AddField(
            model_name='eventnote',
            name='event',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='note', to='requests_app.event'),
        ),
        migrations.AddField(
            model_name='repeatedevent',
            name='code_request',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='requests_app.coderequest'),
        ),
        migrations.AddField(
            model_name='repeatedevent',
            name='desk',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='requests_app.desk'),
        ),
        migrations.AddField(
            model_name='repeatedevent',
            name='user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
    ]

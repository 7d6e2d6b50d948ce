"""Lines are found by desk, person, kind and time, and looks after the first of a day are told with it."""

from datetime import UTC

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce, TruncDate

from requests_app.models import append_only

LOOKS = ("see_evidence", "see_page")


def take_the_guard_off(apps, schema_editor):
    append_only.remove(schema_editor.connection)


def install(apps, schema_editor):
    append_only.install(schema_editor.connection)


def fill(apps, schema_editor):
    """As `record` and `verify_chain` see it."""
    Event = apps.get_model("requests_app", "Event")
    CodeRequest = apps.get_model("requests_app", "CodeRequest")
    desk = CodeRequest.objects.filter(pk=OuterRef("code_request_id")).values("desk_id")
    Event.objects.update(at_desk_id=Coalesce("desk_id", Subquery(desk)))
    looks = Event.objects.filter(kind__in=LOOKS).annotate(day=TruncDate("at", tzinfo=UTC))
    before = looks.filter(
        code_request=OuterRef("code_request"), user=OuterRef("user"), day=OuterRef("day"), number__lt=OuterRef("number")
    )
    again = looks.filter(Exists(before)).values("pk")
    Event.objects.filter(pk__in=list(again.values_list("pk", flat=True))).update(again=True)


class Migration(migrations.Migration):

    dependencies = [
        ('requests_app', '0026_own_sentences'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(take_the_guard_off, install),
        migrations.AddField(
            model_name='event',
            name='again',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='event',
            name='at_desk',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='requests_app.desk'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('again', False)), fields=['at_desk', 'at', 'id'], name='lines_of_a_desk'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('again', False)), fields=['at_desk', 'user', 'at', 'id'], name='lines_of_a_person'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['at_desk', 'kind', 'at', 'id'], name='lines_of_a_kind'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('again', False)), fields=['code_request', 'at', 'id'], name='lines_of_a_request'),
        ),
        migrations.RunPython(install, take_the_guard_off),
    ]

"""The old column of reasons goes; the database guards the record again."""

from django.db import migrations

from requests_app.models import append_only


def install(apps, schema_editor):
    append_only.install(schema_editor.connection)


def remove(apps, schema_editor):
    append_only.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0008_key_the_record")]
    operations = [
        migrations.RemoveField(model_name="event", name="reason"),
        migrations.RunPython(install, remove),
    ]

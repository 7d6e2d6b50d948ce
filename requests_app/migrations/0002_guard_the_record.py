"""The record is append-only in the database itself."""

from django.db import migrations

from requests_app.models import append_only


def install(apps, schema_editor):
    append_only.install(schema_editor.connection)


def remove(apps, schema_editor):
    append_only.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0001_open_the_office")]
    operations = [migrations.RunPython(install, remove)]

"""Names are found by any of their words, in any spelling."""

from django.db import migrations, models

from requests_app.identity import searchable_name


def fill(apps, schema_editor):
    for row in apps.get_model("requests_app", "CodeRequest").objects.exclude(reference=None).iterator():
        row.name_search = searchable_name(row.name, row.owner_name)
        row.save(update_fields=["name_search"])


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0013_remember_former_addresses")]

    operations = [
        migrations.AddField("coderequest", "name_search", models.TextField(blank=True, default="")),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]

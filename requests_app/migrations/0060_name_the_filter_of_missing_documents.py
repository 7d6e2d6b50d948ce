from django.db import migrations


def rename(apps, schema_editor, before="lacks", after="missing"):
    for view in apps.get_model("requests_app", "SavedView").objects.all():
        if before in view.filters:
            view.filters[after] = view.filters.pop(before)
            view.save(update_fields=["filters"])


def rename_back(apps, schema_editor):
    rename(apps, schema_editor, before="missing", after="lacks")


class Migration(migrations.Migration):

    dependencies = [
        ('requests_app', '0059_letters_stand_at_the_desk_of_their_request'),
    ]

    operations = [
        migrations.RunPython(rename, rename_back),
    ]

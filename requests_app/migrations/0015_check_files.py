"""When the worker last opened the files of a page, and since when one is lost or does not open."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0014_find_names")]

    operations = [
        migrations.AddField("page", "checked_at", models.DateTimeField(default=django.utils.timezone.now)),
        migrations.AddField("page", "damaged_at", models.DateTimeField(null=True)),
        migrations.AddIndex("page", models.Index(fields=["checked_at"], name="pages_longest_unchecked")),
        migrations.AddIndex(
            "page",
            models.Index(
                condition=models.Q(("damaged_at__isnull", False)), fields=["damaged_at"], name="damaged_pages"
            ),
        ),
    ]

"""A desk may have a host name of its own, and is not called like a page."""

from django.db import migrations, models

import requests_app.web_addresses


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0052_help_other_desks")]

    operations = [
        migrations.AddField(
            model_name="desk",
            name="host_name",
            field=models.CharField(
                blank=True,
                max_length=253,
                validators=[requests_app.web_addresses.check_host_name],
                verbose_name="host name",
            ),
        ),
        migrations.AlterField(
            model_name="desk",
            name="slug",
            field=models.SlugField(unique=True, validators=[requests_app.web_addresses.check_slug]),
        ),
        migrations.AddConstraint(
            model_name="desk",
            constraint=models.UniqueConstraint(
                condition=models.Q(("host_name", ""), _negated=True),
                fields=("host_name",),
                name="one_desk_for_a_host_name",
                violation_error_message="Another desk has this host name.",
            ),
        ),
    ]

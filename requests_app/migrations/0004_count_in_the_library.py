"""Counters against floods are the library's now. What was counted in the last hours is forgotten."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0003_find_events_by_person")]
    operations = [migrations.DeleteModel("Counter")]

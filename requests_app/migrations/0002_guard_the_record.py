"""The record is append-only in the database itself; the guard is installed where its table has its last shape."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0001_open_the_office")]
    operations = []

"""Known codes under short keys of the fullest identity; what stood there is kept under its number or VIN."""

from django.db import migrations, models

from requests_app.lookup.registry import Key
from requests_app.vault import cipher


def take_over(apps, schema_editor):
    table = apps.get_model("requests_app", "KnownCode")
    for row in table.objects.order_by("pk").iterator():
        code = cipher.unseal(bytes(row.sealed_code), context=f"known-code:{row.subject}:{row.fingerprint}").decode()
        key = Key(row.subject, bytes.fromhex(row.fingerprint)[:16])
        row.identity, row.key, row.code_key = row.subject, key.value, key.of_code(code)
        row.number_key = None if row.subject == "vin" else key.value
        row.sealed_code = cipher.seal(code.encode(), context=key.context)
        row.save(update_fields=["identity", "key", "number_key", "code_key", "sealed_code"])


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0038_ask_by_asker")]

    operations = [
        migrations.AddField("knowncode", "identity", models.CharField(choices=[("unit", "this very radio"), ("part", "number and part number"), ("number", "radio's number"), ("vin", "VIN (radio fitted at the factory)")], default="number", max_length=6, verbose_name="known by"), preserve_default=False),
        migrations.AddField("knowncode", "key", models.BinaryField(default=b"", max_length=16), preserve_default=False),
        migrations.AddField("knowncode", "number_key", models.BinaryField(max_length=16, null=True)),
        migrations.AddField("knowncode", "code_key", models.BinaryField(default=b"", max_length=16), preserve_default=False),
        migrations.RunPython(take_over, migrations.RunPython.noop),
        migrations.RemoveConstraint("knowncode", "a_known_code_stands_once"),
        migrations.RemoveField("knowncode", "subject"),
        migrations.RemoveField("knowncode", "fingerprint"),
        migrations.RemoveField("knowncode", "code_fingerprint"),
        migrations.AddConstraint("knowncode", models.UniqueConstraint(fields=("desk", "key", "code_key"), name="a_known_code_stands_once")),
        migrations.AddIndex("knowncode", models.Index(condition=models.Q(("number_key__isnull", False)), fields=["desk", "number_key", "-times_worked"], name="known_codes_of_a_number")),
    ]

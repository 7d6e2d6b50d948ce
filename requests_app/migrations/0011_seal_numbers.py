"""Numbers of radios, readings and ends of VINs rest sealed; keyed fingerprints find the same radio and the same car."""

from django.db import migrations, models

from requests_app.vault import cipher


def _number_context(code_request):
    return f"number:{code_request.pk}"


def _reading_context(reading):
    return f"reading:{reading.code_request_id}:{reading.round}:{reading.subject}:{reading.by_id}"


def seal(apps, schema_editor):
    for row in apps.get_model("requests_app", "CodeRequest").objects.exclude(number="").iterator():
        row.number_sealed = cipher.seal(row.number.encode(), context=_number_context(row))
        row.save(update_fields=["number_sealed"])
    for row in apps.get_model("requests_app", "Reading").objects.iterator():
        row.value_sealed = cipher.seal(row.value.encode(), context=_reading_context(row))
        row.save(update_fields=["value_sealed"])


def unseal(apps, schema_editor):
    for row in apps.get_model("requests_app", "CodeRequest").objects.exclude(number_sealed=None).iterator():
        row.number = cipher.unseal(bytes(row.number_sealed), context=_number_context(row)).decode()
        row.save(update_fields=["number"])
    for row in apps.get_model("requests_app", "Reading").objects.iterator():
        row.value = cipher.unseal(bytes(row.value_sealed), context=_reading_context(row)).decode()
        row.save(update_fields=["value"])


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0010_judge_the_mail_server")]

    operations = [
        migrations.AddField("coderequest", "number_sealed", models.BinaryField(null=True)),
        migrations.AddField("reading", "value_sealed", models.BinaryField(default=b""), preserve_default=False),
        migrations.AlterField("coderequest", "number", models.CharField(max_length=40, blank=True, default="")),
        migrations.AlterField("reading", "value", models.CharField(max_length=40, default="")),
        migrations.RunPython(seal, unseal, elidable=True),
        migrations.RemoveField("coderequest", "number"),
        migrations.RemoveField("reading", "value"),
        migrations.RemoveIndex("coderequest", "request_by_vin"),
        migrations.RenameField("coderequest", "vin_fingerprint", "vin_tail_fingerprint"),
        migrations.AddField("coderequest", "vin_fingerprint", models.CharField(max_length=64, blank=True, default="")),
        migrations.AddField("coderequest", "vin_tail_sealed", models.BinaryField(null=True)),
        migrations.AddField("coderequest", "vin_tail_unknown", models.BooleanField(default=False)),
        migrations.AddField("coderequest", "part_fingerprint", models.CharField(max_length=64, blank=True, default="")),
        migrations.AddField(
            "coderequest", "serial_fingerprint", models.CharField(max_length=64, blank=True, default="")
        ),
        migrations.AddIndex("coderequest", models.Index(fields=["vin_fingerprint"], name="request_by_vin")),
        migrations.AddIndex("coderequest", models.Index(fields=["vin_tail_fingerprint"], name="request_by_vin_tail")),
        migrations.AddIndex("coderequest", models.Index(fields=["serial_fingerprint"], name="request_by_serial")),
    ]

"""Requests that were sent before keep what their desk asks today, and the answers that staff gave rest on the pictures
that lie there."""

from typing import Any

from django.db import migrations

CAR_PAPERS = {"standard", "strict"}


def freeze(apps: Any, schema_editor: Any) -> None:
    """Write into each sent request what it is verified by."""
    CodeRequest = apps.get_model("requests_app", "CodeRequest")
    for code_request in CodeRequest.objects.exclude(status="draft").select_related("desk").iterator(500):
        desk = code_request.desk
        policy = {
            "level": desk.evidence_level, "slots": slots(code_request, desk.evidence_level),
            "high_flag": desk.second_person, "override": False, "typed_code": False, "first_releases": 0,
            "random_share": 0, "drawn": False, "always": False, "single_person": False, "wait_hours": 24,
        }  # fmt: skip
        CodeRequest.objects.filter(pk=code_request.pk).update(policy=policy)
        keep_pictures(apps, code_request.pk)


def slots(code_request: Any, level: str) -> list[str]:
    """The documents that were asked for."""
    if level == "counter":
        return []
    front = code_request.number_unknown or code_request.number_kind == "vin"
    found = ["front" if front else "label"]
    if level in CAR_PAPERS:
        found.append("certificate")
    if code_request.asker not in {"", "owner"} and level != "basic":
        found.append("permission")
    return found + (["vin_plate", "identity"] if level == "strict" else [])


def keep_pictures(apps: Any, pk: int) -> None:
    """What was answered before rests on what lay there."""
    Page = apps.get_model("requests_app", "Page")
    pages = Page.objects.filter(upload__code_request=pk).values_list("pk", "file_name")
    keys = [f"{page}:{file_name[:16]}" for page, file_name in pages]
    for name in ("Reading", "Check"):
        apps.get_model("requests_app", name).objects.filter(code_request=pk).update(pictures=keys)


class Migration(migrations.Migration):

    dependencies = [("requests_app", "0018_two_people_who_looked")]

    operations = [migrations.RunPython(freeze, migrations.RunPython.noop)]

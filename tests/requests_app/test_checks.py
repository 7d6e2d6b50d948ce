"""What the system checks say of a desk."""

import sys

import pytest
from django.conf import LazySettings
from django.core import checks
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from pytest_django.fixtures import Settings

from requests_app.models import Desk


def found(**kwargs: list[str]) -> list[str]:
    return [message.id or "" for message in checks.run_checks(tags=[checks.Tags.database], **kwargs)]  # type: ignore[arg-type]


def test_a_reply_address_that_is_none_is_named(desk: Desk) -> None:
    assert "desk.W001" not in found(databases=["default"])
    Desk.objects.update(email="not an address")
    assert "desk.W001" in found(databases=["default"])
    Desk.objects.update(active=False)
    assert "desk.W001" not in found(databases=["default"])
    call_command("check")


def test_whoever_deploys_is_told_which_engines_read_labels(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LABEL_ENGINES = ("barcode",)
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    (said,) = checks.run_checks(tags=["labels"], include_deployment_checks=True)
    assert "barcode reads labels (zxing-cpp " in said.msg
    assert "text is not installed (requirements/ocr.txt)" in said.msg
    settings.LABEL_ENGINES = ()
    (said,) = checks.run_checks(tags=["labels"], include_deployment_checks=True)
    assert "barcode is switched off" in said.msg
    assert said.level == checks.INFO


def test_a_desk_that_is_called_like_a_page_is_named(desk: Desk) -> None:
    assert "desk.W002" not in found(databases=["default"])
    Desk.objects.update(slug="request")
    assert "desk.W002" in found(databases=["default"])


def test_a_host_name_that_is_not_served_is_named(desk: Desk, settings: Settings) -> None:
    Desk.objects.update(host_name="north.example")
    assert "desk.W003" in found(databases=["default"])
    settings.ALLOWED_HOSTS = [".example"]
    assert "desk.W003" not in found(databases=["default"])


def test_before_a_column_is_there_nothing_is_said_of_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    Desk.objects.update(host_name="north.example", email="not an address")
    kept = connection.introspection.get_table_description
    monkeypatch.setattr(
        connection.introspection,
        "get_table_description",
        lambda *args: [each for each in kept(*args) if each.name != "host_name"],
    )
    assert ("desk.W001" in found(databases=["default"]), "desk.W003" in found(databases=["default"])) == (True, False)


def test_a_desk_keeps_its_reply_address_as_letters_name_it(desk: Desk) -> None:
    desk.email = "Shop@Müller.example"
    desk.full_clean()
    assert desk.email == "Shop@xn--mller-kva.example"
    desk.email = "shop@x.example, shop@y.example"
    with pytest.raises(ValidationError):
        desk.full_clean()

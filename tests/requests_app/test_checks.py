"""What the system checks say of a desk."""

import pytest
from django.core import checks
from django.core.exceptions import ValidationError
from django.core.management import call_command

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


def test_a_desk_keeps_its_reply_address_as_letters_name_it(desk: Desk) -> None:
    desk.email = "Shop@Müller.example"
    desk.full_clean()
    assert desk.email == "Shop@xn--mller-kva.example"
    desk.email = "shop@x.example, shop@y.example"
    with pytest.raises(ValidationError):
        desk.full_clean()

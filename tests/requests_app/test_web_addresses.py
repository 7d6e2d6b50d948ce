"""What a shop may be called in the addresses of its pages."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from pytest_django.fixtures import Settings

from requests_app.models import Desk
from requests_app.web_addresses import as_host_name, check_host_name, check_slug, page_names, segment_in
from tests.factories import make_desk


def test_the_names_of_pages_are_those_behind_the_language() -> None:
    assert {
        "guides",
        "radios",
        "help",
        "privacy",
        "accessibility",
        "request",
        "phone",
        "release",
        "find",
    } == page_names()


@pytest.mark.parametrize("slug", ["guides", "request", "find"])
def test_no_shop_is_called_like_a_page(slug: str) -> None:
    with pytest.raises(ValidationError):
        check_slug(slug)
    check_slug(f"{slug}-shop")


@pytest.mark.parametrize(
    ("path", "segment"),
    [
        ("/en/north/", "north"), ("/en/north", "north"), ("/en/north/request/car/", "north"),
        ("/en/guides/x/", ""), ("/en/", ""), ("/", ""), ("/north/", ""), ("/xx/north/", ""),
        ("/en/nor th/", ""), ("/en/n\0/", ""), ("/en//north/", ""), ("/track/RC-1/", ""),
    ],
)  # fmt: skip
def test_only_a_segment_behind_the_language_names_a_shop(path: str, segment: str) -> None:
    assert segment_in(path) == segment


@pytest.mark.parametrize("name", ["radio.shop.example", "shop.example", "a-1.xn--mller-kva.example"])
def test_a_host_name_is_one(name: str) -> None:
    check_host_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "localhost", "192.0.2.7", "[::1]", "shop.example:8000", "https://shop.example", "shop.example/", "-a.example",
        "a..example", "Shop.example", "shop.example\n", "müller.example", ".example", "*.example",
        f"{'a' * 64}.example", f"{'a.' * 126}example",
    ],
)  # fmt: skip
def test_what_is_no_host_name_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        check_host_name(name)


def test_a_shop_does_not_take_the_address_of_all(settings: Settings) -> None:
    settings.BASE_URL = "https://codes.example"
    with pytest.raises(ValidationError):
        check_host_name("codes.example")


def test_a_host_name_is_kept_as_browsers_send_it() -> None:
    assert as_host_name(" Radio.Müller.Example. ") == "radio.xn--mller-kva.example"
    assert as_host_name("no name") == "no name"


@pytest.mark.django_db
def test_two_desks_have_no_host_name_together() -> None:
    for name in ("North", "South"):
        make_desk(name)
    Desk.objects.filter(slug="north").update(host_name="shop.example")
    with pytest.raises(IntegrityError):
        Desk.objects.filter(slug="south").update(host_name="shop.example")

"""Known codes are found by an exact number, masked; a lead opens one with a reason that stands on the record."""

import pytest
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guides_app.identifiers import Kind
from requests_app.admin.bounded import MOST, BoundedPaginator
from requests_app.lookup import registry
from requests_app.lookup.source import Radio
from requests_app.models import Desk, Event, KnownCode, Source
from tests.requests_app.admin.conftest import SignIn

KNOWN = "/staff/requests_app/knowncode/"
CODE = "7913"
LINE = "BP730912345678 281150198R S053"


def know(desk: Desk, number: str = "S053", code: str = CODE, *, line: str = "", kind: Kind = Kind.PRECODE) -> KnownCode:
    finer = registry.label_fingerprints(line)
    part, unit = finer["part_fingerprint"], finer["serial_fingerprint"]
    radio = Radio(number, kind, part_fingerprint=part, serial_fingerprint=unit)
    return registry.remember(desk, radio, code=code, source=Source.PAPERS, provenance="card", by_id=None)


def find(client: Client, number: str = "S053", kind: str = "precode", line: str = "") -> str:
    answer = client.post(f"{KNOWN}find/", {"kind": kind, "number": number, "label_line": line})
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


@pytest.fixture
def clerk(sign_in: SignIn, alice: User) -> Client:
    return sign_in(alice, fresh=True)


@pytest.fixture
def lead(sign_in: SignIn, charlie: User) -> Client:
    return sign_in(charlie, fresh=True)


def test_an_exact_number_finds_its_codes_and_shows_none(clerk: Client, desk: Desk) -> None:
    know(desk)
    page = find(clerk)
    assert "radio’s number" in page or "radio&#x27;s number" in page
    assert "••••" in page
    assert CODE not in page


def test_radios_that_share_the_number_come_after_this_very_radio(clerk: Client, desk: Desk) -> None:
    know(desk, line=LINE)
    know(desk, code="1111")
    page = find(clerk, line=LINE)
    assert page.index("this very radio") < page.rindex("••••")
    assert page.count("••••") == 2
    assert find(clerk).count("••••") == 2, "by the number alone"


@pytest.mark.parametrize("number", ["S054", "S05", "5053", "S0531"])
def test_what_is_not_the_number_finds_nothing(clerk: Client, desk: Desk, number: str) -> None:
    know(desk)
    assert "••••" not in find(clerk, number)


def test_a_car_is_found_by_its_whole_vin(clerk: Client, desk: Desk) -> None:
    know(desk, "UU1HSDC1234567890"[:17], kind=Kind.VIN)
    assert "••••" in find(clerk, "UU1HSDC1234567890"[:17], kind="vin")
    assert "••••" not in find(clerk, "567890", kind="vin")


def test_another_desk_finds_nothing(desk: Desk, mallory: User, sign_in: SignIn) -> None:
    row = know(desk)
    client = sign_in(mallory, fresh=True)
    assert "No code is known" in find(client)
    assert client.post(f"{KNOWN}{row.pk}/show/", {"reason": "mine"}).status_code == 404


def test_a_lead_opens_a_code_and_the_record_says_why(lead: Client, charlie: User, desk: Desk) -> None:
    row = know(desk)
    assert CODE not in lead.get(f"{KNOWN}{row.pk}/show/").content.decode()
    assert not Event.objects.filter(kind="see_known_code").exists()
    assert CODE in lead.post(f"{KNOWN}{row.pk}/show/", {"reason": "The list was wrong"}).content.decode()
    line = Event.objects.get(kind="see_known_code")
    assert (line.desk, line.user, line.data["known_code"]) == (desk, charlie, row.pk)
    assert line.reason == "The list was wrong"


def test_without_a_reason_no_code_is_shown(lead: Client, desk: Desk) -> None:
    row = know(desk)
    answer = lead.post(f"{KNOWN}{row.pk}/show/", {"reason": "  "})
    assert answer.status_code == 422
    assert CODE not in answer.content.decode()


def test_if_the_line_cannot_be_written_nothing_is_shown(
    lead: Client, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = know(desk)
    lead.raise_request_exception = False

    def away(*_: object, **__: object) -> None:
        raise OSError("no record")

    monkeypatch.setattr("requests_app.admin.known_code_search.record_at_desk", away)
    answer = lead.post(f"{KNOWN}{row.pk}/show/", {"reason": "why not"})
    assert answer.status_code == 500
    assert CODE not in answer.content.decode()


def test_a_clerk_opens_none(clerk: Client, desk: Desk) -> None:
    row = know(desk)
    assert clerk.post(f"{KNOWN}{row.pk}/show/", {"reason": "curious"}).status_code == 403
    assert f"{row.pk}/show/" not in find(clerk)


def test_searching_asks_for_the_second_step(sign_in: SignIn, alice: User, charlie: User, desk: Desk) -> None:
    row = know(desk)
    for user, address in ((alice, f"{KNOWN}find/"), (charlie, f"{KNOWN}{row.pk}/show/")):
        answer = sign_in(user).get(address)
        assert answer.headers["Location"].startswith("/staff/account/2fa/reauthenticate/")


def test_a_list_of_thousands_is_counted_to_its_bound(desk: Desk, lead: Client) -> None:
    KnownCode.objects.bulk_create(
        KnownCode(desk=desk, identity="number", key=n.to_bytes(16), code_key=b"x", sealed_code=b"x", source="papers")
        for n in range(MOST + 5)
    )
    page = lead.get(KNOWN).content.decode()
    assert "found by their exact number" in page
    with CaptureQueriesContext(connection) as asked:
        lead.get(KNOWN)
    counts = [one["sql"] for one in asked if "COUNT(" in one["sql"] and "knowncode" in one["sql"]]
    assert counts
    assert all(f"LIMIT {MOST + 1}" in sql for sql in counts)


def test_a_short_list_is_counted_whole(desk: Desk) -> None:
    know(desk)
    pages = BoundedPaginator(KnownCode.objects.order_by("-pk"), 50)
    assert isinstance(pages, Paginator)
    assert (pages.count, pages.more) == (1, False)

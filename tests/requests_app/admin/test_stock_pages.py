"""The stock admin at the Desk: desks, known codes, letters, accounts, each with honest permissions."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from guides_app.identifiers import Kind
from requests_app.lookup import registry
from requests_app.lookup.source import Radio
from requests_app.models import Desk, KnownCode, Role
from tests import factories
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.admin.desk_forms import CODE

KNOWN = "/staff/requests_app/knowncode/"
GOOD = {
    "kind": "precode",
    "number": "S053",
    "code": CODE,
    "code_again": CODE,
    "source": "dealer",
    "provenance": "file 7",
}


def known_code(desk: Desk) -> KnownCode:
    return registry.remember(
        desk, Radio("S053", Kind.PRECODE), code=CODE, source="dealer", provenance="file 7", by_id=None
    )


def test_a_known_code_is_typed_twice_and_never_shown(sign_in: SignIn, alice: User, desk: Desk) -> None:
    client = sign_in(alice, fresh=True)
    assert client.post(f"{KNOWN}add/", {**GOOD, "desk": desk.pk}).status_code == 302
    row = KnownCode.objects.get()
    pages = [client.get(address).content.decode() for address in (KNOWN, f"{KNOWN}{row.pk}/change/")]
    assert all("file 7" in page for page in pages)
    assert not any(
        secret in page for page in pages for secret in (CODE, bytes(row.key).hex(), bytes(row.code_key).hex(), "S053")
    )


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"code_again": "1234"}, "The two codes are different"),
        ({"code": "79", "code_again": "79"}, "The code must be 4 numbers"),
        ({"number": "SO53"}, "Type the number exactly"),
    ],
)
def test_a_known_code_is_typed_well(
    sign_in: SignIn, alice: User, desk: Desk, wrong: dict[str, str], words: str
) -> None:
    page = sign_in(alice, fresh=True).post(f"{KNOWN}add/", {**GOOD, **wrong, "desk": desk.pk}).content.decode()
    assert words in page
    assert CODE not in page
    assert not KnownCode.objects.exists()


def test_a_known_code_goes_to_the_own_desk_only(sign_in: SignIn, alice: User, desk: Desk) -> None:
    other = factories.make_desk("Other Desk")
    sign_in(alice, fresh=True).post(f"{KNOWN}add/", {**GOOD, "desk": other.pk})
    assert not KnownCode.objects.exists()


def test_known_codes_of_another_desk_are_not_seen(sign_in: SignIn, mallory: User, desk: Desk) -> None:
    row = known_code(desk)
    client = sign_in(mallory, fresh=True)
    assert "file 7" not in client.get(KNOWN).content.decode()
    assert client.get(f"{KNOWN}{row.pk}/change/").status_code == 302
    assert client.get(f"{KNOWN}{row.pk}/delete/").status_code in (302, 403)


def test_known_codes_are_never_changed_or_deleted_in_bulk(sign_in: SignIn, charlie: User, desk: Desk) -> None:
    row = known_code(desk)
    client = sign_in(charlie, fresh=True)
    client.post(KNOWN, {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})
    assert client.post(f"{KNOWN}{row.pk}/change/", {"provenance": "mine"}).status_code == 403
    row.refresh_from_db()
    assert row.provenance == "file 7"


@pytest.mark.parametrize(
    "query", ["?fingerprint__startswith=a", "?code_fingerprint=a", "?sealed_code__gt=0", "?desk__members__user=1"]
)
def test_no_address_line_asks_a_sealed_column(at_desk: Client, desk: Desk, query: str) -> None:
    known_code(desk)
    assert at_desk.get(f"{KNOWN}{query}").status_code in (302, 400)


@pytest.mark.parametrize("place", range(12))
def test_sorting_by_address_line_reaches_shown_columns_only(at_desk: Client, desk: Desk, place: int) -> None:
    known_code(desk)
    answer = at_desk.get(f"{KNOWN}?o={place}")
    order = answer.context["cl"].queryset.query.order_by
    assert not any("fingerprint" in column or "sealed" in column for column in order)


def test_the_record_and_the_requests_have_no_forms(sign_in: SignIn) -> None:
    root = User.objects.create_superuser("root@desk.example", "root@desk.example", "a long test phrase")
    client = sign_in(root, fresh=True)
    assert client.get("/staff/requests_app/event/").status_code == 404
    assert client.get("/staff/requests_app/coderequest/").status_code == 404


def test_setting_a_desk_up_asks_for_the_second_step(sign_in: SignIn, charlie: User, desk: Desk) -> None:
    answer = sign_in(charlie).get(f"/staff/desks/{desk.pk}/shop/")
    assert answer.headers["Location"].startswith("/staff/account/2fa/reauthenticate/")


def test_accounts_are_for_superusers(sign_in: SignIn, charlie: User, desk: Desk) -> None:
    root = User.objects.create_superuser("root@desk.example", "root@desk.example", "a long test phrase")
    assert sign_in(charlie, fresh=True).get("/staff/auth/user/").status_code == 403
    client = sign_in(root, fresh=True)
    assert client.get("/staff/auth/user/").status_code == 200
    assert client.get("/staff/auth/user/?password__startswith=md5").status_code in (302, 400)


def test_a_person_who_loses_the_seat_is_out_at_once(at_desk: Client, alice: User, desk: Desk) -> None:
    factories.make_sent(desk)
    assert at_desk.get("/staff/requests/").status_code == 200
    alice.desk_roles.filter(role=Role.CLERK).delete()
    assert at_desk.get("/staff/requests/").status_code == 404

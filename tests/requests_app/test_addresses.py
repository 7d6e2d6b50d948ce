"""An email address is one mailbox behind every door, however it is spelled; look-alikes are asked about."""

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from requests_app.limits import Limit, spend_for
from requests_app.models import Desk, Letter, Message
from requests_app.notifications.outbox import recipient_fingerprint
from requests_app.states import Status
from tests import factories
from tests.requests_app.views.person import ABOUT, Person, leads_to, words

TYPED, KEPT, SHOWN = "Ana@BU\u0308CHER.example", "Ana@xn--bcher-kva.example", "Ana@bücher.example"
SPELLINGS = ("ana@bücher.example", "ANA@xn--bcher-kva.example", "ana＠bücher。example")


@pytest.fixture
def ana(desk: Desk) -> Person:
    factories.make_guide()
    return Person()


def test_letters_go_to_the_canonical_address_and_pages_show_it_as_people_write_it(ana: Person) -> None:
    code_request = ana.fill_in(email=TYPED)
    assert SHOWN in words(ana.get(ana.at("check")))
    ana.send()
    code_request.refresh_from_db()
    assert code_request.email == KEPT
    assert Message.objects.get(code_request=code_request).recipient == KEPT
    assert f'value="{SHOWN}"' not in words(ana.get(ana.at("track", code_request.reference)))


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_lost_link_is_sent_for_any_spelling(ana: Person, spelling: str, settings: object) -> None:
    settings.SAME_TIME_SECONDS = 0.0  # type: ignore[attr-defined]
    ana.sent(email=TYPED)
    ana.post(ana.at("find"), {"email": spelling, "reference": ""})
    assert Message.objects.filter(letter=Letter.LOST_LINK).count() == 1


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_same_address_in_another_spelling_changes_nothing(ana: Person, spelling: str) -> None:
    code_request = ana.sent(email=TYPED)
    ana.post(ana.at("address", code_request.reference), {"email": spelling})
    code_request.refresh_from_db()
    assert (code_request.email, code_request.status) == (KEPT, Status.RECEIVED)
    assert not code_request.events.filter(kind="change_address").exists()


def test_one_mailbox_has_one_limit(db: None) -> None:
    for _ in range(Limit.LETTERS_TO_ONE.most):
        assert spend_for(recipient_fingerprint(TYPED), Limit.LETTERS_TO_ONE)
    assert not any(spend_for(recipient_fingerprint(spelling), Limit.LETTERS_TO_ONE) for spelling in SPELLINGS)


@pytest.mark.parametrize(
    ("typed", "meant", "page"),
    [
        ("ana@gm\u0430il.com", "ana@gmail.com", "contact"),
        ("ana@\u0430\u0440\u0440\u04cf\u0435.com", "ana@apple.com", "check"),
    ],
)
def test_a_domain_that_only_looks_like_another_is_asked_about(ana: Person, typed: str, meant: str, page: str) -> None:
    ana.fill_in()
    answer = ana.post(ana.at("contact"), ABOUT | {"email": typed})
    asks = answer if page == "contact" else ana.get(ana.at("check"))
    assert f"Did you mean <strong>{meant}</strong>?" in words(asks)


def test_two_alphabets_in_a_domain_are_refused_and_kept_in_the_field(ana: Person) -> None:
    ana.fill_in()
    page = ana.post(ana.at("contact"), ABOUT | {"email": "ana@gm\u0430il.com"})
    assert page.status_code == 422
    assert "letters of two alphabets that look alike" in words(page)
    assert 'value="ana@gm\u0430il.com"' in words(page)


@pytest.mark.parametrize("typed", ["ana", "ana@gmail", "ana@gmail.com, b@c.de", "ana@gm\u202eail.com", "a\tb@x.de"])
def test_what_is_no_address_has_its_sentence(ana: Person, typed: str) -> None:
    ana.fill_in()
    page = ana.post(ana.at("contact"), ABOUT | {"email": typed})
    assert page.status_code == 422
    assert "Enter an email address in the correct format" in words(page)


def test_staff_find_the_request_by_any_spelling(desk: Desk, alice: User) -> None:
    from_search = [recipient_fingerprint(spelling) for spelling in SPELLINGS]
    code_request, _ = factories.make_sent(desk, email=KEPT)
    assert set(from_search) == {code_request.email_fingerprint}


def test_an_account_of_staff_is_made_once_for_one_mailbox(desk: Desk) -> None:
    for spelling in (TYPED, *SPELLINGS):
        call_command("make_staff", spelling, desk.slug, "clerk", verbosity=0)
    assert [user.username for user in User.objects.all()] == [KEPT.lower()]
    with pytest.raises(CommandError, match="not an email address"):
        call_command("make_staff", "ana@gm\u0430il.com", desk.slug, "clerk", verbosity=0)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_staff_sign_in_with_any_spelling(client: Client, desk: Desk, spelling: str) -> None:
    User.objects.create_user(KEPT.lower(), KEPT.lower(), "a long test phrase", is_staff=True)
    page = client.post("/staff/login/", {"login": spelling, "password": "a long test phrase"})
    assert page.status_code == 302
    assert leads_to(page) != "/staff/login/"

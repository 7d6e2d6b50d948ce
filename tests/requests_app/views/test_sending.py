"""About you, the last look, and that sending twice gives one request."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from requests_app import limits
from requests_app.limits import Limit
from requests_app.models import AccessLink, CodeRequest, Letter, Message
from requests_app.states import Status
from tests.requests_app.views.person import ABOUT, Person, leads_to, words

CONTACT: Any = [
    ({"asker": ""}, "Choose who is asking"),
    ({"name": ""}, "Enter your full name as it is on the certificate"),
    ({"name": "x" * 101}, "Full name must be 100 characters or less"),
    ({"email": ""}, "Enter your email address"),
    ({"email": "ana@"}, "Enter an email address in the correct format, like name@example.com"),
    ({"email": "a@b.example, c@d.example"}, "Enter an email address in the correct format, like name@example.com"),
    ({"email": "a@b.example\nBcc: c@d.example"}, "Enter an email address in the correct format"),
    ({"asker": "trade", "owner_name": ""}, "Enter the name of the owner as it is on the certificate"),
]


@pytest.mark.parametrize(("change", "sentence"), CONTACT)
def test_each_mistake_has_its_sentence_twice(ana: Person, change: dict[str, str], sentence: str) -> None:
    ana.fill_in()
    page = ana.post(ana.at("contact"), ABOUT | change)
    assert page.status_code == 422
    assert words(page).count(sentence) == 2
    assert "<title>Error: About you" in words(page)


def test_fields_say_what_they_are_for(ana: Person) -> None:
    ana.fill_in()
    page = words(ana.get(ana.at("contact")))
    assert 'autocomplete="name"' in page
    assert 'autocomplete="email"' in page


def test_a_mistyped_mailbox_is_an_offer_and_no_mistake(ana: Person) -> None:
    draft = ana.fill_in(email="ana@gmial.com")
    assert "Did you mean <strong>ana@gmail.com</strong>?" in words(ana.get(ana.at("check")))
    ana.post(ana.at("fix-email"))
    draft.refresh_from_db()
    assert draft.email == "ana@gmail.com"


@pytest.mark.parametrize("good", ["ana@gmail.com", "ana@desk.example", "ana@mail.com", "ana@yahoo.it"])
def test_a_good_mailbox_is_left_alone(ana: Person, good: str) -> None:
    ana.fill_in(email=good)
    assert "Did you mean" not in words(ana.get(ana.at("check")))


def test_the_check_page_shows_every_answer_with_a_change_link(ana: Person) -> None:
    ana.fill_in()
    page = words(ana.get(ana.at("check")))
    for answer in ("Dacia Duster I (2010–2017)", "S053", "Test Customer", "customer@customer.example", "Not sent yet"):
        assert answer in page
    assert page.count(">Change<span") == 8


def test_without_the_declaration_nothing_is_sent(ana: Person) -> None:
    draft = ana.fill_in()
    page = ana.post(ana.at("check"), {})
    assert page.status_code == 422
    assert words(page).count("Confirm that you own the car or act for the owner") == 2
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


@pytest.mark.parametrize("late", [{}, {"website": "https://spam.example"}])
def test_programs_are_held_back(ana: Person, late: dict[str, str]) -> None:
    draft = ana.fill_in()
    if not late:
        CodeRequest.objects.update(started_at=timezone.now())
    assert ana.post(ana.at("check"), {"declaration": "on", **late}).status_code == 422
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


def test_sending_twice_gives_one_request_and_one_letter(ana: Person) -> None:
    ana.fill_in()
    again = ana.second_tab()
    first, second = ana.send(), again.send()
    assert leads_to(first) == leads_to(second)
    assert CodeRequest.objects.count() == 1
    assert Message.objects.filter(letter=Letter.RECEIVED).count() == 1
    assert AccessLink.objects.count() == 1


def test_the_slower_press_opens_the_same_page(ana: Person) -> None:
    ana.fill_in()
    again = ana.second_tab()
    page = leads_to(ana.send())
    again.send()
    assert again.get(page).status_code == 200


def test_an_old_draft_cookie_gives_no_key(ana: Person) -> None:
    code_request = ana.sent()
    CodeRequest.objects.filter(pk=code_request.pk).update(sent_at=timezone.now() - timedelta(days=3))
    del ana.cookies["access"]
    assert ana.get(leads_to(ana.send())).status_code == 404


def test_too_many_requests_are_told_when_to_come_back(ana: Person) -> None:
    ana.fill_in()
    for _ in range(Limit.SENDS.most):
        limits.spend_for("127.0.0.1", Limit.SENDS)
    page = ana.send()
    assert page.status_code == 429
    assert 0 < int(page["Retry-After"]) <= 3600
    assert "Answers that you sent before are saved." in words(page)


def test_a_hostile_name_stays_text(ana: Person) -> None:
    ana.fill_in(name="<script>alert(1)</script>\u202eevil")
    page = words(ana.get(ana.at("check")))
    assert "<script>alert" not in page
    assert "\u202e" not in page

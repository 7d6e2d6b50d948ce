"""The end of the VIN: asked where staff read it off the certificate, and no dead end for who cannot find it."""

import pytest
from django.contrib.auth.models import User

from requests_app import workflow
from requests_app.models import CodeRequest, Desk, EvidenceLevel, Slot
from tests import factories
from tests.requests_app.views.person import Person, leads_to, words


@pytest.fixture
def asked(ana: Person) -> Person:
    """Who has answered everything before the VIN."""
    ana.ask()
    ana.upload("label-photo")
    ana.upload("certificate")
    return ana


def test_the_page_stands_after_the_certificate_and_says_where_to_look(asked: Person) -> None:
    assert leads_to(asked.get(asked.at("contact"))) == asked.at("vin-tail")
    page = words(asked.get(asked.at("vin-tail")))
    assert "At field (E) of the registration certificate" in page
    assert "I cannot find it" in page


def test_what_is_typed_is_kept_and_shown_once_more(asked: Person) -> None:
    assert leads_to(asked.post(asked.at("vin-tail"), {"vin_tail": "a43 210"})) == asked.at("contact")
    assert CodeRequest.objects.get().vin_tail == "A43210"
    assert 'value="A43210"' in words(asked.get(asked.at("vin-tail")))


def test_look_alikes_are_put_right_in_the_open(asked: Person) -> None:
    onward = leads_to(asked.post(asked.at("vin-tail"), {"vin_tail": "5432IO"}))
    page = words(asked.get(onward))
    assert 'We read this as <strong class="number" translate="no">543210</strong>' in page
    assert f'href="{asked.at("vin-tail")}"' in page


def test_who_cannot_find_it_goes_on(asked: Person) -> None:
    assert leads_to(asked.post(asked.at("vin-tail"), {"vin_tail": "12", "unknown": "1"})) == asked.at("contact")
    draft = CodeRequest.objects.get()
    assert (draft.vin_tail, draft.vin_tail_unknown) == ("", True)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Enter the last 6 characters of the VIN, or select ‘I cannot find it’"),
        ("54321", "or all 17. You entered 5"),
        ("54321€", "Enter only letters and numbers"),
    ],
)
def test_what_is_no_end_of_a_vin_is_told_and_kept_in_the_field(asked: Person, typed: str, says: str) -> None:
    page = asked.post(asked.at("vin-tail"), {"vin_tail": typed})
    assert page.status_code == 422
    assert says in words(page)
    assert not typed or f'value="{typed}"' in words(page)


def test_a_desk_that_reads_no_certificate_does_not_ask(ana: Person, desk: Desk) -> None:
    Desk.objects.update(evidence_level=EvidenceLevel.BASIC)
    ana.ask()
    ana.upload("label-photo")
    assert leads_to(ana.get(ana.at("check"))) == ana.at("contact")


def test_another_car_takes_its_vin_away(asked: Person) -> None:
    asked.post(asked.at("vin-tail"), {"vin_tail": "543210"})
    asked.post(asked.at("car"), {"car": "other"})
    assert CodeRequest.objects.get().vin_tail == ""


@pytest.mark.parametrize(("typed", "agrees"), [("543210", True), ("543211", False), ("", None)])
def test_a_reading_is_compared_with_what_was_typed(desk: Desk, alice: User, typed: str, agrees: bool | None) -> None:
    code_request, _ = factories.make_sent(desk, vin_tail=typed)
    factories.take(code_request, by=alice)
    assert workflow.read_vin_tail(code_request, "543210", by=alice).agrees is agrees
    line = code_request.events.get(kind="read_vin")
    assert line.data["agrees"] is agrees


def test_the_end_of_a_whole_vin_is_compared_too(desk: Desk, alice: User) -> None:
    draft = factories.make_draft(desk)
    workflow.keep_vin(draft, "UU1HSDAG543210987")
    factories.add_photo(draft, Slot.FRONT)
    workflow.send(draft)
    factories.take(draft, by=alice)
    assert workflow.read_vin_tail(draft, "210987", by=alice).agrees is True

"""From the guide to a radio that plays, page by page."""

from django.contrib.auth.models import User

from requests_app import workflow
from requests_app.models import CodeRequest
from requests_app.states import Status
from tests.factories import verify
from tests.requests_app.views.person import ABOUT, Person, leads_to, words


def test_each_page_leads_to_the_next_until_the_request_is_sent(ana: Person) -> None:
    assert leads_to(ana.get(ana.at("start", guide="dacia-duster-1"))) == ana.at("number", guide="dacia-duster-1")
    assert leads_to(ana.ask()) == ana.at("document", "label-photo")
    assert leads_to(ana.upload("label-photo")) == ana.at("preview", "label-photo")
    assert leads_to(ana.post(ana.at("preview", "label-photo"), {"use": "yes"})) == ana.at("document", "certificate")
    assert leads_to(ana.upload("certificate")) == ana.at("preview", "certificate")
    assert leads_to(ana.post(ana.at("preview", "certificate"), {"use": "yes"})) == ana.at("vin-tail")
    assert leads_to(ana.post(ana.at("vin-tail"), {"unknown": "1"})) == ana.at("contact")
    assert leads_to(ana.post(ana.at("contact"), ABOUT)) == ana.at("check")


def test_sending_leads_to_the_tracking_page(ana: Person) -> None:
    code_request = ana.sent()
    page = ana.get(ana.at("track", code_request.reference))
    assert code_request.status == Status.RECEIVED
    assert "<h1>We have your request</h1>" in words(page)
    assert "You do not need to do anything." in words(page)


def test_the_code_is_shown_with_its_presses_and_the_radio_plays(ana: Person, alice: User) -> None:
    code_request = deliver(ana.sent(), by=alice)
    shown = ana.post(ana.at("code", code_request.reference))
    assert 'aria-label="7, 9, 1, 3"' in words(shown)
    assert "Press <kbd>1</kbd> until digit 1 is <strong>7</strong> (7 presses)." in words(shown)
    ana.post(ana.at("worked", code_request.reference))
    assert "<h1>Your radio works</h1>" in words(ana.get(ana.at("track", code_request.reference)))


def deliver(code_request: CodeRequest, *, by: User) -> CodeRequest:
    verify(code_request, by=by)
    workflow.approve(code_request, by=by)
    workflow.deliver(code_request, workflow.candidates_of(code_request)[0], by=by)
    return code_request

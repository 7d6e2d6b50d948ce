"""Pages of a decision: an appeal that looks like one, the customer's page before it is sent, asking and refusing."""

import re

import pytest
from django.contrib.auth.models import User
from django.core import signing
from django.test import Client
from django.utils import timezone

from guides_app.vin_signs import VinSign, vin_signs
from requests_app import tasks, workflow
from requests_app.models import AccessLink, CodeRequest, Desk, Source
from requests_app.states import Status
from tests import factories
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.admin.desk_forms import address, page_of, post


def main_of(page: str) -> str:
    """What stands in <main>, without the token of a form and the version of the request."""
    inside = page.split("<main")[1].partition("</main>")[0]
    return re.sub(r'(name="csrfmiddlewaretoken" value|data-version)="[^"]+"', "", inside)


def test_an_appeal_looks_like_one(sign_in: SignIn, alice: User, bob: User, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    workflow.claim(code_request, by=alice)
    workflow.refuse(code_request, workflow.Refusal.NOT_HOLDER, by=alice)
    workflow.appeal_with(code_request, text="It is my wife’s car")
    factories.take(code_request, by=bob)
    client = sign_in(bob)
    page = page_of(client, code_request)
    assert "Appeal against a refusal" in page
    assert "Refused by Alice: Holder and requester do not match, no permission." in page
    assert "was not sent" not in page, "it is no document that is missing"
    assert "my wife" not in page, "words may hold the number"
    workflow.read_number_off(code_request, "S053", by=bob)
    assert "It is my wife’s car" in page_of(client, code_request)


def test_ac_78_the_preview_is_the_page_that_the_customer_gets(
    sign_in: SignIn, alice: User, bob: User, desk: Desk, client: Client
) -> None:
    code_request, _ = factories.make_approved(desk, by=alice)
    zeros = workflow.type_code(code_request, "0000", "0000", source=Source.PAPERS, provenance="Service book", by=alice)
    preview = sign_in(alice).get(address(code_request, "preview/"))
    assert preview.status_code == 200
    factories.second_look(code_request, by=bob)
    workflow.deliver(code_request, zeros, by=alice, reason="It stands in the book")
    key = signing.dumps([AccessLink.objects.get(code_request=code_request).pk], salt="requests.access")
    client.cookies["access"] = key
    shown = client.post(f"/track/{code_request.reference}/code/").content.decode()
    assert main_of(preview.content.decode()).split() == main_of(shown).split()


def test_ac_79_undo_sends_nothing_then_one_letter_leaves_and_a_recall_hides_the_code(
    at_desk: Client, alice: User, desk: Desk, mailoutbox: list[object]
) -> None:
    code_request, _ = factories.make_approved(desk, by=alice)
    candidate = str(workflow.candidates_of(code_request)[0].pk)
    tasks.send_due_letters()
    mailoutbox.clear()
    post(at_desk, code_request, "send", candidate=candidate)
    post(at_desk, code_request, "recall")
    code_request.messages.update(due_at=timezone.now())
    tasks.send_due_letters()
    assert mailoutbox == []
    post(at_desk, code_request, "send", candidate=candidate)
    code_request.messages.filter(cancelled_at=None).update(due_at=timezone.now())
    tasks.send_due_letters()
    tasks.send_due_letters()
    assert len(mailoutbox) == 1
    post(at_desk, code_request, "recall")
    code_request.refresh_from_db()
    assert code_request.status == Status.LOOKUP
    assert not workflow.has_code_to_show(code_request)


def test_ac_81_each_reason_is_told_in_the_customers_language(at_desk: Client, alice: User, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    CodeRequest.objects.filter(pk=code_request.pk).update(language="fr")
    code_request.refresh_from_db()
    factories.take(code_request, by=alice)
    assert "Choose at least one item" in post(at_desk, code_request, "ask").content.decode()
    page = at_desk.get(address(code_request, "ask/")).content.decode()
    assert '<td lang="fr">' in page


def test_what_was_answered_with_no_is_chosen_when_more_is_asked_for(at_desk: Client, alice: User, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    at_desk.post(address(code_request, "keep/review/"), {"check-label_real": "no", "why-label_real": "A screen"})
    page = at_desk.get(address(code_request, "ask/")).content.decode()
    assert 'value="screen_photo" selected' in page
    assert "A screen" in page


def test_ac_82_a_suspicion_needs_a_second_person_and_the_customer_reads_a_neutral_sentence(
    sign_in: SignIn, alice: User, bob: User, desk: Desk, mailoutbox: list[object]
) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    client = sign_in(alice)
    words = {"refusal": "cannot_verify", "reason": "The paper looks forged"}
    assert post(client, code_request, "refuse", **words).status_code == 422
    factories.open_papers(code_request, by=bob)
    post(sign_in(bob), code_request, "second-look", verdict="no", reason="Forged indeed")
    assert post(client, code_request, "refuse", **words).status_code == 302
    tasks.send_due_letters()
    letter = str(vars(mailoutbox[-1])["body"])
    assert "We could not confirm that we may give this code" in letter
    assert "forged" not in letter.lower()


def test_everything_fits_answers_what_is_open_only_when_every_paper_was_opened(
    at_desk: Client, alice: User, desk: Desk
) -> None:
    code_request, _ = factories.make_sent(desk)
    workflow.claim(code_request, by=alice)
    label, certificate = (upload.pages.get() for upload in code_request.uploads.order_by("pk"))
    at_desk.get(address(code_request, f"photos/{label.pk}/"))
    fields = {"number": "S053", "vin6": "123456", "then": "all_fits"}
    answer = post(at_desk, code_request, "check", **fields)
    assert answer.status_code == 422
    assert "Open every page first: Registration certificate" in answer.content.decode()
    assert 'value="123456"' in answer.content.decode(), "what was typed stands there"
    at_desk.get(address(code_request, f"photos/{certificate.pk}/"))
    assert post(at_desk, code_request, "check", **fields).status_code == 302
    code_request.refresh_from_db()
    assert code_request.status == Status.LOOKUP


def test_a_whole_vin_is_read_once_and_says_what_it_says_of_the_car(at_desk: Client, alice: User, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk, vin_tail="123456")
    factories.take(code_request, by=alice)
    post(at_desk, code_request, "check", then="compare", number="S053", vin6="UU1HSDAG5 44123456")
    page = page_of(at_desk, code_request)
    assert "The VIN begins as those of Renault and Dacia do." in page
    assert "UU1HSDAG5" not in page, "only its end is kept"
    assert code_request.readings.get(subject="vin6").value == "123456"


@pytest.mark.parametrize(
    ("vin", "make", "said"),
    [
        ("UU1HSDAG544123456", "dacia", [VinSign.MAKER_FITS]),
        ("UU1HSDAG544123456", "renault", [VinSign.OTHER_MAKE]),
        ("VF1LM1B0H36666155", "renault", [VinSign.MAKER_FITS]),
        ("VF1LM1B0H36666155", "dacia", [VinSign.MAKER_FITS]),  # plants of Renault build Dacias, too
        ("1M8GDM9AXKP042788", "", [VinSign.OTHER_MAKER, VinSign.OTHER_YEAR, VinSign.CHECK_DIGIT_FITS]),
        ("1M8GDM9A1KP042788", "", [VinSign.OTHER_MAKER, VinSign.OTHER_YEAR, VinSign.CHECK_DIGIT_DIFFERS]),
        ("1M8GDM9AXBP042788", "", [VinSign.OTHER_MAKER, VinSign.YEAR_FITS, VinSign.CHECK_DIGIT_FITS]),
        ("123456", "dacia", []),
    ],
)
def test_what_a_vin_says_of_a_car(vin: str, make: str, said: list[VinSign]) -> None:
    assert vin_signs(vin, make=make, years=(2010, 2017)) == said


@pytest.mark.parametrize(("rounds", "told"), [(2, False), (3, True)])
def test_who_asks_for_the_third_time_is_told_to_offer_a_visit(
    at_desk: Client, alice: User, desk: Desk, rounds: int, told: bool
) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    CodeRequest.objects.filter(pk=code_request.pk).update(verification_round=rounds)
    page = at_desk.get(f"/staff/requests/{code_request.reference}/ask/").content.decode()
    assert ("Offer a visit instead" in page) is told

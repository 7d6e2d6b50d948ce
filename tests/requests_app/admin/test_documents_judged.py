"""Each document is accepted or not, what was read stands beside what is on record, and staff point at a photo."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from requests_app import workflow
from requests_app.models import (
    AskedItem,
    CodeRequest,
    Desk,
    DocumentProblem,
    EvidenceLevel,
    Page,
    Slot,
    Verdict,
)
from requests_app.states import Status
from requests_app.workflow.seeing import standing_pages
from tests import factories
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.admin.desk_forms import address, all_yes, page_of, post
from tests.requests_app.views.person import Person


@pytest.fixture
def taken(desk: Desk, alice: User) -> CodeRequest:
    """Alice has it, and has opened its papers."""
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    return code_request


def page_in(code_request: CodeRequest, slot: Slot) -> Page:
    return standing_pages(code_request, slot)[0]


def test_a_document_that_is_not_accepted_holds_the_approval_up_and_is_what_to_ask_for(
    at_desk: Client, taken: CodeRequest
) -> None:
    read = {"number": "S053", "vin6": "123456"}
    answer = post(at_desk, taken, "check", then="approve", **all_yes(taken), **{"document-certificate": "not_theirs"})
    assert answer.status_code == 422
    post(at_desk, taken, "check", then="compare", **read)
    answer = post(at_desk, taken, "check", then="approve")
    assert "You did not accept this document: Registration certificate" in answer.content.decode()
    line = taken.events.get(kind="judge_document")
    assert line.data == {
        "photos": ["certificate:1"], "verdict": "no", "problem": "not_theirs", "round": 1,
    }  # fmt: skip
    asked = at_desk.get(address(taken, "ask/")).content.decode()
    assert "Registration certificate: Of another person, or of another car" in asked
    assert '<option value="not_theirs" selected>' in asked
    answer = post(at_desk, taken, "check", then="approve", **{"document-certificate": "yes"})
    taken.refresh_from_db()
    assert (answer.status_code, taken.status) == (302, Status.LOOKUP)


def test_everything_fits_accepts_the_documents_that_nobody_judged(at_desk: Client, taken: CodeRequest) -> None:
    post(at_desk, taken, "check", then="compare", number="S053", vin6="123456")
    assert post(at_desk, taken, "check", then="all_fits").status_code == 302
    taken.refresh_from_db()
    assert taken.status == Status.LOOKUP
    assert dict(taken.document_verdicts.values_list("slot", "verdict")) == {"label": "yes", "certificate": "yes"}
    assert "Registration certificate: Accepted" in page_of(at_desk, taken)


def test_only_who_opened_a_document_accepts_it_and_another_picture_is_judged_anew(
    at_desk: Client, desk: Desk, alice: User
) -> None:
    code_request, _ = factories.make_sent(desk)
    workflow.claim(code_request, by=alice)
    answer = post(at_desk, code_request, "check", **{"document-label": "yes"})
    assert "Open every page first: Radio label or display" in answer.content.decode()
    assert post(at_desk, code_request, "check", **{"document-label": "missing"}).status_code == 422
    with pytest.raises(workflow.NotComplete):
        workflow.judge_document(code_request, Slot.LABEL, Verdict.NO, by=alice)
    assert not code_request.document_verdicts.exists()
    workflow.judge_document(code_request, Slot.LABEL, Verdict.NO, by=alice, problem=DocumentProblem.BLUR)
    assert "document:label" in workflow.missing(code_request)
    page = page_in(code_request, Slot.LABEL)
    Page.objects.filter(pk=page.pk).update(file_name="another")
    assert "document:label" not in workflow.missing(code_request)


def test_what_was_read_stands_beside_what_is_on_record_of_the_car(
    at_desk: Client, alice: User, bob: User, desk: Desk
) -> None:
    earlier, _ = factories.make_sent(desk, vin_tail="123456")
    factories.verify(earlier, by=bob, vin6="123456")
    workflow.approve(earlier, by=bob)
    workflow.deliver(earlier, workflow.candidates_of(earlier)[0], by=bob)
    workflow.reveal(earlier, earlier.links.get())
    workflow.say_worked(earlier)
    here, _ = factories.make_sent(desk, number="S063", vin_tail="123456")
    factories.take(here, by=alice)
    before = page_of(at_desk, here)
    assert "On record" not in before, "nothing is told before the reading"
    workflow.read_number_off(here, "S063", by=alice)
    page = page_of(at_desk, here)
    assert '<th scope="row">On record</th>' in page
    assert "Different at position 3: 6 / 5" in page
    assert f'/requests/{earlier.reference}/">' in page
    workflow.read_number_off(here, "S053", by=alice, override_reason="the photo says so")
    assert "On record, too:" in page_of(at_desk, here)


@pytest.mark.parametrize(("days", "status"), [("30", 302), ("", 302), ("15", 422), ("x", 422)])
def test_the_customer_has_as_long_as_was_chosen(at_desk: Client, taken: CodeRequest, days: str, status: int) -> None:
    answer = post(at_desk, taken, "ask", days=days, **{"problem-label": "blur"})
    assert answer.status_code == status
    taken.refresh_from_db()
    if status == 302:
        assert taken.answer_until is not None
        line = taken.events.get(kind="ask")
        assert (taken.answer_until - line.at).days in (int(days or 14), int(days or 14) - 1)
        assert line.data["days"] == int(days or 14)
    else:
        assert "Choose how long the customer has" in answer.content.decode()


def test_the_customer_sees_on_the_own_photo_what_staff_point_at(at_desk: Client, alice: User, desk: Desk) -> None:
    factories.make_guide()
    ana = Person()
    code_request = ana.sent()
    factories.take(code_request, by=alice)
    page = page_in(code_request, Slot.LABEL)
    typed = {"problem-label": "blur", "note-label": "This digit, please", "days": "7"}
    answer = post(at_desk, code_request, "ask", mark=str(page.pk), **typed)
    assert answer.headers["Location"] == address(code_request, f"ask/mark/{page.pk}/")
    squares = at_desk.post(answer.headers["Location"], {"cells": ["2-3", "3-5"]})
    assert squares.headers["Location"] == address(code_request, "ask/")
    asked = at_desk.get(squares.headers["Location"]).content.decode()
    assert "This digit, please" in asked
    assert f'name="mark-label" value="{page.pk}:2-3-3-5"' in asked
    digest = page.digest
    assert post(at_desk, code_request, "ask", **{"mark-label": f"{page.pk}:2-3-3-5"}, **typed).status_code == 302
    item = AskedItem.objects.get()
    page.refresh_from_db()
    assert (item.marked_page, item.marked, page.digest) == (page, [2, 3, 3, 5], digest)
    shown = ana.get(ana.at("reply-item", code_request.reference, item.pk)).content.decode()
    assert "We mean the part in the frame." in shown
    assert 'x="2" y="1" width="3" height="2"' in shown
    assert f"/picture/{page.pk}/" in shown.split('class="pointed"')[1].split("</figure>")[0]


@pytest.mark.parametrize(
    "mark", ["{label}:1-1-7-8", "{label}:2-2-1-1", "{certificate}:1-1-2-2", "x:1-1-2-2", "0:1-1-1-1"]
)
def test_a_mark_is_a_box_on_a_photo_of_that_document(at_desk: Client, taken: CodeRequest, mark: str) -> None:
    pages = {slot: page_in(taken, slot).pk for slot in (Slot.LABEL, Slot.CERTIFICATE)}
    chosen = mark.format(label=pages[Slot.LABEL], certificate=pages[Slot.CERTIFICATE])
    answer = post(at_desk, taken, "ask", **{"problem-label": "blur", "mark-label": chosen})
    assert answer.status_code == 422
    assert "mark the one that is" in answer.content.decode()
    assert not AskedItem.objects.exists()


def test_nobody_points_at_an_identity_paper(sign_in: SignIn) -> None:
    desk = factories.make_desk("Strict Desk", level=EvidenceLevel.STRICT)
    carol = factories.make_staff(desk, "carol")
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=carol)
    client = sign_in(carol)
    paper = page_in(code_request, Slot.IDENTITY)
    assert client.get(address(code_request, f"ask/mark/{paper.pk}/")).status_code == 404
    fields = {"problem-identity": "over_covered", "mark-identity": f"{paper.pk}:1-1-2-2"}
    assert post(client, code_request, "ask", **fields).status_code == 422

"""The way of a request across the Desk, in the staff's words."""

from django.contrib.auth.models import User
from django.test import Client

from requests_app import workflow
from requests_app.models import Desk
from requests_app.states import Status
from tests import factories
from tests.requests_app.admin.desk_forms import CODE, all_yes, page_of, post


def test_from_take_next_to_a_sent_code(at_desk: Client, alice: User, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    taken = at_desk.post("/staff/requests/take-next/")
    assert taken.headers["Location"] == f"/staff/requests/{code_request.reference}/"
    factories.open_papers(code_request, by=alice)
    assert post(at_desk, code_request, "check", then="compare", number="s053", vin6="123456").status_code == 302
    assert post(at_desk, code_request, "check", then="approve", **all_yes(code_request)).status_code == 302
    candidate = workflow.candidates_of(code_request)[0]
    assert post(at_desk, code_request, "send", candidate=str(candidate.pk)).status_code == 302
    code_request.refresh_from_db()
    assert code_request.status == Status.READY
    page = page_of(at_desk, code_request)
    assert "Undo" in page
    assert CODE not in page


def test_the_desk_opens_on_the_queue(at_desk: Client, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    page = at_desk.get("/staff/", follow=True)
    assert page.redirect_chain == [("/staff/requests/", 302)]
    assert str(code_request.reference) in page.content.decode()


def test_a_sending_is_taken_back_within_half_a_minute(at_desk: Client, alice: User, desk: Desk) -> None:
    code_request, _ = factories.make_approved(desk, by=alice)
    post(at_desk, code_request, "send", candidate=str(workflow.candidates_of(code_request)[0].pk))
    assert post(at_desk, code_request, "recall").status_code == 302
    code_request.refresh_from_db()
    assert code_request.status == Status.LOOKUP
    assert not code_request.messages.filter(letter="ready", cancelled_at=None).exists()


def test_send_then_next_opens_the_next_request_with_the_undo(at_desk: Client, alice: User, desk: Desk) -> None:
    first, _ = factories.make_approved(desk, by=alice)
    second, _ = factories.make_sent(desk, number="S054")
    candidate = workflow.candidates_of(first)[0]
    answer = post(at_desk, first, "send", candidate=str(candidate.pk), then="next")
    assert answer.headers["Location"] == f"/staff/requests/{second.reference}/"
    assert f"{first.reference}: the letter leaves" in page_of(at_desk, second)


def test_several_things_are_asked_for_in_one_letter(at_desk: Client, alice: User, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    items = {"problem-label": "blur", "problem-certificate": "field_e", "note-label": "The 3 or the 8?"}
    assert post(at_desk, code_request, "ask", **items).status_code == 302
    assert code_request.asked_items.count() == 2
    assert code_request.messages.filter(letter="needs_info").count() == 1


def test_asking_for_nothing_says_so(at_desk: Client, alice: User, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    answer = post(at_desk, code_request, "ask")
    assert answer.status_code == 422
    assert "Choose at least one item" in answer.content.decode()


def test_refusing_shows_what_the_customer_will_read(at_desk: Client, alice: User, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    page = at_desk.get(f"/staff/requests/{code_request.reference}/refuse/").content.decode()
    assert "We could not read the photos." in page
    assert post(at_desk, code_request, "refuse", refusal="not_readable").status_code == 302
    code_request.refresh_from_db()
    assert code_request.status == Status.REFUSED

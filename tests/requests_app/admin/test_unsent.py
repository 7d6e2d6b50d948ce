"""Nobody at the Desk loses what was typed: not with the session, a colleague, a comparison, an error or a window."""

import time
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from config.staff_session import SEEN_AT
from requests_app import workflow
from requests_app.models import CodeRequest, Desk, DocumentProblem, FormName, Slot, UnsentForm
from requests_app.states import Party
from requests_app.workflow.unsent import keep, unsent_of
from tests import factories
from tests.config.staff import digits_of_now
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.admin.desk_forms import address, page_of, post

LOGIN, STEP = "/staff/account/login/", "/staff/account/2fa/authenticate/"


@pytest.fixture
def taken(desk: Desk, alice: User) -> CodeRequest:
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    return code_request


def typed(client: Client, code_request: CodeRequest, form: str, **fields: str) -> int:
    """As the page sends it while somebody types."""
    return client.post(address(code_request, f"keep/{form}/"), fields).status_code


def ticket_on(client: Client, code_request: CodeRequest, page: str = "") -> str:
    html = client.get(address(code_request, page)).content.decode()
    return html.split('name="ticket" value="')[1].split('"')[0]


def the_customer_answers(code_request: CodeRequest, *, by: User) -> None:
    """Asked for more by a colleague, and answered: another round begins."""
    workflow.ask(code_request, [workflow.Item(Slot.LABEL, DocumentProblem.BLUR)], by=by)
    workflow.answer_item(code_request.asked_items.get(), text="It is sharp")
    workflow.answer(code_request)


def walk_away(client: Client) -> None:
    session = client.session
    session[SEEN_AT] = int(time.time()) - 31 * 60
    session.save()


def come_back(client: Client, person: User, to: str) -> Any:
    """Through the pages for signing in, in the same browser, to where one was sent away from."""
    client.post(LOGIN, {"login": person.email, "password": "a long test phrase", "next": to})
    answer = client.post(STEP, {"code": digits_of_now(), "next": to})
    return client.get(answer.headers["Location"], follow=True)


def test_what_is_typed_stands_there_again_and_only_for_who_typed_it(
    sign_in: SignIn, alice: User, bob: User, taken: CodeRequest
) -> None:
    client = sign_in(alice)
    fields = {"number": "S05", "vin6": "1234", "check-holder": "no", "why-holder": "Another name", "then": "approve"}
    assert typed(client, taken, "review", **fields) == 204
    page = page_of(client, taken)
    assert 'value="S05"' in page
    assert 'value="1234"' in page
    assert 'value="Another name"' in page
    assert 'name="check-holder" value="no" checked' in page
    assert "Another name" not in page_of(sign_in(bob), taken)


def test_it_rests_sealed_and_leaves_no_line_in_the_record(at_desk: Client, taken: CodeRequest) -> None:
    before = taken.events.count()
    typed(at_desk, taken, "refuse", refusal="not_holder", reason="Her brother’s name")
    row = UnsentForm.objects.get()
    assert "brother" not in bytes(row.typed_sealed).decode("latin-1")
    assert row.typed == {"refusal": "not_holder", "reason": "Her brother’s name"}
    assert taken.events.count() == before


def test_digits_of_a_code_are_never_kept(at_desk: Client, alice: User, desk: Desk) -> None:
    code_request, _ = factories.make_approved(desk, by=alice)
    fields = {"first": "4711", "second": "4711", "source": "papers", "provenance": "Service book"}
    typed(at_desk, code_request, "type-code", **fields)
    assert UnsentForm.objects.get().typed == {"source": "papers", "provenance": "Service book"}
    answer = post(at_desk, code_request, "type-code", **fields | {"second": "4712"})
    assert 'value="Service book"' in answer.content.decode()
    assert "4711" not in answer.content.decode()
    assert "4711" not in str(UnsentForm.objects.get().typed)


@pytest.mark.parametrize(
    ("action", "fields", "page"),
    [
        ("check", {"number": "S0", "check-holder": "no", "why-holder": "Long words", "then": "approve"}, ""),
        ("refuse", {"refusal": "not_holder", "reason": "Long words"}, "refuse/"),
        ("ask", {"problem-label": "blur", "note-label": "Long words"}, "ask/"),
        ("recheck", {"reason": "Long words"}, ""),
    ],
)
def test_a_form_that_comes_after_the_session_ended_is_there_after_signing_in(
    sign_in: SignIn, alice: User, taken: CodeRequest, action: str, fields: dict[str, str], page: str
) -> None:
    client = sign_in(alice)
    fields |= {"ticket": ticket_on(client, taken, page)}
    walk_away(client)
    sent_away = post(client, taken, action, **fields)
    assert sent_away.headers["Location"].startswith(LOGIN)
    arrived = come_back(client, alice, address(taken, f"{action}/"))
    assert arrived.status_code == 200, "no bare 405"
    assert "Long words" in arrived.content.decode() or action == "recheck"
    name = {"check": FormName.REVIEW}.get(action) or FormName(action)
    assert "Long words" in unsent_of(taken, by=alice).of(name).values()
    taken.refresh_from_db()
    assert not taken.checks.exists(), "nothing was done behind anybody’s back"


def test_a_form_that_the_desk_did_not_draw_is_not_kept(sign_in: SignIn, alice: User, desk: Desk) -> None:
    one, _ = factories.make_sent(desk)
    other, _ = factories.make_sent(desk, number="S054")
    ticket = ticket_on(sign_in(alice), other)
    for forged in ("", "forged", ticket):
        post(Client(), one, "refuse", reason="Planted", ticket=forged)
    assert not UnsentForm.objects.exists()


def test_who_lost_the_seat_meanwhile_keeps_nothing_here(sign_in: SignIn, alice: User, taken: CodeRequest) -> None:
    client = sign_in(alice)
    ticket = ticket_on(client, taken)
    taken.desk.members.filter(user=alice).delete()
    walk_away(client)
    post(client, taken, "recheck", reason="Planted", ticket=ticket)
    assert not UnsentForm.objects.exists()


def test_comparing_leaves_the_ticks_beside_it(at_desk: Client, taken: CodeRequest) -> None:
    post(at_desk, taken, "check", then="compare", number="S058", **{"check-holder": "yes", "check-car": "no"})
    page = page_of(at_desk, taken)
    assert 'name="check-holder" value="yes" checked' in page
    assert 'name="check-car" value="no" checked' in page
    assert not taken.checks.exists()
    assert 'value="S058"' not in page, "what was read is done and stands in the comparison"


def test_taking_the_next_one_and_back_again_loses_nothing(at_desk: Client, taken: CodeRequest, desk: Desk) -> None:
    factories.make_sent(desk, number="S054")
    typed(at_desk, taken, "review", **{"check-holder": "no", "why-holder": "Another name"})
    assert at_desk.post("/staff/requests/take-next/").status_code == 302
    assert 'value="Another name"' in page_of(at_desk, taken)


def test_a_take_over_takes_nothing_from_the_first_one(
    sign_in: SignIn, alice: User, bob: User, taken: CodeRequest
) -> None:
    first, second = sign_in(alice), sign_in(bob)
    typed(first, taken, "review", number="S053")
    assert post(second, taken, "claim", take_over="1").status_code == 302
    answer = post(first, taken, "check", then="compare", number="S053", vin6="123")
    assert answer.status_code == 422
    assert "Take it over first" in answer.content.decode()
    assert unsent_of(taken, by=alice).of(FormName.REVIEW) == {"number": "S053", "vin6": "123"}
    assert "S053" not in page_of(second, taken), "nobody reads what the other one typed"


def test_a_refusal_without_its_second_person_keeps_choice_and_reason(at_desk: Client, taken: CodeRequest) -> None:
    answer = post(at_desk, taken, "refuse", refusal="cannot_verify", reason="The paper looks cut")
    assert answer.status_code == 422
    for page in (answer.content.decode(), at_desk.get(address(taken, "refuse/")).content.decode()):
        assert 'value="cannot_verify" checked' in page
        assert "The paper looks cut" in page


@pytest.mark.parametrize(("action", "field"), [("refuse", "reason"), ("ask", "note-label"), ("check", "why-holder")])
def test_a_text_that_is_too_long_is_told_and_not_cut(
    at_desk: Client, taken: CodeRequest, action: str, field: str
) -> None:
    words = "x" * 301
    answer = post(at_desk, taken, action, **{"refusal": "not_holder", "problem-label": "blur", field: words})
    assert answer.status_code == 422
    assert "This text has 301 characters; at most 300 fit." in answer.content.decode()
    assert words in answer.content.decode()


def test_ac_70_a_customer_who_answers_meanwhile_stops_the_form_and_nothing_typed_is_lost(
    at_desk: Client, alice: User, taken: CodeRequest
) -> None:
    stale = {"version": taken.version, "refusal": "not_holder", "reason": "Her brother’s name"}
    the_customer_answers(taken, by=alice)
    answer = at_desk.post(address(taken, "refuse/"), stale)
    assert answer.status_code == 409
    assert "The customer answered meanwhile" in answer.content.decode()
    assert "Her brother’s name" in answer.content.decode()
    taken.refresh_from_db()
    assert taken.verification_round == 2
    workflow.claim(taken, by=alice)
    assert "Her brother’s name" in at_desk.get(address(taken, "refuse/")).content.decode()


def test_of_an_earlier_round_words_are_shown_and_readings_are_not_filled_in(
    at_desk: Client, alice: User, taken: CodeRequest
) -> None:
    typed(at_desk, taken, "review", **{"number": "S053", "check-holder": "no", "why-holder": "Another name"})
    the_customer_answers(taken, by=alice)
    workflow.claim(taken, by=alice)
    page = page_of(at_desk, taken)
    assert "For the round before: Another name" in " ".join(page.split())
    assert "S053" not in page
    assert "checked" not in page.split('id="checks"')[1].split("</form>")[0]


def test_it_is_gone_when_the_work_is_done(at_desk: Client, taken: CodeRequest) -> None:
    typed(at_desk, taken, "ask", **{"problem-label": "blur", "note-label": "Is it a 3?"})
    assert post(at_desk, taken, "ask", **{"problem-label": "blur", "note-label": "Is it a 3?"}).status_code == 302
    assert not UnsentForm.objects.exists()


def test_it_is_gone_when_the_request_ends_and_nothing_comes_after(
    sign_in: SignIn, alice: User, bob: User, taken: CodeRequest
) -> None:
    client = sign_in(bob)
    typed(client, taken, "refuse", reason="Written by Bob")
    workflow.erase(taken, party=Party.CUSTOMER)
    assert not UnsentForm.objects.exists()
    assert typed(client, taken, "refuse", reason="Written by Bob") == 410
    assert not UnsentForm.objects.exists()


def test_nothing_is_kept_for_a_desk_of_others_or_a_form_that_is_none(
    sign_in: SignIn, mallory: User, alice: User, taken: CodeRequest
) -> None:
    assert typed(sign_in(mallory), taken, "review", number="S053") == 404
    client = sign_in(alice)
    assert typed(client, taken, "nothing", number="S053") == 404
    typed(client, taken, "review", number="", stranger="x" * 50)
    assert not UnsentForm.objects.exists()


@pytest.mark.parametrize(
    "action", ["claim", "release", "check", "send", "type-code", "recheck", "recall", "code", "keep/review", "paid"]
)
def test_the_address_of_a_form_opens_the_page_that_it_stands_on(
    at_desk: Client, taken: CodeRequest, action: str
) -> None:
    answer = at_desk.get(address(taken, f"{action}/"))
    assert (answer.status_code, answer.headers["Location"]) == (302, address(taken))


@pytest.mark.parametrize("action", ["search", "take-next", "several"])
def test_the_address_of_a_form_of_the_queue_opens_the_queue_and_changes_nothing(
    at_desk: Client, desk: Desk, action: str
) -> None:
    waiting, _ = factories.make_sent(desk)
    answer = at_desk.get(f"/staff/requests/{action}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/staff/requests/")
    waiting.refresh_from_db()
    assert waiting.clerk_id is None


def test_the_address_of_a_form_is_nobody_elses(sign_in: SignIn, mallory: User, taken: CodeRequest) -> None:
    assert sign_in(mallory).get(address(taken, "paid/")).status_code == 404


def test_an_emptied_form_leaves_the_same_form_of_another_request(alice: User, taken: CodeRequest, desk: Desk) -> None:
    other, _ = factories.make_sent(desk)
    for one in (taken, other):
        keep(one, FormName.REFUSE, {"reason": "Long words"}, by=alice)
    keep(taken, FormName.REFUSE, {"reason": ""}, by=alice)
    kept = [dict(unsent_of(one, by=alice).of(FormName.REFUSE)) for one in (taken, other)]
    assert kept == [{}, {"reason": "Long words"}]

"""The scoreboard: leads see how often each source was right; candidates are ordered and judged by it."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from requests_app import tasks, workflow
from requests_app.admin import trust
from requests_app.lookup.source import Found, Unavailable
from requests_app.models import Candidate, CodeRequest, Desk, Feedback, SourceScore
from requests_app.policy import Policy, Rule, asks_less
from requests_app.workflow.second_person_rules import rules_that_ask
from tests import factories
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.admin.desk_forms import page_of
from tests.requests_app.lookup.plugged import Scripted, plug_in

FAMILY = "buttons-1-4"


def score(desk: Desk, source: str, right: int, wrong: int, radio: str = FAMILY) -> None:
    SourceScore.objects.create(desk=desk, radio=radio, source=source, right=right, wrong=wrong)


def found(code: str) -> Found:
    return Found(code, "row", number="S053")


@pytest.fixture
def two_sources(monkeypatch: pytest.MonkeyPatch, desk: Desk) -> None:
    """Beside the calculator, two that give another code."""
    plug_in(monkeypatch, desk, Scripted("first", found("1234")), Scripted("other", found("1234")))


def approved(desk: Desk, alice: User) -> CodeRequest:
    code_request, _ = factories.make_approved(desk, by=alice)
    tasks.ask_sources()
    return code_request


def order(code_request: CodeRequest) -> list[tuple[str, str]]:
    judged = trust.judge(code_request, workflow.candidates_of(code_request), shown={}, readings=[])
    return [(one.candidate.source, one.word) for one in judged]


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_without_a_score_sources_stand_in_the_order_of_the_desk(desk: Desk, alice: User, two_sources: None) -> None:
    desk.sources = ["other", "calculator", "first"]
    desk.save()
    assert [source for source, _word in order(approved(desk, alice))] == ["other", "calculator", "first"]


def test_the_source_that_was_right_most_often_stands_first(desk: Desk, alice: User, two_sources: None) -> None:
    score(desk, "calculator", 9, 1)
    score(desk, "other", 3, 0)
    score(desk, "first", 0, 9, radio="another-radio")
    assert [source for source, _word in order(approved(desk, alice))] == ["calculator", "other", "first"]


def test_a_code_that_failed_before_stands_last_and_is_not_chosen_beforehand(
    at_desk: Client, desk: Desk, alice: User
) -> None:
    seen, _ = factories.make_ready(desk, by=alice)
    workflow.reveal(seen, seen.links.get())
    seen.refresh_from_db()
    workflow.say_not_worked(seen, Feedback(display="error", entered="yes", tries=1))
    SourceScore.objects.all().delete()
    again = approved(desk, alice)
    assert order(again) == [("calculator", "Did not work before")]
    page = page_of(at_desk, again)
    assert "Did not work before" in page
    assert 'name="candidate"' in page
    assert "checked>" not in page.partition('class="candidates"')[2].partition("</ul>")[0]


def test_a_weak_source_is_unproven_and_asks_for_a_second_person(
    desk: Desk, alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    plug_in(monkeypatch, desk, Scripted("first", found("1234")), only=True)
    score(desk, "first", 7, 3)
    one = approved(desk, alice)
    assert order(one) == [("first", "Unproven")]
    chosen = Candidate.objects.get()
    assert rules_that_ask(one) == (Rule.WEAK_SOURCE,)
    assert rules_that_ask(one, by=alice, candidate=chosen) == (Rule.WEAK_SOURCE,)
    assert list(workflow.awaiting_second_look(bob)) == [one]
    with pytest.raises(workflow.NotComplete, match="second_person"):
        workflow.deliver(one, chosen, by=alice)
    factories.second_look(one, by=bob)
    workflow.deliver(one, chosen, by=alice)
    assert one.events.get(kind="deliver").data["rules"] == ["weak_source"]


def test_what_a_sound_source_says_too_needs_nobody_else(
    desk: Desk, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    plug_in(monkeypatch, desk, Scripted("first", found("7913")), Scripted("other", found("1234")))
    score(desk, "first", 0, 9)
    score(desk, "other", 0, 9)
    one = approved(desk, alice)
    asks = {
        candidate.source: rules_that_ask(one, by=alice, candidate=candidate)
        for candidate in workflow.candidates_of(one)
    }
    assert asks == {"calculator": (), "first": (), "other": (Rule.WEAK_SOURCE,)}
    assert rules_that_ask(one) == ()


@pytest.mark.parametrize(("below", "rules"), [(0, ()), (70, ()), (71, (Rule.WEAK_SOURCE,))])
def test_the_limit_is_the_one_that_was_frozen_when_the_request_was_sent(
    below: int, rules: tuple[Rule, ...], desk: Desk, alice: User
) -> None:
    Desk.objects.filter(pk=desk.pk).update(second_below=below)
    desk.refresh_from_db()
    score(desk, "calculator", 7, 3)
    sent, _ = factories.make_sent(desk)
    Desk.objects.filter(pk=desk.pk).update(second_below=50)
    factories.verify(sent, by=alice)
    workflow.approve(sent, by=alice)
    assert Policy.of(sent).below == below
    assert rules_that_ask(sent) == rules


def test_a_lower_limit_asks_less(desk: Desk) -> None:
    assert asks_less("second_below", 80, 79)
    assert not asks_less("second_below", 80, 90)


def test_a_request_from_before_there_was_a_limit_has_none(desk: Desk) -> None:
    sent, _ = factories.make_sent(desk)
    CodeRequest.objects.update(policy={name: value for name, value in sent.policy.items() if name != "below"})
    sent.refresh_from_db()
    assert Policy.of(sent).below == 0


def test_a_lead_sees_how_sources_did_and_how_they_answer(
    sign_in: SignIn, charlie: User, alice: User, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    down = Unavailable("out")
    plug_in(monkeypatch, desk, Scripted("first", down, found("12")), Scripted("other", found("1234")))
    for _ in range(2):
        approved(desk, alice)
    score(desk, "calculator", 9, 1)
    score(desk, "first", 3, 7)
    score(desk, "gone", 1, 0, radio="")
    elsewhere = factories.make_desk("Other Desk")
    score(elsewhere, "elsewhere", 5, 5)
    page = words(sign_in(charlie).get("/staff/overview/sources/"))
    assert "90 % (9 of 10)" in page
    assert "30 % (3 of 10) · a second person looks" in page
    assert "1 of 1: too few to say" in page
    assert page.index("90 % (9 of 10)") < page.index("30 % (3 of 10)")
    assert "Radio not known" in page
    assert "elsewhere" not in page
    row = page.partition('<th scope="row">First</th>')[2].partition("</tr>")[0]
    assert [int(n) for n in row.replace("<td>", "").split("</td>")[:4]] == [0, 0, 1, 1]
    assert escape("below 80 % a second person looks") in page


def test_a_desk_where_nothing_is_known_says_so(sign_in: SignIn, charlie: User, desk: Desk) -> None:
    lead = sign_in(charlie)
    page = words(lead.get("/staff/overview/sources/"))
    assert "No customer has said yet how a code did." in page
    assert "None was asked." in page
    assert "Sources of codes" in words(lead.get("/staff/overview/"))


def test_the_scoreboard_asks_a_fixed_number_of_questions(
    sign_in: SignIn, charlie: User, desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(40):
        score(desk, f"s{number}", number, 1)
    lead = sign_in(charlie)
    with django_assert_max_num_queries(14):
        lead.get("/staff/overview/sources/")


def test_the_overview_of_a_clerk_leads_to_no_scoreboard(at_desk: Client) -> None:
    assert "overview/sources" not in words(at_desk.get("/staff/overview/"))

"""Sources that are plugged in: asked by the worker until they answer; nothing is locked and nobody must wait."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from guides_app.identifiers import Kind
from requests_app import tasks, workflow
from requests_app.admin import trust
from requests_app.lookup import asking, chain, plugs
from requests_app.lookup.source import Answer, Found, NotFound, Radio, TrustWord, Unavailable
from requests_app.models import (
    Attempt,
    CodeRequest,
    Desk,
    Event,
    OpenQuestion,
    ParkReason,
    Source,
    add_reading,
)
from requests_app.retention import purge
from requests_app.states import Party
from requests_app.workflow import asking_sources
from tests import factories
from tests.requests_app.lookup.plugged import Scripted, plug_in

FOUND = Found("7913", "row 3", number="S053")
OTHER = Found("1234", "row 4", number="S053")
DOWN = Unavailable("closed on Sundays")
RESULTS = ("source", "result", "detail")


@pytest.fixture
def plugged(monkeypatch: pytest.MonkeyPatch, desk: Desk) -> Callable[..., None]:
    """Plug sources into the desk."""
    return lambda *sources, only=True: plug_in(monkeypatch, desk, *sources, only=only)


def approved(desk: Desk, alice: User) -> CodeRequest:
    return factories.make_approved(desk, by=alice)[0]


def now_due() -> None:
    """As if the wait, or the lease of a worker that died, were over."""
    OpenQuestion.objects.update(due_at=Now(), lease_until=None)


def fresh(code_request: CodeRequest) -> CodeRequest:
    return CodeRequest.objects.get(pk=code_request.pk)


def codes(code_request: CodeRequest) -> list[tuple[str, str]]:
    return [(one.source, chain.open_code(one)) for one in workflow.candidates_of(code_request)]


def lines(code_request: CodeRequest, *kinds: str) -> list[tuple[str, dict[str, Any]]]:
    rows = code_request.events.filter(kind__in=kinds).order_by("number")
    assert {row.party for row in rows} <= {Party.SYSTEM}
    return list(rows.values_list("kind", "data"))


def test_the_look_up_leaves_a_question_and_the_worker_puts_it(
    desk: Desk, alice: User, plugged: Callable[..., None]
) -> None:
    partner = Scripted("partner", FOUND)
    plugged(partner, only=False)
    one = approved(desk, alice)
    assert partner.asked == []
    assert codes(one) == [("calculator", "7913")]
    assert tasks.ask_sources() == 1
    assert codes(one) == [("calculator", "7913"), ("partner", "7913")]
    attempt = Attempt.objects.get(source="partner")
    assert (attempt.result, attempt.by, attempt.round) == (Attempt.Result.FOUND, alice, 1)
    assert attempt.took is not None
    assert not OpenQuestion.objects.exists()
    assert tasks.ask_sources() == 0
    assert lines(one, "source_answered") == [("source_answered", {"source": "partner", "result": "found", "round": 1})]


def test_a_source_is_told_of_the_radio_as_the_desk_verified_it(
    desk: Desk, alice: User, plugged: Callable[..., None]
) -> None:
    partner = Scripted("partner")
    plugged(partner)
    one, _ = factories.make_sent(desk, vin_tail="345678")
    factories.verify(one, by=alice, vin6="345678")
    workflow.approve(one, by=alice)
    tasks.ask_sources()
    assert partner.asked == [
        Radio(
            "S053", Kind.PRECODE, family="buttons-1-4", vin_tail="345678", desk=desk.slug, reference=str(one.reference)
        )
    ]


def test_all_that_are_due_are_asked_at_once_in_the_order_of_the_desk(
    desk: Desk, alice: User, plugged: Callable[..., None]
) -> None:
    plugged(*(Scripted(f"s{number}") for number in range(asking.MOST_AT_ONCE + 2)))
    approved(desk, alice)
    assert tasks.ask_sources() == asking.MOST_AT_ONCE
    left = list(OpenQuestion.objects.order_by("place").values_list("source", flat=True))
    assert left == [f"s{asking.MOST_AT_ONCE}", f"s{asking.MOST_AT_ONCE + 1}"]
    assert tasks.ask_sources() == 2


def test_the_desk_says_which_are_asked_and_its_own_may_be_switched_off(
    desk: Desk, alice: User, plugged: Callable[..., None]
) -> None:
    partner, other = Scripted("partner"), Scripted("other")
    plugged(partner, other)
    Desk.objects.update(sources=["other", "calculator"])
    desk.refresh_from_db()
    approved(desk, alice)
    tasks.ask_sources()
    assert (len(partner.asked), len(other.asked)) == (0, 1)
    assert [source for source, _r, _d in Attempt.objects.values_list(*RESULTS)] == ["calculator", "other"]


def test_a_radio_without_a_code_is_asked_about_nowhere(desk: Desk, alice: User, plugged: Callable[..., None]) -> None:
    plugged(Scripted("partner"))
    one, _ = factories.make_sent(desk)
    one.family = factories.make_family("r-link", carries_code=False)
    add_reading(one, "number", "S053", by=alice, agrees=True)  # type: ignore[arg-type]
    chain.look_up(one, by_id=alice.pk)
    assert not OpenQuestion.objects.exists()


def test_an_outage_parks_the_request_and_the_answer_brings_it_back(
    desk: Desk, alice: User, plugged: Callable[..., None]
) -> None:
    plugged(Scripted("partner", DOWN, FOUND))
    one = approved(desk, alice)
    version = fresh(one).version
    tasks.ask_sources()
    parked = fresh(one)
    assert (parked.parked_for, parked.clerk, parked.version) == (ParkReason.SOURCE, alice, version)
    assert parked.parked_until is not None
    assert parked.parked_until > timezone.now() + timedelta(hours=23)
    assert list(Attempt.objects.values_list(*RESULTS)) == [("partner", "unavailable", "closed on Sundays")]
    assert tasks.ask_sources() == 0, "not before the wait is over"
    now_due()
    tasks.ask_sources()
    back = fresh(one)
    assert (back.parked_for, back.parked_until, back.version) == ("", None, version)
    assert codes(one) == [("partner", "7913")]
    assert [kind for kind, _data in lines(one, "park", "unpark", "source_answered")] == [
        "source_answered", "park", "source_answered", "unpark",
    ]  # fmt: skip


def test_a_no_after_an_outage_brings_it_back_too(desk: Desk, alice: User, plugged: Callable[..., None]) -> None:
    plugged(Scripted("partner", DOWN, NotFound("unknown")))
    one = approved(desk, alice)
    tasks.ask_sources()
    now_due()
    tasks.ask_sources()
    assert (fresh(one).parked_for, codes(one)) == ("", [])


def test_it_stays_parked_while_another_source_is_out(desk: Desk, alice: User, plugged: Callable[..., None]) -> None:
    plugged(Scripted("partner", DOWN), Scripted("other", DOWN, DOWN))
    one = approved(desk, alice)
    tasks.ask_sources()
    now_due()
    tasks.ask_sources()
    assert list(OpenQuestion.objects.values_list("source", "tries")) == [("other", 2)]
    assert fresh(one).parked_for == ParkReason.SOURCE


def test_where_there_is_a_code_nobody_waits_and_the_source_is_asked_again_all_the_same(
    desk: Desk, alice: User, plugged: Callable[..., None]
) -> None:
    plugged(Scripted("partner", DOWN, OTHER), only=False)
    one = approved(desk, alice)
    tasks.ask_sources()
    assert fresh(one).parked_for == ""
    now_due()
    tasks.ask_sources()
    assert chain.in_conflict(workflow.candidates_of(one))


def test_the_waits_grow_to_an_hour_and_end_after_a_day(desk: Desk, alice: User, plugged: Callable[..., None]) -> None:
    plugged(Scripted("partner", *[DOWN] * 20))
    one = approved(desk, alice)
    waits = []
    for _ in range(10):
        now_due()
        tasks.ask_sources()
        due_at = OpenQuestion.objects.values_list("due_at", flat=True).get()
        waits.append(round((due_at - timezone.now()) / timedelta(seconds=30)))
    assert waits == [1, 2, 4, 8, 16, 32, 64, 120, 120, 120]
    now_due()
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        tasks.ask_sources()
    assert not OpenQuestion.objects.exists()
    assert fresh(one).parked_for == ""
    assert [data["result"] for _kind, data in lines(one, "source_answered")] == ["unavailable", "unavailable"]


def test_whoever_works_on_it_need_not_wait(desk: Desk, alice: User, plugged: Callable[..., None]) -> None:
    """Taken back before its time, it is not parked again; once a code by hand is sent, nothing is asked any more."""
    partner = Scripted("partner", *[DOWN] * 5)
    plugged(partner)
    Desk.objects.update(second_for_typed_code=False)
    one = approved(desk, alice)
    tasks.ask_sources()
    workflow.unpark(fresh(one), by=alice)
    now_due()
    tasks.ask_sources()
    assert fresh(one).parked_for == ""
    one = fresh(one)
    typed = workflow.type_code(one, "7913", "7913", source=Source.PAPERS, provenance="book", by=alice)
    workflow.deliver(one, typed, by=alice)
    now_due()
    assert tasks.ask_sources() == 0
    assert not OpenQuestion.objects.exists()
    assert len(partner.asked) == 2


def test_what_is_parked_for_something_else_stays_so(desk: Desk, alice: User, plugged: Callable[..., None]) -> None:
    plugged(Scripted("partner", DOWN, FOUND))
    one = approved(desk, alice)
    until = timezone.now() + timedelta(days=3)
    workflow.park(fresh(one), ParkReason.MANUFACTURER, until=until, case="M 17", by=alice)
    tasks.ask_sources()
    now_due()
    tasks.ask_sources()
    assert (fresh(one).parked_for, fresh(one).parked_until) == (ParkReason.MANUFACTURER, until)


def test_nobody_parks_for_a_source_by_hand(desk: Desk, alice: User) -> None:
    one = approved(desk, alice)
    with pytest.raises(workflow.NotComplete, match="park_reason"):
        workflow.park(one, ParkReason.SOURCE, until=timezone.now() + timedelta(days=1), by=alice)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Found("791", "row 3", number="S053"), "answered with something that is no code"),
        (Found("7913", "row 3", number="S054"), "answered with the code of another radio"),
        ("7913", "gave no answer that is known here"),
    ],
)
def test_an_answer_that_makes_no_sense_is_refused_and_marked(
    answer: Answer, why: str, desk: Desk, alice: User, plugged: Callable[..., None]
) -> None:
    plugged(Scripted("partner", answer, FOUND))
    one = approved(desk, alice)
    tasks.ask_sources()
    assert list(Attempt.objects.values_list(*RESULTS)) == [("partner", "refused", why)]
    assert (codes(one), fresh(one).parked_for) == ([], "")
    assert not OpenQuestion.objects.exists(), "it is not asked again"
    assert [data["result"] for _kind, data in lines(one, "source_answered")] == ["refused"]


def test_a_source_that_was_switched_off_is_not_asked_and_not_waited_for(
    desk: Desk, alice: User, plugged: Callable[..., None]
) -> None:
    partner = Scripted("partner", DOWN)
    plugged(partner)
    one = approved(desk, alice)
    tasks.ask_sources()
    Desk.objects.update(sources=["calculator"])
    now_due()
    tasks.ask_sources()
    assert (len(partner.asked), OpenQuestion.objects.count(), fresh(one).parked_for) == (1, 0, "")


def test_a_source_that_was_taken_out_is_an_outage(
    desk: Desk, alice: User, plugged: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    plugged(Scripted("partner", FOUND))
    approved(desk, alice)
    monkeypatch.setattr(plugs, "installed", lambda: plugs.Plugs({}, ()))
    tasks.ask_sources()
    assert list(Attempt.objects.values_list(*RESULTS)) == [("partner", "unavailable", "not installed")]
    assert OpenQuestion.objects.get().tries == 1


def test_a_number_that_does_not_open_is_an_outage(desk: Desk, alice: User, plugged: Callable[..., None]) -> None:
    partner = Scripted("partner", FOUND)
    plugged(partner)
    one = approved(desk, alice)
    one.readings.update(value_sealed=b"damaged")
    tasks.ask_sources()
    assert list(Attempt.objects.values_list(*RESULTS)) == [("partner", "unavailable", "the number does not open")]
    assert partner.asked == []


@pytest.mark.parametrize("course", ["recheck", "withdraw", "erase"])
def test_an_answer_that_comes_too_late_is_not_kept(
    course: str, desk: Desk, alice: User, plugged: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The request goes another way while the source is asked."""
    partner = Scripted("partner", FOUND)
    plugged(partner)
    one = approved(desk, alice)
    ways: dict[str, Callable[[], object]] = {
        "recheck": lambda: workflow.recheck(fresh(one), by=alice, reason="once more"),
        "withdraw": lambda: workflow.withdraw(fresh(one)),
        "erase": lambda: workflow.erase(fresh(one), party=Party.CUSTOMER),
    }

    def meanwhile(questions: Any) -> Any:
        answers = list(asking.ask_all(questions))
        ways[course]()
        return answers

    monkeypatch.setattr(asking_sources, "asking", Stand(meanwhile))
    assert tasks.ask_sources() == 0
    assert len(partner.asked) == 1
    assert not Attempt.objects.filter(source="partner").exists()
    assert not one.candidates.exists()
    assert not OpenQuestion.objects.exists()


class Stand:
    """`asking` with another way to ask."""

    MOST_AT_ONCE = asking.MOST_AT_ONCE

    def __init__(self, ask_all: Callable[[Any], Any]) -> None:
        self.ask_all = ask_all


STEPS = ["chain.keep_answer", "record", "_come_back", "judge_wanted"]


@pytest.mark.parametrize("step", STEPS)
def test_a_worker_that_dies_at_any_step_loses_nothing(
    step: str, desk: Desk, alice: User, plugged: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    plugged(Scripted("partner", FOUND, FOUND))
    one = approved(desk, alice)

    def die(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(f"requests_app.workflow.asking_sources.{step}", die)
        with pytest.raises(KeyboardInterrupt):
            tasks.ask_sources()
    assert not Attempt.objects.filter(source="partner").exists(), "whole or not at all"
    assert codes(one) == []
    assert tasks.ask_sources() == 0, "while its lease lasts"
    OpenQuestion.objects.update(lease_until=Now())
    assert tasks.ask_sources() == 1
    assert codes(one) == [("partner", "7913")]


def test_a_fault_of_ours_does_not_end_the_worker(
    desk: Desk, alice: User, plugged: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    plugged(Scripted("partner", FOUND))
    approved(desk, alice)
    monkeypatch.setattr(chain, "keep_answer", lambda *_args, **_named: 1 / 0)
    assert tasks.ask_sources() == 0
    assert OpenQuestion.objects.exists()


def test_of_two_workers_one_keeps_the_answer(
    desk: Desk, alice: User, plugged: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first is slower than its lease; the second asks again meanwhile."""
    plugged(Scripted("partner", FOUND, FOUND))
    one = approved(desk, alice)
    inner = Stand(asking.ask_all)

    def slow(questions: Any) -> Any:
        answers = list(asking.ask_all(questions))
        OpenQuestion.objects.update(lease_until=Now())
        monkeypatch.setattr(asking_sources, "asking", inner)
        assert tasks.ask_sources() == 1
        return answers

    monkeypatch.setattr(asking_sources, "asking", Stand(slow))
    assert tasks.ask_sources() == 0
    assert Attempt.objects.filter(source="partner").count() == 1
    assert codes(one) == [("partner", "7913")]


@pytest.mark.django_db(transaction=True)
def test_while_a_source_is_asked_nothing_is_locked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The source itself writes to the request from its own thread, by another connection."""
    desk = factories.make_desk()
    alice = factories.make_staff(desk, "alice")

    def write(radio: Radio) -> Answer:
        assert not connection.in_atomic_block
        CodeRequest.objects.filter(reference=radio.reference).update(touched_at=timezone.now())
        return FOUND

    plug_in(monkeypatch, desk, Scripted("partner", write), only=True)
    one = approved(desk, alice)
    assert tasks.ask_sources() == 1
    assert Attempt.objects.get(source="partner").result == Attempt.Result.FOUND
    assert codes(one) == [("partner", "7913")]


def test_a_desk_without_plugs_costs_the_worker_one_question(
    desk: Desk, alice: User, django_assert_num_queries: Any
) -> None:
    approved(desk, alice)
    with django_assert_num_queries(1):
        tasks.ask_sources()


def test_open_questions_go_with_the_codes(desk: Desk, alice: User, plugged: Callable[..., None]) -> None:
    plugged(Scripted("partner"))
    one = approved(desk, alice)
    workflow.erase(one, party=Party.CUSTOMER)
    assert not OpenQuestion.objects.exists()
    purge()


def test_a_source_that_calls_itself_unproven_is_believed_less(
    desk: Desk, alice: User, plugged: Callable[..., None]
) -> None:
    plugged(Scripted("sure", FOUND), Scripted("unsure", OTHER, trust=TrustWord.UNPROVEN))
    one = approved(desk, alice)
    tasks.ask_sources()
    for candidate, word in zip(workflow.candidates_of(one), ("Likely", "Unproven"), strict=True):
        judged = trust.judge(one, [candidate], shown={}, readings=[])
        assert [(each.word, each.source) for each in judged] == [(word, candidate.source.title())]
    assert Event.objects.filter(kind="source_answered").count() == 2


def test_of_two_requests_at_one_source_only_the_one_without_an_answer_waits(
    desk: Desk, alice: User, plugged: Callable[..., None]
) -> None:
    plugged(Scripted("partner", DOWN, FOUND, FOUND))
    waits = approved(desk, alice)
    tasks.ask_sources()
    answered = approved(desk, alice)
    assert tasks.ask_sources() == 1
    assert (fresh(waits).parked_for, fresh(answered).parked_for) == (ParkReason.SOURCE, "")
    assert (codes(waits), codes(answered)) == ([], [("partner", "7913")])
    assert [data["result"] for _kind, data in lines(answered, "source_answered")] == ["found"]
    now_due()
    assert tasks.ask_sources() == 1
    assert fresh(waits).parked_for == ""


def test_two_requests_that_wait_for_one_source_come_back_each_for_itself(
    desk: Desk, alice: User, plugged: Callable[..., None]
) -> None:
    plugged(Scripted("partner", DOWN, DOWN, FOUND))
    one, other = approved(desk, alice), approved(desk, alice)
    assert tasks.ask_sources() == 2
    assert [fresh(each).parked_for for each in (one, other)] == [ParkReason.SOURCE] * 2
    OpenQuestion.objects.filter(code_request=one).update(due_at=Now())
    assert tasks.ask_sources() == 1
    assert [fresh(each).parked_for for each in (one, other)] == ["", ParkReason.SOURCE]


def test_the_record_names_the_answer_of_the_source_it_speaks_of(
    desk: Desk, alice: User, plugged: Callable[..., None]
) -> None:
    plugged(Scripted("partner", NotFound("unknown")), Scripted("other", FOUND))
    one = approved(desk, alice)
    tasks.ask_sources()
    said = {data["source"]: data["result"] for _kind, data in lines(one, "source_answered")}
    assert said == {"partner": "not_found", "other": "found"}


def test_a_worker_that_was_too_slow_does_not_take_the_question_from_another(
    desk: Desk, alice: User, plugged: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    plugged(Scripted("partner", FOUND))
    one = approved(desk, alice)

    def slow(questions: Any) -> Any:
        answers = list(asking.ask_all(questions))
        OpenQuestion.objects.update(claim="another worker")
        return answers

    monkeypatch.setattr(asking_sources, "asking", Stand(slow))
    assert tasks.ask_sources() == 0
    assert codes(one) == []
    assert OpenQuestion.objects.filter(claim="another worker").exists()


def test_answers_that_come_in_another_order_are_each_kept_for_its_source(
    desk: Desk, alice: User, plugged: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    plugged(Scripted("partner", FOUND), Scripted("other", OTHER))
    one = approved(desk, alice)
    monkeypatch.setattr(asking_sources, "asking", Stand(lambda questions: list(asking.ask_all(questions))[::-1]))
    assert tasks.ask_sources() == 2
    assert sorted(codes(one)) == [("other", "1234"), ("partner", "7913")]


def test_a_source_that_is_out_parks_no_other_request(desk: Desk, alice: User, plugged: Callable[..., None]) -> None:
    plugged(Scripted("partner", DOWN))
    bystander, _ = factories.make_sent(desk)
    one = approved(desk, alice)
    tasks.ask_sources()
    assert [fresh(each).parked_for for each in (one, bystander)] == [ParkReason.SOURCE, ""]

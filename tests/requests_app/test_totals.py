"""What a desk did by day: every total by a set of requests that is known, and the kept ones equal the record."""

from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from requests_app import retention, totals, workflow
from requests_app.models import (
    CodeRequest,
    DailyTotal,
    Desk,
    DocumentProblem,
    DroppedDraft,
    Event,
    Refusal,
    Slot,
    Verdict,
)
from requests_app.states import Party
from requests_app.totals import Kind
from requests_app.workflow import Item
from tests import factories


def a_day(desk: Desk, clerk: User) -> None:
    """Five requests: one worked, one did not, one asked for two things, one refused, one only sent; and a draft."""
    for works in (True, False):
        code_request, _ = factories.make_ready(desk, by=clerk)
        factories.say_how_it_went(code_request, works=works)
    asked, _ = factories.make_sent(desk)
    factories.take(asked, by=clerk)
    items = [Item(Slot.LABEL, DocumentProblem.BLUR), Item(Slot.CERTIFICATE, DocumentProblem.FIELD_E)]
    workflow.ask(asked, items, by=clerk)
    refused, _ = factories.make_sent(desk)
    factories.take(refused, by=clerk)
    workflow.refuse(refused, Refusal.NO_CODE, by=clerk)
    factories.make_sent(desk)
    factories.make_draft(desk)


UNSENT = (Kind.BEGUN, Kind.DROPPED, Kind.GUIDE_DROPPED, Kind.GUIDE_NO_NUMBER)
GUIDE = "dacia-duster-1/buttons-1-4"
OF_A_DAY = {
    (Kind.BEGUN, GUIDE): 6,
    (Kind.SENT, GUIDE): 5,
    (Kind.GUIDE_ASKED, GUIDE): 1,
    (Kind.GUIDE_ANSWERED, GUIDE): 2,
    (Kind.GUIDE_WORKED, GUIDE): 1,
    (Kind.GUIDE_FAILED, GUIDE): 1,
    (Kind.DECIDED, "0"): 4,
    (Kind.IN_TIME, ""): 4,
    (Kind.ASKED, ""): 1,
    (Kind.ASKED_FOR, "label:blur"): 1,
    (Kind.ASKED_FOR, "certificate:field_e"): 1,
    (Kind.REFUSED, "no_code"): 1,
    (Kind.WORKED, "buttons-1-4/calculator"): 1,
    (Kind.FAILED, "buttons-1-4/registry"): 1,
}


def test_every_total_is_what_happened(desk: Desk, alice: User) -> None:
    a_day(desk, alice)
    assert totals.sums(desk, 7) == Counter(OF_A_DAY)


def test_another_desks_work_is_not_in_them(desk: Desk, alice: User, mallory: User) -> None:
    a_day(desk, alice)
    assert totals.sums(mallory.desk_roles.get().desk, 7) == Counter()


def test_a_day_that_is_over_is_kept_once_and_equals_the_record(desk: Desk, alice: User) -> None:
    noon = timezone.now().replace(hour=12)
    with time_machine.travel(noon - timedelta(days=2)):
        a_day(desk, alice)
    with time_machine.travel(noon):
        before = totals.sums(desk, 7)
        assert totals.keep() == 2
        assert totals.keep() == 0
    kept = DailyTotal.objects.exclude(kind=Kind.OVERDUE)
    assert {(row.kind, row.key): row.count for row in kept if row.count} == OF_A_DAY
    assert totals.sums(desk, 7) == before == Counter(OF_A_DAY)
    assert kept.get(kind=Kind.SENT, count__gt=0).count == Event.objects.filter(kind="send").count()
    assert sum(n for *_key, n in totals.by_day(desk, 7)) == sum(OF_A_DAY.values())


def test_what_is_kept_stays_when_the_record_goes(desk: Desk, alice: User) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=2)):
        a_day(desk, alice)
    totals.keep()
    for code_request in CodeRequest.objects.sent():
        workflow.erase(code_request, party=Party.CUSTOMER)
    CodeRequest.objects.drafts().delete()
    assert totals.sums(desk, 7) == Counter(OF_A_DAY)


def test_a_day_is_kept_only_an_hour_after_its_end(desk: Desk, alice: User) -> None:
    noon = timezone.now().replace(hour=12, minute=0)
    with time_machine.travel(noon - timedelta(days=1)):
        a_day(desk, alice)
    midnight = noon.replace(hour=23) - timedelta(days=1)  # midnight in Paris in winter; a summer's day is over earlier
    with time_machine.travel(midnight + timedelta(minutes=30) - (timezone.localtime(noon).dst() or timedelta(0))):
        assert totals.keep() == 0
    with time_machine.travel(midnight + timedelta(minutes=70)):
        assert totals.keep() == 1


def test_only_the_first_decision_and_the_first_word_count(desk: Desk, alice: User) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=3)):
        code_request, _ = factories.make_ready(desk, by=alice)
        factories.say_how_it_went(code_request, works=False)
    workflow.claim(code_request, by=alice)
    code_request.refresh_from_db()
    workflow.ask(code_request, [Item(Slot.LABEL, DocumentProblem.BLUR)], by=alice)
    totals.keep()
    found = totals.sums(desk, 7)
    assert (found[Kind.DECIDED, "0"], found[Kind.ASKED, ""], found[Kind.ASKED_FOR, "label:blur"]) == (1, 0, 1)
    assert totals.sums(desk, 2)[Kind.FAILED, "buttons-1-4/calculator"] == 0


def test_a_late_decision_is_told_with_its_minutes(desk: Desk, alice: User) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=5), tick=False):
        code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    workflow.refuse(code_request, Refusal.NO_CODE, by=alice)
    found = totals.sums(desk, 7)
    assert found[Kind.IN_TIME, ""] == 0
    assert [key for kind, key in found if kind == Kind.DECIDED] == [str(5 * 24 * 60)]


def test_second_looks_are_told_by_whether_they_agreed(desk: Desk, alice: User, bob: User) -> None:
    one, _ = factories.make_sent(desk)
    factories.verify(one, by=alice)
    factories.second_look(one, by=bob)
    factories.second_look(one, by=bob, verdict=Verdict.NO)
    found = totals.sums(desk, 7)
    assert (found[Kind.AGREED, ""], found[Kind.DIFFERED, ""]) == (1, 1)


def test_begun_counts_those_that_were_given_up(desk: Desk) -> None:
    DroppedDraft.objects.create(desk=desk, began_on=timezone.localdate() - timedelta(days=1))
    assert totals.sums(desk, 7)[Kind.BEGUN, "/"] == 1


@pytest.mark.parametrize(
    ("given", "reached"),
    [
        ({}, "begun"),
        ({"number_unknown": "unreadable"}, "number"),
        ({"slot": Slot.LABEL}, "label"),
        ({"slot": Slot.PURCHASE}, "certificate"),
        ({"name": "Ana"}, "begun"),
        ({"name": "Ana", "email": "ana@customer.example"}, "contact"),
    ],
)
def test_a_dropped_draft_tells_how_far_it_came_and_nothing_else(
    desk: Desk, given: dict[str, str], reached: str
) -> None:
    draft, _ = workflow.start_draft(desk, language="en")
    if slot := given.pop("slot", ""):
        factories.add_photo(draft, Slot(slot))
    workflow.save_answers(draft, **given)
    CodeRequest.objects.filter(pk=draft.pk).update(touched_at=timezone.now() - timedelta(days=3))
    retention.purge()
    assert (totals.sums(desk, 1)[Kind.DROPPED, reached], DroppedDraft.objects.count()) == (1, 1)
    assert "Ana" not in str(DroppedDraft.objects.values())


@pytest.mark.parametrize("kept", [False, True])
def test_behind_every_number_stand_as_many_lines(desk: Desk, alice: User, *, kept: bool) -> None:
    """Whether its day is kept or still counted."""
    with time_machine.travel(timezone.now() - timedelta(days=2)):
        a_day(desk, alice)
    if kept:
        totals.keep()
    factories.make_sent(desk)
    for (kind, key), n in totals.sums(desk, 7).items():
        if kind not in UNSENT:
            keys, after = totals.behind(desk, 7, [kind], key)
            assert (len(keys), after) == (n, None), (kind, key)
    assert totals.behind(desk, 2, [Kind.WORKED, Kind.FAILED]) == ([], None)
    assert len(totals.behind(desk, 7, [Kind.WORKED, Kind.FAILED])[0]) == 2


def test_a_long_list_behind_a_number_goes_on_after_its_last_line(
    desk: Desk, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=2)):
        a_day(desk, alice)
    a_day(desk, alice)
    monkeypatch.setattr("requests_app.totals.lines.PER_PAGE", 4)
    whole, after = totals.behind(desk, 7, [Kind.SENT])
    assert len(whole) == 4
    while after:
        page, after = totals.behind(desk, 7, [Kind.SENT], after=after)
        whole += page
    newest = Event.objects.filter(kind="send").order_by("-at", "-pk")
    assert whole == list(newest.values_list("pk", flat=True))


def test_what_is_overdue_is_counted_by_the_worker(desk: Desk) -> None:
    assert totals.overdue(desk) == (None, [])
    draft = factories.make_draft(desk)
    CodeRequest.objects.filter(pk=draft.pk).update(touched_at=timezone.now() - timedelta(days=4))
    totals.keep()
    assert [(stage, n) for stage, n in totals.overdue(desk)[1] if n] == [("drafts", 1)]
    retention.purge()
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        totals.keep()
        assert all(n == 0 for _stage, n in totals.overdue(desk)[1])


@pytest.mark.parametrize(("days", "there"), [(399, True), (401, False)])
def test_totals_live_as_long_as_the_table_says(desk: Desk, days: int, *, there: bool) -> None:
    day = timezone.localdate() - timedelta(days=days)
    DailyTotal.objects.create(desk=desk, day=day, kind=Kind.SENT, count=1)
    retention.sweep_readers()
    assert DailyTotal.objects.exists() is there

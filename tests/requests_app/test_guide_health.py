"""How guides do: every figure by a set of requests that is known, rates only where they say something."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from guides_app.models import DocumentKind, FailedSearch, Remark, StepVote, VisitCount
from requests_app import retention, tasks, totals, workflow
from requests_app.models import (
    CodeRequest,
    Desk,
    DocumentProblem,
    DroppedDraft,
    NumberUnknown,
    Slot,
    record,
)
from requests_app.states import WORKED, Party
from requests_app.totals.guide_health import Figures, Health, Share
from requests_app.workflow import Item
from tests import factories

GUIDE, RADIO = "dacia-duster-1", "buttons-1-4"


def figures(desk: Desk, *, days: int = 30) -> Figures:
    return Health([desk], days).row(DocumentKind.GUIDE, GUIDE).figures


def outcome(desk: Desk, clerk: User, *, works: bool) -> None:
    """One request with a code that was shown, and what its customer said of it."""
    code_request, _ = factories.make_ready(desk, by=clerk)
    factories.say_how_it_went(code_request, works=works)


def test_every_figure_is_what_happened(desk: Desk, alice: User) -> None:
    outcome(desk, alice, works=True)
    outcome(desk, alice, works=False)
    asked, _ = factories.make_sent(desk)
    factories.take(asked, by=alice)
    workflow.ask(asked, [Item(Slot.LABEL, DocumentProblem.BLUR)], by=alice)
    unknown = factories.make_draft(desk)
    workflow.save_answers(unknown, number="", number_unknown=NumberUnknown.DAMAGED)
    factories.add_photo(unknown, Slot.FRONT)
    workflow.send(unknown)
    factories.make_draft(desk)
    VisitCount.objects.create(kind="guide", key=GUIDE, day=timezone.localdate(), count=40)
    found = figures(desk)
    assert (found.visits, found.begun, found.sent, found.no_number, found.asked) == (40, 5, 4, 1, 1)
    assert (found.answered, found.worked_first, found.failed) == (2, 1, 1)
    assert str(found.led_to_request) == "10 % (4 of 40)"
    assert str(found.first_code) == "1 of 2: too few to say"


def test_a_code_that_worked_after_another_did_not_is_no_first_code(desk: Desk, alice: User) -> None:
    outcome(desk, alice, works=False)
    record(CodeRequest.objects.get(), WORKED.name, party=Party.CUSTOMER)
    found = figures(desk)
    assert (found.answered, found.worked_first, found.failed) == (1, 0, 1)


@pytest.mark.parametrize(
    ("count", "of", "says"),
    [
        (0, 0, "–"),
        (1, 4, "1 of 4: too few to say"),
        (1, 5, "20 % (1 of 5)"),
        (0, 9, "0 % (0 of 9)"),
        (7, 6, "7 of 6: too few to say"),
    ],
)
def test_a_rate_stands_beside_its_counts_and_only_where_it_says_something(count: int, of: int, says: str) -> None:
    assert str(Share(count, of)) == says


def test_a_draft_that_is_deleted_still_counts_as_begun(desk: Desk) -> None:
    draft = factories.make_draft(desk)
    workflow.save_answers(draft, number="", number_unknown=NumberUnknown.NOTHING_SHOWN)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        retention.purge()
        found = figures(desk)
    assert (found.begun, found.sent, found.no_number) == (1, 0, 1)


def test_of_a_deleted_draft_only_car_radio_and_day_are_kept(desk: Desk) -> None:
    draft = factories.make_draft(desk)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        retention.purge()
    kept = str(list(DroppedDraft.objects.values()))
    assert draft.name not in kept
    assert draft.email not in kept
    assert "S053" not in kept


def test_what_is_kept_by_day_counts_once_with_what_happens_later(desk: Desk, alice: User) -> None:
    """Kept days are not counted again, and a word that comes later counts on its own day."""
    with time_machine.travel(timezone.now() - timedelta(days=2)):
        code_request, _ = factories.make_ready(desk, by=alice)
        workflow.reveal(code_request, code_request.links.get())
    totals.keep()
    code_request.refresh_from_db()
    workflow.say_worked(code_request)
    found = figures(desk)
    assert (found.begun, found.sent, found.answered, found.worked_first) == (1, 1, 1, 1)


def test_another_desks_requests_are_not_counted(desk: Desk, mallory: User) -> None:
    other = Desk.objects.exclude(pk=desk.pk).get()
    factories.make_sent(other)
    DroppedDraft.objects.create(desk=other, began_on=timezone.localdate())
    health = Health([desk], 30)
    assert all(row.figures.begun == 0 for row in health.rows(DocumentKind.GUIDE))
    assert health.parts(DocumentKind.GUIDE, GUIDE) == []


def test_what_is_older_than_the_period_is_left_out(desk: Desk) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=40)):
        factories.make_sent(desk)
        VisitCount.objects.create(kind="guide", key=GUIDE, day=timezone.localdate(), count=9)
    assert (figures(desk).begun, figures(desk).visits) == (0, 0)
    assert (figures(desk, days=90).begun, figures(desk, days=90).visits) == (1, 9)


def test_a_guide_shows_its_requests_by_radio_and_a_radio_by_car(desk: Desk) -> None:
    factories.make_sent(desk)
    unsure = factories.make_draft(desk)
    workflow.save_answers(unsure, family=None)
    health = Health([desk], 30)
    by_radio = [(part.key, part.figures.begun) for part in health.parts(DocumentKind.GUIDE, GUIDE)]
    assert sorted(by_radio) == [("", 1), (RADIO, 1)]
    assert [part.key for part in health.parts(DocumentKind.FAMILY, RADIO)] == [GUIDE]
    assert health.rows(DocumentKind.FAMILY)[-1].label == "Radio not known"


def test_the_steps_that_helped_least_come_first(desk: Desk) -> None:
    factories.make_guide()
    day = timezone.localdate()
    for place, yes, no in (("a", 9, 0), ("b", 1, 7), ("c", 0, 3)):
        StepVote.objects.create(kind="guide", key=GUIDE, place=place, day=day, yes=yes, no=no)
    health = Health([desk], 30)
    assert [(step.place, str(step.votes)) for step in health.steps()] == [
        ("b", "88 % (7 of 8)"),
        ("c", "3 of 3: too few to say"),
    ]
    assert len(health.steps("guide", GUIDE)) == 3
    assert str(health.row(DocumentKind.GUIDE, GUIDE).figures.not_helped) == "50 % (10 of 20)"


def test_more_guides_and_requests_need_no_more_queries(
    desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        guide = factories.make_guide(f"guide-{number}")
        workflow.save_answers(factories.make_draft(desk), guide=guide)
        Remark.objects.create(kind="guide", key=guide.slug, text="Hm", language="en")
    with django_assert_max_num_queries(16):
        health = Health([desk], 30)
        assert len(health.rows(DocumentKind.GUIDE)) >= 5
        health.rows(DocumentKind.FAMILY)
        health.steps()


def test_what_readers_said_lives_its_time(db: None) -> None:
    now = timezone.now()
    old, young = (now - timedelta(days=days) for days in (401, 399))
    for day in (old, young):
        StepVote.objects.create(kind="guide", key=GUIDE, place="a", day=day.date())
        VisitCount.objects.create(kind="guide", key=GUIDE, day=day.date())
    for state, done_at in (("open", None), ("done", now - timedelta(days=179)), ("done", now - timedelta(days=181))):
        Remark.objects.create(kind="guide", key=GUIDE, text="Hm", language="en", state=state, done_at=done_at)
    for age in (179, 181):
        FailedSearch.objects.create(words=f"xyzzy {age}", language="en", last_on=(now - timedelta(days=age)).date())
    assert tasks.do_chores()["readers"] == 4
    assert FailedSearch.objects.get().words == "xyzzy 179"
    assert (StepVote.objects.count(), VisitCount.objects.count(), Remark.objects.count()) == (1, 1, 2)

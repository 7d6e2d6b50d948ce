"""What customers say of codes is learnt: whose code it is and which source was right, and nothing of anybody."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from guides_app.identifiers import Kind
from requests_app import tasks, workflow
from requests_app.lookup import chain, learning, registry
from requests_app.lookup.source import Found, NotFound, Radio
from requests_app.models import (
    Candidate,
    CodeOutcome,
    CodeRequest,
    Desk,
    Feedback,
    KnownCode,
    Source,
    SourceScore,
    sealed_answers,
)
from requests_app.retention import purge
from requests_app.states import Party
from requests_app.workflow.ending import forget
from tests import factories
from tests.requests_app.lookup.plugged import Scripted, plug_in

LABEL: Any = {"part_fingerprint": "ab" * 32, "serial_fingerprint": "cd" * 32}
RADIO = Radio("S053", Kind.PRECODE)
FAMILY = "buttons-1-4"


def given(desk: Desk, alice: User, *, source: str = "calculator", **columns: Any) -> CodeRequest:
    """The code of this source was sent, and seen."""
    code_request = approved(desk, alice, **columns)
    send(code_request, alice, source=source)
    return code_request


def approved(desk: Desk, alice: User, **columns: Any) -> CodeRequest:
    """Every source has been asked."""
    code_request, _ = factories.make_sent(desk)
    CodeRequest.objects.filter(pk=code_request.pk).update(**columns)
    code_request.refresh_from_db()
    factories.verify(code_request, by=alice)
    workflow.approve(code_request, by=alice)
    tasks.ask_sources()
    return code_request


def send(code_request: CodeRequest, alice: User, *, source: str) -> None:
    chosen = next(one for one in workflow.candidates_of(code_request) if one.source == source and not one.failed_at)
    workflow.deliver(code_request, chosen, by=alice, reason="that one")
    workflow.reveal(code_request, code_request.links.get())
    code_request.refresh_from_db()


def fails(code_request: CodeRequest) -> None:
    workflow.say_not_worked(code_request, Feedback(display="error", entered="yes", tries=1))


def scores(desk: Desk) -> dict[str, tuple[int, int]]:
    return {row.source: (row.right, row.wrong) for row in SourceScore.objects.filter(desk=desk)}


@pytest.fixture
def partner(monkeypatch: pytest.MonkeyPatch, desk: Desk) -> Callable[..., None]:
    """Another source, which gives these codes."""
    desk.second_below = 0
    desk.save()
    return lambda *codes: plug_in(
        monkeypatch, desk, Scripted("partner", *(Found(code, "row", number="S053") for code in codes))
    )


def test_a_code_that_worked_is_known_for_the_fullest_identity_and_of_nobody(desk: Desk, alice: User) -> None:
    one = given(desk, alice, **LABEL)
    workflow.say_worked(one)
    row = KnownCode.objects.get()
    assert (row.identity, row.source, row.learnt) == (KnownCode.Identity.UNIT, "calculator", True)
    assert (row.times_worked, row.times_failed, row.created_by, row.provenance, row.batch) == (1, 0, None, "", None)
    found = registry.find(desk, Radio("S053", Kind.PRECODE, **LABEL))
    assert [answer.provenance for answer in found if isinstance(answer, Found)] == [
        "Confirmed here, first by: Calculated from the pre-code; this very radio (worked 1 times)"
    ]


def test_of_a_car_nothing_new_is_remembered_but_what_is_known_is_counted(desk: Desk, alice: User) -> None:
    vin = "UU1HSDAAA12345678"
    one = given(desk, alice)
    CodeRequest.objects.filter(pk=one.pk).update(number_kind=Kind.VIN, **sealed_answers(one, {"vin": vin}))
    one.refresh_from_db()
    workflow.say_worked(one)
    assert not KnownCode.objects.exists()
    known = registry.remember(desk, Radio(vin, Kind.VIN), code="7913", source="dealer", provenance="", by_id=None)
    fails(CodeRequest.objects.get(pk=one.pk))
    known.refresh_from_db()
    assert (known.times_worked, known.times_failed) == (0, 1)


def test_sources_are_judged_by_what_they_said(desk: Desk, alice: User, partner: Callable[..., None]) -> None:
    partner("1234", "7913")
    registry.remember(desk, RADIO, code="7913", source="dealer", provenance="", by_id=None)
    one = given(desk, alice)
    workflow.say_worked(one)
    assert scores(desk) == {"calculator": (1, 0), "dealer": (1, 0), "partner": (0, 1)}
    workflow.say_worked(given(desk, alice))
    assert scores(desk) == {"calculator": (2, 0), "dealer": (1, 0), "registry": (1, 0), "partner": (1, 1)}
    assert set(SourceScore.objects.values_list("radio", flat=True)) == {FAMILY}


def test_where_it_did_not_work_those_who_said_otherwise_are_not_judged(
    desk: Desk, alice: User, partner: Callable[..., None]
) -> None:
    partner("1234")
    one = given(desk, alice)
    fails(one)
    assert scores(desk) == {"calculator": (0, 1)}
    workflow.look_again(one, by=alice, reason="the other one")
    send(one, alice, source="partner")
    workflow.say_worked(one)
    assert scores(desk) == {"calculator": (0, 1), "partner": (1, 0)}


def test_the_last_word_counts_and_each_request_once(desk: Desk, alice: User) -> None:
    one = given(desk, alice)
    for _ in range(2):
        workflow.say_worked(one)
        fails(one)
    assert scores(desk) == {"calculator": (0, 1)}
    row = KnownCode.objects.get()
    assert (row.times_worked, row.times_failed) == (0, 1)
    workflow.say_worked(one)
    row = KnownCode.objects.get()
    assert (row.times_worked, row.times_failed) == (1, 0)
    assert not Candidate.objects.filter(failed_at__isnull=False).exists()
    assert CodeOutcome.objects.count() == 1


def test_a_code_that_failed_here_is_no_answer_and_marked_at_whoever_gives_it_again(desk: Desk, alice: User) -> None:
    fails(given(desk, alice))
    assert registry.find(desk, RADIO) == [NotFound("not among the known codes")]
    again = factories.make_approved(desk, by=alice)[0]
    assert [(one.source, one.failed_before) for one in workflow.candidates_of(again)] == [("calculator", True)]
    other = factories.make_approved(desk, by=alice, number="A583")[0]
    assert [one.failed_before for one in workflow.candidates_of(other)] == [False]


def test_for_another_unit_with_the_number_it_has_not_failed(desk: Desk, alice: User) -> None:
    fails(given(desk, alice, **LABEL))
    other = approved(desk, alice, part_fingerprint="ab" * 32, serial_fingerprint="ef" * 32)
    assert not any(one.failed_before for one in workflow.candidates_of(other))


def test_a_known_code_that_failed_more_often_than_it_worked_is_marked(desk: Desk, alice: User) -> None:
    row = registry.remember(desk, RADIO, code="1234", source="dealer", provenance="", by_id=None)
    KnownCode.objects.filter(pk=row.pk).update(times_worked=1, times_failed=2)
    one = factories.make_approved(desk, by=alice)[0]
    marked = {candidate.source: candidate.failed_before for candidate in workflow.candidates_of(one)}
    assert marked == {"registry": True, "calculator": False}


def test_a_code_that_works_again_is_marked_no_longer(desk: Desk, alice: User) -> None:
    fails(given(desk, alice))
    for _ in range(2):
        workflow.say_worked(given(desk, alice))
    one = factories.make_approved(desk, by=alice)[0]
    assert {candidate.source for candidate in workflow.candidates_of(one)} == {"registry", "calculator"}
    assert not any(candidate.failed_before for candidate in workflow.candidates_of(one))


def test_an_erasure_takes_back_what_nothing_else_supports(desk: Desk, alice: User) -> None:
    one, other = given(desk, alice), given(desk, alice)
    workflow.say_worked(one)
    workflow.say_worked(other)
    workflow.erase(one, party=Party.CUSTOMER)
    row = KnownCode.objects.get()
    assert (row.times_worked, row.last_worked_at) == (1, None)
    assert scores(desk) == {"calculator": (1, 0)}
    workflow.erase(other, party=Party.CUSTOMER)
    assert not KnownCode.objects.exists()
    assert not SourceScore.objects.exists()
    assert not CodeOutcome.objects.exists()


def test_an_erasure_leaves_what_others_say_of_the_same_code(desk: Desk, alice: User, tmp_path: Path) -> None:
    """Somebody typed it, it stands in a list, or it failed elsewhere."""
    for support in ("typed", "listed", "failed"):
        one = given(desk, alice)
        workflow.say_worked(one)
        if support == "typed":
            registry.remember(desk, RADIO, code="7913", source="papers", provenance="p. 3", by_id=alice.pk)
        elif support == "listed":
            bring(desk, tmp_path, "number,code\nS053,7913\n")
        else:
            fails(given(desk, alice))
        workflow.erase(one, party=Party.CUSTOMER)
        row = KnownCode.objects.get()
        assert (row.times_worked, row.learnt) == (0, support == "failed")
        row.delete()


def bring(desk: Desk, folder: Path, text: str) -> None:
    """Import this list."""
    file = folder / "list.csv"
    file.write_text(text, encoding="utf-8")
    call_command("import_codes", str(file), desk=desk.slug)


def test_a_list_that_says_what_was_learnt_is_a_source_of_it(desk: Desk, alice: User, tmp_path: Path) -> None:
    workflow.say_worked(given(desk, alice))
    bring(desk, tmp_path, "number,code\nS053,7913\nA583,1234\n")
    row = KnownCode.objects.get(times_worked=1)
    assert (row.learnt, row.source) == (False, Source.DEALER)


def test_what_was_learnt_stays_when_the_person_is_purged_and_nothing_leads_back(desk: Desk, alice: User) -> None:
    one = given(desk, alice)
    workflow.say_worked(one)
    forget(one)
    assert KnownCode.objects.get().times_worked == 1
    assert scores(desk) == {"calculator": (1, 0)}
    assert not CodeOutcome.objects.exists()
    workflow.erase(one, party=Party.SYSTEM, tell=False)
    assert KnownCode.objects.get().times_worked == 1
    purge()


def test_an_erasure_that_waits_for_a_hold_unlearns_with_it(desk: Desk, alice: User, charlie: User) -> None:
    one = given(desk, alice)
    workflow.say_worked(one)
    workflow.hold(one, timezone.localdate(), by=charlie, reason="the police asked")
    workflow.erase(one, party=Party.CUSTOMER)
    assert KnownCode.objects.exists()
    workflow.end_hold(one, by=charlie)
    purge()
    assert not KnownCode.objects.exists()


def test_a_lead_who_removed_a_known_code_is_not_in_the_way(desk: Desk, alice: User) -> None:
    one = given(desk, alice)
    workflow.say_worked(one)
    KnownCode.objects.all().delete()
    SourceScore.objects.all().delete()
    workflow.erase(one, party=Party.CUSTOMER)
    assert not CodeOutcome.objects.exists()


def test_a_code_that_does_not_open_is_judged_all_the_same(desk: Desk, alice: User) -> None:
    one = given(desk, alice)
    Candidate.objects.update(sealed_code=b"damaged")
    workflow.say_worked(one)
    assert scores(desk) == {"calculator": (1, 0)}
    assert not KnownCode.objects.exists()


@pytest.mark.parametrize(
    ("right", "wrong", "percent", "weak"),
    [(4, 1, 80, False), (4, 1, 81, True), (3, 1, 80, False), (0, 4, 100, False), (0, 5, 1, True), (0, 5, 0, False)],
)
def test_a_source_is_weak_below_the_share_of_five_codes_or_more(
    right: int, wrong: int, percent: int, weak: bool
) -> None:
    score = SourceScore(source="partner", right=right, wrong=wrong)
    assert learning.weak_sources({"partner": score}, percent) == ({"partner"} if weak else set())


def test_codes_are_not_in_what_is_learnt_in_the_open(desk: Desk, alice: User) -> None:
    one = given(desk, alice)
    workflow.say_worked(one)
    outcome = CodeOutcome.objects.get()
    assert (outcome.sources, outcome.known) == ({"calculator": True}, [KnownCode.objects.get().pk])
    assert chain.open_code(one.candidates.get()) == "7913"
    assert "7913" not in str([str(outcome), *map(str, SourceScore.objects.all()), *map(str, KnownCode.objects.all())])

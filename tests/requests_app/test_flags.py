"""Reasons to look twice are true, and the queue counts those that the review page shows."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db.models import F
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from guides_app.identifiers import Kind
from requests_app import workflow
from requests_app.admin import queue
from requests_app.admin.flag_words import FLAGGED
from requests_app.flags import LOW, Evidence, FlagKind, flags_for, kinds_of
from requests_app.lookup.registry import label_fingerprints
from requests_app.models import Asker, CodeRequest, Desk, Slot, Upload
from requests_app.queue_tabs import BY_SLUG
from tests import factories

LINE = "BP7349X1234567 8200607918T S053"


def told(code_request: CodeRequest) -> dict[FlagKind, tuple[str, ...]]:
    return {flag.kind: flag.references for flag in flags_for(code_request)}


def sent(desk: Desk, *, line: str = "", vin: str = "", **fields: object) -> CodeRequest:
    """A request whose customer typed a whole line of the label, or a whole VIN."""
    draft = factories.make_draft(desk, **fields)  # type: ignore[arg-type]
    if line:
        workflow.save_answers(draft, **label_fingerprints(line))
    if vin:
        workflow.keep_vin(draft, vin)
        factories.add_photo(draft, Slot.FRONT)
    workflow.send(draft)
    return draft


def test_a_precode_alone_says_that_many_radios_share_it(desk: Desk) -> None:
    first, second = sent(desk), sent(desk)
    assert told(second) == {FlagKind.SHARED_NUMBER: (first.reference,)}
    assert FlagKind.SHARED_NUMBER in LOW
    assert "many radios share this number" in str(FLAGGED[FlagKind.SHARED_NUMBER])


def test_the_same_precode_long_ago_is_no_reason(desk: Desk) -> None:
    first, second = sent(desk), sent(desk)
    CodeRequest.objects.filter(pk=first.pk).update(sent_at=timezone.now() - timedelta(days=31))
    assert told(second) == {}


@pytest.mark.parametrize(
    ("line", "same"),
    [
        (LINE, True),
        ("8200607918T S053", True),  # the same part number
        ("BP7349X1234567 8200607919T S053", True),  # the same serial
        ("BP7349X7654321 8200607919T S053", False),
        ("S053", False),
    ],
)
def test_the_same_radio_is_precode_and_part_number_or_serial(desk: Desk, line: str, same: bool) -> None:
    sent(desk, line=LINE)
    flags = flags_for(sent(desk, line=line))
    assert [(flag.kind, flag.high) for flag in flags] == [
        (FlagKind.SAME_RADIO, True) if same else (FlagKind.SHARED_NUMBER, False)
    ]


def test_another_precode_on_the_same_part_is_another_radio(desk: Desk) -> None:
    sent(desk, line=LINE)
    assert told(sent(desk, line=LINE, number="V188")) == {}


def test_the_same_long_serial_is_the_same_radio(desk: Desk) -> None:
    both = [sent(desk, number="BP7349X1234567") for _ in range(2)]
    CodeRequest.objects.update(number_kind=Kind.SERIAL)
    assert set(told(both[0])) == {FlagKind.SAME_RADIO}


def test_the_same_car_is_the_whole_vin(desk: Desk) -> None:
    first, second = sent(desk, vin="UU1HSDAG543210987"), sent(desk, vin="UU1HSDAG543210987")
    assert [(flag.kind, flag.high) for flag in flags_for(second)] == [(FlagKind.SAME_VIN, True)]
    assert told(second)[FlagKind.SAME_VIN] == (first.reference,)


def test_the_same_end_of_a_vin_may_be_another_car(desk: Desk, alice: User) -> None:
    sent(desk, vin="UU1HSDAG543210987")
    typed = sent(desk, number="V188", vin_tail="210987")
    read = sent(desk, number="K417")
    workflow_reads_tail(read, "210987", alice)
    for code_request in (typed, read):
        assert [(flag.kind, flag.high) for flag in flags_for(code_request)] == [(FlagKind.SAME_VIN_END, False)]


def workflow_reads_tail(code_request: CodeRequest, tail: str, by: User) -> None:
    factories.take(code_request, by=by)
    workflow.read_vin_tail(code_request, tail, by=by)


def test_the_same_person_again_is_no_reason(desk: Desk) -> None:
    sent(desk, line=LINE, email="Ana@Bücher.example")
    assert told(sent(desk, line=LINE, email="ana@xn--bcher-kva.example")) == {}


def test_of_another_desk_there_is_the_day_and_nothing_else(desk: Desk) -> None:
    theirs = sent(factories.make_desk("Other Desk"), line=LINE)
    flags = flags_for(sent(desk, line=LINE))
    assert [flag.kind for flag in flags] == [FlagKind.SAME_RADIO]
    assert flags[0].evidence == (Evidence(f"request:{theirs.pk}", at=theirs.sent_at, elsewhere=True),)


def test_a_stranger_is_found_behind_any_number_of_own_requests(desk: Desk) -> None:
    stranger = sent(desk, line=LINE)
    mine = sent(desk, line=LINE)
    copies = [CodeRequest.objects.get(pk=mine.pk) for _ in range(250)]
    for number, row in enumerate(copies):
        row.pk, row.reference, row.draft_digest = None, f"RC-{number:04d}-ZZ", None
    CodeRequest.objects.bulk_create(copies)
    assert told(mine) == {FlagKind.SAME_RADIO: (stranger.reference,)}
    assert kinds_of([mine])[mine.pk] == [FlagKind.SAME_RADIO]


@pytest.fixture
def mixed(desk: Desk, alice: User) -> list[CodeRequest]:
    """Requests with every kind of reason, and some with none."""
    rows = [sent(desk, line=LINE), sent(desk, line=LINE), sent(desk), sent(desk, number="V188")]
    rows += [sent(desk, vin="UU1HSDAG543210987"), sent(desk, vin="UU1HSDAG543210987")]
    rows.append(sent(desk, number="K417", vin_tail="210987"))
    photo = Upload.objects.filter(code_request=rows[3], slot="label")
    Upload.objects.filter(code_request=rows[6], slot="label").update(
        source_fingerprint=photo.values("source_fingerprint")[:1]
    )
    rows.append(sent(desk, number="B000", email=alice.email))
    workflow_reads_number(rows[3], "V189", alice)
    CodeRequest.objects.filter(pk=rows[2].pk).update(asker=Asker.FOR_OWNER, number_for_person="a0")
    CodeRequest.objects.update(promised_at=F("sent_at"))
    return rows


def workflow_reads_number(code_request: CodeRequest, number: str, by: User) -> None:
    factories.take(code_request, by=by)
    workflow.read_number_off(code_request, number, by=by, override_reason="The label is worn")


def test_the_queue_counts_what_the_review_page_shows(desk: Desk, mixed: list[CodeRequest], alice: User) -> None:
    lines = queue.listed(BY_SLUG["all"], user=alice, desks=[desk.pk]).rows
    counted = {line.code_request.pk: line.other_flags + bool(line.flag) for line in lines}
    shown = {one.pk: len(flags_for(CodeRequest.objects.get(pk=one.pk))) for one in mixed}
    assert counted == shown
    seen = {kind for kinds in kinds_of(list(CodeRequest.objects.sent())).values() for kind in kinds}
    assert {
        FlagKind.SAME_VIN, FlagKind.SAME_RADIO, FlagKind.SAME_PHOTO, FlagKind.SAME_VIN_END, FlagKind.SHARED_NUMBER,
        FlagKind.NOT_OWNER, FlagKind.FOR_PERSON, FlagKind.FROM_STAFF, FlagKind.OVERRIDE,
    } <= seen  # fmt: skip


def test_flags_of_a_page_take_a_fixed_number_of_questions(
    desk: Desk, mixed: list[CodeRequest], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for rows in (mixed[:1], mixed):
        with django_assert_max_num_queries(7):
            kinds_of(rows)

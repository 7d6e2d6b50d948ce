"""What the record and the drafts say of some days of a desk, in numbers, line by line."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, prefetch_related_objects
from django.db.models.functions import TruncDate

from requests_app.models import CodeRequest, DailyTotal, Desk, DroppedDraft, Event, Verdict
from requests_app.promise import answer_by
from requests_app.states import ASK, DELIVER, NOT_WORKED, REFUSE, SEND, WORKED, Status

DAY = timedelta(days=1)
DECISIONS = (ASK.name, DELIVER.name, REFUSE.name)
OUTCOMES = (WORKED.name, NOT_WORKED.name)
SECOND_LOOK = "second_look"
LETTER_FAILED = "letter_failed"
SAMPLE_READ = "sample_read"
COUNTED = (SEND.name, *DECISIONS, *OUTCOMES, SECOND_LOOK, SAMPLE_READ, LETTER_FAILED)
Kind = DailyTotal.Kind
LOOKS = {
    SECOND_LOOK: (Kind.AGREED, Kind.DIFFERED),
    SAMPLE_READ: (Kind.SAMPLE_AGREED, Kind.SAMPLE_DIFFERED),
}
FIRST_OF_A_REQUEST = {ASK.name: Kind.GUIDE_ASKED, NOT_WORKED.name: Kind.GUIDE_FAILED}
Key = tuple[str, str]


class Line(NamedTuple):
    """What is read of a line of the record."""

    pk: int
    code_request_id: int
    kind: str
    at: datetime
    data: dict[str, Any]


class About(NamedTuple):
    """What is asked of a request beside its lines."""

    sent_at: datetime | None
    guide: str
    radio: str
    without_number: bool

    @property
    def of_guide(self) -> str:
        return key_of(self.guide, self.radio)


UNKNOWN = About(None, "", "", without_number=False)


def key_of(guide: str, radio: str) -> str:
    """The key of totals by guide and radio; either may be none."""
    return f"{guide}/{radio}"


def count(desk: Desk, first: date, last: date) -> Counter[tuple[date, str, str]]:
    """Every total of these days, by day, kind and key; the number of questions does not depend on how many days."""
    zone = ZoneInfo(desk.time_zone)
    found: Counter[tuple[date, str, str]] = Counter()
    for line, keys in counted(desk, first, last, zone):
        found.update((line.at.astimezone(zone).date(), *key) for key in keys)
    for day, key, n in _begun(desk, first, last, zone):
        found[day, Kind.BEGUN.value, key] += n
    dropped = DroppedDraft.objects.filter(desk=desk, dropped_on__gte=first, dropped_on__lte=last).order_by()
    columns = ("dropped_on", "reached", "guide__slug", "family__slug", "without_number")
    for day, reached, guide, radio, without_number in dropped.values_list(*columns):
        key = key_of(guide or "", radio or "")
        found[day, Kind.DROPPED.value, reached] += 1
        found[day, Kind.GUIDE_DROPPED.value, key] += 1
        found[day, Kind.GUIDE_NO_NUMBER.value, key] += without_number
    return +found


def bounds(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return datetime.combine(first, time(), zone), datetime.combine(last + DAY, time(), zone)


def counted(desk: Desk, first: date, last: date, zone: ZoneInfo) -> Iterator[tuple[Line, list[Key]]]:
    """The lines of these days in order, each with the totals in which it counts."""
    begins, ends = bounds(first, last, zone)
    lines = _lines(Event.objects.filter(at_desk=desk, kind__in=COUNTED, at__gte=begins, at__lt=ends))
    about = _about({line.code_request_id for line in lines})
    touched = {line.code_request_id for line in lines if line.kind in DECISIONS + OUTCOMES}
    if touched:
        prefetch_related_objects([desk], "opening_hours", "holidays")
    told: dict[int, list[Line]] = defaultdict(list)
    for line in _lines(Event.objects.filter(code_request__in=touched, kind__in=DECISIONS + OUTCOMES, at__lt=begins)):
        told[line.code_request_id].append(line)
    for line in lines:
        before = told[line.code_request_id]
        yield line, list(_told_by(line, before, about.get(line.code_request_id, UNKNOWN), desk))
        before.append(line)


def _lines(rows: Any) -> list[Line]:
    ordered = rows.exclude(code_request=None).order_by("at", "pk")
    return [Line(*row) for row in ordered.values_list("pk", "code_request_id", "kind", "at", "data")]


def _about(keys: Iterable[int]) -> dict[int, About]:
    rows = CodeRequest.objects.filter(pk__in=keys).order_by()
    columns = ("pk", "sent_at", "guide__slug", "family__slug", "number_unknown")
    return {pk: About(sent_at, guide or "", radio or "", bool(unknown))
            for pk, sent_at, guide, radio, unknown in rows.values_list(*columns)}  # fmt: skip


def _told_by(line: Line, before: Sequence[Line], about: About, desk: Desk) -> Iterator[Key]:
    """The totals in which a line counts, by the lines of the same request before it."""
    if line.kind == LETTER_FAILED:
        yield Kind.LETTER.value, ""
    if line.kind in LOOKS:
        yield LOOKS[line.kind][0 if agrees(line.data) else 1].value, ""
    if line.kind in DECISIONS and about.sent_at and not _any(before, *DECISIONS):
        yield Kind.DECIDED.value, str(int((line.at - about.sent_at).total_seconds() // 60))
        if line.at <= answer_by(desk, about.sent_at):
            yield Kind.IN_TIME.value, ""
        if line.kind == ASK.name:
            yield Kind.ASKED.value, ""
    if line.kind == ASK.name:
        yield from ((Kind.ASKED_FOR.value, item) for item in line.data.get("items", []))
    if line.kind == REFUSE.name:
        yield Kind.REFUSED.value, line.data.get("refusal", "")
    if line.kind in OUTCOMES and not _any(before, *OUTCOMES):
        sources = [one.data.get("source", "") for one in before if one.kind == DELIVER.name]
        kind = Kind.WORKED if line.kind == WORKED.name else Kind.FAILED
        yield kind.value, f"{about.radio}/{sources[-1] if sources else ''}"
    yield from ((kind.value, about.of_guide) for kind in _of_guides(line, before, about))


def _of_guides(line: Line, before: Sequence[Line], about: About) -> Iterator[Kind]:
    """Those by guide and radio."""
    if line.kind == SEND.name:
        yield Kind.SENT
        if about.without_number:
            yield Kind.GUIDE_NO_NUMBER
    if line.kind in OUTCOMES and not _any(before, *OUTCOMES):
        yield Kind.GUIDE_ANSWERED
        if line.kind == WORKED.name:
            yield Kind.GUIDE_WORKED
    if line.kind in FIRST_OF_A_REQUEST and not _any(before, line.kind):
        yield FIRST_OF_A_REQUEST[line.kind]


def _any(lines: Iterable[Line], *kinds: str) -> bool:
    return any(line.kind in kinds for line in lines)


def agrees(data: dict[str, Any]) -> bool:
    """Whether a second look or a sample, by its line, gives the code, too, and read the same."""
    read_the_same = data.get("number_agrees") is not False and data.get("vin_agrees") is not False
    return data.get("verdict") == Verdict.YES and read_the_same


def _begun(desk: Desk, first: date, last: date, zone: ZoneInfo) -> Iterator[tuple[date, str, int]]:
    """How many requests were begun, by day, guide and radio: they wait, were sent afterwards, or were dropped."""
    begins, ends = bounds(first, last, zone)
    there = CodeRequest.objects.filter(Q(status=Status.DRAFT) | Q(sent_at__gte=begins), desk=desk)
    there = there.filter(started_at__gte=begins, started_at__lt=ends)
    dropped = DroppedDraft.objects.filter(desk=desk, began_on__gte=first, began_on__lte=last)
    for rows, day_begun in ((there, TruncDate("started_at", tzinfo=zone)), (dropped, F("began_on"))):
        by_guide = rows.order_by().values_list(day_begun, "guide__slug", "family__slug").annotate(n=Count("pk"))
        for day, guide, radio, n in by_guide:
            yield day, key_of(guide or "", radio or ""), n

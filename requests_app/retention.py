"""The purge that keeps to the table of `keeping`, stage by stage. `purge(dry_run=True)` only counts."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guides_app.models import Counter, FailedSearch, Remark, StepVote, VisitCount
from requests_app import evidence, keeping
from requests_app.keeping import (
    COUNTERS,
    DRAFT,
    DROPPED,
    IDENTITY,
    LINES,
    PRESENCE,
    REMARKS,
    SAVED_SEARCHES,
    SEARCHES,
    WEBHOOK_LOG,
    Rule,
)
from requests_app.models import (
    PURGE_LINES,
    CodeRequest,
    DailyTotal,
    Desk,
    DroppedDraft,
    Event,
    Message,
    Presence,
    SavedView,
    Slot,
    WebhookDelivery,
    record,
    record_at_desk,
)
from requests_app.states import ENDED, Party, Status
from requests_app.workflow import MoveRefused, close_unanswered, erase, expire
from requests_app.workflow.drafting import reached
from requests_app.workflow.ending import drop_code, forget

UNANSWERED = timedelta(days=14)
BATCH = 200
MOST_COUNTED = 100
WORKER_MAY_TAKE = timedelta(hours=1)
_log = logging.getLogger(__name__)
DECIDED = (Status.READY, Status.CLOSED, Status.REFUSED)


@dataclass
class Receipt:
    """What a purge did, per stage: how many, and how many could not be done. Nothing else is said of anybody."""

    counts: dict[str, int] = field(default_factory=dict)
    stuck: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        done = [f"{name} {count}" for name, count in self.counts.items()]
        return ", ".join(done + [f"{name} STUCK {count}" for name, count in self.stuck.items()])


def documents_deleted_on(code_request: CodeRequest) -> datetime | None:
    """When the photos of an ended request go, for the customer to read."""
    return _after_the_end(code_request, keeping.DOCUMENTS)


def code_deleted_on(code_request: CodeRequest) -> datetime | None:
    """When the code of an ended request goes; None also where no code was ever given."""
    return _after_the_end(code_request, keeping.CODE) if code_request.delivered_at else None


def person_deleted_on(code_request: CodeRequest) -> datetime | None:
    """When name and address of an ended request go."""
    return _after_the_end(code_request, keeping.PERSON)


def _after_the_end(code_request: CodeRequest, rule: Rule) -> datetime | None:
    return code_request.ended_at + keeping.kept_by(code_request, rule) if code_request.ended_at else None


def purge(*, dry_run: bool = False) -> Receipt:
    """Delete whatever is over its time. Safe to run twice, and to be cut off at any line.

    Each row has a transaction of its own. One that cannot be done is logged by its id and counted; it holds up neither
    the rows behind it nor the stages after it.
    """
    receipt = Receipt()
    for name, rows, act in _stages(timezone.now()):
        if dry_run:
            receipt.counts[name] = rows.count()
            continue
        receipt.counts[name], stuck = _run(name, rows, act)
        if stuck:
            receipt.stuck[name] = stuck
    return receipt


STAGES = {
    "drafts": _("Requests that were not sent"),
    "expired": _("Requests without an answer"),
    "unanswered": _("Requests of which nobody said whether the code worked: closed"),
    "erasures": _("Deletions that waited for the end of a hold"),
    "identity": _("Identity papers"),
    "documents": _("Photos and papers"),
    "codes": _("Codes"),
    "people": _("Names, addresses, numbers and notes"),
    "records": _("Records"),
}


@dataclass(frozen=True)
class Outlook:
    """One stage of the purge at one desk: what should be gone already, and what goes within a week; to MOST_COUNTED."""

    stage: str
    overdue: int
    soon: int

    @property
    def name(self) -> str:
        return str(STAGES[self.stage])


def outlook(desk: Desk) -> list[Outlook]:
    """What the purge has to do at this desk. Held requests are in none of it."""
    late = overdue(desk)
    stages = _stages(timezone.now() + timedelta(days=7))
    return [Outlook(name, late[name], _some(soon, desk)) for name, soon, _act in stages]


def overdue(desk: Desk) -> dict[str, int]:
    """What should be gone already, by stage; to MOST_COUNTED."""
    return {name: _some(rows, desk) for name, rows, _act in _stages(timezone.now() - WORKER_MAY_TAKE)}


def _some(rows: QuerySet[CodeRequest], desk: Desk) -> int:
    return len(rows.filter(desk=desk).values_list("pk", flat=True)[:MOST_COUNTED])


def held(desk: Desk) -> QuerySet[CodeRequest]:
    """The requests of this desk of which nothing is deleted now, the one that ends first in front."""
    return CodeRequest.objects.filter(desk=desk, held_until__gt=timezone.now()).order_by("held_until", "pk")


Act = Callable[[CodeRequest], None]
Stage = tuple[str, QuerySet[CodeRequest], Act]


def _stages(now: datetime) -> list[Stage]:
    rows = CodeRequest.objects.exclude(held_until__gt=now).order_by("pk")
    ended = rows.filter(status__in=ENDED)
    identity = Q(uploads__slot=Slot.IDENTITY, uploads__deleted_at=None)
    too_old = Q(uploads__created_at__lt=now - IDENTITY.kept)
    before_the_end = Q(ended_at=None) | Q(uploads__created_at__lte=F("ended_at"))  # not what an appeal brings
    decided = Q(status__in=DECIDED) & before_the_end | too_old
    documents = ended.filter(uploads__isnull=False, uploads__deleted_at=None)
    return [
        ("drafts", rows.filter(status=Status.DRAFT, touched_at__lt=now - DRAFT.kept), _drop_draft),
        ("expired", rows.filter(status=Status.NEEDS_INFO, answer_until__lt=now), expire),
        ("unanswered", rows.filter(status=Status.READY, delivered_at__lt=now - UNANSWERED), close_unanswered),
        ("erasures", rows.filter(erase_asked_at__isnull=False).exclude(status=Status.ERASED), _erase),
        ("identity", rows.filter(identity & decided).distinct(), _drop_identity),
        ("documents", _over(documents, keeping.DOCUMENTS, now), _drop_documents),
        ("codes", _over(ended.filter(candidates__isnull=False), keeping.CODE, now), _drop_code),
        ("people", _over(ended.filter(purged_stage__lt=1), keeping.PERSON, now), _drop_person),
        ("records", _over(ended, keeping.RECORD, now), _drop_record),
    ]


def _over(rows: QuerySet[CodeRequest], rule: Rule, now: datetime) -> QuerySet[CodeRequest]:
    """Of these ended requests those whose own number of days is over."""
    old = rows.filter(ended_at__lt=now - rule.least * keeping.DAY)
    numbers = old.order_by().values_list(rule.setting, flat=True).distinct()
    over = (Q(**{rule.setting: days, "ended_at__lt": now - days * keeping.DAY}) for days in numbers)
    return old.filter(reduce(or_, over, Q(pk__in=[]))).distinct()


def _run(name: str, rows: QuerySet[CodeRequest], act: Act) -> tuple[int, int]:
    """Do up to BATCH rows of a stage: how many were done, and how many could not be."""
    done = stuck = last = 0
    while done < BATCH and (due := list(rows.filter(pk__gt=last)[: BATCH - done])):
        for row in due:
            last = row.pk
            try:
                with transaction.atomic():
                    if _is_held(row):
                        continue
                    act(row)
                done += 1
            except MoveRefused:  # it moved on meanwhile, and is no longer due
                continue
            except Exception as error:  # whatever it is, neither the rows behind nor the later stages wait for it
                if not connection.is_usable():
                    raise
                stuck += 1
                _log.error("Purge of %s: request %s could not be done: %s", name, row.pk, type(error).__name__)
    return done, stuck


def _is_held(code_request: CodeRequest) -> bool:
    """Whether a lead has put a hold on it meanwhile; none is put on it any more until this transaction ends."""
    rows = CodeRequest.objects.select_for_update().filter(pk=code_request.pk, held_until__gt=timezone.now())
    return bool(rows.values_list("pk", flat=True))


def _erase(code_request: CodeRequest) -> None:
    erase(code_request, party=Party.CUSTOMER)


def _drop_draft(code_request: CodeRequest) -> None:
    came_to, zone = reached(code_request), ZoneInfo(code_request.desk.time_zone)
    evidence.delete_all(code_request)
    with transaction.atomic():
        if CodeRequest.objects.filter(pk=code_request.pk, status=Status.DRAFT).delete()[0]:
            DroppedDraft.objects.create(
                desk=code_request.desk,
                guide=code_request.guide,
                family=code_request.family,
                began_on=timezone.localdate(code_request.started_at, zone),
                dropped_on=timezone.localdate(timezone=zone),
                reached=came_to,
                without_number=bool(code_request.number_unknown),
            )


def _drop_identity(code_request: CodeRequest) -> None:
    now = timezone.now()
    decided_at = (code_request.ended_at or now) if code_request.status in DECIDED else now - IDENTITY.kept
    evidence.delete_all(code_request, Slot.IDENTITY, until=max(decided_at, now - IDENTITY.kept))
    record(code_request, "purge_identity", party=Party.SYSTEM)


def _drop_documents(code_request: CodeRequest) -> None:
    evidence.delete_all(code_request)
    record(code_request, "purge_documents", party=Party.SYSTEM)


def _drop_code(code_request: CodeRequest) -> None:
    drop_code(code_request)
    record(code_request, "purge_code", party=Party.SYSTEM)


def _drop_person(code_request: CodeRequest) -> None:
    forget(code_request)
    CodeRequest.objects.filter(pk=code_request.pk).update(purged_stage=1)
    record(code_request, "purge_person", party=Party.SYSTEM)


def _drop_record(code_request: CodeRequest) -> None:
    """All of it. The line of the end goes last, for on it rests that the database lets the others go."""
    forget(code_request)
    lines = Event.objects.of(code_request)
    opened = lines.exclude(status__in=ENDED).aggregate(last=Max("number"))["last"] or 0
    end = lines.filter(number__gt=opened).order_by("number").first()
    if end is not None:
        lines.exclude(pk=end.pk).delete()
    lines.delete()
    code_request.delete()


def sweep_staff_letters() -> int:
    """Delete letters about accounts and the record that are over their time: how many."""
    old = Message.objects.filter(code_request=None, created_at__lt=timezone.now() - keeping.STAFF_LETTERS.kept)
    return old.delete()[0]


def sweep_lines() -> int:
    """Delete the oldest lines about no request, and write in their chain up to which: how many. At most once a day."""
    return sum(_sweep_chain(scope) for scope in (None, *Desk.objects.order_by("pk")))


@transaction.atomic
def _sweep_chain(scope: Desk | None) -> int:
    kept = keeping.kept_by(scope, keeping.RECORD) if scope else LINES.kept
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    old = Event.objects.of(scope).filter(at__lt=midnight - kept)
    newest = old.aggregate(newest=Max("number"))["newest"]
    if newest is None:
        return 0
    record_at_desk(scope, PURGE_LINES, party=Party.SYSTEM, data={"before": newest + 1})
    return Event.objects.of(scope).filter(number__lte=newest).delete()[1]["requests_app.Event"]


def sweep_last_letters() -> int:
    """Delete the letters of erased requests that have gone, with the fingerprint of the mailbox: how many."""
    gone = Q(sent_at__isnull=False) | Q(cancelled_at__isnull=False)
    return Message.objects.filter(gone, code_request__status=Status.ERASED, lease_until=None).delete()[0]


def sweep_counters() -> int:
    """Delete the counters of past windows: how many."""
    return Counter.objects.filter(window_start__lt=timezone.now() - COUNTERS.kept).delete()[0]


def sweep_presences() -> int:
    """Delete the last signs of members of staff at requests that they have closed long ago: how many."""
    return Presence.objects.filter(seen_at__lt=timezone.now() - PRESENCE.kept).delete()[0]


def sweep_webhook_log() -> int:
    """Delete deliveries that ended long ago: how many."""
    return WebhookDelivery.objects.filter(ended_at__lt=timezone.now() - WEBHOOK_LOG.kept).delete()[0]


def sweep_saved_searches() -> int:
    """Delete saved views with words that are over their time: how many."""
    old = SavedView.objects.filter(words_sealed__isnull=False, saved_at__lt=timezone.now() - SAVED_SEARCHES.kept)
    return old.delete()[0]


def sweep_readers() -> int:
    """Delete old remarks that were dealt with, old searches in vain, and what was counted by day: how many."""
    last = timezone.localdate() - DROPPED.kept
    due = (
        Remark.objects.filter(state=Remark.State.DONE, done_at__lt=timezone.now() - REMARKS.kept),
        FailedSearch.objects.filter(last_on__lt=timezone.localdate() - SEARCHES.kept),
        StepVote.objects.filter(day__lt=last),
        VisitCount.objects.filter(day__lt=last),
        DroppedDraft.objects.filter(began_on__lt=last),
        DailyTotal.objects.filter(day__lt=last),
    )
    return sum(rows.delete()[0] for rows in due)

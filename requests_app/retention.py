"""How long each thing lives, and the purge that keeps to it, stage by stage. `purge(dry_run=True)` only counts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from guides_app.models import Counter, FailedSearch, Remark, StepVote, VisitCount
from requests_app import evidence
from requests_app.models import CodeRequest, DroppedDraft, Event, Slot, record
from requests_app.states import ENDED, Party, Status
from requests_app.workflow import MoveRefused, close_unanswered, expire
from requests_app.workflow.ending import forget

DRAFT = timedelta(hours=48)
IDENTITY = timedelta(days=14)
DOCUMENTS = timedelta(days=30)
PERSON = timedelta(days=90)
RECORD = timedelta(days=730)
UNANSWERED = timedelta(days=14)
COUNTERS = timedelta(days=2)
REMARKS_DONE = timedelta(days=180)
SEARCHES = timedelta(days=180)
READERS = timedelta(days=400)
BATCH = 200
DECIDED = (Status.READY, Status.CLOSED, Status.REFUSED)


@dataclass
class Receipt:
    """What a purge did, per stage: how many. Nothing else is said of anybody."""

    counts: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        return ", ".join(f"{name} {count}" for name, count in self.counts.items())


def documents_deleted_on(code_request: CodeRequest) -> datetime | None:
    """When the photos of an ended request go, for the customer to read."""
    return code_request.ended_at + DOCUMENTS if code_request.ended_at else None


def person_deleted_on(code_request: CodeRequest) -> datetime | None:
    """When name, address and code of an ended request go."""
    return code_request.ended_at + PERSON if code_request.ended_at else None


def purge(*, dry_run: bool = False) -> Receipt:
    """Delete whatever is over its time. Safe to run twice, and to be cut off at any line."""
    now = timezone.now()
    receipt = Receipt()
    for name, rows, act in _stages(now):
        due = list(rows[:BATCH]) if not dry_run else []
        receipt.counts[name] = rows.count() if dry_run else sum(_one(act, row) for row in due)
    return receipt


Stage = tuple[str, QuerySet[CodeRequest], Callable[[CodeRequest], None]]


def _stages(now: datetime) -> list[Stage]:
    rows = CodeRequest.objects.order_by("pk")
    ended = rows.filter(status__in=ENDED)
    with_documents = Q(uploads__isnull=False, uploads__deleted_at=None)
    identity = Q(uploads__slot=Slot.IDENTITY, uploads__deleted_at=None)
    decided = Q(status__in=DECIDED) | Q(uploads__created_at__lt=now - IDENTITY)
    return [
        ("drafts", rows.filter(status=Status.DRAFT, touched_at__lt=now - DRAFT), _drop_draft),
        ("expired", rows.filter(status=Status.NEEDS_INFO, answer_until__lt=now), expire),
        ("unanswered", rows.filter(status=Status.READY, delivered_at__lt=now - UNANSWERED), close_unanswered),
        ("identity", rows.filter(identity & decided).distinct(), _drop_identity),
        ("documents", ended.filter(with_documents, ended_at__lt=now - DOCUMENTS).distinct(), _drop_documents),
        ("people", ended.filter(ended_at__lt=now - PERSON, purged_stage__lt=1), _drop_person),
        ("records", ended.filter(ended_at__lt=now - RECORD), _drop_record),
    ]


def _one(act: Callable[[CodeRequest], None], code_request: CodeRequest) -> int:
    """One row of a stage; if it moved on meanwhile, it is no longer due."""
    try:
        act(code_request)
    except MoveRefused:
        return 0
    return 1


def _drop_draft(code_request: CodeRequest) -> None:
    evidence.delete_all(code_request)
    with transaction.atomic():
        if CodeRequest.objects.filter(pk=code_request.pk, status=Status.DRAFT).delete()[0]:
            DroppedDraft.objects.create(
                desk=code_request.desk,
                guide=code_request.guide,
                family=code_request.family,
                began_on=timezone.localdate(code_request.started_at),
                without_number=bool(code_request.number_unknown),
            )


def _drop_identity(code_request: CodeRequest) -> None:
    evidence.delete_all(code_request, Slot.IDENTITY)
    record(code_request, "purge_identity", party=Party.SYSTEM)


def _drop_documents(code_request: CodeRequest) -> None:
    evidence.delete_all(code_request)
    record(code_request, "purge_documents", party=Party.SYSTEM)


def _drop_person(code_request: CodeRequest) -> None:
    forget(code_request)
    CodeRequest.objects.filter(pk=code_request.pk).update(purged_stage=1)
    record(code_request, "purge_person", party=Party.SYSTEM)


def _drop_record(code_request: CodeRequest) -> None:
    Event.objects.filter(code_request=code_request).delete()
    code_request.delete()


def sweep_counters() -> int:
    """Delete the counters of past windows: how many."""
    return Counter.objects.filter(window_start__lt=timezone.now() - COUNTERS).delete()[0]


def sweep_readers() -> int:
    """Delete old remarks that were dealt with, old searches in vain, and what was counted of readers: how many."""
    last = timezone.localdate() - READERS
    due = (
        Remark.objects.filter(state=Remark.State.DONE, done_at__lt=timezone.now() - REMARKS_DONE),
        FailedSearch.objects.filter(last_on__lt=timezone.localdate() - SEARCHES),
        StepVote.objects.filter(day__lt=last),
        VisitCount.objects.filter(day__lt=last),
        DroppedDraft.objects.filter(began_on__lt=last),
    )
    return sum(rows.delete()[0] for rows in due)

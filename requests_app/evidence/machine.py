"""Photos of labels are read by the engines that are there, in the background, each time a picture takes its place.

Whoever cannot find the number is asked for the radio's front, or its label where that can be seen: both are read. A row
says what is due; the task that it queues may be lost, run twice or fall with its worker. Whatever goes wrong, the
request stays as it was. Without an engine nothing is due.
"""

import logging
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from guides_app.identifiers import Kind
from requests_app.evidence.purposes import lock
from requests_app.evidence.reading import Damaged, read_picture
from requests_app.labels import engines, isolation
from requests_app.labels.engines import Engine
from requests_app.labels.isolation import NotRead
from requests_app.labels.voting import LabelReading
from requests_app.models import CodeRequest, MachineReading, Page, Reading, seal_found
from requests_app.policy import RADIO

LABEL_QUEUE = "labels"
MOST_TRIES = 2
FELL = timedelta(minutes=15)
MOST_AT_ONCE = 100
State = MachineReading.State
_log = logging.getLogger(__name__)


def standing() -> tuple[Engine, ...]:
    """The engines that are installed here and not switched off."""
    return engines.standing(settings.LABEL_ENGINES)


def is_read(slot: str) -> bool:
    """Whether engines read what is sent for this slot here."""
    return slot in RADIO and bool(standing())


def expect(page: Page) -> None:
    """This picture of a radio is due to be read, and whatever was read off the one before is gone. Call in a
    transaction."""
    if page.upload.slot not in RADIO:
        return
    MachineReading.objects.filter(page=page).delete()
    if is_read(page.upload.slot):
        _queue(MachineReading.objects.create(page=page).pk)


def _queue(pk: int) -> None:
    transaction.on_commit(partial(read_label.enqueue, pk), robust=True)


@task(queue_name=LABEL_QUEUE)
def read_label(pk: int) -> str:
    """Read the picture of this row, if it is still due; how that went."""
    if not MachineReading.objects.filter(pk=pk, state=State.WAITING).update(
        state=State.UNDER_WAY, tries=F("tries") + 1, due_since=timezone.now()
    ):
        return "not due"
    row = MachineReading.objects.select_related("page__upload__code_request").get(pk=pk)
    try:
        jpeg = read_picture(row.page)
    except (FileNotFoundError, Damaged):
        return _close(row, State.FAILED)
    found = isolation.read_label(jpeg, standing(), folder=settings.VAULT_TMP)
    return _keep(row, found) if isinstance(found, LabelReading) else _once_more(row, found)


@transaction.atomic
def _keep(row: MachineReading, found: LabelReading) -> str:
    code_request = row.page.code_request
    lock(code_request)
    said = _close(row, State.READ, found_sealed=seal_found(found, page_id=row.page_id))
    hold_against(CodeRequest.objects.get(pk=code_request.pk))
    return said


def hold_against(code_request: CodeRequest) -> None:
    """Hold what was read off the label against the number that stands in this round. Call with the request locked."""
    row = MachineReading.standing_of(code_request)
    if row is None:
        return
    MachineReading.objects.filter(page__upload__code_request=code_request).update(compared=None, agrees=None)
    this_round = code_request.readings.filter(round=code_request.verification_round)
    last = this_round.filter(subject=Reading.Subject.NUMBER).order_by("pk").last()
    number = row.number_like(last.value, Kind(code_request.number_kind or Kind.PRECODE)) if last and last.stands else ""
    compared, agrees = (last, last.value == number) if last and number else (None, None)
    MachineReading.objects.filter(pk=row.pk).update(compared=compared, agrees=agrees)


def _close(row: MachineReading, state: MachineReading.State, **columns: bytes | None) -> str:
    """A picture that was exchanged meanwhile has another row; this one keeps nothing then."""
    under_way = MachineReading.objects.filter(pk=row.pk, state=State.UNDER_WAY)
    return state.value if under_way.update(state=state, **columns) else "not due"


def _once_more(row: MachineReading, why: NotRead) -> str:
    """Back to those that wait, but not without end; whoever found the engines at work has not tried."""
    busy = why is NotRead.BUSY
    if not busy:
        _log.warning("The label of picture %s could not be read: %s, try %s", row.page_id, why, row.tries)
    if row.tries >= MOST_TRIES and not busy:
        return _close(row, State.FAILED)
    with transaction.atomic():
        under_way = MachineReading.objects.filter(pk=row.pk, state=State.UNDER_WAY)
        if under_way.update(state=State.WAITING, tries=row.tries - busy):
            _queue(row.pk)
    return why.value


@transaction.atomic
def sweep_labels() -> int:
    """Queue again what fell: rows whose task never came, or ended with its worker. How many."""
    now = timezone.now()
    fell = MachineReading.objects.filter(state__in=[State.WAITING, State.UNDER_WAY], due_since__lt=now - FELL)
    fell.filter(state=State.UNDER_WAY, tries__gte=MOST_TRIES).update(state=State.FAILED)
    keys = list(fell.order_by("due_since").values_list("pk", flat=True)[:MOST_AT_ONCE]) if standing() else []
    MachineReading.objects.filter(pk__in=keys).update(state=State.WAITING, due_since=now)
    for pk in keys:
        _queue(pk)
    return len(keys)

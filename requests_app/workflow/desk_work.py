"""What staff do with a request before the decision: ask for more, begin anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from guides_app.squares import Box
from requests_app.missing import Missing, MissingOf
from requests_app.models import AnswerDays, AskedItem, CodeRequest, DocumentProblem, Letter, Page, Slot, unfilled
from requests_app.notifications import outbox
from requests_app.promise import open_time_left
from requests_app.states import ASK, RECHECK, Party
from requests_app.workflow.errors import NotComplete
from requests_app.workflow.moves import make, new_round
from requests_app.workflow.seeing import standing_pages

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ROUNDS_BEFORE_WARNING = 3


@dataclass(frozen=True)
class Mark:
    """A part of a page of the customer's, by the page's key, that staff point at."""

    page: int
    box: Box


@dataclass(frozen=True)
class Item:
    """One thing to ask the customer for again."""

    slot: Slot
    problem: DocumentProblem
    note: str = ""
    mark: Mark | None = None


@transaction.atomic
def ask(
    code_request: CodeRequest, items: Sequence[Item], *, by: "User", days: AnswerDays = AnswerDays.TWO_WEEKS
) -> None:
    """Ask the customer for several things in one letter, to be answered within `days`. The verification starts anew
    with the answer.

    Raises NotComplete where nothing is asked for, a placeholder of a canned reply still stands in a note, or a mark is
    not on a standing photo of the document that is asked for again. Nobody points at an identity paper.
    """
    if not items:
        raise NotComplete(Missing.ITEMS)
    if gaps := dict.fromkeys(name for item in items for name in unfilled(item.note)):
        raise NotComplete(*(MissingOf.PLACEHOLDER.named(name) for name in gaps))
    pages = {page.pk: page for page in standing_pages(code_request)} if any(item.mark for item in items) else {}
    if any(item.mark and not _may_mark(item, pages.get(item.mark.page)) for item in items):
        raise NotComplete(Missing.MARK)
    now = timezone.now()
    until, left = now + timedelta(days=days), open_time_left(code_request.desk, now, code_request.promised_at)
    make(
        ASK,
        code_request,
        party=Party.STAFF,
        by=by,
        data={"items": [f"{item.slot}:{item.problem}" for item in items], "days": int(days)},
        changes={**new_round(code_request), "answer_until": until, "promise_left": left},
    )
    round_ = code_request.verification_round
    for item in items:
        AskedItem.objects.create(
            code_request=code_request,
            round=round_,
            slot=item.slot,
            problem=item.problem,
            note=item.note,
            marked_page=pages[item.mark.page] if item.mark else None,
            marked=list(item.mark.box) if item.mark else [],
        )
    outbox.cancel(code_request)
    outbox.write(code_request, Letter.NEEDS_INFO, key=str(code_request.version), params={"round": round_})


def _may_mark(item: Item, page: Page | None) -> bool:
    return page is not None and page.upload.slot == item.slot and item.slot is not Slot.IDENTITY


@transaction.atomic
def recheck(code_request: CodeRequest, *, by: "User", reason: str) -> None:
    """Verify once more from the beginning; nothing of the last round counts."""
    make(RECHECK, code_request, party=Party.STAFF, by=by, reason=reason.strip(), changes=new_round(code_request))

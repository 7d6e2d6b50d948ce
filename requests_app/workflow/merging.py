"""Two requests of one customer become one: the other ends, both records say so, and its customer is told where it goes
on."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from requests_app.missing import Missing
from requests_app.models import CodeRequest, Letter, record
from requests_app.notifications import outbox
from requests_app.states import MERGE, Party, Status
from requests_app.workflow.errors import NotComplete
from requests_app.workflow.moves import NOTHING_APPROVED, make
from requests_app.workflow.people import allow, work_on

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def merge(other: CodeRequest, *, into: CodeRequest, by: "User") -> None:
    """End `other` for the sake of `into`, whose customer is the same; what it holds stays as long as that of any ended
    request. One letter goes to its address. Merging the same two again changes nothing.

    NotComplete where either is not open, a code was given for either, they are not known to be of one customer, a
    colleague works on `other`, or this person may not work on both. MoveRefused where `other` has moved on.
    """
    allow(other, by)
    rows = CodeRequest.objects.select_for_update().filter(pk__in=(other.pk, into.pk)).order_by("pk")
    locked = {row.pk: row for row in rows}
    kept, ended = locked[into.pk], locked[other.pk]
    if ended.status == Status.MERGED and ended.merged_into_id == kept.pk:
        return
    if kept.status not in MERGE.sources or ended.status not in MERGE.sources:
        raise NotComplete(Missing.MERGE_ENDED)
    work_on(kept, by)
    if ended.is_in_hand(timezone.now()) and ended.clerk_id != by.pk:
        raise NotComplete(Missing.MERGE_CLAIMED)
    make(
        MERGE,
        other,
        party=Party.STAFF,
        by=by,
        data={"reference": kept.reference},
        changes={
            **NOTHING_APPROVED,
            "merged_into": kept,
            "ended_at": timezone.now(),
            "answer_until": None,
            "clerk": None,
            "claimed_until": None,
        },
    )
    record(kept, "merge_in", party=Party.STAFF, user_id=by.pk, data={"reference": ended.reference})
    outbox.cancel(other)
    outbox.write(other, Letter.MERGED, key="1")

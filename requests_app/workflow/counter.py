"""A request that a member of staff begins and sends for somebody who stands at the counter.

A draft has no record of its own yet, so its acts stand in that of the desk; the line of the sending names whoever began
it, saw an original or sent it, and none of them can be its second person.
"""

from typing import TYPE_CHECKING, Any

from django.db import transaction

from requests_app import evidence, keeping, uncovered
from requests_app.models import CodeRequest, Desk, SeenOriginal, Slot, record_at_desk
from requests_app.policy import may_be_seen
from requests_app.states import Party, Status
from requests_app.workflow.drafting import hand_in, save_answers
from requests_app.workflow.errors import MoveRefused, NotAllowed
from requests_app.workflow.people import allow

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def open_at_counter(desk: Desk, *, language: str, answers: dict[str, Any], by: "User") -> CodeRequest:
    """Begin a request for somebody at this desk; no device but the desk's own pages holds it."""
    draft = CodeRequest(desk=desk, language=language, opened_by=by, **keeping.days_of(desk))
    allow(draft, by)
    draft.save()
    save_answers(draft, **answers)
    _record(draft, "counter_opened", by)
    return draft


@transaction.atomic
def change_at_counter(draft: CodeRequest, *, language: str, answers: dict[str, Any], by: "User") -> None:
    """Other answers. MoveRefused once it is sent."""
    _own_draft(draft, by)
    save_answers(draft, language=language, **answers)
    _record(draft, "counter_changed", by)


@transaction.atomic
def see_original(draft: CodeRequest, slot: Slot, *, seen: bool, by: "User") -> None:
    """Note that the original of a paper was seen, or take it back. A copy that came before is deleted."""
    _own_draft(draft, by)
    if slot not in may_be_seen(draft):
        raise NotAllowed("see_original")
    if seen == draft.seen_originals.filter(slot=slot).exists():
        return
    if seen:
        SeenOriginal.objects.create(code_request=draft, slot=slot, by=by)
        evidence.delete_all(draft, slot)
        uncovered.drop_all(draft, slot)
    else:
        draft.seen_originals.filter(slot=slot).delete()
    _record(draft, "counter_seen" if seen else "counter_not_seen", by, slot=slot)


@transaction.atomic
def send_at_counter(draft: CodeRequest, *, by: "User") -> None:
    """Send it for the customer, who has confirmed in person what a customer declares. The letter holds their link."""
    current = _own_draft(draft, by)
    seen = list(current.seen_originals.values_list("slot", "by"))
    openers = {current.opened_by_id, by.pk, *(who for _slot, who in seen)}
    said = {"openers": sorted(pk for pk in openers if pk), "declared": "in_person"}
    originals = [slot for slot, _who in seen if slot in may_be_seen(current)]
    hand_in(draft, party=Party.STAFF, by=by, data={**said, "originals": originals} if originals else said)


def _own_draft(draft: CodeRequest, by: "User") -> CodeRequest:
    rows = CodeRequest.objects.select_related("desk").filter(pk=draft.pk, status=Status.DRAFT)
    current = rows.select_for_update(of=("self",)).exclude(opened_by=None).first()
    if current is None:
        raise MoveRefused("draft")
    allow(current, by)
    return current


def _record(draft: CodeRequest, kind: str, by: "User", **said: Any) -> None:
    record_at_desk(draft.desk, kind, party=Party.STAFF, user_id=by.pk, data={"draft": draft.pk, **said})

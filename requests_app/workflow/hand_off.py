"""A draft handed to one other device for its photos: given, taken by the first device that asks, closed."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from requests_app import uncovered
from requests_app.models import CodeRequest, HandOff, Slot, record_at_desk
from requests_app.policy import slots_for
from requests_app.states import Party, Status
from requests_app.tokens import TOKEN_LENGTH, digest, new_token
from requests_app.workflow.errors import MoveRefused
from requests_app.workflow.people import allow

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def new_hand_off(code_request: CodeRequest, *, slot: Slot | None = None, by: "User | None" = None) -> str:
    """The key for another device, to one slot or to all that are asked for; every key before it is dead.

    MoveRefused where the request was sent meanwhile, or asks for nothing that could be photographed.
    """
    current = CodeRequest.objects.select_for_update().filter(pk=code_request.pk, status=Status.DRAFT).first()
    if current is None or not (slot or slots_for(current)):
        raise MoveRefused("hand_off")
    if by is not None:
        allow(current, by)
    close_hand_offs(current)
    token = new_token()
    HandOff.objects.create(code_request=current, slot=slot or "", digest=digest(token), created_by=by)
    if by is not None:
        said = {"draft": current.pk}
        record_at_desk(current.desk, "counter_handed_over", party=Party.STAFF, user_id=by.pk, data=said)
    return token


@transaction.atomic
def close_hand_offs(code_request: CodeRequest) -> None:
    """No device adds photos any more; what one of them left uncovered goes."""
    for picture in code_request.uncovered.exclude(hand_off=None):
        uncovered.drop(picture)
    code_request.hand_offs.filter(closed_at=None).update(closed_at=timezone.now())


def hand_off_to_take(token: str) -> HandOff | None:
    """What this key hands over, while no device has taken it and one still may."""
    if len(token) != TOKEN_LENGTH:
        return None
    rows = HandOff.objects.living().filter(digest=digest(token), opened_at=None)
    return rows.select_related("code_request__desk").first()


@transaction.atomic
def take_hand_off(token: str) -> str:
    """The cookie of the one device that comes first with this key; nothing for every other one."""
    if hand_off_to_take(token) is None:
        return ""
    cookie = new_token()
    rows = HandOff.objects.filter(digest=digest(token), opened_at=None, closed_at=None)
    return cookie if rows.update(opened_at=timezone.now(), device_digest=digest(cookie)) else ""


def hand_off_held_by(cookie: str) -> HandOff | None:
    """The hand-off that this device took, while photos may still come by it."""
    if len(cookie) != TOKEN_LENGTH:
        return None
    rows = HandOff.objects.living().filter(device_digest=digest(cookie))
    return rows.select_related("code_request__desk", "code_request__guide", "code_request__family").first()

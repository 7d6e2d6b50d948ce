"""Tokens of software: opened by a lead, their secret shown once, found with each call, extended, revoked.

A lead opens a token. The secret of one that acts as a person is shown to that person alone: nobody holds a token of
somebody else, so two people stay two. Every change is a line of the desk's record.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from requests_app.keeping import API_ANSWERS
from requests_app.models import ApiScope, ApiToken, Desk, IdempotentCall, Member, record_at_desk
from requests_app.permissions import CHANGE_DESK, SEE_REQUESTS, allows, roles_with
from requests_app.states import Party
from requests_app.tokens import digest, is_prefix, new_prefix, new_token

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.db.models import QuerySet

MARK = "rcd"  # scanners for leaked secrets know ours by it
LONGEST_LIFE = timedelta(days=365)
OVERLAP = timedelta(days=1)
USE_NOTED_EVERY = timedelta(minutes=1)
SCOPES_OF: dict[ApiToken.Kind, tuple[ApiScope, ...]] = {
    ApiToken.Kind.CUSTOMERS: (ApiScope.REQUESTS,),
    ApiToken.Kind.STAFF: (ApiScope.DESK, ApiScope.KNOWN_CODES),
    ApiToken.Kind.PARTNER: (ApiScope.PARTNER,),
}
"""What a token of each kind may open."""


class Refused(Exception):
    """A token that cannot be; `reason` is a short code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def people_of(desk: Desk) -> "QuerySet[Member]":
    """The seats as whose people software may act at this desk."""
    seats = desk.members.filter(role__in=roles_with(SEE_REQUESTS), user__is_active=True, user__is_staff=True)
    return seats.select_related("user")


@transaction.atomic
def open_token(
    desk: Desk,
    name: str,
    kind: ApiToken.Kind,
    scopes: Sequence[ApiScope],
    *,
    life: timedelta,
    by: "User",
    acts_as: "User | None" = None,
) -> ApiToken:
    """A token without a secret, by a lead of the desk. One of staff acts as somebody who works there.

    Raises Refused("scopes"), ("person") or ("life").
    """
    _only_lead(desk, by)
    if not scopes or not set(scopes) <= set(SCOPES_OF[kind]):
        raise Refused("scopes")
    if (kind is ApiToken.Kind.STAFF) != (acts_as is not None):
        raise Refused("person")
    if acts_as is not None and not people_of(desk).filter(user=acts_as).exists():
        raise Refused("person")
    token = ApiToken.objects.create(
        desk=desk,
        name=name,
        kind=kind,
        scopes=[str(scope) for scope in scopes],
        user=acts_as,
        prefix=new_prefix(),
        expires_at=_end(life),
        created_by=by,
    )
    _record(token, "token_opened", by, scopes=token.scopes, until=token.expires_at.isoformat())
    return token


def may_take_secret(token: ApiToken, by: "User") -> bool:
    """Whether this person is shown the secret: of a token that acts as a person that person, of others a lead."""
    if token.user_id is not None:
        return token.user_id == by.pk and allows(by, SEE_REQUESTS, token.desk)
    return allows(by, CHANGE_DESK, token.desk)


@transaction.atomic
def new_secret(token: ApiToken, *, by: "User", at_once: bool = False) -> str:
    """The whole token with a new secret, which is told here and never again. The former secret opens for OVERLAP more,
    or with `at_once` not any more. Raises Refused("over") for a token that is revoked or over."""
    if not may_take_secret(token, by):
        raise PermissionDenied
    current = ApiToken.objects.select_for_update().get(pk=token.pk)
    if not current.is_living:
        raise Refused("over")
    secret = new_token()
    ends = timezone.now() + OVERLAP if current.digest and not at_once else None
    current.former_digest, current.former_until = (current.digest, ends) if ends else ("", None)
    current.digest = digest(secret)
    current.save(update_fields=["digest", "former_digest", "former_until"])
    _record(token, "token_secret", by, overlap=ends is not None)
    return f"{MARK}_{token.prefix}_{secret}"


@transaction.atomic
def extend(token: ApiToken, *, life: timedelta, by: "User") -> None:
    """A new end, counted from now, by a lead. Raises Refused("over") for a revoked one, ("life")."""
    _only_lead(token.desk, by)
    ends = _end(life)
    if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(expires_at=ends):
        raise Refused("over")
    _record(token, "token_extended", by, until=ends.isoformat())


@transaction.atomic
def revoke(token: ApiToken, *, by: "User") -> None:
    """It opens nothing from the next call on; by a lead, or by whom it acts as. Nothing happens the second time."""
    if token.user_id != by.pk:
        _only_lead(token.desk, by)
    gone = {"revoked_at": timezone.now(), "digest": "", "former_digest": "", "former_until": None}
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(**gone):
        _record(token, "token_revoked", by)


def find(sent: str) -> ApiToken | None:
    """The token of this text, with desk and person, if it opens now; what was used is noted once a minute.

    Unknown, wrong, over, revoked and of a closed account are all the same.
    """
    mark, _, rest = sent.partition("_")
    prefix, _, secret = rest.partition("_")
    if mark != MARK or not is_prefix(prefix):
        return None
    token = next(iter(ApiToken.objects.living().filter(prefix=prefix).select_related("desk", "user")), None)
    if token is None or (token.user and not (token.user.is_active and token.user.is_staff)):
        return None
    now, told = timezone.now(), digest(secret)
    if not any(secrets.compare_digest(told, kept) for kept in token.digests(now)):
        return None
    _note_use(token, now)
    return token


def forget_answers() -> int:
    """Delete the answers that were kept for calls sent again, after their time: how many."""
    return IdempotentCall.objects.filter(created_at__lt=timezone.now() - API_ANSWERS.kept).delete()[0]


def _note_use(token: ApiToken, now: datetime) -> None:
    if token.used_at is None or token.used_at < now - USE_NOTED_EVERY:
        unnoted = Q(used_at=None) | Q(used_at__lt=now - USE_NOTED_EVERY)
        ApiToken.objects.filter(unnoted, pk=token.pk).update(used_at=now)


def _end(life: timedelta) -> datetime:
    if not timedelta(0) < life <= LONGEST_LIFE:
        raise Refused("life")
    return timezone.now() + life


def _only_lead(desk: Desk, by: "User") -> None:
    if not allows(by, CHANGE_DESK, desk):
        raise PermissionDenied


def _record(token: ApiToken, kind: str, by: "User", **said: Any) -> None:
    data = {"token": token.pk, **({"user": token.user_id} if token.user_id else {}), **said}
    record_at_desk(token.desk, kind, party=Party.STAFF, user_id=by.pk, data=data)

"""Three cookies: `draft` holds the keys to the answers on this device, `access` lists the tracking pages opened here,
and `phone` is the key of a device that adds photos to the draft of another one.

Neither can be read by scripts. The access cookie is signed and names rows whose expiry the database decides. Under the
address of one desk what belongs to another is not there.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from requests_app import shops
from requests_app.keeping import DRAFT
from requests_app.models import HAND_OFF_LIFE, AccessLink, CodeRequest, FormerLink, HandOff
from requests_app.tokens import TOKEN_LENGTH, digest
from requests_app.workflow import hand_off_held_by

MOST_LINKS, MOST_DRAFTS = 8, 4
BETWEEN_DRAFTS = "."
DRAFT_LIFE = DRAFT.kept
ACCESS_LIFE = timedelta(days=90)
SALT = "requests.access"


def draft_of(request: HttpRequest) -> CodeRequest | None:
    """The request, sent or not, whose key this device got last; at a desk's own address, the last one of that desk."""
    found = drafts_of(request)
    return found[-1] if found else None


def drafts_of(request: HttpRequest) -> list[CodeRequest]:
    """All of them, the newest key last; only those that may be opened under this address."""
    digests = [digest(token) for token in _draft_tokens(request)]
    if not digests:
        return []
    rows = CodeRequest.objects.select_related("desk", "guide__car_model__brand", "family").prefetch_related(
        "desk__evidence_rules"
    )
    here = [row for row in rows.filter(draft_digest__in=digests) if shops.opens(request, row.desk)]
    return sorted(here, key=lambda row: digests.index(str(row.draft_digest)))


def add_draft(request: HttpRequest, response: HttpResponseBase, token: str) -> None:
    """Hand this device the key to a draft; the oldest falls out after MOST_DRAFTS."""
    _set_drafts(response, [*_draft_tokens(request), token])


def drop_draft(request: HttpRequest, response: HttpResponseBase, code_request: CodeRequest) -> None:
    """Take the key to this one away, and leave those to others."""
    kept = [token for token in _draft_tokens(request) if digest(token) != code_request.draft_digest]
    if kept:
        _set_drafts(response, kept)
    else:
        response.delete_cookie(_name("draft"), path="/", samesite="Lax")


def _draft_tokens(request: HttpRequest) -> list[str]:
    tokens = request.COOKIES.get(_name("draft"), "").split(BETWEEN_DRAFTS)
    return [token for token in tokens if len(token) == TOKEN_LENGTH][-MOST_DRAFTS:]


def _set_drafts(response: HttpResponseBase, tokens: list[str]) -> None:
    _set(response, "draft", BETWEEN_DRAFTS.join(tokens[-MOST_DRAFTS:]), DRAFT_LIFE)


def hand_off_of(request: HttpRequest) -> HandOff | None:
    """The hand-off that this device took first, while it lives."""
    found = hand_off_held_by(request.COOKIES.get(_name("phone"), ""))
    return found if found and shops.opens(request, found.code_request.desk) else None


def set_phone(response: HttpResponseBase, token: str) -> None:
    _set(response, "phone", token, HAND_OFF_LIFE)


def link_ids(request: HttpRequest) -> list[int]:
    """The links that this device holds, newest last."""
    try:
        ids = signing.loads(request.COOKIES.get(_name("access"), ""), salt=SALT, max_age=ACCESS_LIFE)
    except signing.BadSignature:
        return []
    return [pk for pk in ids if isinstance(pk, int)][-MOST_LINKS:] if isinstance(ids, list) else []


def link_to(request: HttpRequest, reference: str) -> AccessLink | None:
    """A living link of this device to the request with this reference; the device's own before a letter's."""
    ids = link_ids(request)
    if not ids:
        return None
    rows = AccessLink.objects.filter(pk__in=ids, code_request__reference=reference, expires_at__gt=timezone.now())
    rows = rows.select_related("code_request__desk", "code_request__guide__car_model__brand", "code_request__family")
    found = rows.order_by("kind", "-pk").first()  # "device" sorts before "letter"
    return found if found and shops.opens(request, found.code_request.desk) else None


def link_of_letter_to(request: HttpRequest, code_request: CodeRequest) -> AccessLink | None:
    """The newest living link out of a letter about this request that was opened on this device."""
    rows = AccessLink.objects.filter(
        pk__in=link_ids(request), code_request=code_request, kind=AccessLink.Kind.LETTER, expires_at__gt=timezone.now()
    )
    return rows.order_by("-pk").first()


def had_link_to(request: HttpRequest, reference: str) -> bool:
    """Whether this device holds a link to this request that died with a changed address."""
    rows = FormerLink.objects.filter(link_id__in=link_ids(request), code_request__reference=reference)
    found = rows.filter(expires_at__gt=timezone.now()).select_related("code_request__desk").first()
    return found is not None and shops.opens(request, found.code_request.desk)


def add_link(request: HttpRequest, response: HttpResponseBase, link: AccessLink) -> None:
    """Hand this device the key to one more tracking page; the oldest falls out after MOST_LINKS."""
    _set_links(response, [*(pk for pk in link_ids(request) if pk != link.pk), link.pk])


def _set_links(response: HttpResponseBase, ids: Iterable[int]) -> None:
    _set(response, "access", signing.dumps(list(ids)[-MOST_LINKS:], salt=SALT), ACCESS_LIFE)


def _set(response: HttpResponseBase, name: str, value: str, life: timedelta) -> None:
    response.set_cookie(
        _name(name), value, max_age=life, path="/", secure=settings.SECURE_COOKIES, httponly=True, samesite="Lax"
    )


def _name(name: str) -> str:
    return f"{settings.COOKIE_PREFIX}{name}"

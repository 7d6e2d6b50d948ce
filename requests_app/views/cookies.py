"""Two cookies: `draft` is the key to the answers on this device, `access` lists the tracking pages opened here.

Neither can be read by scripts. The access cookie is signed and names rows whose expiry the database decides.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from requests_app.keeping import DRAFT
from requests_app.models import AccessLink, CodeRequest, FormerLink
from requests_app.tokens import TOKEN_LENGTH, digest

MOST_LINKS = 8
DRAFT_LIFE = DRAFT.kept
ACCESS_LIFE = timedelta(days=90)
SALT = "requests.access"


def draft_of(request: HttpRequest) -> CodeRequest | None:
    """The request whose key this device holds, sent or not."""
    token = request.COOKIES.get(_name("draft"), "")
    if len(token) != TOKEN_LENGTH:
        return None
    rows = CodeRequest.objects.select_related("desk", "guide__car_model__brand", "family")
    return rows.filter(draft_digest=digest(token)).first()


def set_draft(response: HttpResponseBase, token: str) -> None:
    _set(response, "draft", token, DRAFT_LIFE)


def drop_draft(response: HttpResponseBase) -> None:
    response.delete_cookie(_name("draft"), path="/", samesite="Lax")


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
    return rows.order_by("kind", "-pk").first()  # "device" sorts before "letter"


def had_link_to(request: HttpRequest, reference: str) -> bool:
    """Whether this device holds a link to this request that died with a changed address."""
    rows = FormerLink.objects.filter(link_id__in=link_ids(request), code_request__reference=reference)
    return rows.filter(expires_at__gt=timezone.now()).exists()


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

"""Which desk a page of customers belongs to, and where the pages of a desk are.

The address says it: by a host name of the desk's own, or by its slug behind the language (`/en/<slug>/…`). Where it
does not, the page belongs to the desk of what it opens: a link, a draft. A page that opens nothing yet belongs to the
only desk that answers, or asks which shop is meant. Under a desk's address nothing of another desk opens.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.urls import reverse, set_urlconf
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import get_language_from_path

from requests_app import web_addresses
from requests_app.models import CodeRequest, Desk

_NAMED, _SHOWN, _ANSWERING = "desk_of_the_address", "desk_of_the_page", "desks_that_answer"


class NoDesk(Exception):
    """No desk answers requests now."""


class WhichShop(Exception):
    """Several desks answer and the address names none: whoever asks chooses among these."""

    def __init__(self, desks: Iterable[Desk]) -> None:
        super().__init__("which shop")
        self.desks = tuple(desks)


@dataclass(frozen=True)
class AddressesOf:
    """All addresses as the pages of one desk write them, as a URLconf: its own pages stand below its slug."""

    slug: str

    @cached_property
    def urlpatterns(self) -> list[Any]:
        return list(import_string(f"{settings.ROOT_URLCONF}.addresses")(f"{self.slug}/"))

    def __getattr__(self, name: str) -> Any:
        """The pages for errors are those of all desks."""
        if not name.startswith("handler"):
            raise AttributeError(name)
        return import_string(f"{settings.ROOT_URLCONF}.{name}")


def _urlconf_of(desk: Desk) -> Any:
    return AddressesOf(desk.slug)


def note_address(request: HttpRequest) -> None:
    """Before anything is resolved: if the path names a desk, the page is this desk's, and its links lead to its pages.

    Costs no query but for a segment that is no page's. On a host name of a desk's own, paths name no other desk.
    """
    segment = web_addresses.segment_in(request.path_info)
    desk = Desk.objects.filter(slug=segment).first() if segment else None
    if desk and opens(request, desk):
        setattr(request, _NAMED, desk)
        request.urlconf = _urlconf_of(desk)
    request.worn = SimpleLazyObject(partial(_worn, request))  # type: ignore[attr-defined]


def _worn(request: HttpRequest) -> str:
    """What pages of the library show of the desk that the address names: those that are kept are kept by it."""
    desk = named(request)
    return f"{desk.slug} {desk.name} {desk.colour} {desk.logo_digest}" if desk else ""


def named(request: HttpRequest) -> Desk | None:
    """The desk that the address names; asked for once."""
    if not hasattr(request, _NAMED):
        setattr(request, _NAMED, _by_host_name(request))
    found: Desk | None = getattr(request, _NAMED)
    return found


def _by_host_name(request: HttpRequest) -> Desk | None:
    try:
        host = split_domain_port(request.get_host())[0]
    except DisallowedHost:
        return None
    if host == urlsplit(settings.BASE_URL).hostname or not web_addresses.is_host_name(host):
        return None
    return Desk.objects.filter(host_name=host).first()


def shown(request: HttpRequest) -> Desk | None:
    """The desk whose page this is, as far as it is known by now."""
    found: Desk | None = getattr(request, _SHOWN, None) or named(request)
    return found


def opens(request: HttpRequest, desk: Desk) -> bool:
    """Whether something of this desk may be opened under this address."""
    return named(request) in (None, desk)


def enter(request: HttpRequest, desk: Desk) -> None:
    """This page is of this desk: where others answer too, its links lead to the desk's own addresses from here on."""
    setattr(request, _SHOWN, desk)
    if named(request) is None and any(other != desk for other in _answering(request)):
        set_urlconf(_urlconf_of(desk))


def desk_for(request: HttpRequest) -> Desk:
    """The desk that takes a new request under this address. Raises NoDesk, or WhichShop."""
    found = named(request)
    if found is None:
        ask_which(request)
        found = next(iter(_answering(request)), None)
    if found is None or not found.active:
        raise NoDesk
    return found


def ask_which(request: HttpRequest) -> None:
    """Raise WhichShop where the address names no desk and several answer."""
    if named(request) is None and len(_answering(request)) > 1:
        raise WhichShop(active())


def desk_of_lost_links(request: HttpRequest) -> Desk:
    """The desk whose requests are looked for under this address: also one that takes no new ones. Raises as above."""
    if found := named(request):
        return found
    there = CodeRequest.objects.sent().filter(desk=OuterRef("pk"))
    desks = list(Desk.objects.filter(Q(active=True) | Exists(there)))
    if len(desks) > 1:
        raise WhichShop(desks)
    if not desks:
        raise NoDesk
    return desks[0]


def active() -> QuerySet[Desk]:
    """The desks that answer requests, by name."""
    return Desk.objects.filter(active=True)


def _answering(request: HttpRequest) -> list[Desk]:
    """None, the only one, or the first two of the desks that answer; asked for once."""
    if not hasattr(request, _ANSWERING):
        setattr(request, _ANSWERING, list(active().order_by("pk")[:2]))
    found: list[Desk] = getattr(request, _ANSWERING)
    return found


def base_of(desk: Desk) -> str:
    """Where the links of a desk begin in letters and on paper: its host name if it is served, or the installation's."""
    if not desk.host_name or not web_addresses.is_served(desk.host_name):
        return str(settings.BASE_URL)
    ours = urlsplit(settings.BASE_URL)
    return f"{ours.scheme}://{desk.host_name}{f':{ours.port}' if ours.port else ''}"


def address_of(desk: Desk, path: str) -> str:
    """The address at a desk of a page below the language, given where it stands without a desk. It begins with a host
    only where the desk has one of its own."""
    base = base_of(desk)
    if base != settings.BASE_URL:
        return f"{base}{path}"
    language = get_language_from_path(path)
    return path.replace(f"/{language}/", f"/{language}/{desk.slug}/", 1)


def front_door(desk: Desk) -> str:
    """The whole address of the first page of a desk."""
    return urljoin(settings.BASE_URL, address_of(desk, reverse("guides:home", urlconf=settings.ROOT_URLCONF)))

"""The pages of the record: of one request, of a desk, and the export of what a page shows."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from guides_app.posted import posted
from requests_app.admin import export
from requests_app.admin.frame import frame, signed_in, to_page
from requests_app.admin.happened import HAPPENED, name_of
from requests_app.admin.record import Chosen, Line, lines_of, listed, told
from requests_app.models import CodeRequest, Desk, record_at_desk
from requests_app.permissions import ERASE_REQUESTS, READ_RECORD, SEE_REQUESTS, allows, desks_of, find, holds
from requests_app.second_factor import require_fresh
from requests_app.states import Party

INSTALLATION = "installation"
Scope = CodeRequest | Desk | None


@require_GET
def show_record(request: HttpRequest) -> HttpResponse:
    """Everything that happened at a desk; what belongs to no desk is for superusers."""
    return _page(request, _desk(signed_in(request), request.GET.get("desk", "")))


@require_GET
def show_request_record(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that happened to one request."""
    return _page(request, find(signed_in(request), reference, SEE_REQUESTS))


@posted(to_page("admin:record", permission=READ_RECORD, may=holds))
def export_record(request: HttpRequest) -> HttpResponseBase:
    """The lines that were chosen, as a file, for leads and auditors; the record says first who took it."""
    user, chosen = signed_in(request), Chosen.of(request.POST)
    if reference := request.POST.get("reference", ""):
        scope: Scope = find(user, reference, READ_RECORD)
    else:
        scope = _desk(user, request.POST.get("desk", ""))
    writer = export.WRITERS.get(request.POST.get("format", ""))
    if writer is None:
        raise Http404
    require_fresh(request)
    data = {"format": request.POST["format"], **chosen.as_data(), **({"reference": reference} if reference else {})}
    chain = scope.desk if isinstance(scope, CodeRequest) else scope
    record_at_desk(chain, "export_record", party=Party.STAFF, user_id=user.pk, data=data)
    return writer(chosen.narrow(lines_of(scope), _zone(scope)))


def _page(request: HttpRequest, scope: Scope) -> HttpResponse:
    user, chosen, zone = signed_in(request), Chosen.of(request.GET), _zone(scope)
    after = request.GET.get("after", "")
    key = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else None
    listing = listed(lines_of(scope), chosen, zone, after=key)
    desk = scope.desk if isinstance(scope, CodeRequest) else scope
    context = {
        "code_request": scope if isinstance(scope, CodeRequest) else None,
        "released": isinstance(scope, CodeRequest) and scope.release_records.exists(),
        "may_hold": isinstance(scope, CodeRequest) and allows(user, ERASE_REQUESTS, scope),
        "reads_retention": bool(desks_of(user, READ_RECORD)),
        "many_looks": _many_looks(desk) if not isinstance(scope, CodeRequest) else [],
        "desk": desk,
        "desk_slug": desk.slug if desk else INSTALLATION,
        "desks": _choices(user),
        "listing": listing,
        "chosen": chosen,
        "kinds": sorted(((kind, str(text)) for kind, text in HAPPENED.items()), key=lambda kind: kind[1]),
        "people": _people(desk, chosen),
        "query": chosen.query(),
        "action": request.path,
        "may_export": _reads_all(user, desk),
    }
    with timezone.override(zone):
        return render(request, "admin/record/page.html", frame(request, **context))


def _many_looks(desk: Desk | None) -> list[Line]:
    """Who opened very many photos in the last week."""
    lately = timezone.now() - timedelta(days=7)
    rows = lines_of(desk).filter(kind="many_looks", at__gt=lately).select_related("user", "note", "code_request")
    return told(list(rows.order_by("-at", "-pk")[:10]))


def _people(desk: Desk | None, chosen: Chosen) -> list[tuple[int, str]]:
    """Who works at the desk, and whoever else is chosen."""
    rows = User.objects.filter(pk__in=desk.members.values("user")) if desk else User.objects.none()
    rows |= User.objects.filter(pk=chosen.person or 0)
    return sorted(((user.pk, name_of(user)) for user in rows.distinct()), key=lambda one: one[1])


def _choices(user: User) -> list[tuple[str, str]]:
    found = [(desk.slug, desk.name) for desk in desks_of(user, READ_RECORD)]
    return [*found, (INSTALLATION, str(_("Installation")))] if user.is_superuser else found


def _desk(user: User, slug: str) -> Desk | None:
    """The desk of this address, or the first one; a 404 for whoever may not read its record."""
    desks = desks_of(user, READ_RECORD)
    if user.is_superuser and (slug == INSTALLATION or not desks):
        return None
    desk = next((desk for desk in desks if slug in ("", desk.slug)), None)
    if desk is None:
        raise Http404
    return desk


def _reads_all(user: User, desk: Desk | None) -> bool:
    return allows(user, READ_RECORD, desk) if desk else user.is_superuser


def _zone(scope: Any) -> ZoneInfo:
    desk = scope.desk if isinstance(scope, CodeRequest) else scope
    return ZoneInfo(desk.time_zone if desk else "UTC")

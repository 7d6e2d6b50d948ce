"""How guides do, for those who write them: numbers of the own desks, and what readers say of the shared pages."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guides_app.models import DocumentKind, Remark
from requests_app import dashboard
from requests_app.admin.desks import is_superuser
from requests_app.admin.frame import frame, signed_in
from requests_app.admin.roles import EDITS_GUIDES, desks_of, writes_guides
from requests_app.models import Desk

USUAL = dashboard.PERIODS[1]


@require_GET
def show_health(request: HttpRequest) -> HttpResponse:
    """All guides and radios, the steps that helped least, the remarks that wait."""
    health, context = _opened(request)
    tables = [
        (_("Guides"), True, "admin:guide_page_health", health.rows(DocumentKind.GUIDE)),
        (_("Radios"), False, "admin:radio_page_health", health.rows(DocumentKind.FAMILY)),
    ]
    shown = {"tables": tables, "steps": health.steps(), "remarks": _remarks(health)}
    return render(request, "admin/health/overview.html", frame(request, **context, **shown))


@require_GET
def show_page(request: HttpRequest, slug: str, kind: DocumentKind) -> HttpResponse:
    """One guide with its radios, or one radio with its cars; what readers say of each step; its remarks."""
    health, context = _opened(request)
    if slug not in health.names[kind]:
        raise Http404
    of_guide = kind is DocumentKind.GUIDE
    shown = {
        "row": health.row(kind, slug),
        "kind": kind.value,
        "of_guide": of_guide,
        "parts": health.parts(kind, slug),
        "parts_title": _("Requests by radio") if of_guide else _("Requests by car"),
        "parts_address": "admin:radio_page_health" if of_guide else "admin:guide_page_health",
        "public_address": "guides:guide" if of_guide else "guides:radio",
        "steps": health.steps(kind, slug),
        "remarks": [named for named in _remarks(health) if (named[0].kind, named[0].key) == (kind, slug)],
    }
    return render(request, "admin/health/page.html", frame(request, **context, **shown))


@require_POST
def finish_remark(request: HttpRequest, key: int) -> HttpResponse:
    """A remark was dealt with."""
    user = signed_in(request)
    if not writes_guides(user):
        raise PermissionDenied
    remark = get_object_or_404(Remark, pk=key)
    if remark.finish(by=user, note=request.POST.get("note", "").replace("\x00", "")):
        messages.success(request, _("The remark is done."))
    else:
        messages.info(request, _("Somebody has done it already."))
    address = "admin:guide_page_health" if remark.kind == DocumentKind.GUIDE else "admin:radio_page_health"
    return redirect(address, slug=remark.key)


def numbers_not_found(request: HttpRequest, kind: DocumentKind) -> dict[str, dashboard.Share]:
    """By guide or radio: of the requests begun at the own desks in the usual period, those whose customer could not
    find the number. Empty for whoever does not write guides."""
    user = signed_in(request)
    if not writes_guides(user):
        return {}
    desks = list(Desk.objects.all()) if is_superuser(request) else desks_of(user, *EDITS_GUIDES)
    rows = dashboard.Health(desks, USUAL).rows(kind)
    return {row.key: row.figures.number_not_found for row in rows if row.figures.begun}


def _opened(request: HttpRequest) -> tuple[dashboard.Health, dict[str, object]]:
    """The figures of the own desks (a superuser's are all desks), and what every page says of them."""
    user = signed_in(request)
    if not writes_guides(user):
        raise PermissionDenied
    desks = list(Desk.objects.all()) if is_superuser(request) else desks_of(user, *EDITS_GUIDES)
    chosen = request.GET.get("days", "")
    days = int(chosen) if chosen in map(str, dashboard.PERIODS) else USUAL
    return dashboard.Health(desks, days), {"days": days, "periods": dashboard.PERIODS, "desks": desks}


def _remarks(health: dashboard.Health) -> list[tuple[Remark, str]]:
    """The open remarks, with the name of the page that each is about."""
    return [(remark, health.label(remark.kind, remark.key)) for remark in health.remarks]

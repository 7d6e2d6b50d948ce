"""How guides do, for those who write them: numbers of the own desks, and what readers say of the shared pages."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guides_app.models import DocumentKind, Remark
from guides_app.posted import posted
from requests_app.admin.bases import PlainAdmin
from requests_app.admin.desk_form import text
from requests_app.admin.frame import frame, signed_in, to_page
from requests_app.permissions import EDIT_GUIDES, desks_with, holds
from requests_app.totals import guide_health

USUAL = guide_health.PERIODS[1]


class DoneForm(forms.Form):
    """What was done about a remark."""

    note = text()


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


@posted(to_page("admin:guide_health", permission=EDIT_GUIDES, may=holds))
def finish_remark(request: HttpRequest, key: int) -> HttpResponse:
    """A remark was dealt with."""
    user = signed_in(request)
    if not user.has_perm(EDIT_GUIDES):
        raise PermissionDenied
    remark = get_object_or_404(Remark, pk=key)
    form = DoneForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["note"][0]))
    elif remark.finish(by=user, note=form.cleaned_data["note"]):
        messages.success(request, _("The remark is done."))
    else:
        messages.info(request, _("Somebody has done it already."))
    address = "admin:guide_page_health" if remark.kind == DocumentKind.GUIDE else "admin:radio_page_health"
    return redirect(address, slug=remark.key)


def _opened(request: HttpRequest) -> tuple[guide_health.Health, dict[str, object]]:
    """The figures of the own desks (a superuser's are all desks), and what every page says of them."""
    user = signed_in(request)
    if not user.has_perm(EDIT_GUIDES):
        raise PermissionDenied
    desks = desks_with(user, EDIT_GUIDES)
    chosen = request.GET.get("days", "")
    days = int(chosen) if chosen in map(str, guide_health.PERIODS) else USUAL
    return guide_health.Health(desks, days), {"days": days, "periods": guide_health.PERIODS, "desks": desks}


def _remarks(health: guide_health.Health) -> list[tuple[Remark, str]]:
    """The open remarks, with the name of the page that each is about."""
    return [(remark, health.label(remark.kind, remark.key)) for remark in health.remarks]


@admin.register(Remark)
class RemarkAdmin(PlainAdmin):
    """Remarks of readers, on the pages that say how the guides do of which they are remarks."""

    def get_urls(self) -> list[URLPattern]:
        """The overview, one page for each guide and each radio, and the button that ends a remark."""
        door, guide, family = self.admin_site.admin_view, DocumentKind.GUIDE, DocumentKind.FAMILY
        return [
            path("", door(show_health), name="guide_health"),
            path("cars/<slug:slug>/", door(show_page), {"kind": guide}, name="guide_page_health"),
            path("radios/<slug:slug>/", door(show_page), {"kind": family}, name="radio_page_health"),
            path("remarks/<int:key>/done/", door(finish_remark), name="finish_remark"),
        ]

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Not in the list of settings: the bar leads here."""
        return {}

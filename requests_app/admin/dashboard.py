"""The overview of a desk: what waits and whose move it is, then what the desk did in a period, in numbers."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from requests_app import retention, totals, waiting
from requests_app.admin import words
from requests_app.admin.bases import PlainAdmin
from requests_app.admin.export import csv_file
from requests_app.admin.frame import chosen_desk, frame, signed_in
from requests_app.admin.overview import Overview, ages
from requests_app.admin.record import told
from requests_app.admin.scoreboard import show_scoreboard
from requests_app.models import DailyTotal, Desk, Event
from requests_app.permissions import CHANGE_DESK, EDIT_GUIDES, READ_RECORD, SEE_REQUESTS, allows, desks_of
from requests_app.totals import Kind

PERIODS = (7, 30, 90)
FRESH = timedelta(hours=3)


@require_GET
def show_dashboard(request: HttpRequest) -> HttpResponse:
    """Of one desk: what waits, for everybody who sees its requests; the numbers, for leads and auditors."""
    user = signed_in(request)
    desks = desks_of(user, SEE_REQUESTS)
    desk, days = _chosen(request, desks), _days(request)
    reads = allows(user, READ_RECORD, desk)
    context: dict[str, Any] = {"desk": desk, "desks": desks, "days": days, "periods": PERIODS, "reads": reads}
    found, by_age = waiting.whole(desk)
    context |= {"rows": [(one, _list_of(one, desk, user)) for one in found], "nothing": not any(w.count for w in found)}
    context["ages"] = ages(desk, by_age)
    if reads:
        overview = Overview(desk, days)
        counted_at, stages = totals.overdue(desk)
        stale = counted_at is None or counted_at < timezone.now() - FRESH
        late = [(str(retention.STAGES[stage]), n) for stage, n in stages if n]
        if allows(user, CHANGE_DESK, desk):
            context |= {"by_first_person": overview.by_first_person(), "leads": True}
        context |= {"figures": overview.figures(), "charts": overview.charts(), "overdue": late, "stale": stale}
    return render(request, "admin/dashboard/page.html", frame(request, **context))


@require_GET
def save_totals(request: HttpRequest) -> HttpResponseBase:
    """The totals of the period by day, as a file; of a desk that this person leads or audits."""
    desks = desks_of(signed_in(request), READ_RECORD)
    desk, days = _chosen(request, desks), _days(request)

    def rows() -> Iterator[tuple[Any, ...]]:
        for day, kind, key, n in totals.by_day(desk, days):
            yield day.isoformat(), kind, Kind(kind).label, key, n

    return csv_file("totals.csv", ("day", "kind", "what", "key", "count"), rows())


@require_GET
def behind_a_number(request: HttpRequest) -> HttpResponse:
    """What one number of the overview counts: open requests of an age, for whoever sees them; lines of the record, for
    leads and auditors."""
    user = signed_in(request)
    if age := waiting.AGES.get(request.GET.get("age", "")):
        desk = _chosen(request, desks_of(user, SEE_REQUESTS))
        found = list(waiting.of_age(desk, age).select_related("family", "guide__car_model__brand")[: waiting.MOST])
        rows_of_age = [(one, words.STATES[one.state]) for one in found]
        context: dict[str, Any] = {"desk": desk, "title": age.label, "requests": rows_of_age, "most": waiting.MOST}
    else:
        desk, days = _chosen(request, desks_of(user, READ_RECORD)), _days(request)
        kinds = [Kind(kind) for kind in request.GET.getlist("kind") if kind in Kind.values]
        if not kinds:
            raise Http404
        key, first, after = request.GET.get("key"), _number(request, "first"), _number(request, "after")
        keys, after = totals.behind(desk, days, kinds, key, first=first, after=after)
        rows = Event.objects.filter(pk__in=keys).select_related("user", "note", "code_request")
        lines = told(list(rows.order_by("-at", "-pk")), folded=False)
        title = ", ".join(str(kind.label) for kind in kinds)
        context = {"desk": desk, "days": days, "title": title, "lines": lines, "after": _next(request, after)}
    with timezone.override(ZoneInfo(desk.time_zone)):
        return render(request, "admin/dashboard/behind.html", frame(request, **context))


def _number(request: HttpRequest, name: str) -> int | None:
    asked = request.GET.get(name, "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None


def _next(request: HttpRequest, after: int | None) -> str:
    """The address of the next page of the same list, or nothing."""
    asked = request.GET.copy()
    asked["after"] = str(after)
    return f"?{asked.urlencode()}" if after else ""


def _chosen(request: HttpRequest, desks: list[Desk]) -> Desk:
    return chosen_desk(desks, request.GET.get("desk", ""))


def _days(request: HttpRequest) -> int:
    chosen = request.GET.get("days", "")
    return int(chosen) if chosen in map(str, PERIODS) else PERIODS[0]


def _list_of(one: waiting.Waiting, desk: Desk, user: User) -> str:
    """The address of the list of what was counted, where this person may open one."""
    if one.tab:
        return f"{reverse('admin:queue')}?tab={one.tab}&desk={desk.pk}"
    if one.kind in ("sample", "sample_differs"):
        return reverse("admin:samples")
    return reverse("admin:guide_health") if one.kind == "remarks" and user.has_perm(EDIT_GUIDES) else ""


@admin.register(DailyTotal)
class DailyTotalAdmin(PlainAdmin):
    """The overview in place of the stock list: totals are counted, never typed."""

    def get_urls(self) -> list[URLPattern]:
        """The page, and its numbers as a file."""
        door = self.admin_site.admin_view
        return [
            path("", door(show_dashboard), name="dashboard"),
            path("list/", door(behind_a_number), name="behind_a_number"),
            path("totals/", door(save_totals), name="save_totals"),
            path("sources/", door(show_scoreboard), name="scoreboard"),
        ]

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Not in the list of settings: the bar leads here."""
        return {}

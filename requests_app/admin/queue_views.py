"""The queue's pages: tabs, filters, search, "Take next", and what may be done to several requests at once."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from guides_app.models import RadioFamily
from requests_app import workflow
from requests_app.admin import queue, search, words
from requests_app.admin.frame import frame, signed_in
from requests_app.admin.letters import post_of
from requests_app.admin.photos import requests_with_damage
from requests_app.admin.roles import SEES, WORKS, desks_of, has_seat
from requests_app.models import CodeRequest

MOST_AT_ONCE = 50
FILTERS = ("family", "desk", "mine")


@dataclass(frozen=True)
class Filters:
    """What the GET form chose; anything unknown is ignored."""

    family: str
    desk: str
    mine: bool

    @classmethod
    def of(cls, request: HttpRequest) -> "Filters":
        get = request.GET
        return cls(_digits(get.get("family", "")), _digits(get.get("desk", "")), get.get("mine") == "1")

    def narrow(self, rows: QuerySet[CodeRequest], user: User) -> QuerySet[CodeRequest]:
        if self.family:
            rows = rows.filter(family=int(self.family))
        if self.desk:
            rows = rows.filter(desk=int(self.desk))
        return rows.filter(clerk=user.pk) if self.mine else rows

    def query(self) -> str:
        chosen = {"family": self.family, "desk": self.desk, "mine": "1" if self.mine else ""}
        return urlencode({name: value for name, value in chosen.items() if value})


def _digits(text: str) -> str:
    return text if text.isascii() and text.isdigit() and len(text) < 10 else ""


def _visible(user: User) -> QuerySet[CodeRequest]:
    desks = [desk.pk for desk in desks_of(user, *SEES)]
    if not desks:
        raise Http404
    return CodeRequest.objects.sent().filter(desk__in=desks)


@require_GET
def show_queue(request: HttpRequest) -> HttpResponse:
    """One tab of the queue."""
    user = signed_in(request)
    tab = queue.BY_SLUG.get(request.GET.get("tab", ""), queue.TABS[0])
    filters = Filters.of(request)
    rows = filters.narrow(_visible(user), user)
    listing = queue.listed(rows, tab, after=request.GET.get("after", ""), user_id=user.pk)
    return render(request, "admin/requests/queue.html", frame(request, **_context(user, rows, tab, filters, listing)))


def _context(
    user: User, rows: QuerySet[CodeRequest], tab: queue.Tab, filters: Filters, listing: queue.Listing
) -> dict[str, Any]:
    counted = [each for each in queue.TABS if each.slug not in {"done", "all"}]
    counts = {each.slug: queue.count(rows, each) for each in counted}
    return {
        "tabs": [(each, counts.get(each.slug, ""), each is tab) for each in queue.TABS],
        "tab": tab,
        "waiting": counts["waiting"],
        "listing": listing,
        "filters": filters,
        "query": filters.query(),
        "families": list(RadioFamily.objects.order_by("name").values_list("pk", "name")),
        "desks": desks_of(user, *SEES),
        "works": has_seat(user, *WORKS),
        "post": post_of(user),
        "damaged": requests_with_damage(user),
    }


@require_POST
def search_requests(request: HttpRequest) -> HttpResponse:
    """What a caller says is posted, so that no name or address stands in an address line or a log."""
    user = signed_in(request)
    words = request.POST.get("q", "")
    found = search.find_by_words(queue.with_details(_visible(user)), words)
    if found is not None:
        search.leave_a_line(user, desks_of(user, *SEES), found)
    context = {
        "words": words[: search.LONGEST],
        "too_short": found is None,
        "rows": queue.describe(found or [], user_id=user.pk),
        "works": has_seat(user, *WORKS),
    }
    return render(request, "admin/requests/found.html", frame(request, **context), status=422 if found is None else 200)


@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """The most urgent free request is mine now."""
    user = signed_in(request)
    if not has_seat(user, *WORKS):
        raise Http404
    taken = workflow.take_next(user)
    if taken is None:
        messages.info(request, _("Nothing is waiting."))
        return redirect("admin:queue")
    return redirect("admin:review", taken.reference)


@require_POST
def change_several(request: HttpRequest) -> HttpResponse:
    """Assign to me, or release: every request by itself, with its own answer. Nothing else is done in bulk."""
    user = signed_in(request)
    act = {"assign": workflow.claim, "release": workflow.release}.get(request.POST.get("act", ""))
    if not has_seat(user, *WORKS):
        raise Http404
    if act is None:
        return redirect("admin:queue")
    chosen = request.POST.getlist("reference")[:MOST_AT_ONCE]
    done = 0
    for code_request in CodeRequest.objects.of(user, *WORKS).with_staff().filter(reference__in=chosen):
        try:
            act(code_request, by=user)
        except workflow.NotComplete as lacking:
            messages.warning(request, f"{code_request.reference}: {words.lack(lacking.missing[0]).text}")
        except workflow.WorkflowError:
            text = _("%(reference)s: somebody else is working on it.") % {"reference": code_request.reference}
            messages.warning(request, text)
        else:
            done += 1
    messages.info(request, ngettext("%(n)d request changed.", "%(n)d requests changed.", done) % {"n": done})
    return redirect(f"{reverse('admin:queue')}?{urlencode({'tab': request.POST.get('tab', 'waiting')})}")

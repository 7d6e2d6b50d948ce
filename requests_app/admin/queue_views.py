"""The queue's pages: tabs, saved views, filters, search, and "Take next"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from guides_app.posted import posted
from requests_app import waiting
from requests_app.admin import queue, search
from requests_app.admin.frame import frame, signed_in, to_page
from requests_app.admin.passed import go_to_next
from requests_app.admin.queue_counts import figures_of, tab_of
from requests_app.admin.queue_filters import choices
from requests_app.models import CodeRequest, SavedView
from requests_app.permissions import CHANGE_DESK, SEE_REQUESTS, WORK_ON_REQUESTS, allows, desks_of
from requests_app.queue_filters import Filters, digits
from requests_app.queue_order import counts, in_this_order
from requests_app.queue_tabs import BY_SLUG, TABS, Tab

if TYPE_CHECKING:
    from requests_app.admin.saved_views import ViewForm

MILLISECOND = 1000
ALL = BY_SLUG["all"]


@dataclass(frozen=True)
class Chosen:
    """What somebody looks at: a tab, what filters choose of it, the words of a search, or a saved view of these."""

    tab: Tab
    filters: Filters
    words: str = ""
    view: SavedView | None = None

    @classmethod
    def of(cls, given: QueryDict, views: list[SavedView]) -> "Chosen":
        """By an address line or a form. A view that is not among these is not found."""
        if key := digits(given.get("view", "")):
            view = next((one for one in views if one.pk == int(key)), None)
            if view is None:
                raise Http404
            return cls.of_view(view)
        return cls(BY_SLUG.get(given.get("tab", ""), TABS[0]), Filters.of(given), given.get("q", ""))

    @classmethod
    def of_view(cls, view: SavedView) -> "Chosen":
        return cls(tab_of(view), Filters.of(view.filters), view.words, view)

    @property
    def address(self) -> str:
        """The query of the address line that leads here again; words are never in it."""
        return urlencode({"view": self.view.pk} if self.view else {"tab": self.tab.slug, **self.filters.chosen})


def views_of(user: User) -> list[SavedView]:
    """The saved views that this person may open: the own ones, and those that are shared at the own desks."""
    return list(SavedView.objects.open_to(user.pk, desks_of(user, SEE_REQUESTS)))


def desk_keys(user: User) -> list[int]:
    """The desks whose requests this person sees; without any there is no queue."""
    desks = [desk.pk for desk in desks_of(user, SEE_REQUESTS)]
    if not desks:
        raise Http404
    return desks


@require_GET
def show_queue(request: HttpRequest) -> HttpResponse:
    """One tab of the queue, or a saved view."""
    user = signed_in(request)
    desk_keys(user)
    views = views_of(user)
    return show(request, Chosen.of(request.GET, views), views=views)


def show(
    request: HttpRequest, chosen: Chosen, *, views: list[SavedView], saving: "ViewForm | None" = None
) -> HttpResponse:
    """The page of what was chosen; `saving` is the form of a view that could not be saved."""
    user, now = signed_in(request), timezone.now()
    if chosen.words:
        return _show_found(request, chosen, saving)
    desks = desk_keys(user)
    listing = queue.listed(chosen.tab, chosen.filters, user=user, desks=desks, after=request.GET.get("after", ""))
    figures = figures_of(user, desks, views)
    shown = [tab for tab in TABS if not tab.odd or tab is chosen.tab or figures.tabs[tab.slug] != "0"]
    context = {
        "tabs": [(tab, figures.tabs.get(tab.slug, ""), tab is chosen.tab and not chosen.view) for tab in shown],
        "views": [(view, figures.views.get(view.pk, "")) for view in views],
        "tab": chosen.tab,
        "waiting": figures.tabs["waiting"],
        "since": int(now.timestamp() * MILLISECOND),
        "listing": listing,
        "address": chosen.address,
        "query": urlencode(chosen.filters.chosen),
        "works": allows(user, WORK_ON_REQUESTS),
        "notes": figures.notes,
        "damaged": figures.tabs["damaged"],
        "bar_waits": waiting.to_tell(figures.waits),
        **_saved(user, chosen, saving),
        **choices(user, chosen.filters),
    }
    return render(request, "admin/requests/queue.html", frame(request, **context), status=422 if saving else 200)


def _saved(user: User, chosen: Chosen, saving: "ViewForm | None") -> dict[str, Any]:
    """What the forms for saved views show."""
    view = chosen.view
    return {
        "view": view,
        "saving": saving,
        "leads": desks_of(user, CHANGE_DESK),
        "may_change_view": view is not None and view.may_be_changed_by(user.pk, desks_of(user, CHANGE_DESK)),
    }


@require_GET
def waiting_now(request: HttpRequest) -> JsonResponse:
    """What the queue's script asks now and then: how many wait, and how many came since its page was made."""
    user = signed_in(request)
    desks = desk_keys(user)
    rows = CodeRequest.objects.filter(desk__in=desks)
    came = rows.sent().filter(sent_at__gt=_moment(request.GET.get("since", "")))
    waits, new = counts([TABS[0].narrow(rows, user, desks), came], waiting.MOST)
    said = ngettext("%(n)s new request.", "%(n)s new requests.", new) % {"n": waiting.in_words(new)}
    return JsonResponse({"waiting": waiting.in_words(waits), "new": said if new else ""})


def _moment(text: str) -> datetime:
    """A moment in milliseconds; now where it is none."""
    if text.isascii() and text.isdigit() and len(text) < 15:
        return datetime.fromtimestamp(int(text) / MILLISECOND, UTC)
    return timezone.now()


@posted(to_page("admin:queue", permission=SEE_REQUESTS))
def search_requests(request: HttpRequest) -> HttpResponse:
    """What a caller says is posted, so that no name or address stands in an address line or a log."""
    return _show_found(request, Chosen(ALL, Filters.of(request.POST), request.POST.get("q", "")))


def _show_found(request: HttpRequest, chosen: Chosen, saving: "ViewForm | None" = None) -> HttpResponse:
    user, filters = signed_in(request), chosen.filters
    found = search.find_by_words(desk_keys(user), chosen.words)
    part = _part(found.keys if found else (), filters, user, after=digits(request.POST.get("after", "")))
    rows = in_this_order(queue.with_details(CodeRequest.objects.all()), part.keys)
    if found is not None:
        search.leave_a_line(user, desks_of(user, SEE_REQUESTS), rows)
    context = {
        "words": chosen.words,
        "problem": search.problem_of(chosen.words),
        "rows": queue.describe(rows, user_id=user.pk),
        "part": part,
        "beyond": found is not None and found.more,
        "works": allows(user, WORK_ON_REQUESTS),
        **_saved(user, chosen, saving),
        **choices(user, filters),
    }
    status = 422 if found is None or saving else 200
    return render(request, "admin/requests/found.html", frame(request, **context), status=status)


@dataclass(frozen=True)
class Part:
    """What is shown of that which a search found: the keys, how many there are in all, and behind which key the next
    part begins. For a filter by flag only a part is looked through at once, and nobody knows the total."""

    keys: list[int]
    total: int | None
    after: int | None
    looked_on: bool = False


def _part(keys: Sequence[int], filters: Filters, user: User, *, after: str) -> Part:
    everything = CodeRequest.objects.all()
    if not filters.flag:
        fitting = filters.fitting(everything, keys, user) if filters.chosen else keys
        page = [key for key in fitting if not after or key < int(after)]
        more = len(page) > queue.PER_PAGE
        return Part(page[: queue.PER_PAGE], len(fitting), page[queue.PER_PAGE - 1] if more else None)
    behind = [key for key in keys if not after or key < int(after)]
    window = behind[: queue.window_of(filters)]
    page = filters.fitting(everything, window, user)
    if len(page) > queue.PER_PAGE:
        return Part(page[: queue.PER_PAGE], None, page[queue.PER_PAGE - 1])
    return Part(page, None, window[-1] if len(behind) > len(window) else None, looked_on=True)


@posted(to_page("admin:queue"))
def take_next(request: HttpRequest) -> HttpResponse:
    """The next request is mine now: one's own first, then the most urgent free one. What was passed over is told."""
    if not allows(signed_in(request), WORK_ON_REQUESTS):
        raise Http404
    return go_to_next(request, after=request.POST.get("after", ""))

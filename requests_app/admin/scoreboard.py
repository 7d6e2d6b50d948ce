"""The scoreboard, for leads: how often each source was right, by radio, and how it answered lately."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Avg, Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guides_app.models import RadioFamily
from requests_app.admin.frame import chosen_desk, frame, signed_in
from requests_app.lookup import learning, plugs
from requests_app.models import Attempt, Desk, SourceScore
from requests_app.permissions import CHANGE_DESK, desks_of
from requests_app.totals.guide_health import Share

LATELY = timedelta(days=30)
SHOWN = 500
Result = Attempt.Result


@dataclass(frozen=True)
class Score:
    """How one source did for one kind of radio; of a weak one a second person looks at the codes."""

    radio: str
    source: str
    right: Share
    weak: bool


@dataclass(frozen=True)
class Answers:
    """How one source answered lately: how often each result, and the average time in milliseconds."""

    source: str
    counts: list[int]
    took: int | None


@require_GET
def show_scoreboard(request: HttpRequest) -> HttpResponse:
    """Of one desk that this person leads."""
    desks = desks_of(signed_in(request), CHANGE_DESK)
    desk = chosen_desk(desks, request.GET.get("desk", ""))
    context = {
        "desk": desk, "desks": desks, "scores": scores_of(desk), "answers": answers_of(desk),
        "results": [result.label for result in Result], "least": learning.LEAST_KNOWN, "here": "dashboard",
    }  # fmt: skip
    return render(request, "admin/dashboard/scoreboard.html", frame(request, **context))


def scores_of(desk: Desk) -> list[Score]:
    """By the name of the radio, and for each the source that was right most often first."""
    names = dict(RadioFamily.objects.values_list("slug", "name"))
    rows = sorted(
        SourceScore.objects.filter(desk=desk)[:SHOWN],
        key=lambda row: (names.get(row.radio, row.radio), -row.likely, row.source),
    )
    return [
        Score(
            names.get(row.radio, row.radio) or _("Radio not known"),
            plugs.name_of(row.source),
            Share(row.right, row.known),
            bool(learning.weak_sources({row.source: row}, desk.second_below)),
        )
        for row in rows
    ]


def answers_of(desk: Desk) -> list[Answers]:
    """The sources in the order of the desk, then those that it asked before."""
    recent = Attempt.objects.filter(code_request__desk=desk, at__gte=timezone.now() - LATELY).order_by()
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    times: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for source, result, n, took in recent.values_list("source", "result").annotate(n=Count("pk"), took=Avg("took")):
        counts[source][result] = n
        times[source] += [(n, took)] if took is not None else []
    order = {slug: place for place, slug in enumerate(desk.sources)}
    return [
        Answers(plugs.name_of(slug), [counts[slug].get(result, 0) for result in Result], _average(times[slug]))
        for slug in sorted(counts, key=lambda slug: (order.get(slug, len(order)), slug))
    ]


def _average(times: list[tuple[int, float]]) -> int | None:
    asked = sum(n for n, _took in times)
    return round(sum(n * took for n, took in times) / asked) if asked else None

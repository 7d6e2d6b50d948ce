"""The page of the second look: the papers first, an own reading, then a verdict. The first person's answers are not
on it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guides_app.identifiers import Kind
from requests_app import workflow
from requests_app.admin import words
from requests_app.admin.frame import frame, signed_in
from requests_app.admin.photos import standing_photos
from requests_app.admin.review_views import attempt
from requests_app.admin.roles import WORKS, find
from requests_app.models import CheckKind, CodeRequest, EvidenceLevel, SecondLook, Verdict
from requests_app.policy import Policy, checks_for
from requests_app.workflow import people
from requests_app.workflow.second_person import LOOKED_AT_IN, rules_that_ask
from requests_app.workflow.seeing import opened, see_evidence

LONGEST = 300
KEPT = ("number", "vin6", "reason", "verdict", "not_on_paper", "originals")


@require_http_methods(["GET", "HEAD", "POST"])
def second_look(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the papers to a second person, and keep their verdict."""
    user = signed_in(request)
    code_request = find(user, reference, *WORKS)
    if request.method != "POST":
        if code_request.status not in LOOKED_AT_IN:
            raise Http404
        return _page(request, code_request)
    verdict = request.POST.get("verdict", "")
    if verdict not in Verdict.values:
        return _page(request, code_request, errors=[words.lack("second_verdict")])
    try:
        look = _keep(request, code_request, Verdict(verdict))
    except workflow.MoveRefused:
        messages.warning(request, _("This request changed while you had it open. Nothing was kept."))
        return redirect("admin:review", reference)
    except workflow.NotComplete as lacking:
        return _page(request, code_request, errors=words.missing(lacking.missing))
    if False in (look.number_agrees, look.vin_agrees):
        return _page(request, code_request, errors=[words.lack("second_differs")])
    messages.success(request, _("Your second look is kept. You do nothing else in this round."))
    return redirect("admin:review", reference)


def _keep(request: HttpRequest, code_request: CodeRequest, verdict: Verdict) -> SecondLook:
    post = request.POST
    return workflow.second_look(
        code_request,
        verdict,
        by=signed_in(request),
        reason=post.get("reason", "")[:LONGEST],
        number=post.get("number", "")[:LONGEST],
        vin6=post.get("vin6", "")[:LONGEST],
        vin_not_on_paper=post.get("not_on_paper") == "yes",
        originals_seen=post.get("originals") == "yes",
    )


def _page(request: HttpRequest, code_request: CodeRequest, *, errors: list[words.Lack] | None = None) -> HttpResponse:
    user = signed_in(request)
    pictures = standing_photos(code_request, seen=opened(code_request, by=user))
    if pictures:
        see_evidence(code_request, by=user, pages=[one.pk for one in pictures])
    why_not = people.may_not_look(code_request, user)
    context: dict[str, Any] = {
        "code_request": code_request,
        "pictures": pictures,
        "errors": errors or [],
        "why_not": words.lack(why_not).text if why_not else "",
        "rules": [words.RULES[rule] for rule in rules_that_ask(code_request)],
        "reads_vin": CheckKind.VIN in checks_for(code_request),
        "by_vin": code_request.number_kind == Kind.VIN,
        "at_counter": Policy.of(code_request).level is EvidenceLevel.COUNTER,
        "kept": {name: request.POST.get(name, "") for name in KEPT},
    }
    return render(request, "admin/requests/second_look.html", frame(request, **context), status=422 if errors else 200)


@require_POST
def release_alone(request: HttpRequest, reference: str) -> HttpResponse:
    """The one person of a desk says why no second person is needed; the waiting time begins."""
    user, reason = signed_in(request), request.POST.get("reason", "")[:LONGEST]
    return attempt(request, reference, lambda one: workflow.release_alone(one, by=user, reason=reason))

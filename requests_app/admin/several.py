"""What may be done to several requests at once: take them, give them back, hand them over, park them; never approve.

Each is done by itself and by its own guards, on the version that the list showed. What was done, and why a request was
refused, is told for each; what was done already is told again and nothing happens.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guides_app.posted import posted
from requests_app import workflow
from requests_app.admin import words
from requests_app.admin.frame import frame, signed_in, to_page
from requests_app.admin.parking import HandOverForm, ParkForm
from requests_app.models import CodeRequest, ParkReason
from requests_app.permissions import WORK_ON_REQUESTS, allows, roles_with

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST_AT_ONCE = 50
STALE = gettext_lazy("it changed while you had the list open. Look first")
NOT_YOURS = gettext_lazy("it is not in your hands")
GONE = gettext_lazy("it is not at your desks, or waits for nobody here")
COLLEAGUE = gettext_lazy("somebody else is working on it")


class Act(StrEnum):
    """What is done to each."""

    ASSIGN = "assign"
    RELEASE = "release"
    HAND = "hand"
    PARK = "park"


DONE: dict[Act, Promise] = {
    Act.ASSIGN: gettext_lazy("Yours now: %(which)s."),
    Act.RELEASE: gettext_lazy("Free for everybody: %(which)s."),
    Act.HAND: gettext_lazy("Handed over: %(which)s."),
    Act.PARK: gettext_lazy("Parked: %(which)s."),
}


@dataclass(frozen=True)
class Ticked:
    """One line of the list as it was ticked: which request, and in which version it was shown."""

    reference: str
    version: str

    @classmethod
    def of(cls, text: str) -> "Ticked":
        reference, _dot, version = text.partition(".")
        return cls(reference[:20], version)

    def __str__(self) -> str:
        return f"{self.reference}.{self.version}"


@posted(to_page("admin:queue"))
def change_several(request: HttpRequest) -> HttpResponse:
    """Handing over and parking ask on a page of their own to whom, or until when and why."""
    user = signed_in(request)
    if not allows(user, WORK_ON_REQUESTS):
        raise Http404
    ticked = [Ticked.of(text) for text in dict.fromkeys(request.POST.getlist("reference"))]
    if request.POST.get("act") not in list(Act):
        return _back(request)
    act = Act(request.POST["act"])
    if not ticked or len(ticked) > MOST_AT_ONCE:
        messages.warning(request, _("Tick at least one request, and at most %(n)d.") % {"n": MOST_AT_ONCE})
        return _back(request)
    rows = _rows(user, ticked)
    form = _form(request, act, user, list(rows.values()))
    if form is not None and not form.is_valid():
        context = {
            "act": act, "ticked": ticked, "form": form, "back": request.POST.get("back", ""),
        }  # fmt: skip
        status = 422 if form.is_bound else 200
        return render(request, "admin/requests/several.html", frame(request, **context), status=status)
    _tell(request, act, _outcomes(act, ticked, rows, user, form.cleaned_data if form else {}))
    return _back(request)


def _rows(user: "User", ticked: Sequence[Ticked]) -> dict[str, CodeRequest]:
    rows = CodeRequest.objects.of(user, *roles_with(WORK_ON_REQUESTS)).with_staff()
    found = rows.filter(reference__in=[one.reference for one in ticked]).select_related("desk", "clerk")
    return {str(row.reference): row for row in found}


def _form(request: HttpRequest, act: Act, user: "User", rows: Sequence[CodeRequest]) -> forms.Form | None:
    data = request.POST if request.POST.get("form") == act else None
    if act is Act.HAND:
        return HandOverForm(data, code_requests=rows, by=user)
    return ParkForm(data) if act is Act.PARK else None


def _outcomes(
    act: Act, ticked: Sequence[Ticked], rows: dict[str, CodeRequest], user: "User", given: dict[str, Any]
) -> dict[str, str | Promise]:
    """For each why it was refused, or nothing where it is done."""
    acts = {
        Act.ASSIGN: (_is_mine, lambda one: workflow.claim(one, by=user)),
        Act.RELEASE: (_is_given_back, lambda one: _release(one, user)),
        Act.HAND: (_is_with, lambda one: workflow.hand_over(one, by=user, **given)),
        Act.PARK: (_is_parked, lambda one: _park(one, user, **given)),
    }
    is_done, do = acts[act]
    found: dict[str, str | Promise] = {}
    for one in ticked:
        row = rows.get(one.reference)
        if row is None:
            found[one.reference] = GONE
        elif not is_done(row, user, given):
            found[one.reference] = STALE if one.version != str(row.version) else _attempt(do, row)
        else:
            found[one.reference] = ""
    return found


def _attempt(do: Callable[[CodeRequest], object], row: CodeRequest) -> str | Promise:
    try:
        do(row)
    except workflow.NotComplete as refused:
        return str(words.error_of(refused.missing[0]).text)
    except workflow.NotAllowed:
        return GONE
    except workflow.MoveRefused as refused:
        return NOT_YOURS if refused.reason == Act.RELEASE else COLLEAGUE
    return ""


def _release(one: CodeRequest, user: "User") -> None:
    if one.clerk_id != user.pk:
        raise workflow.MoveRefused(Act.RELEASE)
    workflow.release(one, by=user)


def _park(one: CodeRequest, user: "User", *, reason: str, **given: Any) -> None:
    workflow.park(one, ParkReason(reason), by=user, **given)


def _is_held(row: CodeRequest, user_id: int) -> bool:
    return row.is_in_hand(timezone.now()) and row.clerk_id == user_id


def _is_mine(row: CodeRequest, user: "User", _given: dict[str, Any]) -> bool:
    return _is_held(row, user.pk)


def _is_given_back(row: CodeRequest, user: "User", _given: dict[str, Any]) -> bool:
    return row.clerk_id is None and row.given_back_by_id == user.pk


def _is_with(row: CodeRequest, _user: "User", given: dict[str, Any]) -> bool:
    return _is_held(row, given["to"].pk)


def _is_parked(row: CodeRequest, user: "User", given: dict[str, Any]) -> bool:
    wanted = (given["reason"], given["until"], user.pk)
    return (row.parked_for, row.parked_until, row.clerk_id) == wanted


def _tell(request: HttpRequest, act: Act, outcomes: dict[str, str | Promise]) -> None:
    if done := [reference for reference, why in outcomes.items() if not why]:
        messages.success(request, DONE[act] % {"which": ", ".join(done)})
    for reference, why in outcomes.items():
        if why:
            messages.warning(request, f"{reference}: {why}.")


def _back(request: HttpRequest) -> HttpResponse:
    query = QueryDict(request.POST.get("back", "")).urlencode()
    return redirect(f"{reverse('admin:queue')}{'?' if query else ''}{query}")

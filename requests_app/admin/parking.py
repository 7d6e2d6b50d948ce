"""Setting a request aside: parked until a day with a reason, or handed to a named colleague."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from guides_app.posted import posted
from requests_app import workflow
from requests_app.admin import words
from requests_app.admin.frame import frame, signed_in, to_request
from requests_app.admin.review_views import attempt
from requests_app.models import CodeRequest, ParkReason
from requests_app.permissions import WORK_ON_REQUESTS, find
from requests_app.workflow.claims import LONGEST_CASE
from requests_app.workflow.people import colleagues

if TYPE_CHECKING:
    from django.contrib.auth.models import User as Person

NOTE_LENGTH = 300
FIELDS = {"park_until": "until", "park_case": "case", "colleague": "to", "colleague_may_not": "to"}
OVERTAKEN = gettext_lazy("This request changed while you had it open, or somebody else works on it. Look first.")


class ParkForm(forms.Form):
    """Until when, and for what."""

    reason = forms.ChoiceField(
        label=gettext_lazy("What it waits for"), choices=ParkReason.by_hand, widget=forms.RadioSelect
    )
    until = forms.DateTimeField(
        label=gettext_lazy("Back in the queue on"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    case = forms.CharField(
        label=gettext_lazy("The manufacturer’s case number; the customer reads it, and the day"),
        max_length=LONGEST_CASE,
        required=False,
    )
    note = forms.CharField(label=gettext_lazy("Note for the record"), max_length=NOTE_LENGTH, required=False)


class HandOverForm(forms.Form):
    """To whom of those who work at the desks of these requests."""

    to = forms.ModelChoiceField(label=gettext_lazy("Colleague"), queryset=User.objects.none())
    note = forms.CharField(label=gettext_lazy("Note for the record"), max_length=NOTE_LENGTH, required=False)

    def __init__(self, *args: Any, code_requests: Sequence[CodeRequest], by: "Person", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_desks = {one.desk_id: one for one in code_requests}
        keys = set().union(*(colleagues(one) for one in of_desks.values())) - {by.pk}
        people = User.objects.filter(pk__in=keys).order_by("first_name", "last_name")
        field: Any = self.fields["to"]
        field.queryset = people
        field.label_from_instance = lambda user: user.get_full_name() or user.get_username()


@require_http_methods(["GET", "HEAD", "POST"])
def set_aside(request: HttpRequest, reference: str) -> HttpResponse:
    """The page with both forms; `act` says which of them was sent."""
    user = signed_in(request)
    code_request = find(user, reference, WORK_ON_REQUESTS)
    act = request.POST.get("act", "")
    with timezone.override(ZoneInfo(code_request.desk.time_zone)):
        parking = ParkForm(request.POST if act == "park" else None)
        handing = HandOverForm(request.POST if act == "hand" else None, code_requests=[code_request], by=user)
        form = {"park": parking, "hand": handing}.get(act)
        if form is not None and form.is_valid() and _done(request, code_request, form):
            return redirect("admin:queue")
        context = {"code_request": code_request, "parking": parking, "handing": handing}
        status = 422 if request.method == "POST" else 200
        return render(request, "admin/requests/set_aside.html", frame(request, **context), status=status)


@posted(to_request())
def unpark(request: HttpRequest, reference: str) -> HttpResponse:
    """Back before its time."""
    user = signed_in(request)
    return attempt(request, reference, lambda one: workflow.unpark(one, by=user), needs_claim=False)


def _done(request: HttpRequest, code_request: CodeRequest, form: forms.Form) -> bool:
    """Do what a form asks for, on the version that its page showed; what hinders it stands at the form."""
    user, given = signed_in(request), form.cleaned_data
    if request.POST.get("version") != str(code_request.version):
        form.add_error(None, OVERTAKEN)
        return False
    try:
        if isinstance(form, ParkForm):
            reason, told = ParkReason(given["reason"]), {name: given[name] for name in ("until", "case", "note")}
            workflow.park(code_request, reason, by=user, **told)
            messages.success(request, _("%(reference)s is parked.") % {"reference": code_request.reference})
        else:
            workflow.hand_over(code_request, to=given["to"], by=user, note=given["note"])
            messages.success(request, _("%(reference)s is handed over.") % {"reference": code_request.reference})
    except workflow.NotComplete as refused:
        for code in refused.missing:
            form.add_error(FIELDS.get(code), str(words.error_of(code).text))
        return False
    except workflow.MoveRefused:
        form.add_error(None, OVERTAKEN)
        return False
    return True

"""What a clerk typed and did not send: kept by a small form of its own, or by the form that could not be done."""

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from guides_app import unsent as signed_out
from guides_app.posted import posted
from requests_app.admin.desk_form import DeskForm
from requests_app.admin.forms import FORMS
from requests_app.admin.frame import signed_in, to_request
from requests_app.models import CodeRequest, FormName
from requests_app.permissions import WORK_ON_REQUESTS, find
from requests_app.workflow import unsent

BY_ADDRESS: dict[str, FormName] = {
    "check": FormName.REVIEW,
    "send": FormName.SEND,
    "show_code": FormName.SEND,
    "type_code": FormName.TYPE_CODE,
    "ask": FormName.ASK,
    "refuse": FormName.REFUSE,
    "second_look": FormName.SECOND_LOOK,
    "release_alone": FormName.ALONE,
    "recheck": FormName.RECHECK,
    "look_again": FormName.LOOK_AGAIN,
    "add_note": FormName.NOTE,
}
"""Which form is sent to which address, by the name of the address."""

GONE = 410


def place_of(code_request: CodeRequest) -> str:
    """The page on which the forms of a request stand."""
    return reverse("admin:review", args=[code_request.reference])


def ticket(request: HttpRequest, code_request: CodeRequest) -> str:
    """What all forms of a request carry, so that they are kept when their writer was signed out."""
    return signed_out.ticket(request, place_of(code_request))


def keep_sent(request: HttpRequest) -> bool:
    """Keep a form whose writer was signed out before it came; False where it is none of ours, or he works here no
    longer."""
    form, here = signed_out.sent(request), request.resolver_match
    if form is None or here is None:
        return False
    person = User.objects.filter(pk=form.person, is_active=True, is_staff=True).first()
    name = here.kwargs.get("form") or BY_ADDRESS.get(here.url_name or "")
    if person is None or name not in FORMS:
        return False
    try:
        code_request = find(person, here.kwargs["reference"], WORK_ON_REQUESTS)
    except Http404:
        return False
    if form.place != place_of(code_request):
        return False
    return keep(code_request, FORMS[FormName(name)](form.form), by=person)


kept = signed_out.kept_by(keep_sent)
"""Marks a view that takes a form of a request."""


def keep(code_request: CodeRequest, form: DeskForm, *, by: User) -> bool:
    """Keep what stands in a form; False for a request that is over."""
    return unsent.keep(code_request, form.name, form.typed(), by=by)


def settle(code_request: CodeRequest, form: DeskForm, *, by: User) -> None:
    """The form was done: what it held is dropped, but for what it says remains."""
    if form.remains:
        keep(code_request, form, by=by)
    else:
        unsent.drop(code_request, form.name, by=by)


@kept
@posted(to_request())
def keep_typed(request: HttpRequest, reference: str, form: str) -> HttpResponse:
    """What stands in a form while somebody still types: kept, and nothing else is done."""
    user = signed_in(request)
    code_request = find(user, reference, WORK_ON_REQUESTS)
    if form not in FORMS:
        raise Http404
    return HttpResponse(status=204 if keep(code_request, FORMS[FormName(form)](request.POST), by=user) else GONE)

"""The forms about flags: clear them one by one, keep the holder's name; and two photos side by side."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from guides_app.posted import posted
from requests_app import workflow
from requests_app.admin.forms import FlagsForm, HolderForm
from requests_app.admin.frame import frame, signed_in, to_request
from requests_app.admin.review_views import attempt
from requests_app.admin.unsent import kept
from requests_app.likeness import Twin, twins_of
from requests_app.missing import Missing
from requests_app.models import CodeRequest, Page, Slot, Upload
from requests_app.permissions import WORK_ON_REQUESTS, find

MOST_TWINS = 200


@kept
@posted(to_request())
def clear_flags(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep why flags are no reason to say no: one reason for each."""
    user, form = signed_in(request), FlagsForm(request.POST)

    def act(code_request: CodeRequest) -> None:
        reasons = form.reasons()
        if not reasons:
            raise workflow.NotComplete(Missing.FLAG_REASON)
        workflow.clear_flags(code_request, reasons, by=user)

    return attempt(request, reference, act, form=form)


@kept
@posted(to_request())
def read_holder(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep the holder's name as the clerk read it on the papers."""
    user, form = signed_in(request), HolderForm(request.POST)
    return attempt(
        request, reference, lambda one: workflow.read_holder(one, form.cleaned_data["holder"], by=user), form=form
    )


@dataclass(frozen=True)
class Side:
    """One of two documents that lie side by side; `addresses` are those of its pages that can still be shown."""

    code_request: CodeRequest
    label: str
    upload: Upload
    addresses: tuple[str, ...]


@require_GET
def same_photo(request: HttpRequest, reference: str, ours: int, theirs: int) -> HttpResponse:
    """The photo of this request beside the same one of another request of its desk.

    Each picture that is shown is recorded by its own address. Identity papers are never shown here.
    """
    user = signed_in(request)
    code_request = find(user, reference, WORK_ON_REQUESTS)
    pairs = {(twin.ours, twin.theirs): twin for twin in twins_of(code_request.pk, most=MOST_TWINS)}
    twin: Twin | None = pairs.get((ours, theirs))
    others = CodeRequest.objects.sent().filter(pk=twin.request, desk=code_request.desk_id) if twin else ()
    other = next(iter(others), None)
    if other is None:
        raise Http404
    uploads = Upload.objects.prefetch_related("pages").in_bulk([ours, theirs])
    sides = (_side(code_request, uploads[ours]), _side(other, uploads[theirs]))
    return render(request, "admin/requests/same_photo.html", frame(request, code_request=code_request, sides=sides))


def _side(code_request: CodeRequest, upload: Upload) -> Side:
    pages: list[Page] = [] if upload.slot == Slot.IDENTITY else list(upload.pages.all())
    addresses = tuple(reverse("admin:picture", args=(code_request.reference, page.pk)) for page in pages)
    return Side(code_request, str(Slot(upload.slot).label), upload, addresses)

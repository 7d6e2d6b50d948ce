"""Squares of a customer's document that a clerk covers for good: chosen, looked at, painted black in the picture."""

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from guides_app.squares import CELLS, Cell
from requests_app import workflow
from requests_app.admin import words
from requests_app.admin.frame import frame, signed_in
from requests_app.admin.photos import label_of
from requests_app.admin.review_views import attempt
from requests_app.admin.review_views import page as page_of_request
from requests_app.forms.hiding import cells_field
from requests_app.missing import MissingOf
from requests_app.models import CodeRequest, Page, Slot
from requests_app.permissions import WORK_ON_REQUESTS, find
from requests_app.states import OPEN, WITH_STAFF
from requests_app.vault.sanitise import UploadRefused
from requests_app.workflow.people import may_not_work
from requests_app.workflow.seeing import opened_lately, standing_pages

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class Act(StrEnum):
    """The buttons. Only `USE` changes anything; `SHOW` opens an identity paper and is recorded."""

    SHOW = "show"
    COVER = "cover"
    COVER_ALL = "all"
    UNCOVER_ALL = "none"
    CHANGE = "change"
    USE = "use"


class CoverForm(forms.Form):
    """Some squares, but not all."""

    cells = cells_field()

    def clean_cells(self) -> frozenset[Cell]:
        """The squares by their places."""
        chosen = frozenset(CELLS[name] for name in self.cleaned_data["cells"])
        if not chosen:
            raise forms.ValidationError(gettext_lazy("Choose the squares to cover"))
        if len(chosen) == len(CELLS):
            raise forms.ValidationError(gettext_lazy("Leave open what has to be read"))
        return chosen


@require_http_methods(["GET", "HEAD", "POST"])
def cover_document(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """The grid over one page of a document that stands, for whoever may work on the request while it is open."""
    user = signed_in(request)
    code_request = find(user, reference, WORK_ON_REQUESTS)
    page = next((one for one in standing_pages(code_request) if one.pk == key), None)
    if page is None:
        raise Http404
    if code_request.status not in OPEN:
        return page_of_request(request, code_request, overtaken=True, status=409)
    if why := may_not_work(code_request, user):
        return page_of_request(request, code_request, errors=words.errors_of((why,)), status=422)
    if request.method != "POST":
        return _grid(request, code_request, page, [])
    act, chosen = request.POST.get("act"), request.POST.getlist("cells")
    if act == Act.SHOW:
        return _open(request, code_request, page)
    if act in (Act.COVER_ALL, Act.UNCOVER_ALL, Act.CHANGE):
        return _grid(request, code_request, page, {Act.COVER_ALL: [*CELLS], Act.UNCOVER_ALL: []}.get(Act(act), chosen))
    form = CoverForm(request.POST)
    if not form.is_valid():
        return _page(request, code_request, page, form, status=422)
    if act != Act.USE:
        squares = [(name, name in chosen) for name in CELLS]
        return _page(
            request, code_request, page, form, squares=squares, alternative=_alternative(page, len(set(chosen)))
        )
    return _cover(request, code_request, page, form.cleaned_data["cells"])


def _alternative(page: Page, count: int) -> str:
    """The covered picture in words."""
    said = ngettext("%(label)s with %(n)d square covered", "%(label)s with %(n)d squares covered", count)
    return said % {"label": label_of(page), "n": count}


def _open(request: HttpRequest, code_request: CodeRequest, page: Page) -> HttpResponse:
    try:
        workflow.see_page(page, by=signed_in(request))
    except workflow.NotComplete as refused:
        return page_of_request(request, code_request, errors=words.errors_of(refused.missing), status=422)
    return _grid(request, code_request, page, [])


def _cover(request: HttpRequest, code_request: CodeRequest, page: Page, cells: frozenset[Cell]) -> HttpResponse:
    """On the version that the page showed, and not while somebody else works on the request."""
    user: User = signed_in(request)

    def act(_current: CodeRequest) -> None:
        result = workflow.cover_for_customer(page, cells, by=user)
        if isinstance(result, UploadRefused):
            raise workflow.NotComplete(MissingOf.COVER.named(result.problem))

    def done(current: CodeRequest) -> HttpResponse:
        messages.success(request, _("The squares are covered. Nothing of what lay there is kept."))
        return redirect("admin:review", current.reference)

    works = code_request.status in WITH_STAFF
    return attempt(request, str(code_request.reference), act, then=done, needs_claim=works)


def _grid(request: HttpRequest, code_request: CodeRequest, page: Page, chosen: list[str]) -> HttpResponse:
    return _page(request, code_request, page, CoverForm(initial={"cells": chosen}))


def _page(
    request: HttpRequest, code_request: CodeRequest, page: Page, form: CoverForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    sealed = page.upload.slot == Slot.IDENTITY and not opened_lately(page, by=signed_in(request))
    about = {
        "code_request": code_request,
        "photo": page,
        "label": label_of(page),
        "sealed": sealed,
        "source": reverse("admin:thumb", args=[code_request.reference, page.pk]),
        "form": form,
        "errors": [words.FormError(str(error), "id_cells_0") for error in form.errors.get("cells", [])],
    }
    return render(request, "admin/requests/cover.html", frame(request, **about, **context), status=status)

"""Pointing at a part of a customer's photo before it is asked for again: squares over it, the photo stays as it is."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from guides_app.squares import CELLS, Box
from requests_app.admin.forms import AskForm, read_mark, written
from requests_app.admin.frame import frame, signed_in
from requests_app.forms.hiding import cells_field
from requests_app.models import CodeRequest, FormName, Page, Slot
from requests_app.permissions import WORK_ON_REQUESTS, find
from requests_app.states import ASK
from requests_app.workflow import Mark
from requests_app.workflow.seeing import standing_pages
from requests_app.workflow.unsent import keep, unsent_of


class MarkForm(forms.Form):
    """The squares to point at; no square takes a mark away. What is kept is the smallest box around them."""

    cells = cells_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cells"].label = _("Squares to point at")

    def clean_cells(self) -> Box | None:
        return Box.around(CELLS[name] for name in self.cleaned_data["cells"])


def markable_pages(code_request: CodeRequest) -> list[Page]:
    """The photos on which something may be marked: all that stand, but no identity paper and none that is damaged."""
    pages = standing_pages(code_request)
    return [page for page in pages if page.upload.slot != Slot.IDENTITY and page.damaged_at is None]


@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Choose the squares; they are kept with what was typed for asking, and go out with the letter."""
    user = signed_in(request)
    code_request = find(user, reference, WORK_ON_REQUESTS)
    page = next((one for one in markable_pages(code_request) if one.pk == key), None)
    if page is None or code_request.status not in ASK.sources:
        raise Http404
    typed = dict(unsent_of(code_request, by=user).of(FormName.ASK))
    field = f"mark-{page.upload.slot}"
    if request.method != "POST":
        before = read_mark(typed.get(field, ""))
        cells = before.box.cells if before and before.page == page.pk else frozenset()
        form = MarkForm(initial={"cells": [name for name, cell in CELLS.items() if cell in cells]})
    else:
        form = MarkForm(request.POST)
        if form.is_valid():
            box = form.cleaned_data["cells"]
            typed[field] = written(Mark(page.pk, box)) if box else ""
            keep(code_request, FormName.ASK, AskForm(typed).typed(), by=user)
            return redirect("admin:ask", reference)
    context = frame(request, code_request=code_request, page=page, label=Slot(page.upload.slot).label, form=form)
    return render(request, "admin/requests/mark.html", context, status=422 if form.errors else 200)

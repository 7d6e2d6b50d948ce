"""Hide what we do not need: squares of a draft's picture, chosen, looked at and then painted black for good."""

from enum import StrEnum
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from guides_app.squares import CELLS
from requests_app import evidence, limits
from requests_app.forms.documents import refusal_text
from requests_app.forms.hiding import HIDING, HideForm
from requests_app.limits import Limit
from requests_app.models import Page
from requests_app.states import Status
from requests_app.vault.sanitise import UploadRefused
from requests_app.views import cookies
from requests_app.views.documents import DocumentQuestion
from requests_app.views.drafts import with_query
from requests_app.views.pages import INVALID, status_of


class Act(StrEnum):
    """The buttons of both pages."""

    COVER = "cover"
    COVER_ALL = "all"
    UNCOVER_ALL = "none"
    CHANGE = "change"
    USE = "use"


class Hide(DocumentQuestion):
    """One picture of the draft on this device; there is no such page for anybody else. Only `USE` changes anything."""

    template_name = "requests_app/hide.html"
    picture: Page

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        draft = cookies.draft_of(request)
        if draft is None or draft.status != Status.DRAFT or self.slot not in HIDING:
            raise Http404
        pages = [page for upload in evidence.current(draft, self.slot) for page in upload.pages.all()]
        picture = next((page for page in pages if page.pk == kwargs["page_id"]), None)
        if picture is None:
            raise Http404
        self.picture = picture
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, slug: str, page_id: int) -> HttpResponseBase:
        return self._grid(HIDING[self.slot].at_first)

    def post(self, request: HttpRequest, slug: str, page_id: int) -> HttpResponseBase:
        act, chosen = request.POST.get("act"), request.POST.getlist("cells")
        if act in (Act.COVER_ALL, Act.UNCOVER_ALL, Act.CHANGE):
            return self._grid({Act.COVER_ALL: list(CELLS), Act.UNCOVER_ALL: []}.get(Act(act), chosen))
        form = HideForm(request.POST, hiding=HIDING[self.slot])
        if not form.is_valid():
            return self._page(form, status=INVALID)
        if not chosen:
            return self._to_preview()
        if act != Act.USE:
            squares = [(name, name in chosen) for name in CELLS]
            return self._page(form, template="requests_app/hide_look.html", squares=squares, count=len(chosen))
        limits.spend_of_request(request, Limit.UPLOADS, self.draft)
        try:
            result = evidence.cover(self.picture, form.cleaned_data["cells"])
        except evidence.Closed:
            return self._to_preview()
        if isinstance(result, UploadRefused):
            form.add_error("cells", refusal_text(self.slot, result))
            return self._page(form, status=status_of(result))
        return self._to_preview(covered="yes")

    def _grid(self, chosen: list[str]) -> HttpResponseBase:
        return self._page(HideForm(initial={"cells": chosen}, hiding=HIDING[self.slot]))

    def _page(self, form: HideForm, *, template: str = "", status: int = 200, **context: Any) -> HttpResponseBase:
        shared = self.shared() | {"picture": self.picture, "hiding": form.hiding, "back_url": self._preview_url()}
        return self.page(template=template, form=form, status=status, **shared, **context)

    def _preview_url(self, **extra: str) -> str:
        return with_query(self.request, reverse("requests:preview", args=[self.kwargs["slug"]]), **extra)

    def _to_preview(self, **extra: str) -> HttpResponseBase:
        return redirect(self._preview_url(**extra))

"""Squares of a picture, chosen, looked at and painted black for good: of a document, or of one that must be covered."""

from enum import StrEnum
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from guides_app.squares import CELLS, Cell
from requests_app import evidence, limits
from requests_app.forms.documents import refusal_text
from requests_app.forms.hiding import HIDING, HideForm, Hiding
from requests_app.limits import Limit
from requests_app.models import Page, UncoveredPicture
from requests_app.vault.sanitise import UploadRefused
from requests_app.views.document_pages import DocumentPlace
from requests_app.views.pages import INVALID, status_of
from requests_app.views.pictures import uncovered_picture


class Act(StrEnum):
    """The buttons of both pages."""

    COVER = "cover"
    COVER_ALL = "all"
    UNCOVER_ALL = "none"
    CHANGE = "change"
    USE = "use"


class SquaresView(DocumentPlace):
    """A grid over one picture; there is no such page for anybody but its own device. Only `USE` changes anything."""

    template_name = "requests_app/hide.html"
    look_template = "requests_app/hide_look.html"
    waits = False

    @property
    def hiding(self) -> Hiding:
        if self.slot not in HIDING:
            raise Http404
        return HIDING[self.slot]

    def picture(self) -> Page | UncoveredPicture:
        """The picture under the grid; whoever may not see it is told that it is not there."""
        raise NotImplementedError

    def picture_address(self) -> str:
        raise NotImplementedError

    def paint(self, cells: frozenset[Cell]) -> UploadRefused | None:
        raise NotImplementedError

    def get(self, request: HttpRequest, **_named: Any) -> HttpResponseBase:
        return self._grid(self.hiding.at_first)

    def post(self, request: HttpRequest, **_named: Any) -> HttpResponseBase:
        act, chosen = request.POST.get("act"), request.POST.getlist("cells")
        if act in (Act.COVER_ALL, Act.UNCOVER_ALL, Act.CHANGE):
            return self._grid({Act.COVER_ALL: list(CELLS), Act.UNCOVER_ALL: []}.get(Act(act), chosen))
        form = HideForm(request.POST, hiding=self.hiding)
        if not form.is_valid():
            return self._page(form, status=INVALID)
        if not chosen:
            return redirect(self.address("preview"))
        if act != Act.USE:
            squares = [(name, name in chosen) for name in CELLS]
            return self._page(form, template=self.look_template, squares=squares, count=len(chosen))
        limits.spend_of_request(request, Limit.UPLOADS, self.owner)
        self.picture()
        if refused := self.paint(form.cleaned_data["cells"]):
            form.add_error("cells", refusal_text(self.slot, refused))
            return self._page(form, status=status_of(refused))
        return redirect(self.address("preview", covered="yes"))

    def _grid(self, chosen: list[str]) -> HttpResponseBase:
        return self._page(HideForm(initial={"cells": chosen}, hiding=self.hiding))

    def _page(self, form: HideForm, *, template: str = "", status: int = 200, **context: Any) -> HttpResponseBase:
        shown = {
            "hiding": form.hiding,
            "picture": self.picture(),
            "picture_address": self.picture_address(),
            "back_url": self.address("document" if self.waits else "preview"),
            "waits": self.waits,
            "remove_address": self.address("remove"),
        }
        return self.show(template, form=form, status=status, **shown, **context)


class HideView(SquaresView):
    """More of a document that is there."""

    def picture(self) -> Page:
        pages = [page for upload in self.uploads() for page in upload.pages.all()] if self.hiding else []
        found = next((page for page in pages if page.pk == self.kwargs["page_id"] and self.thumb_address(page)), None)
        if found is None:
            raise Http404
        return found

    def picture_address(self) -> str:
        return self.thumb_address(self.picture())

    def paint(self, cells: frozenset[Cell]) -> UploadRefused | None:
        result = evidence.cover(self.picture(), cells, purpose=self.purpose, item=self.item)
        return result if isinstance(result, UploadRefused) else None


class CoverView(SquaresView):
    """A paper that must be covered and came as it is: all squares are covered until some are opened.

    Squares are those of one picture: chosen over another one, in another tab or before, they are chosen anew.
    """

    waits = True

    def get(self, request: HttpRequest, **named: Any) -> HttpResponseBase:
        return super().get(request, **named) if self.waiting() else redirect(self.address("document"))

    def post(self, request: HttpRequest, **named: Any) -> HttpResponseBase:
        return super().post(request, **named) if self._meant() else redirect(self.address("cover"))

    def picture(self) -> UncoveredPicture:
        picture = self._meant()
        if picture is None:
            raise Http404
        return picture

    def _meant(self) -> UncoveredPicture | None:
        """The picture that waits, unless the squares that came were chosen over another one."""
        picture = self.waiting()
        other = picture and self.request.method == "POST" and self.request.POST.get("picture") != str(picture.pk)
        return None if other else picture

    def picture_address(self) -> str:
        return self.address("cover-picture")

    def paint(self, cells: frozenset[Cell]) -> UploadRefused | None:
        result = evidence.attach_covered(self.picture(), cells, purpose=self.purpose, item=self.item)
        if isinstance(result, UploadRefused):
            return result
        self.taken_in(result)
        return None


class CoverPictureView(DocumentPlace):
    """The small picture under that grid."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **_named: Any) -> HttpResponseBase:
        return uncovered_picture(self.waiting())

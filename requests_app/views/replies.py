"""The customer answers what was asked for again, item by item."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode

from requests_app import limits, uncovered, workflow
from requests_app.evidence import Purpose
from requests_app.forms.after import ReplyForm
from requests_app.forms.documents import DocumentForm
from requests_app.limits import Limit
from requests_app.models import AccessLink, AskedItem, CodeRequest, Page, Slot, Upload
from requests_app.states import ANSWER
from requests_app.views.document_pages import DocumentPlace, DocumentView, PreviewView, RemoveView
from requests_app.views.hiding import CoverPictureView, CoverView, HideView
from requests_app.views.pages import INVALID
from requests_app.views.tracked import TrackedPage


class ReplyPage(TrackedPage):
    """What all pages of the loop know: the items of this round and no others."""

    move = ANSWER

    def items(self) -> list[AskedItem]:
        rows = self.code_request.asked_items.filter(round=self.code_request.verification_round)
        return list(rows.select_related("answer_upload", "marked_page__upload"))


class Reply(ReplyPage):
    """The list of what is missing; sent when everything has an answer."""

    template_name = "requests_app/reply.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self._page()

    def post(self, request: HttpRequest) -> HttpResponseBase:
        limits.spend_of_request(request, Limit.ANSWERS, self.code_request)
        try:
            workflow.answer(self.code_request)
        except workflow.NotComplete:
            return self._page(incomplete=True, status=INVALID)
        response = self.to_tracking()
        response["Location"] += "?answered=1"
        return response

    def _page(self, *, incomplete: bool = False, status: int = 200) -> HttpResponseBase:
        items = self.items()
        waiting = uncovered.waiting(self.code_request)
        open_items = [item for item in items if item.answered_at is None or item.slot in waiting]
        return self.page(items=items, open_items=open_items, incomplete=incomplete, status=status)


class ItemPlace(ReplyPage, DocumentPlace):
    """One thing that was asked for again: a new document, or words about what there is instead."""

    layout = "requests_app/tracked.html"
    purpose = Purpose.ANSWER
    item: AskedItem

    def open(self) -> None:
        found = next((item for item in self.items() if item.pk == self.kwargs["item_id"]), None)
        if found is None:
            raise Http404
        self.item, self.slot = found, Slot(found.slot)

    @property
    def owner(self) -> CodeRequest:
        return self.code_request

    @property
    def sender(self) -> AccessLink:
        return self.link

    def address(self, name: str, *args: int, **query: str) -> str:
        view = "item" if name == "document" else name
        url = reverse(f"requests:reply-{view}", args=[self.code_request.reference, self.item.pk, *args])
        return f"{url}?{urlencode(query)}" if query else url

    def thumb_address(self, page: Page) -> str:
        reference = self.code_request.reference
        return reverse("requests:track-thumb", args=[reference, page.pk]) if self.on_sending_device else ""

    def onward_address(self) -> str:
        return reverse("requests:reply", args=[self.code_request.reference])

    def answered(self) -> bool:
        return bool(self.own())

    def taken_in(self, upload: Upload | None, text: str | None = None) -> None:
        words = self.item.answer_text if text is None else text
        if upload or words:
            workflow.answer_item(self.item, upload=upload, text=words)

    def taken_out(self) -> None:
        if not self.own():
            workflow.reopen_item(self.item)


class ReplyItem(DocumentView, ItemPlace):
    """The document's page, with room for words."""

    template_name = "requests_app/reply_item.html"

    def form(self, *data: Any, again: str = "") -> ReplyForm:
        initial = {"text": self.item.answer_text, "again": again}
        return ReplyForm(*data, slot=self.slot, answered=self.answered(), initial=initial)

    def post(self, request: HttpRequest, **named: Any) -> HttpResponseBase:
        limits.spend_of_request(request, Limit.ANSWERS, self.code_request)
        return super().post(request, **named)

    def without_photo(self, form: DocumentForm) -> HttpResponseBase:
        self.taken_in(None, form.cleaned_data["text"])
        return self.go_on()

    def show(self, template: str = "", *, status: int = 200, **context: Any) -> HttpResponseBase:
        sent = [upload for upload in self.uploads() if upload.created_at < self.item.created_at]
        before = self.shown(sent, hideable=False)
        told = {"item": self.item, "sent_before": before, "marked_thumb": self._marked_thumb()}
        return super().show(template, status=status, back_url=self.onward_address(), **told, **context)

    def _marked_thumb(self) -> str:
        """The photo on which staff point at something, while it is there and this device may see it."""
        page = self.item.marked_page
        return self.thumb_address(page) if page and page.upload.deleted_at is None and not page.damaged_at else ""


class ReplyPreview(PreviewView, ItemPlace):
    """A look at the answer."""


class ReplyRemove(RemoveView, ItemPlace):
    """One file of the answer is taken out again."""


class ReplyHide(HideView, ItemPlace):
    """More of an answer is covered, on the device that sent the request."""


class ReplyCover(CoverView, ItemPlace):
    """A paper that must be covered and came as it is, for the holder of the same link."""


class ReplyCoverPicture(CoverPictureView, ItemPlace):
    """The small picture of it."""

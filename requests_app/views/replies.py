"""The customer answers: what was asked for again, item by item; and an appeal against a refusal."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from requests_app import evidence, limits, workflow
from requests_app.evidence import Purpose
from requests_app.forms.after import AppealForm, ReplyForm
from requests_app.forms.documents import QUESTIONS, refusal_text
from requests_app.limits import Limit
from requests_app.models import AskedItem, Slot
from requests_app.states import ANSWER, APPEAL
from requests_app.vault.sanitise import UploadRefused
from requests_app.views.pages import INVALID, status_of
from requests_app.views.tracked import TrackedPage


class ReplyPage(TrackedPage):
    """What all pages of the loop know: the items of this round and no others."""

    move = ANSWER

    def items(self) -> list[AskedItem]:
        rows = self.code_request.asked_items.filter(round=self.code_request.verification_round)
        return list(rows.select_related("answer_upload"))


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
        open_items = [item for item in items if item.answered_at is None]
        return self.page(items=items, open_items=open_items, incomplete=incomplete, status=status)


class ReplyItem(ReplyPage):
    """One item: a new photo, or words about what there is instead."""

    template_name = "requests_app/reply_item.html"

    def get(self, request: HttpRequest, item_id: int) -> HttpResponseBase:
        item = self._item(item_id)
        return self._page(item, ReplyForm(pdf=QUESTIONS[Slot(item.slot)].pdf, initial={"text": item.answer_text}))

    def post(self, request: HttpRequest, item_id: int) -> HttpResponseBase:
        item = self._item(item_id)
        slot = Slot(item.slot)
        limits.spend_of_request(request, Limit.ANSWERS, self.code_request)
        form = ReplyForm(request.POST, request.FILES, pdf=QUESTIONS[slot].pdf)
        if not form.is_valid():
            return self._page(item, form, status=INVALID)
        upload: Any = None
        if form.cleaned_data["photo"] is not None:
            limits.spend_of_request(request, Limit.UPLOADS, self.code_request)
            upload = evidence.attach(
                self.code_request, slot, form.cleaned_data["photo"], purpose=Purpose.ANSWER, item=item
            )
            if isinstance(upload, UploadRefused):
                form.add_error("photo", refusal_text(slot, upload))
                return self._page(item, form, status=status_of(upload))
        workflow.answer_item(item, upload=upload, text=form.cleaned_data["text"])
        return redirect(reverse("requests:reply", args=[self.code_request.reference]))

    def _item(self, item_id: int) -> AskedItem:
        found = next((item for item in self.items() if item.pk == item_id), None)
        if found is None:
            raise Http404
        return found

    def _page(self, item: AskedItem, form: ReplyForm, *, status: int = 200) -> HttpResponseBase:
        sent = evidence.current(self.code_request, Slot(item.slot))
        return self.page(item=item, form=form, question=QUESTIONS[Slot(item.slot)], uploads=sent, status=status)


class Appeal(TrackedPage):
    """Somebody else looks again. Words are needed, a photo is welcome."""

    template_name = "requests_app/appeal.html"
    move = APPEAL

    def get(self, request: HttpRequest) -> HttpResponseBase:
        if not workflow.may_appeal(self.code_request):
            return self.to_tracking()
        return self.page(form=AppealForm(pdf=True))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        if not workflow.may_appeal(self.code_request):
            return self.to_tracking(moved=bool(request.FILES))
        limits.spend_of_request(request, Limit.ANSWERS, self.code_request)
        form = AppealForm(request.POST, request.FILES, pdf=True)
        if not form.is_valid():
            return self.page(form=form, status=INVALID)
        upload: Any = None
        if form.cleaned_data["photo"] is not None:
            limits.spend_of_request(request, Limit.UPLOADS, self.code_request)
            upload = evidence.attach(
                self.code_request, Slot.PURCHASE, form.cleaned_data["photo"], purpose=Purpose.APPEAL
            )
            if isinstance(upload, UploadRefused):
                form.add_error("photo", refusal_text(Slot.PURCHASE, upload))
                return self.page(form=form, status=status_of(upload))
        try:
            workflow.appeal_with(self.code_request, text=form.cleaned_data["text"], upload=upload)
        except workflow.NotComplete:
            return self.to_tracking(moved=True)
        response = self.to_tracking()
        response["Location"] += "?answered=1"
        return response

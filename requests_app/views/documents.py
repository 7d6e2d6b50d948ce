"""Photos and papers of a draft: upload, look at it, take another, remove; and the small pictures of them."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from requests_app import evidence, limits
from requests_app.forms.documents import (
    HINTS,
    QUESTIONS,
    TOO_MANY,
    DocumentForm,
    OtherProofForm,
    PreviewForm,
    offer_text,
    refusal_text,
)
from requests_app.forms.hiding import HIDING, HideForm
from requests_app.limits import Limit
from requests_app.models import Page, Slot, Upload
from requests_app.states import Status
from requests_app.vault.sanitise import UploadRefused
from requests_app.views import cookies
from requests_app.views.drafts import QuestionPage, with_query
from requests_app.views.pages import INVALID, CustomerPage, status_of
from requests_app.views.pictures import picture
from requests_app.views.steps import SLOTS, SLUGS, Step


class DocumentQuestion(QuestionPage):
    """One document of the request."""

    slot: Slot

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        slot = SLOTS.get(kwargs.get("slug", SLUGS[Slot.CERTIFICATE]))
        if slot is None or slot is Slot.DISPLAY:
            raise Http404
        self.slot = slot

    def step(self) -> Step:
        """Another proof of purchase belongs to the question about the certificate."""
        return Step("document", Slot.CERTIFICATE if self.slot is Slot.PURCHASE else self.slot)

    def uploads(self) -> list[Upload]:
        return evidence.current(self.draft, self.slot) if self.draft.pk else []

    def upload_here(self, pk: int | None) -> Upload | None:
        return next((upload for upload in self.uploads() if upload.pk == pk), None)

    def shared(self) -> dict[str, Any]:
        return {
            "slot": self.slot,
            "slug": SLUGS[self.slot],
            "question": QUESTIONS[self.slot],
            "offer": offer_text(self.slot),
            "hideable": self.slot in HIDING,
            "several": self.slot not in evidence.ONE_AT_A_TIME,
            "most": evidence.MOST_PER_SLOT,
        }


class Document(DocumentQuestion):
    """The file is cleaned and sealed before the next page; a bad one leaves what was there."""

    template_name = "requests_app/document.html"

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        again = request.GET.get("again", "")
        form = DocumentForm(slot=self.slot, initial={"again": again if again.isascii() and again.isdigit() else ""})
        return self._page(form)

    def post(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        answered = self.path.answered(self.step())
        form = DocumentForm(request.POST, request.FILES, slot=self.slot, answered=answered)
        if not form.is_valid():
            return self._page(form, status=INVALID)
        if form.cleaned_data["photo"] is None:
            return self.onward(self.draft)
        limits.spend_of_request(request, Limit.UPLOADS, self.draft)
        rejected = self.upload_here(form.cleaned_data.get("again"))
        full = len(self.uploads()) >= evidence.MOST_PER_SLOT and self.slot not in evidence.ONE_AT_A_TIME
        if full and rejected is None:
            form.add_error("photo", str(TOO_MANY))
            return self._page(form, status=INVALID)
        upload = evidence.attach(self.draft, self.slot, form.cleaned_data["photo"], instead_of=rejected)
        if isinstance(upload, UploadRefused):
            form.add_error("photo", refusal_text(self.slot, upload))
            return self._page(form, status=status_of(upload))
        return redirect(with_query(request, reverse("requests:preview", args=[slug])))

    def _page(self, form: DocumentForm, *, status: int = 200) -> HttpResponseBase:
        uploads = self.uploads()
        return self.page(
            form=form,
            uploads=uploads,
            answered=self.path.answered(self.step()),
            onward=with_query(self.request, self.path.after(self.step()).url),
            covering=self._covering(),
            may_add=len(uploads) < evidence.MOST_PER_SLOT,
            status=status,
            **self.shared(),
        )

    def _covering(self) -> HideForm | None:
        """The squares that scripts lay over a photo before it is sent."""
        hiding = HIDING.get(self.slot)
        return HideForm(hiding=hiding, initial={"cells": hiding.at_first}) if hiding else None


class Preview(DocumentQuestion):
    """The person looks before staff do; a hint never refuses."""

    template_name = "requests_app/preview.html"

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        return self._page(PreviewForm())

    def post(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        form = PreviewForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=INVALID)
        if form.cleaned_data["use"] == "yes":
            return self.onward(self.draft)
        uploads = self.uploads()
        again = {"again": str(uploads[-1].pk)} if uploads else {}
        return redirect(with_query(request, reverse("requests:document", args=[slug]), **again))

    def _page(self, form: PreviewForm, *, status: int = 200) -> HttpResponseBase:
        uploads = self.uploads()
        if not uploads:
            return redirect(with_query(self.request, reverse("requests:document", args=[SLUGS[self.slot]])))
        pages = list(uploads[-1].pages.all())
        hints = [HINTS[hint] for page in pages for hint in page.hints if hint in HINTS]
        return self.page(
            form=form, pages=pages, hints=list(dict.fromkeys(hints)), count=len(uploads), status=status, **self.shared()
        )


class Remove(DocumentQuestion):
    """Take one file out again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        pk = request.POST.get("upload", "")
        upload = self.upload_here(int(pk)) if pk.isascii() and pk.isdigit() and len(pk) < 16 else None
        if upload is not None:
            evidence.remove(upload)
        return redirect(with_query(request, reverse("requests:document", args=[slug])))


class OtherProof(DocumentQuestion):
    """No certificate at hand."""

    template_name = "requests_app/other_proof.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self.page(form=OtherProofForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = OtherProofForm(request.POST)
        if not form.is_valid():
            return self.page(form=form, status=INVALID)
        instead = form.cleaned_data["instead"]
        if instead == OtherProofForm.PURCHASE:
            return redirect(with_query(request, reverse("requests:document", args=[SLUGS[Slot.PURCHASE]])))
        return self.page(template="requests_app/other_proof_advice.html", instead=instead)


class Thumb(CustomerPage):
    """A small picture of a draft's document, for the device that took it and nobody else."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, page_id: int) -> HttpResponseBase:
        draft = cookies.draft_of(request)
        if draft is None or draft.status != Status.DRAFT:
            raise Http404
        rows = Page.objects.filter(pk=page_id, upload__code_request=draft, upload__deleted_at=None)
        return picture(request, rows.select_related("upload").first())

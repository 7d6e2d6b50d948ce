"""Photos and papers of a draft: each document's pages in the wizard; and the small pictures of them."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from requests_app import evidence
from requests_app.forms.documents import OtherProofForm
from requests_app.forms.hiding import HIDING
from requests_app.models import CodeRequest, Page, Slot
from requests_app.states import Status
from requests_app.views import cookies
from requests_app.views.document_pages import DocumentPlace, DocumentView, PreviewView, RemoveView
from requests_app.views.drafts import QuestionPage, with_query
from requests_app.views.hiding import CoverPictureView, CoverView, HideView
from requests_app.views.pages import INVALID, CustomerPage
from requests_app.views.pictures import picture
from requests_app.views.steps import SLOTS, SLUGS, Step


class DocumentQuestion(QuestionPage, DocumentPlace):
    """One document of the draft on this device."""

    layout = "requests_app/question.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        slot = SLOTS.get(kwargs.get("slug", SLUGS[Slot.CERTIFICATE]))
        if slot is None or slot is Slot.DISPLAY:
            raise Http404
        self.slot = slot

    @property
    def owner(self) -> CodeRequest:
        return self.draft

    def step(self) -> Step:
        """Another proof of purchase belongs to the question about the certificate."""
        return Step("document", Slot.CERTIFICATE if self.slot is Slot.PURCHASE else self.slot)

    def address(self, name: str, *args: int, **query: str) -> str:
        return with_query(self.request, reverse(f"requests:{name}", args=[SLUGS[self.slot], *args]), **query)

    def thumb_address(self, page: Page) -> str:
        return reverse("requests:draft-thumb", args=[page.pk])

    def phone_address(self) -> str:
        return self.address("use-phone")

    def onward_address(self) -> str:
        return with_query(self.request, self.path.after(self.step()).url)

    def go_on(self) -> HttpResponseBase:
        return self.onward(self.draft)

    def answered(self) -> bool:
        return self.path.answered(self.step())


class Document(DocumentView, DocumentQuestion):
    """The question itself."""


class Preview(PreviewView, DocumentQuestion):
    """A look at what was sent."""


class Remove(RemoveView, DocumentQuestion):
    """One file is taken out again."""


class Hide(HideView, DocumentQuestion):
    """More of a picture is covered; for anybody but the device of the draft there is no such page."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        draft = cookies.draft_of(request)
        if draft is None or draft.status != Status.DRAFT or self.slot not in HIDING:
            raise Http404
        pages = [page for upload in evidence.current(draft, self.slot) for page in upload.pages.all()]
        if kwargs["page_id"] not in {page.pk for page in pages}:
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class Cover(CoverView, DocumentQuestion):
    """A paper that must be covered and came as it is."""


class CoverPicture(CoverPictureView, DocumentQuestion):
    """The small picture of it."""


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

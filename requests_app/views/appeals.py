"""An appeal against a refusal: words, and documents that are looked at before it is sent."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from requests_app import evidence, limits, uncovered, workflow
from requests_app.evidence import Purpose
from requests_app.forms.after import AppealForm
from requests_app.forms.documents import refusal_text
from requests_app.forms.hiding import HIDING, HideForm
from requests_app.limits import Limit
from requests_app.models import AccessLink, CodeRequest, Page, Slot, Upload
from requests_app.states import APPEAL
from requests_app.vault.sanitise import UploadRefused
from requests_app.views.document_pages import DocumentPlace, DocumentView, PreviewView, RemoveView
from requests_app.views.hiding import CoverPictureView, CoverView, HideView
from requests_app.views.pages import INVALID, status_of
from requests_app.views.tracked import TrackedPage


class AppealPlace(TrackedPage, DocumentPlace):
    """The documents that are added to an appeal, before it is sent."""

    move = APPEAL
    layout = "requests_app/tracked.html"
    purpose = Purpose.APPEAL
    slot = Slot.PURCHASE
    own_name = "appeal"

    def open(self) -> None:
        if not workflow.may_appeal(self.code_request):
            raise evidence.Closed

    @property
    def owner(self) -> CodeRequest:
        return self.code_request

    @property
    def sender(self) -> AccessLink:
        return self.link

    def uploads(self) -> list[Upload]:
        return self._added(self.slot)

    def _added(self, *slots: Slot) -> list[Upload]:
        refused_at = self.code_request.ended_at
        rows = evidence.current(self.code_request)
        return [one for one in rows if one.slot in slots and refused_at and one.created_at >= refused_at]

    def address(self, name: str, *args: int, **query: str) -> str:
        view = self.own_name if name == "document" else f"{self.own_name}-{name}"
        url = reverse(f"requests:{view}", args=[self.code_request.reference, *args])
        return f"{url}?{urlencode(query)}" if query else url

    def thumb_address(self, page: Page) -> str:
        reference = self.code_request.reference
        return reverse("requests:track-thumb", args=[reference, page.pk]) if self.on_sending_device else ""

    def onward_address(self) -> str:
        return reverse("requests:appeal", args=[self.code_request.reference])

    def answered(self) -> bool:
        return True


class Appeal(AppealPlace):
    """Somebody else looks again. Words are needed, photos are welcome; what was typed is kept while they are added."""

    template_name = "requests_app/appeal.html"
    UPLOAD, IDENTITY = "upload", "identity"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self._page(AppealForm(pdf=True, initial={"text": workflow.words_of_appeal(self.code_request)}))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        limits.spend_of_request(request, Limit.ANSWERS, self.code_request)
        then = request.POST.get("then")
        unsent = then in (self.UPLOAD, self.IDENTITY)
        form = AppealForm(request.POST, request.FILES, pdf=True, unsent=unsent, needs_photo=then == self.UPLOAD)
        if not form.is_valid():
            return self._page(form, status=INVALID)
        photo, text = form.cleaned_data["photo"], form.cleaned_data["text"]
        wanted = photo is not None and then != self.IDENTITY
        upload = self._attach(photo) if wanted else None
        if isinstance(upload, UploadRefused):
            form.add_error("photo", refusal_text(self.slot, upload))
            return self._page(form, status=status_of(upload))
        if unsent or self._waits():
            workflow.keep_words_of_appeal(self.code_request, text)
            return redirect(self.address("preview") if then == self.UPLOAD else self._identity_address())
        last = next(reversed(self._added(self.slot, Slot.IDENTITY)), None)
        try:
            workflow.appeal_with(self.code_request, text=text, upload=last)
        except workflow.NotComplete:
            return self.to_tracking(moved=True)
        response = self.to_tracking()
        response["Location"] += "?answered=1"
        return response

    def _waits(self) -> bool:
        return Slot.IDENTITY in uncovered.waiting(self.code_request)

    def _identity_address(self) -> str:
        return reverse("requests:appeal-identity", args=[self.code_request.reference])

    def _attach(self, photo: Any) -> Upload | UploadRefused | None:
        limits.spend_of_request(self.request, Limit.UPLOADS, self.code_request)
        result = evidence.attach(self.code_request, self.slot, photo, purpose=self.purpose)
        return result if isinstance(result, Upload | UploadRefused) else None

    def _page(self, form: AppealForm, *, status: int = 200) -> HttpResponseBase:
        return self.show(
            form=form,
            documents=self.shown(self.uploads()),
            remove_address=self.address("remove"),
            covering=HideForm(hiding=HIDING[self.slot]),
            identity_address=self._identity_address(),
            identity_added=bool(self._added(Slot.IDENTITY)),
            identity_waits=self._waits(),
            status=status,
        )


class AppealPreview(PreviewView, AppealPlace):
    """A look at what is added to the appeal."""


class AppealRemove(RemoveView, AppealPlace):
    """One file of the appeal is taken out again."""


class AppealHide(HideView, AppealPlace):
    """More of it is covered, on the device that sent the request."""


class IdentityPlace(AppealPlace):
    """An identity paper is added to an appeal as to any request: covered, or held for its covering page."""

    slot = Slot.IDENTITY
    own_name = "appeal-identity"

    def answered(self) -> bool:
        return bool(self.own())


class AppealIdentity(DocumentView, IdentityPlace):
    """The document's page."""

    def post(self, request: HttpRequest, **named: Any) -> HttpResponseBase:
        limits.spend_of_request(request, Limit.ANSWERS, self.code_request)
        return super().post(request, **named)

    def show(self, template: str = "", *, status: int = 200, **context: Any) -> HttpResponseBase:
        return super().show(template, status=status, back_url=self.onward_address(), **context)


class AppealIdentityPreview(PreviewView, IdentityPlace):
    """A look at the paper."""


class AppealIdentityRemove(RemoveView, IdentityPlace):
    """The paper is taken out again."""


class AppealIdentityHide(HideView, IdentityPlace):
    """More of it is covered, on the device that sent the request."""


class AppealIdentityCover(CoverView, IdentityPlace):
    """It came as it is."""


class AppealIdentityCoverPicture(CoverPictureView, IdentityPlace):
    """The small picture of it, for the holder of the same link."""

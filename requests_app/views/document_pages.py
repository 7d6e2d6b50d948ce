"""The pages on which a document is handed in, wherever it is asked for: the form, a look at it, taking it out again."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from requests_app import evidence, limits, uncovered
from requests_app.evidence import Purpose
from requests_app.forms.documents import HINTS, QUESTIONS, TOO_MANY, DocumentForm, PreviewForm, offer_text, refusal_text
from requests_app.forms.hiding import HIDING, HideForm
from requests_app.limits import Limit
from requests_app.models import AccessLink, AskedItem, CodeRequest, HandOff, Page, Slot, UncoveredPicture, Upload
from requests_app.vault.sanitise import UploadRefused
from requests_app.views.pages import INVALID, CustomerPage, status_of


class DocumentPlace(CustomerPage):
    """One slot of one request. A question of the wizard and a thing that was asked for again say which, and where."""

    layout = ""
    purpose = Purpose.DRAFT
    item: AskedItem | None = None
    slot: Slot

    @property
    def owner(self) -> CodeRequest:
        raise NotImplementedError

    @property
    def sender(self) -> AccessLink | None:
        """The link by which a sent request is reached; a draft has its own cookie."""
        return None

    @property
    def hand_off(self) -> HandOff | None:
        """That of another device, by which a draft is reached from here."""
        return None

    def phone_address(self) -> str:
        """Of the page that hands this document to another device; empty where there is none."""
        return ""

    def address(self, name: str, *args: int, **query: str) -> str:
        """Of the page of this name ("document", "preview", "cover" ...) for this slot."""
        raise NotImplementedError

    def thumb_address(self, page: Page) -> str:
        """Of a small picture; empty for a device that is not shown any."""
        raise NotImplementedError

    def onward_address(self) -> str:
        """Of whatever comes after this document."""
        raise NotImplementedError

    def go_on(self) -> HttpResponseBase:
        return redirect(self.onward_address())

    def answered(self) -> bool:
        """Whether one may go on without another file."""
        raise NotImplementedError

    def page(self, *, template: str = "", status: int = 200, **context: Any) -> HttpResponseBase:
        raise NotImplementedError

    def uploads(self) -> list[Upload]:
        return evidence.current(self.owner, self.slot) if self.owner.pk else []

    def own(self) -> list[Upload]:
        """What was handed in here, without what was sent before."""
        return [upload for upload in self.uploads() if self.item is None or upload.created_at >= self.item.created_at]

    def upload_here(self, pk: int | None) -> Upload | None:
        return next((upload for upload in self.uploads() if upload.pk == pk), None)

    def waiting(self) -> UncoveredPicture | None:
        """The picture of this slot that waits to be covered, for the device that sent it."""
        picture = uncovered.waiting(self.owner).get(self.slot)
        mine = picture and picture.link == self.sender and picture.hand_off == self.hand_off
        return picture if mine else None

    def there(self, own: list[Upload]) -> int:
        """How many documents count for this slot, whichever device sent them; `own` are those that `own()` gave."""
        return len(own)

    def taken_in(self, upload: Upload | None, text: str | None = None) -> None:
        """Called with each document that was added here, and with the words that came beside it."""

    def taken_out(self) -> None:
        """Called when a document was taken out again."""

    def open(self) -> None:
        """Find out what this page is for, once it is known whose it is."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.open()
        return super().dispatch(request, *args, **kwargs)

    def show(self, template: str = "", *, status: int = 200, **context: Any) -> HttpResponseBase:
        shared = {
            "layout": self.layout,
            "slot": self.slot,
            "question": QUESTIONS[self.slot],
            "offer": offer_text(self.slot),
            "several": self.slot not in evidence.ONE_AT_A_TIME,
            "most": evidence.MOST_PER_SLOT,
            "own_address": self.address("document"),
            "owner": self.owner,
            "desk": self.owner.desk,
            "hand_off": self.hand_off,
            "phone_address": self.phone_address(),
        }
        return self.page(template=template, status=status, **shared, **context)

    def shown(self, uploads: list[Upload], *, hideable: bool = True) -> list[dict[str, Any]]:
        """Documents for the templates: each page with the address of its picture and of its squares."""
        hideable = hideable and self.slot in HIDING
        return [
            {
                "upload": upload,
                "pages": [
                    {
                        "page": page,
                        "thumb": self.thumb_address(page),
                        "hide": self.address("hide", page.pk) if hideable and self.thumb_address(page) else "",
                    }
                    for page in upload.pages.all()
                ],
            }
            for upload in uploads
        ]


class DocumentView(DocumentPlace):
    """The file is cleaned and sealed before the next page; a bad one leaves what was there."""

    template_name = "requests_app/document.html"

    def form(self, *data: Any, again: str = "") -> DocumentForm:
        initial = {"again": again if again.isascii() and again.isdigit() else ""}
        return DocumentForm(*data, slot=self.slot, answered=self.answered(), initial=initial)

    def without_photo(self, form: DocumentForm) -> HttpResponseBase:
        return self.go_on()

    def get(self, request: HttpRequest, **_named: Any) -> HttpResponseBase:
        return self._page(self.form(again=request.GET.get("again", "")))

    def post(self, request: HttpRequest, **_named: Any) -> HttpResponseBase:
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form, status=INVALID)
        photo = form.cleaned_data["photo"]
        if photo is None:
            return self.without_photo(form)
        limits.spend_of_request(request, Limit.UPLOADS, self.owner)
        return self._take_in(form, photo)

    def _take_in(self, form: DocumentForm, photo: Any) -> HttpResponseBase:
        rejected = self.upload_here(form.cleaned_data["again"])
        full = self.there(self.own()) >= evidence.MOST_PER_SLOT and self.slot not in evidence.ONE_AT_A_TIME
        if full and rejected is None:
            form.add_error("photo", str(TOO_MANY))
            return self._page(form, status=INVALID)
        result = evidence.attach(
            self.owner,
            self.slot,
            photo,
            purpose=self.purpose,
            item=self.item,
            instead_of=rejected,
            covered=form.cleaned_data["cells"],
            link=self.sender,
            hand_off=self.hand_off,
        )
        if isinstance(result, UploadRefused):
            form.add_error("photo", refusal_text(self.slot, result))
            return self._page(form, status=status_of(result))
        waits = isinstance(result, UncoveredPicture)
        self.taken_in(None if isinstance(result, UncoveredPicture) else result, form.cleaned_data.get("text"))
        return redirect(self.address("cover" if waits else "preview"))

    def _page(self, form: DocumentForm, *, status: int = 200) -> HttpResponseBase:
        own = self.own()
        return self.show(
            form=form,
            documents=self.shown(own),
            answered=self.answered(),
            onward=self.onward_address(),
            covering=self._covering(),
            may_add=self.there(own) < evidence.MOST_PER_SLOT or self.slot in evidence.ONE_AT_A_TIME,
            waiting=self.waiting(),
            cover_address=self.address("cover"),
            remove_address=self.address("remove"),
            plain_address=self.address("document", plain="1"),
            plain="plain" in self.request.GET,
            status=status,
        )

    def _covering(self) -> HideForm | None:
        """The squares that scripts lay over a photo before it is sent."""
        hiding = HIDING.get(self.slot)
        return HideForm(hiding=hiding, initial={"cells": hiding.at_first}) if hiding else None


class PreviewView(DocumentPlace):
    """The person looks before staff do; a hint never refuses."""

    template_name = "requests_app/preview.html"

    def get(self, request: HttpRequest, **_named: Any) -> HttpResponseBase:
        return self._page(PreviewForm())

    def post(self, request: HttpRequest, **_named: Any) -> HttpResponseBase:
        form = PreviewForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=INVALID)
        if form.cleaned_data["use"] == "yes":
            return self.go_on()
        uploads = self.uploads()
        return redirect(self.address("document", **({"again": str(uploads[-1].pk)} if uploads else {})))

    def _page(self, form: PreviewForm, *, status: int = 200) -> HttpResponseBase:
        uploads = self.uploads()
        if not uploads:
            return redirect(self.address("document"))
        hints = [HINTS[hint] for page in uploads[-1].pages.all() for hint in page.hints if hint in HINTS]
        document = self.shown(uploads[-1:])[0]
        hints = list(dict.fromkeys(hints))
        return self.show(form=form, document=document, hints=hints, count=len(uploads), status=status)


class RemoveView(DocumentPlace):
    """Take one file out again, or the one that waits to be covered."""

    http_method_names = ["post"]
    WAITING = "waiting"

    def post(self, request: HttpRequest, **_named: Any) -> HttpResponseBase:
        pk = request.POST.get("upload", "")
        upload = self.upload_here(int(pk)) if pk.isascii() and pk.isdigit() and len(pk) < 16 else None
        waiting = self.waiting()
        if upload is not None:
            evidence.remove(upload, purpose=self.purpose, item=self.item)
            self.taken_out()
        elif pk == self.WAITING and waiting is not None:
            uncovered.drop(waiting)
        return redirect(self.address("document"))

"""The pages of a telephone that took over the photos of a draft: what it sends itself is all that it is shown."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from requests_app import evidence, limits, shops, workflow
from requests_app.forms.documents import QUESTIONS
from requests_app.limits import Limit
from requests_app.models import CodeRequest, HandOff, Page, Slot, Upload
from requests_app.policy import slots_for
from requests_app.views import cookies
from requests_app.views.document_pages import DocumentPlace, DocumentView, PreviewView, RemoveView
from requests_app.views.hiding import CoverPictureView, CoverView, HideView
from requests_app.views.pages import CustomerPage
from requests_app.views.pictures import picture
from requests_app.views.steps import SLOTS, SLUGS


def is_over(request: HttpRequest) -> HttpResponseBase:
    """The one answer to a key that is unknown, over, or was taken by another device."""
    return render(request, "requests_app/phone_over.html", status=404)


class TakeOver(CustomerPage):
    """`/h/<token>/`. Looking at it changes nothing, for programs look at links, too; the button takes it over."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = workflow.hand_off_to_take(kwargs["token"])
        self.desk = found.code_request.desk if found and shops.opens(request, found.code_request.desk) else None
        if self.desk:
            shops.enter(request, self.desk)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, token: str) -> HttpResponseBase:
        if self.desk is None:
            limits.spend(request, Limit.UNKNOWN_LINKS)
            return is_over(request)
        return render(request, "requests_app/phone_take.html", {"action": request.path})

    def post(self, request: HttpRequest, token: str) -> HttpResponseBase:
        cookie = workflow.take_hand_off(token) if self.desk else ""
        if not cookie:
            limits.spend(request, Limit.UNKNOWN_LINKS)
            return is_over(request)
        response = redirect("requests:phone")
        cookies.set_phone(response, cookie)
        return response


class PhonePage(CustomerPage):
    """A page for the one device that took the hand-off, while it lives."""

    taken: HandOff

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = cookies.hand_off_of(request)
        if found is None:
            return is_over(request)
        self.taken = found
        shops.enter(request, found.code_request.desk)
        try:
            return super().dispatch(request, *args, **kwargs)
        except evidence.Closed:  # sent meanwhile
            return is_over(request)

    def slots(self) -> tuple[Slot, ...]:
        """What this device may add."""
        return (Slot(self.taken.slot),) if self.taken.slot else slots_for(self.taken.code_request)

    def sent_here(self) -> list[Upload]:
        """The documents that stand and came from this device."""
        mine = set(self.taken.documents.values_list("pk", flat=True))
        return [upload for upload in evidence.current(self.taken.code_request) if upload.pk in mine]


class Phone(PhonePage):
    """What may be added, each with its page and how much came from here."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        sent = [upload.slot for upload in self.sent_here()]
        items = [(SLUGS[slot], QUESTIONS[slot].title, sent.count(slot)) for slot in self.slots()]
        return render(request, "requests_app/phone.html", {"items": items})


class PhonePlace(PhonePage, DocumentPlace):
    """One document of the draft that was handed over."""

    layout = "requests_app/phone_page.html"
    template_name = ""

    def open(self) -> None:
        slot = SLOTS.get(self.kwargs["slug"])
        if slot is None or slot not in self.slots():
            raise Http404
        self.slot = slot

    @property
    def owner(self) -> CodeRequest:
        return self.taken.code_request

    @property
    def hand_off(self) -> HandOff | None:
        return self.taken

    def uploads(self) -> list[Upload]:
        return [upload for upload in self.sent_here() if upload.slot == self.slot]

    def there(self, own: list[Upload]) -> int:
        return len(evidence.current(self.owner, self.slot))

    def taken_in(self, upload: Upload | None, text: str | None = None) -> None:
        if upload is not None:
            self.taken.documents.add(upload)

    def address(self, name: str, *args: int, **query: str) -> str:
        url = reverse(f"requests:phone-{name}", args=[SLUGS[self.slot], *args])
        return f"{url}?{urlencode(query)}" if query else url

    def thumb_address(self, page: Page) -> str:
        return reverse("requests:phone-thumb", args=[page.pk])

    def onward_address(self) -> str:
        return reverse("requests:phone")

    def answered(self) -> bool:
        return bool(self.uploads())

    def page(self, *, template: str = "", status: int = 200, **context: Any) -> HttpResponseBase:
        context = {"back_url": reverse("requests:phone"), "action": self.request.get_full_path(), **context}
        return render(self.request, template or self.template_name, context, status=status)


class PhoneDocument(DocumentView, PhonePlace):
    """The question itself."""


class PhonePreview(PreviewView, PhonePlace):
    """A look at what was sent."""


class PhoneRemove(RemoveView, PhonePlace):
    """One file of this device is taken out again."""


class PhoneHide(HideView, PhonePlace):
    """More of a picture is covered."""


class PhoneCover(CoverView, PhonePlace):
    """A paper that must be covered and came as it is."""


class PhoneCoverPicture(CoverPictureView, PhonePlace):
    """The small picture of it."""


class PhoneThumb(PhonePage):
    """A small picture of what this device sent."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, page_id: int) -> HttpResponseBase:
        pages = [page for upload in self.sent_here() for page in upload.pages.all()]
        return picture(request, next((page for page in pages if page.pk == page_id), None))

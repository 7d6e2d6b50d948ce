"""Another address, the link once more, withdraw, delete everything; and a link for somebody who lost it."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from requests_app import limits, shops, workflow
from requests_app.forms.after import LostLinkForm
from requests_app.forms.contact import AddressForm, suggestion
from requests_app.limits import Limit
from requests_app.models import AddressChange, CodeRequest, Desk, Letter, change_with_key
from requests_app.notifications import outbox
from requests_app.states import CHANGE_ADDRESS, ERASE, OPEN, WITHDRAW, Party, Status
from requests_app.views.pages import (
    INVALID,
    CustomerPage,
    address_was_changed,
    in_the_same_time,
    no_desk,
    which_shop,
)
from requests_app.views.tracked import TrackedPage

MOST_LINKS_AT_ONCE = 3


class Address(TrackedPage):
    """The links in letters to the old address die; what was checked is checked anew."""

    template_name = "requests_app/address.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        if self.code_request.status not in OPEN:
            return self.to_tracking()
        return self._page(AddressForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        if self.code_request.status not in OPEN:
            return self.to_tracking()
        form = AddressForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=INVALID)
        limits.spend(request, Limit.ADDRESSES)
        address = form.cleaned_data["email"]
        if not limits.spend_for(outbox.recipient_fingerprint(address), Limit.LETTERS_TO_ONE):
            raise limits.Exceeded(Limit.LETTERS_TO_ONE, int(Limit.LETTERS_TO_ONE.window.total_seconds()))
        workflow.change_address(self.code_request, address)
        if not self.on_sending_device:  # this very link was one of the letters'
            return redirect("requests:address-changed")
        response = self.to_tracking()
        response["Location"] += "?address=1"
        return response

    def _page(self, form: AddressForm, *, status: int = 200) -> HttpResponseBase:
        anew = self.code_request.state in CHANGE_ADDRESS.sources
        maybe = suggestion(str(form["email"].value() or ""))
        return self.page(form=form, anew=anew, maybe=maybe, status=status)


class NotMe(CustomerPage):
    """`/r/<key>/not-me/`: whoever has the former address says that somebody else changed it. Nothing of the request is
    shown, and opening the page says nothing yet.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.change = change_with_key(kwargs.pop("key"))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponseBase:
        change = self._change()
        if timezone.now() > change.may_object_until:
            return address_was_changed(request)
        return render(request, "requests_app/not_me.html", {"action": request.path})

    def post(self, request: HttpRequest) -> HttpResponseBase:
        try:
            workflow.object_to_change(self._change())
        except workflow.MoveRefused:
            return address_was_changed(request)
        return redirect("requests:not-me-said")

    def _change(self) -> AddressChange:
        if self.change is None or not shops.opens(self.request, self.change.code_request.desk):
            limits.spend(self.request, Limit.UNKNOWN_LINKS)
            raise Http404
        return self.change


class Again(TrackedPage):
    """Email me this link again: to the address of the request, a few times a day."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        limits.spend(request, Limit.LOST_LINKS)
        send_link(self.code_request)
        response = self.to_tracking()
        response["Location"] += "?again=1"
        return response


class Withdraw(TrackedPage):
    """Stop, and delete the photos now."""

    template_name = "requests_app/withdraw.html"
    move = WITHDRAW

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self.page(photos_sent=self.code_request.uploads.exists(), unseen=_code_unseen(self.code_request))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        workflow.withdraw(self.code_request)
        return _with_cache_cleared(self.to_tracking())


class Delete(TrackedPage):
    """Everything about the person goes; the skeleton of the record stays."""

    template_name = "requests_app/delete.html"
    move = ERASE

    def get(self, request: HttpRequest) -> HttpResponseBase:
        learnt = self.code_request.code_outcomes.exists()
        return self.page(unseen=_code_unseen(self.code_request), learnt=learnt)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        workflow.erase(self.code_request, party=Party.CUSTOMER)
        if self.code_request.is_held:
            return self.to_tracking()
        return _with_cache_cleared(redirect("requests:deleted"))


def _code_unseen(code_request: CodeRequest) -> bool:
    """Whether a code waits that the customer has not looked at."""
    return code_request.state is Status.READY and code_request.revealed_at is None


def _with_cache_cleared(response: HttpResponseBase) -> HttpResponseBase:
    """Tells the browser to drop what it has kept of our pages, those it would show on "Back" too."""
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


class Said(CustomerPage):
    """A page that says one thing and knows nobody: deleted, address changed."""

    http_method_names = ["get", "head"]
    template_name = ""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return render(request, self.template_name)


class Find(CustomerPage):
    """The same answer after the same time, whether or not there is such a request at this desk."""

    template_name = "requests_app/find.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            self.desk = shops.desk_of_lost_links(request)
        except shops.WhichShop as several:
            return which_shop(request, several)
        except shops.NoDesk:
            return no_desk(request)
        shops.enter(request, self.desk)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self._page(form=LostLinkForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = LostLinkForm(request.POST)
        if not form.is_valid():
            return self._page(form=form, status=INVALID)
        limits.spend(request, Limit.LOST_LINKS)
        with in_the_same_time():
            for code_request in _requests_of(self.desk, form.cleaned_data["email"], form.cleaned_data["reference"]):
                send_link(code_request)
        return redirect("requests:find-sent")

    def _page(self, *, status: int = 200, **context: Any) -> HttpResponseBase:
        return render(self.request, self.template_name, {**context, "action": self.request.path}, status=status)


def _requests_of(desk: Desk, email: str, reference: str) -> list[CodeRequest]:
    rows = CodeRequest.objects.sent().filter(desk=desk, email_fingerprint=outbox.recipient_fingerprint(email))
    rows = rows.exclude(status=Status.ERASED).exclude(email="")
    if reference:
        rows = rows.filter(reference=reference)
    return list(rows.order_by("-pk")[:MOST_LINKS_AT_ONCE])


def send_link(code_request: CodeRequest) -> None:
    """A letter with a new link, unless this mailbox has had enough of them today; nobody is told which."""
    if not code_request.email:
        return
    if not limits.spend_for(outbox.recipient_fingerprint(code_request.email), Limit.LETTERS_TO_ONE):
        return
    outbox.write(code_request, Letter.LOST_LINK, key=f"{timezone.now():%Y%m%d%H%M%S%f}")

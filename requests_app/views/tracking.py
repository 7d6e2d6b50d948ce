"""The tracking page: a link becomes a cookie and an address without it; where the request stands, and by when what."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from requests_app import evidence, limits, shops, workflow
from requests_app.limits import Limit
from requests_app.models import AccessLink, AskedItem, EvidenceLevel, FormerLink, Page, ParkReason
from requests_app.policy import Policy
from requests_app.retention import code_deleted_on, documents_deleted_on, person_deleted_on
from requests_app.states import OPEN, WITH_STAFF, WITHDRAW, Party, Status, moves_from
from requests_app.tokens import TOKEN_LENGTH, digest
from requests_app.views import cookies
from requests_app.views.pages import CustomerPage, address_was_changed
from requests_app.views.pictures import picture
from requests_app.views.tracked import TrackedPage
from requests_app.workflow import has_code_to_show, may_appeal

LINK = TypeVar("LINK", AccessLink, FormerLink)
PLACES = {
    Status.RECEIVED: 0,
    Status.CHECKING: 1,
    Status.NEEDS_INFO: 1,
    Status.LOOKUP: 1,
    Status.NOT_WORKED: 1,
    Status.READY: 2,
}


HEADINGS = {
    Status.RECEIVED: _("We have your request"),
    Status.CHECKING: _("Your request is being checked"),
    Status.LOOKUP: _("We are looking up your code"),
    Status.READY: _("Your code is ready"),
    Status.NOT_WORKED: _("We are looking at your code again"),
    Status.CLOSED: _("This request is finished"),
    Status.REFUSED: _("We cannot give this code"),
    Status.WITHDRAWN: _("You withdrew this request"),
    Status.EXPIRED: _("We closed this request"),
    Status.MERGED: _("This request goes on with another one"),
    Status.ERASED: _("This request has been deleted"),
}


@dataclass(frozen=True)
class Stage:
    """One line of the progress list."""

    words: Any
    done: bool
    current: bool


class OpenLink(CustomerPage):
    """`/r/<token>/`. Unknown, expired, revoked and malformed are one and the same answer; a link to an address that was
    changed since says so.
    """

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, token: str) -> HttpResponseBase:
        link = None
        if len(token) == TOKEN_LENGTH:
            link = _living(AccessLink, request, token)
        if link is None:
            if _living(FormerLink, request, token):
                return address_was_changed(request)
            limits.spend(request, Limit.UNKNOWN_LINKS)
            raise Http404
        response = redirect("requests:track", link.code_request.reference)
        cookies.add_link(request, response, link)
        return response


def _living(model: type[LINK], request: HttpRequest, token: str) -> LINK | None:
    """The link with this token, while it lives, if its desk's pages open under this address."""
    rows: QuerySet[LINK] = QuerySet(model).filter(digest=digest(token), expires_at__gt=timezone.now())
    found = rows.select_related("code_request__desk").first()
    return found if found and shops.opens(request, found.code_request.desk) else None


class Track(TrackedPage):
    """One page for every state; only heading, box and the one primary action differ."""

    template_name = "requests_app/track.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        code_request = self.code_request
        uploads = evidence.current(code_request)
        moves = moves_from(code_request.status, Party.CUSTOMER)
        return self.page(
            heading=self._heading(),
            state_template=f"requests_app/states/{code_request.status}.html",
            stages=stages(code_request.state),
            at_the_counter=Policy.of(code_request).level is EvidenceLevel.COUNTER,
            uploads=uploads,
            with_us=code_request.state in WITH_STAFF,
            late=self._late() and not self._expected(),
            expected=self._expected(),
            may_withdraw=WITHDRAW in moves,
            may_change_address=code_request.state in OPEN,
            may_appeal=code_request.state is Status.REFUSED and may_appeal(code_request),
            bounced=self._bounced(),
            items=self.items,
            photos_sent=bool(uploads) or code_request.uploads.exists(),
            photos_until=documents_deleted_on(code_request),
            code_there=has_code_to_show(code_request),
            code_until=code_deleted_on(code_request),
            may_ask_again=workflow.may_ask_again(code_request),
            code_gone=not code_request.candidates.exists(),
            person_until=person_deleted_on(code_request),
            photos_gone=not uploads,
            opened_by=workflow.days_opened(code_request),
            **self._kept(),
            now=timezone.now(),
            notice=next(
                (name for name in ("late", "moved", "again", "address", "answered") if name in request.GET), ""
            ),
        )

    def _late(self) -> bool:
        promised = self.code_request.promised_at
        return self.code_request.state in WITH_STAFF and promised is not None and promised < timezone.now()

    def _expected(self) -> datetime | None:
        """The day of the manufacturer's answer, while the request waits for it."""
        parked = self.code_request.parked_for == ParkReason.MANUFACTURER
        until = self.code_request.parked_until if parked else None
        return until if until and until > timezone.now() else None

    def _heading(self) -> str:
        status = self.code_request.state
        if status is Status.NEEDS_INFO:
            return ngettext("We need %(n)d thing from you", "We need %(n)d things from you", len(self.items)) % {
                "n": len(self.items)
            }
        if status is Status.CLOSED and self.code_request.feedback.filter(worked=True).exists():
            return str(_("Your radio works"))
        return str(HEADINGS[status])

    def _kept(self) -> dict[str, Any]:
        """Of a merged request: which one goes on, if both came from one mailbox, and whether this device may open it.

        Nothing here opens it: whoever sent the second request need not be who sent the first.
        """
        kept = self.code_request.merged_into
        if kept is None or kept.email_fingerprint != self.code_request.email_fingerprint or not kept.email_fingerprint:
            return {}
        reference = str(kept.reference)
        return {"kept": reference, "kept_here": cookies.link_to(self.request, reference) is not None}

    def _bounced(self) -> bool:
        """Whether the last letter could not be delivered."""
        last = self.code_request.messages.filter(cancelled_at=None).order_by("-pk").values("failed_at").first()
        return bool(last and last["failed_at"])

    @cached_property
    def items(self) -> list[AskedItem]:
        if self.code_request.state is not Status.NEEDS_INFO:
            return []
        return list(self.code_request.asked_items.filter(round=self.code_request.verification_round))


def stages(status: Status) -> list[Stage]:
    """Received, being checked, code ready: which is done and which is now; nothing once the request has ended."""
    if status not in PLACES:
        return []
    here = PLACES[status]
    words = (_("Received"), _("Being checked"), _("Code ready"))
    return [
        Stage(text, done=place < here or status is Status.READY, current=place == here)
        for place, text in enumerate(words)
    ]


class State(TrackedPage):
    """What the page's script asks now and then: has anything changed?"""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        code_request = self.code_request
        return JsonResponse({"version": code_request.version, "tag": str(code_request.get_status_display())})


class Thumb(TrackedPage):
    """A small picture of what was sent, on the device that sent it."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, page_id: int) -> HttpResponseBase:
        if not self.on_sending_device:
            raise Http404
        rows = Page.objects.filter(pk=page_id, upload__code_request=self.code_request, upload__deleted_at=None)
        return picture(request, rows.select_related("upload").first())

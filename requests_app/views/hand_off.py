"""The customer at a computer hands one document to a telephone, and sees the pictures come."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from requests_app import limits, qr, shops, uncovered, workflow
from requests_app.limits import Limit
from requests_app.views.documents import DocumentQuestion


class UsePhone(DocumentQuestion):
    """The square to scan stands only in the answer to the button: of its key no more than a digest is kept."""

    template_name = "requests_app/use_phone.html"

    def get(self, request: HttpRequest, **_named: Any) -> HttpResponseBase:
        return self._page("")

    def post(self, request: HttpRequest, **_named: Any) -> HttpResponseBase:
        limits.spend_of(f"request {self.draft.pk}", Limit.HAND_OFFS)
        token = workflow.new_hand_off(self.draft, slot=self.slot)
        return self._page(shops.base_of(self.draft.desk) + reverse("requests:hand-off", args=[token]))

    def _page(self, link: str) -> HttpResponseBase:
        square = qr.square(link) if link else None
        return self.show(link=link, square=square, coming_address=self.address("coming"), **coming(self))


class Coming(DocumentQuestion):
    """The part of that page that changes, for its script."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **_named: Any) -> HttpResponseBase:
        return render(request, "requests_app/parts/coming.html", coming(self))


def coming(place: DocumentQuestion) -> dict[str, Any]:
    """Whether a telephone took it over, and what came."""
    hand_off = place.draft.hand_offs.living().order_by("pk").last()
    waiting = uncovered.waiting(place.draft).get(place.slot)
    return {
        "documents": place.shown(place.uploads(), hideable=False),
        "given": hand_off is not None,
        "taken": hand_off is not None and hand_off.opened_at is not None,
        "covers": waiting is not None and waiting.hand_off_id is not None,
        "onward": place.onward_address() if place.answered() else "",
    }

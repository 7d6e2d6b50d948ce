"""A page of one sent request, for the holder of a living link. Everybody else gets the page for what is not there."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from requests_app import evidence, shops, workflow
from requests_app.identity import canonical_reference
from requests_app.models import AccessLink, CodeRequest
from requests_app.states import Move, Party, moves_from
from requests_app.views import cookies
from requests_app.views.pages import TOO_LATE, CustomerPage, address_was_changed


class TrackedPage(CustomerPage):
    """`move` is what the page is for: in a state from which it does not start, the page leads to the tracking page."""

    template_name = ""
    move: Move | None = None
    link: AccessLink
    code_request: CodeRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        reference = kwargs.pop("reference")
        link = cookies.link_to(request, reference) if canonical_reference(reference) == reference else None
        if link is None:
            if cookies.had_link_to(request, reference):
                return address_was_changed(request)
            raise Http404
        self.link, self.code_request = link, link.code_request
        shops.enter(request, self.code_request.desk)
        self.found()
        if self.move and self.move not in moves_from(self.code_request.status, Party.CUSTOMER):
            return self.to_tracking(moved=bool(request.FILES))
        with timezone.override(ZoneInfo(self.code_request.desk.time_zone)):
            try:
                return super().dispatch(request, *args, **kwargs)
            except (workflow.MoveRefused, evidence.Closed):
                return self.to_tracking(moved=True)

    def found(self) -> None:
        """What a page does with its link and request before anything else."""

    @property
    def on_sending_device(self) -> bool:
        """Only the device that asked sees the pictures and the number; a letter may be read by others."""
        return self.link.kind == AccessLink.Kind.DEVICE

    def to_tracking(self, *, moved: bool = False) -> HttpResponseBase:
        """Back to where the request stands; `moved` says that it stands elsewhere than this device believed.

        Whoever sent a photo with it is told that the photo was not added.
        """
        response = redirect("requests:track", self.code_request.reference)
        if moved:
            response["Location"] += TOO_LATE if self.request.FILES else "?moved=1"
        return response

    def page(self, *, template: str = "", status: int = 200, **context: Any) -> HttpResponse:
        shared = {
            "code_request": self.code_request,
            "desk": self.code_request.desk,
            "own_device": self.on_sending_device,
            "action": self.request.get_full_path(),
        }
        return render(self.request, template or self.template_name, shared | context, status=status)

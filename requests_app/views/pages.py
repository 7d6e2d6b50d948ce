"""What every customer's page has in common: how it refuses, and how a form with mistakes comes back."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views import View

from requests_app import limits, shops
from requests_app.states import Status
from requests_app.vault.sanitise import UploadProblem, UploadRefused
from requests_app.views import cookies
from requests_app.workflow import NotAllowed

INVALID, GONE = 422, 410
OUR_TROUBLE = (UploadProblem.BUSY, UploadProblem.NO_SPACE, UploadProblem.STORE_AWAY)
TOO_LATE = "?late=1"  # the tracking page then says that a photo was not added


def address_was_changed(request: HttpRequest) -> HttpResponse:
    """The one answer to whoever comes with what an earlier letter held: what happened, and where the shops are.

    It says nothing of the request, and is the same for all of them.
    """
    desk = shops.named(request)
    desks = [desk] if desk else shops.active()
    return render(request, "requests_app/old_link.html", {"desks": desks}, status=GONE)


def which_shop(request: HttpRequest, open_to: shops.WhichShop) -> HttpResponse:
    """The same page at each of the shops, to choose from; nothing of what was sent is done."""
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    choices = [(desk, shops.address_of(desk, request.path) + query) for desk in open_to.desks]
    begun = {draft.desk_id for draft in cookies.drafts_of(request) if draft.status == Status.DRAFT}
    context = {"choices": choices, "begun": begun}
    status = 200 if request.method in ("GET", "HEAD") else INVALID
    return render(request, "requests_app/which_shop.html", context, status=status)


def no_desk(request: HttpRequest) -> HttpResponse:
    """Nobody takes requests now."""
    return render(request, "requests_app/no_desk.html", status=503)


@contextmanager
def in_the_same_time() -> Iterator[None]:
    """What is done inside takes as long for somebody who is known as for somebody who is not."""
    begun = time.monotonic()
    yield
    time.sleep(max(0.0, settings.SAME_TIME_SECONDS - (time.monotonic() - begun)))


def status_of(refused: UploadRefused) -> int:
    """503 for what is our trouble and passes: the same file, sent again in a moment, is taken."""
    return 503 if refused.problem in OUR_TROUBLE else INVALID


class CustomerPage(View):
    """GET never changes anything. Too often is a 429 with its time; not allowed looks like not there."""

    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except limits.Exceeded as exceeded:
            return limits.too_many(request, exceeded)
        except shops.WhichShop as several:
            return which_shop(request, several)
        except shops.NoDesk:
            return no_desk(request)
        except NotAllowed as refused:
            raise Http404 from refused

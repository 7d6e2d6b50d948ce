"""What every customer's page has in common: how it refuses, and how a form with mistakes comes back."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views import View

from requests_app import limits
from requests_app.vault.sanitise import UploadProblem, UploadRefused
from requests_app.workflow import NotAllowed

INVALID = 422
TOO_LATE = "?late=1"  # the tracking page then says that a photo was not added


def status_of(refused: UploadRefused) -> int:
    """503 for what is our trouble and passes: the same file, sent again in a moment, is taken."""
    return 503 if refused.problem in (UploadProblem.BUSY, UploadProblem.NO_SPACE) else INVALID


class CustomerPage(View):
    """GET never changes anything. Too often is a 429 with its time; not allowed looks like not there."""

    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except limits.Exceeded as exceeded:
            return limits.too_many(request, exceeded)
        except NotAllowed as refused:
            raise Http404 from refused

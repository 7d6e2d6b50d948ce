"""The mark that a request is paid."""

from django.http import HttpRequest, HttpResponse

from guides_app.posted import posted
from requests_app import workflow
from requests_app.admin.frame import signed_in, to_request
from requests_app.admin.review_views import attempt


@posted(to_request())
def mark_paid(request: HttpRequest, reference: str) -> HttpResponse:
    """Paid, or not after all; whoever works at the desk may say so, whoever has the request in hand."""
    user, paid = signed_in(request), request.POST.get("paid") == "yes"
    return attempt(request, reference, lambda one: workflow.mark_paid(one, paid=paid, by=user), needs_claim=False)

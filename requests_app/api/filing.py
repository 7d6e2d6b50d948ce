"""Customers' software files requests and follows them; each token sees what it filed itself.

No answer holds a code, a link or a key of a device: a customer comes to the code by the link in the letter, and proves
there what the page asks for. So software that reads a mailbox, or a stolen token, has no code by that.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from requests_app import limits, workflow
from requests_app.api import problems
from requests_app.api.bases import TokenView, asked_page, check_seen, page_of, place_of, read
from requests_app.api.bearer import token_of
from requests_app.api.customer_shapes import (
    ANSWERS,
    DECLARED,
    AnswersSerializer,
    ListQuery,
    RequestInListSerializer,
    RequestSerializer,
    SendingSerializer,
)
from requests_app.api.describing import described, page_shape
from requests_app.api.idempotency import idempotent
from requests_app.api.reading import read_body, read_form
from requests_app.forms.filing import FilingForm
from requests_app.limits import Limit
from requests_app.models import ApiScope, CodeRequest
from requests_app.notifications.outbox import recipient_fingerprint

TAG = "requests"
SEEN = CodeRequest.objects.select_related("desk", "guide", "family")


def own_request(request: Request, key: int, *, lock: bool = False) -> CodeRequest:
    """A request that this token filed; others are not there."""
    rows = SEEN.filter(filed_by=token_of(request), pk=key)
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise Http404
    return found


def etag_of(data: Any) -> str:
    """By which this very answer is known again."""
    return f'"{hashlib.sha256(JSONRenderer().render(data)).hexdigest()[:32]}"'


def shown(code_request: CodeRequest, *, status: int = 200) -> Response:
    """The request as it stands now."""
    data = RequestSerializer(SEEN.get(pk=code_request.pk)).data
    return Response(data, status=status, headers={"ETag": etag_of(data)})


class FilingView(TokenView):
    """An address for customers' software."""

    scope = ApiScope.REQUESTS

    def changed(self, request: Request, key: int, change: Callable[[CodeRequest], None]) -> Response:
        """Change the request, if the software has seen it as it stands. Call in a transaction."""
        code_request = own_request(request, key, lock=True)
        check_seen(request, etag_of(RequestSerializer(code_request).data))
        change(code_request)
        return shown(code_request)


class Requests(FilingView):
    """All requests of this software."""

    @described(
        "list_requests",
        _("Requests of this software"),
        tag=TAG,
        query=ListQuery,
        gives={200: page_shape(RequestInListSerializer)},
    )
    def get(self, request: Request) -> Response:
        """The newest first, drafts too."""
        query = asked_page(request, ListQuery)
        before = place_of(query, _key)
        rows = CodeRequest.objects.filter(filed_by=token_of(request)).order_by("-pk")
        rows = rows.filter(pk__lt=before) if before else rows
        for parameter, column in (("state", "status"), ("reference", "reference")):
            rows = rows.filter(**{column: query[parameter]}) if parameter in query else rows
        found = list(rows[: query["limit"] + 1])
        return page_of(found, query["limit"], shape=RequestInListSerializer, key=lambda one: one.pk)

    @described(
        "begin_request",
        _("Begin a request"),
        tag=TAG,
        takes=AnswersSerializer,
        gives={201: RequestSerializer},
        refuses=[problems.INCOMPLETE],
        example=ANSWERS,
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """A draft. Documents are added next; `missing` says what it still needs. One that is not sent is deleted 48
        hours after the last change."""
        language, answers = _answers(request)
        limits.spend_of(f"token {token_of(request).pk}", Limit.DRAFTS_OF_SOFTWARE)
        draft = workflow.open_by_software(token_of(request), language=language, answers=answers)
        response = shown(draft, status=201)
        response.headers["Location"] = reverse("api:request", args=[draft.pk])
        return response


class OneRequest(FilingView):
    """One of them."""

    @described("get_request", _("Where a request stands"), tag=TAG, gives={200: RequestSerializer})
    def get(self, request: Request, key: int) -> Response:
        """Ask again with `If-None-Match`: 304 while nothing has changed. Every minute is often enough."""
        data = RequestSerializer(own_request(request, key)).data
        return read(request, data, etag=etag_of(data))

    @described(
        "change_request",
        _("Change the answers of a draft"),
        tag=TAG,
        takes=AnswersSerializer,
        gives={200: RequestSerializer},
        conditional=True,
        example=ANSWERS,
    )
    @transaction.atomic
    def put(self, request: Request, key: int) -> Response:
        """All answers anew. A request that was sent is not changed by this."""
        language, answers = _answers(request)
        return self.changed(request, key, lambda draft: workflow.save_answers(draft, language=language, **answers))


class Sending(FilingView):
    """The sending of a draft."""

    @described(
        "send_request",
        _("Send a request"),
        tag=TAG,
        takes=SendingSerializer,
        gives={200: RequestSerializer},
        conditional=True,
        refuses=[problems.INCOMPLETE],
        example=DECLARED,
    )
    @idempotent
    def post(self, request: Request, key: int) -> Response:
        """Whole or not at all. The customer gets a letter with the link that leads to the code later."""
        read_body(request, SendingSerializer)
        return self.changed(request, key, lambda draft: _send(request, draft))


class Withdrawal(FilingView):
    """The end of a request by its customer."""

    @described("withdraw_request", _("Withdraw a request"), tag=TAG, gives={200: RequestSerializer}, conditional=True)
    @idempotent
    def post(self, request: Request, key: int) -> Response:
        """The customer stops: photos and codes are deleted at once. A draft needs no withdrawal."""
        return self.changed(request, key, workflow.withdraw)


def _answers(request: Request) -> tuple[str, dict[str, Any]]:
    said = read_body(request, AnswersSerializer)
    form = FilingForm(said)
    read_form(form)
    return form.cleaned_data["language"], form.answers


def _send(request: Request, draft: CodeRequest) -> None:
    limits.spend_of(f"token {token_of(request).pk}", Limit.SENDS_OF_SOFTWARE)
    limits.spend_of(recipient_fingerprint(draft.email), Limit.REQUESTS_BY_ONE)
    workflow.send_by_software(draft)


def _key(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None

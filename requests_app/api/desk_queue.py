"""The queue for software of staff: list, filter, take the next one; and a request with its photos."""

from dataclasses import replace
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from requests_app import evidence, workflow
from requests_app.api import problems
from requests_app.api.bases import asked_page, page_of, place_of, read
from requests_app.api.bearer import person_of, token_of
from requests_app.api.describing import JPEG, described, page_shape
from requests_app.api.desk_case import DeskView, case, evidence_of
from requests_app.api.desk_forms import ShowingSerializer
from requests_app.api.desk_shapes import (
    VIEWS,
    CaseSerializer,
    ColleagueListSerializer,
    ColleagueSerializer,
    EvidenceListSerializer,
    InQueueSerializer,
    NextSerializer,
    QueueQuery,
)
from requests_app.api.filing import etag_of
from requests_app.api.idempotency import idempotent
from requests_app.api.problems import Refused
from requests_app.api.reading import read_body
from requests_app.models import CodeRequest, Desk, Page, Slot
from requests_app.permissions import WORK_ON_REQUESTS, allows
from requests_app.queue_filters import ME, Filters
from requests_app.queue_order import Place, in_this_order
from requests_app.workflow.people import people_at
from requests_app.workflow.seeing import see_page

TAG = "desk"
COLUMNS = (
    "pk", "reference", "status", "language", "sent_at", "promised_at", "came_by", "claimed_until", "parked_until",
    "parked_for", "second_look_since", "guide__slug", "family__slug", "clerk__username", "clerk__first_name",
    "clerk__last_name",
)  # fmt: skip
LINES: QuerySet[CodeRequest, Any] = CodeRequest.objects.values_list(*COLUMNS, named=True)
LOOKED_THROUGH = 200  # of a view at once, where a filter chooses among its requests
HEADERS = {"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'; sandbox"}


class Queue(DeskView):
    """The requests of the desk."""

    @described(
        "list_queue", _("Requests of the desk"), tag=TAG, query=QueueQuery, gives={200: page_shape(InQueueSerializer)}
    )
    def get(self, request: Request) -> Response:
        """In the order of the queue's own tabs. Where a filter chooses among many, a page may hold fewer than `limit`,
        or nothing: the list goes on while `next_cursor` is not null. No code and no name is in it."""
        self.sees(request)
        query = asked_page(request, QueueQuery)
        limit, filters = query["limit"], _filters(query)
        window = LOOKED_THROUGH if filters.chosen else limit + 1
        keys = _keys(request, query, most=window, after=place_of(query, Place.read))
        more = keys[-1:] if filters.chosen and len(keys) == window else []  # the list goes on behind what was read
        if filters.flag:
            keys = list(dict.fromkeys(filters.fitting(CodeRequest.objects.all(), keys, person_of(request)) + more))
        lines = LINES
        if filters.chosen:
            rows = CodeRequest.objects.annotate(fits=filters.fits(person_of(request)))
            lines = rows.filter(Q(fits=True) | Q(pk__in=more)).values_list(*COLUMNS, "fits", named=True)
        found = in_this_order(lines, keys)
        fitting = [one for one in found if one.fits] if filters.chosen else found
        return page_of(fitting, limit, shape=InQueueSerializer, key=Place.of, more=found[-1] if more else None)


def _keys(request: Request, query: dict[str, Any], *, most: int, after: Place | None) -> list[int]:
    """The keys of some requests of a view, in its order."""
    view = VIEWS[query["view"]]
    if "state" in query:
        view = replace(view, statuses=view.statuses & {query["state"]})
    desks, user = [token_of(request).desk_id], person_of(request)
    return view.keys(user, desks, most=most, after=after)


def _filters(query: dict[str, Any]) -> Filters:
    chosen = {name: query.get(name, "") for name in ("radio", "language", "missing", "flag")}
    return Filters(**chosen, who=ME if "clerk" in query else "")


class Colleagues(DeskView):
    """Who works at the desk."""

    @described("list_colleagues", _("Who works at the desk"), tag=TAG, gives={200: ColleagueListSerializer})
    def get(self, request: Request) -> Response:
        """Clerks and leads, to whom a request can be handed over."""
        self.sees(request)
        people = User.objects.filter(pk__in=people_at(token_of(request).desk_id)).order_by("pk")
        return Response({"items": [ColleagueSerializer(user).data for user in people]})


class Next(DeskView):
    """The request that is to be worked on next."""

    @described("take_next", _("Take the next request"), tag=TAG, gives={200: NextSerializer})
    @idempotent
    def post(self, request: Request) -> Response:
        """The first of one's own, else the first free one, claimed for this person. Two who ask together get two."""
        works_here(request, token_of(request).desk)
        taken = workflow.next_for(person_of(request), at=token_of(request).desk).code_request
        return Response({"reference": taken.reference if taken else None})


class Case(DeskView):
    """One request."""

    @described("get_case", _("A request of the desk"), tag=TAG, gives={200: CaseSerializer})
    def get(self, request: Request, reference: str) -> Response:
        """What is known of it, what was read and answered, and what is missing. Reading it changes nothing."""
        data = case(request, self.find(request, reference))
        return read(request, data, etag=etag_of(data))


class CaseDocuments(DeskView):
    """Its documents."""

    @described("list_evidence", _("Documents of a request"), tag=TAG, gives={200: EvidenceListSerializer})
    def get(self, request: Request, reference: str) -> Response:
        """With their pages, and which of these this person has opened in this round."""
        one = self.find(request, reference)
        works_here(request, one)
        return Response(EvidenceListSerializer({"items": evidence_of(one, person_of(request))}).data)


class Picture(DeskView):
    """A page of a document."""

    @described("get_picture", _("Open a photo"), tag=TAG, gives={(200, JPEG): None}, refuses=[problems.INCOMPLETE])
    def get(self, request: Request, reference: str, page: int) -> HttpResponse:
        """As JPEG. Each opening is a line of the record first. An identity paper is not opened so."""
        found = self._page(request, reference, page)
        if found.upload.slot == Slot.IDENTITY:
            raise Http404
        return self._shown(request, found)

    @described(
        "show_identity",
        _("Open an identity paper"),
        tag=TAG,
        takes=ShowingSerializer,
        example={"reason": "To compare the name."},
        gives={(200, JPEG): None},
        refuses=[problems.INCOMPLETE],
    )
    def post(self, request: Request, reference: str, page: int) -> HttpResponse:
        """Any photo, and why: the reason stands in the record."""
        reason = read_body(request, ShowingSerializer)["reason"]
        return self._shown(request, self._page(request, reference, page), reason=reason)

    def _page(self, request: Request, reference: str, key: int) -> Page:
        code_request = self.find(request, reference)
        works_here(request, code_request)
        rows = Page.objects.select_related("upload__code_request")
        found = rows.filter(pk=key, upload__code_request=code_request, upload__deleted_at=None).first()
        if found is None:
            raise Http404
        return found

    def _shown(self, request: Request, page: Page, *, reason: str = "") -> HttpResponse:
        see_page(page, by=person_of(request), reason=reason)
        try:
            jpeg = evidence.read_picture(page)
        except FileNotFoundError as gone:
            raise Http404 from gone
        except evidence.Damaged as damaged:
            raise Refused(problems.NOT_FOUND, _("The file of this photo is damaged.")) from damaged
        return HttpResponse(jpeg, content_type=JPEG, headers=HEADERS)


def works_here(request: Request, of: CodeRequest | Desk) -> None:
    """The person works on requests of this desk; auditors see the record, never the evidence. Raises NotAllowed."""
    if not allows(request.user, WORK_ON_REQUESTS, of):
        raise workflow.NotAllowed("role")

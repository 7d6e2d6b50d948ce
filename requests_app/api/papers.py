"""Documents that customers' software hands in: with a draft, and where the desk asks for one again; and answers."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ValidationError

from guides_app.squares import Cell
from requests_app import evidence, limits, workflow
from requests_app.api import problems
from requests_app.api.bearer import token_of
from requests_app.api.customer_shapes import (
    WORDS,
    DocumentFileSerializer,
    DocumentListSerializer,
    DocumentSerializer,
    FileSerializer,
    QuestionListSerializer,
    QuestionSerializer,
    RequestSerializer,
    WordsSerializer,
)
from requests_app.api.describing import described
from requests_app.api.filing import TAG, FilingView, own_request
from requests_app.api.idempotency import idempotent
from requests_app.api.problems import Refused
from requests_app.api.reading import read_body
from requests_app.evidence import Purpose
from requests_app.forms.documents import TOO_MANY, refusal_text
from requests_app.forms.hiding import HIDING
from requests_app.limits import Limit
from requests_app.models import AskedItem, CodeRequest, Slot, UncoveredPicture, Upload
from requests_app.states import Status
from requests_app.vault.sanitise import UploadProblem, UploadRefused

PASSES = (UploadProblem.BUSY, UploadProblem.NO_SPACE, UploadProblem.STORE_AWAY)
ONLY_IDENTITY = _("Only identity papers are covered here. Cover others before you send them.")


class Documents(FilingView):
    """The documents of a request."""

    parser_classes = [MultiPartParser]

    @described("list_documents", _("Documents of a request"), tag=TAG, gives={200: DocumentListSerializer})
    def get(self, request: Request, key: int) -> Response:
        """Those that stand, the oldest first."""
        uploads = evidence.current(own_request(request, key))
        return Response({"items": [DocumentSerializer(upload).data for upload in uploads]})

    @described(
        "add_document",
        _("Add a document to a draft"),
        tag=TAG,
        takes={"multipart/form-data": DocumentFileSerializer},
        gives={200: DocumentSerializer, 201: DocumentSerializer},
        refuses=[problems.MOVED, problems.UNREADABLE_FILE, problems.INVALID],
    )
    def post(self, request: Request, key: int) -> Response:
        """It is cleaned of everything but the picture and sealed. Of label, front, VIN plate and identity paper the new
        one takes the place of the one before; of others there may be three. The same file again is answered with the
        document that is there."""
        draft, told = own_request(request, key), read_body(request, DocumentFileSerializer)
        return take_in(request, draft, Slot(told["slot"]), told)


class OneDocument(FilingView):
    """One document of a draft."""

    @described("remove_document", _("Take a document out"), tag=TAG, gives={204: None}, refuses=[problems.MOVED])
    def delete(self, request: Request, key: int, document: int) -> Response:
        """From a draft, or from answers that are not sent yet."""
        code_request = own_request(request, key)
        upload = next((one for one in evidence.current(code_request) if one.pk == document), None)
        if upload is None:
            raise Http404
        item = None
        if code_request.status == Status.NEEDS_INFO:
            item = next((one for one in _items(code_request) if upload in own_answers(one)), None)
        purpose = Purpose.ANSWER if item else Purpose.DRAFT
        evidence.remove(upload, purpose=purpose, item=item)
        if item and not own_answers(item):
            workflow.reopen_item(item)
        return Response(status=204)


class Questions(FilingView):
    """What the desk asks for."""

    @described("list_questions", _("What the desk asks for"), tag=TAG, gives={200: QuestionListSerializer})
    def get(self, request: Request, key: int) -> Response:
        """In the state `needs_info`; otherwise nothing."""
        return Response({"items": [QuestionSerializer(item).data for item in _items(own_request(request, key))]})


class OneQuestion(FilingView):
    """One thing that is asked for."""

    @described(
        "answer_in_words",
        _("Answer in words"),
        tag=TAG,
        takes=WordsSerializer,
        gives={200: QuestionSerializer},
        refuses=[problems.MOVED],
        example=WORDS,
    )
    def put(self, request: Request, key: int, question: int) -> Response:
        """What the customer has instead of the document. Nothing is sent yet."""
        code_request, text = own_request(request, key), read_body(request, WordsSerializer)["text"]
        item = _item(code_request, question)
        _count(request, Limit.ANSWERS, Limit.ANSWERS_OF_CLIENT, code_request)
        workflow.answer_item(item, text=text)
        return Response(QuestionSerializer(item).data)


class QuestionDocuments(FilingView):
    """Documents that answer a question."""

    parser_classes = [MultiPartParser]

    @described(
        "answer_with_document",
        _("Answer with a document"),
        tag=TAG,
        takes={"multipart/form-data": FileSerializer},
        gives={200: DocumentSerializer, 201: DocumentSerializer},
        refuses=[problems.MOVED, problems.UNREADABLE_FILE, problems.INVALID],
    )
    def post(self, request: Request, key: int, question: int) -> Response:
        """Taken in like the documents of a draft. Nothing is sent yet."""
        code_request, told = own_request(request, key), read_body(request, FileSerializer)
        item = _item(code_request, question)
        return take_in(request, code_request, Slot(item.slot), told, item=item)


class Answer(FilingView):
    """The answers to all that was asked for."""

    @described(
        "send_answers",
        _("Send the answers"),
        tag=TAG,
        gives={200: RequestSerializer},
        conditional=True,
        refuses=[problems.INCOMPLETE],
    )
    @idempotent
    def post(self, request: Request, key: int) -> Response:
        """Once every question has one; then the desk goes on."""
        return self.changed(request, key, workflow.answer)


def take_in(
    request: Request, code_request: CodeRequest, slot: Slot, told: dict[str, Any], *, item: AskedItem | None = None
) -> Response:
    """Keep a file, its squares painted black; or say why not."""
    cells: frozenset[Cell] = told["covered"]
    hiding = HIDING.get(slot)
    if hiding is None or not hiding.required:
        if cells:
            raise ValidationError({"covered": [ONLY_IDENTITY]})
    elif problem := hiding.problem(cells):
        raise ValidationError({"covered": [str(problem)]})
    there = own_answers(item) if item else evidence.current(code_request, slot)
    if not cells and (same := evidence.same_file(there, told["file"])):
        return Response(DocumentSerializer(same).data)
    _count(request, Limit.UPLOADS, Limit.UPLOADS_OF_CLIENT, code_request)
    if len(there) >= evidence.MOST_PER_SLOT and slot not in evidence.ONE_AT_A_TIME:
        raise Refused(problems.UNREADABLE_FILE, TOO_MANY, reason="too_many")
    upload = _attached(code_request, slot, told["file"], cells, item)
    if item:
        workflow.answer_item(item, upload=upload, text=item.answer_text)
    return Response(DocumentSerializer(upload).data, status=201)


def own_answers(item: AskedItem) -> list[Upload]:
    """The documents that were handed in since this was asked for."""
    return [one for one in evidence.current(item.code_request, Slot(item.slot)) if one.created_at >= item.created_at]


def _attached(
    code_request: CodeRequest, slot: Slot, file: Any, cells: frozenset[Cell], item: AskedItem | None
) -> Upload:
    purpose = Purpose.ANSWER if item else Purpose.DRAFT
    result = evidence.attach(code_request, slot, file, purpose=purpose, item=item, covered=cells)
    if isinstance(result, UncoveredPicture):
        result = evidence.attach_covered(result, cells, purpose=purpose, item=item)
    if isinstance(result, UploadRefused):
        raise _refused(slot, result)
    return result


def _refused(slot: Slot, refused: UploadRefused) -> Refused:
    if refused.problem in PASSES:
        return Refused(problems.AWAY, refusal_text(slot, refused))
    return Refused(problems.UNREADABLE_FILE, refusal_text(slot, refused), reason=str(refused.problem))


def _count(request: Request, of_request: Limit, of_software: Limit, code_request: CodeRequest) -> None:
    limits.spend_of(f"request {code_request.pk}", of_request)
    limits.spend_of(f"token {token_of(request).pk}", of_software)


def _items(code_request: CodeRequest) -> list[AskedItem]:
    if code_request.status != Status.NEEDS_INFO:
        return []
    return list(code_request.asked_items.filter(round=code_request.verification_round))


def _item(code_request: CodeRequest, key: int) -> AskedItem:
    found = next((item for item in _items(code_request) if item.pk == key), None)
    if found is None:
        raise Http404
    return found

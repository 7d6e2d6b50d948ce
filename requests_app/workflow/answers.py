"""What a customer says in words or photos: an item that was asked for, and the grounds of an appeal."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from requests_app.models import AskedItem, CodeRequest, DocumentProblem, Slot, Upload
from requests_app.states import APPEAL, Status
from requests_app.workflow.errors import MoveRefused
from requests_app.workflow.refusal import appeal

LONGEST_TEXT = 500


@transaction.atomic
def answer_item(item: AskedItem, *, upload: Upload | None = None, text: str = "") -> None:
    """Keep the answer to one item of the round that is open; answering again adds to it. Nothing is sent yet."""
    current = CodeRequest.objects.select_for_update().get(pk=item.code_request_id)
    if current.status != Status.NEEDS_INFO or current.verification_round != item.round:
        raise MoveRefused("answer_item")
    item.answer_text = text[:LONGEST_TEXT]
    item.answer_upload = upload or item.answer_upload
    item.answered_at = timezone.now()
    item.save(update_fields=["answer_text", "answer_upload", "answered_at"])


@transaction.atomic
def reopen_item(item: AskedItem) -> None:
    """The last document of an answer was taken out again: without words, the item has none any more."""
    rows = AskedItem.objects.filter(pk=item.pk)
    rows.update(answer_upload=None)
    rows.filter(answer_text="").update(answered_at=None)


def words_of_appeal(code_request: CodeRequest) -> str:
    """What was typed for an appeal that is not sent yet."""
    return next(iter(_unsent_appeal(code_request).values_list("answer_text", flat=True)), "")


@transaction.atomic
def keep_words_of_appeal(code_request: CodeRequest, text: str) -> None:
    """Keep them while photos are added; they belong to the round that the appeal begins."""
    current = CodeRequest.objects.select_for_update().get(pk=code_request.pk)
    if current.status not in APPEAL.sources:
        raise MoveRefused("appeal")
    if not _unsent_appeal(current).update(answer_text=text[:LONGEST_TEXT]):
        AskedItem.objects.create(
            code_request=current,
            round=current.verification_round + 1,
            slot=Slot.PURCHASE,
            problem=DocumentProblem.MISSING,
            answer_text=text[:LONGEST_TEXT],
        )


def _unsent_appeal(code_request: CodeRequest) -> "QuerySet[AskedItem]":
    return code_request.asked_items.filter(round=code_request.verification_round + 1, answered_at=None)


@transaction.atomic
def appeal_with(code_request: CodeRequest, *, text: str, upload: Upload | None = None) -> None:
    """Appeal, with words for the person who looks next. They are kept where they can be erased, not in the record."""
    _unsent_appeal(code_request).delete()
    appeal(code_request)
    AskedItem.objects.create(
        code_request=code_request,
        round=code_request.verification_round,
        slot=upload.slot if upload else Slot.PURCHASE,
        problem=DocumentProblem.MISSING,
        answer_upload=upload,
        answer_text=text[:LONGEST_TEXT],
        answered_at=timezone.now(),
    )

"""How a request ends: withdrawn, expired, closed without an answer, erased."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from requests_app import evidence, keeping
from requests_app.lookup import learning
from requests_app.models import TYPED_SOURCES, CodeRequest, KnownCode, Letter, Message
from requests_app.notifications import outbox
from requests_app.states import CLOSE_UNANSWERED, ERASE, EXPIRE, WITHDRAW, Party
from requests_app.workflow.holding import put_erasure_off
from requests_app.workflow.moves import NOTHING_APPROVED, make

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# From a table to the request; else `code_request`.
WAYS = {"CodeRequest": "pk", "EventNote": "event__code_request", "PhotoLikeness": "upload__code_request"}


@transaction.atomic
def withdraw(code_request: CodeRequest) -> None:
    """The customer stops; documents and codes go at once."""
    make(WITHDRAW, code_request, party=Party.CUSTOMER, changes={**NOTHING_APPROVED, "ended_at": timezone.now()})
    _drop_evidence(code_request)
    outbox.cancel(code_request)
    outbox.write(code_request, Letter.WITHDRAWN, key="1")


@transaction.atomic
def expire(code_request: CodeRequest) -> None:
    """Nobody answered in time: documents and codes go."""
    make(EXPIRE, code_request, party=Party.SYSTEM, changes={**NOTHING_APPROVED, "ended_at": timezone.now()})
    _drop_evidence(code_request)


@transaction.atomic
def close_unanswered(code_request: CodeRequest) -> None:
    """A code was delivered and nobody said how it went."""
    make(CLOSE_UNANSWERED, code_request, party=Party.SYSTEM, changes={"ended_at": timezone.now()})


@transaction.atomic
def erase(code_request: CodeRequest, *, party: Party, by: "User | None" = None, tell: bool = True) -> None:
    """Delete everything about the person and the code, and what was learnt from it where nothing else supports that;
    what keeping.RECORD names stays for its time.

    The letter about it is the last; its address is emptied when it has gone. Of a held request the wish is kept, and
    done when the hold is over.
    """
    if put_erasure_off(code_request, party=party, by=by):
        return
    address = code_request.email
    make(ERASE, code_request, party=party, by=by, changes={**NOTHING_APPROVED, "ended_at": timezone.now()})
    learning.take_back(code_request)
    forget(code_request)
    if tell and address:
        outbox.write(code_request, Letter.ERASED, key="1", recipient=address)


def _drop_evidence(code_request: CodeRequest) -> None:
    """Documents and codes; of a held request they go with the purge after the hold."""
    if not code_request.is_held:
        evidence.delete_all(code_request)
        drop_code(code_request)


def drop_code(code_request: CodeRequest) -> None:
    """Delete every code of a request, and what was typed about where it came from; known codes lose that text too."""
    for candidate in code_request.candidates.filter(source__in=TYPED_SOURCES):
        remembered = KnownCode.objects.filter(desk=code_request.desk_id, created_by=candidate.by_id)
        remembered.filter(provenance=candidate.provenance).update(provenance="")
    CodeRequest.objects.filter(pk=code_request.pk).update(delivered=None)
    evidence.drop_answers(code_request)
    code_request.candidates.all().delete()
    code_request.open_questions.all().delete()


def forget(code_request: CodeRequest) -> None:
    """Delete every personal datum and every code of a request, as keeping.PERSON names them; its record stays."""
    evidence.delete_all(code_request)
    code_request.hand_offs.all().delete()
    outbox.forget_recipients(code_request)
    drop_code(code_request)
    for name in keeping.PERSON.columns:
        table, _dot, column = name.partition(".")
        model = apps.get_model("requests_app", table)
        rows: QuerySet[Any] = QuerySet(model).filter(**{WAYS.get(table, "code_request"): code_request.pk})
        if column:
            field = model._meta.get_field(column)  # noqa: SLF001 - Django documents it
            rows.update(**{column: None if field.null else field.get_default()})
        elif model is Message:  # a letter under way is not taken from the hands of who sends it
            rows.filter(lease_until=None).delete()
        else:
            rows.delete()
    code_request.refresh_from_db()

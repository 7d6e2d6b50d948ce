"""From the first answer to a request that is sent: whole or not at all."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from guides_app.identifiers import Kind
from requests_app import keeping, uncovered
from requests_app.flags import staff_with_mailbox
from requests_app.identity import searchable_name
from requests_app.lookup import registry
from requests_app.models import (
    AccessLink,
    CodeRequest,
    Desk,
    Letter,
    new_link,
    sealed_answers,
)
from requests_app.notifications import outbox
from requests_app.policy import Policy
from requests_app.promise import answer_by
from requests_app.states import (
    SEND,
    Party,
    Status,
)
from requests_app.tokens import digest, new_reference, new_token
from requests_app.workflow.errors import MoveRefused
from requests_app.workflow.moves import make


def start_draft(desk: Desk, *, language: str) -> tuple[CodeRequest, str]:
    """A new draft and the token of its cookie (only the digest is kept)."""
    token = new_token()
    return CodeRequest.objects.create(
        desk=desk, language=language, draft_digest=digest(token), **keeping.days_of(desk)
    ), token


@transaction.atomic
def save_answers(code_request: CodeRequest, **answers: Any) -> None:
    """Keep answers in the draft, numbers and VINs sealed; a request that was sent is no longer changed by this."""
    columns = sealed_answers(code_request, answers)
    drafts = CodeRequest.objects.filter(pk=code_request.pk, status=Status.DRAFT)
    if not drafts.update(touched_at=timezone.now(), **columns):
        raise MoveRefused("draft")
    code_request.refresh_from_db()


def keep_vin(code_request: CodeRequest, vin: str) -> None:
    """Keep the VIN that a customer typed instead of a number of the radio."""
    save_answers(code_request, number="", number_unknown="", number_for_person="", number_kind=Kind.VIN, vin=vin)


@transaction.atomic
def send(code_request: CodeRequest) -> str:
    """Send the draft, whole or not at all: the token of the sending device. MoveRefused when it was sent before."""
    now = timezone.now()
    kind = Kind(code_request.number_kind or Kind.PRECODE)
    number, vin, tail = code_request.number, code_request.vin, code_request.vin_tail
    _with_reference(
        code_request,
        {
            "policy": Policy.of_desk(code_request).as_json(),
            "sent_at": now,
            "declared_at": now,
            "promised_at": answer_by(code_request.desk, now),
            "number_fingerprint": registry.number_fingerprint(number, kind) if number else "",
            "vin_fingerprint": registry.number_fingerprint(vin, Kind.VIN) if vin else "",
            "vin_tail_fingerprint": registry.vin_tail_fingerprint(tail) if tail else "",
            "name_search": searchable_name(code_request.name, code_request.owner_name),
            "email_fingerprint": outbox.recipient_fingerprint(code_request.email),
        },
    )
    uncovered.drop_all(code_request)
    outbox.write(code_request, Letter.RECEIVED, key="1")
    return new_link(code_request, AccessLink.Kind.DEVICE)


def _with_reference(code_request: CodeRequest, changes: dict[str, Any]) -> None:
    """References are short, so two may collide: draw again."""
    for _ in range(5):
        try:
            with transaction.atomic():
                make(
                    SEND,
                    code_request,
                    party=Party.CUSTOMER,
                    data={"staff": staff_with_mailbox(code_request.desk_id, code_request.email)},
                    changes={**changes, "reference": new_reference()},
                )
        except IntegrityError:
            continue
        return
    raise MoveRefused("reference")

"""From the first answer to a request that is sent: whole or not at all."""

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from guides_app.identifiers import Kind
from requests_app import keeping, uncovered
from requests_app.flags import staff_with_mailbox
from requests_app.lookup import registry
from requests_app.models import (
    AccessLink,
    CodeRequest,
    Desk,
    Letter,
    MachineReading,
    Reached,
    SearchTerm,
    new_link,
    sealed_answers,
)
from requests_app.notifications import outbox
from requests_app.policy import RADIO, Policy
from requests_app.promise import answer_by
from requests_app.states import (
    SEND,
    Party,
    Status,
)
from requests_app.tokens import digest, new_reference, new_token
from requests_app.workflow import proven_before
from requests_app.workflow.errors import MoveRefused
from requests_app.workflow.moves import make
from requests_app.workflow.noticing import noticed_at_sending
from requests_app.workflow.search_terms import keep_terms

if TYPE_CHECKING:
    from django.contrib.auth.models import User


SAME_AS_BEFORE = {"guide", "family", "number_kind", "asker"}


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
    if code_request.again_of and _tells_otherwise(code_request.again_of, answers):
        columns["again_of"] = None
    drafts = CodeRequest.objects.filter(pk=code_request.pk, status=Status.DRAFT)
    if not drafts.update(touched_at=timezone.now(), **columns):
        raise MoveRefused("draft")
    code_request.refresh_from_db()


def _tells_otherwise(earlier: CodeRequest, answers: dict[str, Any]) -> bool:
    """Whether this is not who asked before, or not for the same: then all papers are asked for."""
    names = {"name", "owner_name"} & answers.keys()
    return (
        any(answers[name] != getattr(earlier, name) for name in SAME_AS_BEFORE & answers.keys())
        or not all(proven_before.same_name(answers[name], getattr(earlier, name)) for name in names)
        or (
            "email" in answers
            and not proven_before.same_address(outbox.recipient_fingerprint(answers["email"]), earlier)
        )
    )


def keep_vin(code_request: CodeRequest, vin: str) -> None:
    """Keep the VIN that a customer typed instead of a number of the radio."""
    save_answers(code_request, number="", number_unknown="", number_for_person="", number_kind=Kind.VIN, vin=vin)


def reached(code_request: CodeRequest) -> Reached:
    """The last part of the wizard that a draft holds an answer to. Call before its documents are deleted."""
    if code_request.name and code_request.email:
        return Reached.CONTACT
    slots = set(code_request.uploads.filter(replaced_at=None, deleted_at=None).values_list("slot", flat=True))
    if slots.difference(RADIO):
        return Reached.CERTIFICATE
    if slots:
        return Reached.LABEL
    numbered = code_request.number_sealed or code_request.vin_sealed or code_request.number_unknown
    return Reached.NUMBER if numbered else Reached.BEGUN


@transaction.atomic
def send(code_request: CodeRequest) -> str:
    """Send the draft, whole or not at all: the token of the sending device. MoveRefused when it was sent before."""
    hand_in(code_request, party=Party.CUSTOMER)
    return new_link(code_request, AccessLink.Kind.DEVICE)


@transaction.atomic
def hand_in(
    code_request: CodeRequest, *, party: Party, by: "User | None" = None, data: dict[str, Any] | None = None
) -> None:
    """What sending is, by the customer or by staff for them; `data` is what its line says besides."""
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
            "noticed": noticed_at_sending(code_request),
            "email_fingerprint": outbox.recipient_fingerprint(code_request.email),
        },
        party=party,
        by=by,
        data=(data or {}) | ({"number_by_machine": True} if _took_over(code_request) else {}),
    )
    keep_terms(code_request, SearchTerm.Kind.REFERENCE, SearchTerm.Kind.NAME, SearchTerm.Kind.ADDRESS)
    uncovered.drop_all(code_request)
    code_request.hand_offs.all().delete()
    outbox.write(code_request, Letter.RECEIVED, key="1")


def _took_over(code_request: CodeRequest) -> bool:
    """Whether the customer's number is the one that was read off their photo, and that they said is theirs."""
    row = MachineReading.standing_of(code_request) if code_request.number_sealed else None
    if row is None or row.answer != MachineReading.Answer.YES:
        return False
    return row.number(Kind(code_request.number_kind or Kind.PRECODE)) == code_request.number


def _with_reference(
    code_request: CodeRequest, changes: dict[str, Any], *, party: Party, by: "User | None", data: dict[str, Any]
) -> None:
    """References are short, so two may collide: draw again."""
    for _ in range(5):
        try:
            with transaction.atomic():
                make(
                    SEND,
                    code_request,
                    party=party,
                    by=by,
                    data={"staff": staff_with_mailbox(code_request.desk_id, code_request.email), **data},
                    changes={**changes, "reference": new_reference()},
                )
        except IntegrityError:
            continue
        return
    raise MoveRefused("reference")

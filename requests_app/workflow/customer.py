"""What a customer does with a request: send, answer, see the code, say whether it worked, withdraw, have it erased."""

import secrets
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from guides_app.identifiers import Kind
from requests_app.lookup import chain, registry
from requests_app.models import (
    AccessLink,
    Candidate,
    CodeRequest,
    Desk,
    Feedback,
    Letter,
    Message,
    Reveal,
    new_link,
    record,
)
from requests_app.notifications import outbox
from requests_app.policy import missing_slots
from requests_app.promise import answer_by
from requests_app.states import (
    ANSWER,
    CHANGE_ADDRESS,
    NOT_WORKED,
    OPEN,
    SEND,
    WORKED,
    Party,
    Status,
)
from requests_app.tokens import digest, new_reference, new_token
from requests_app.vault import cipher
from requests_app.workflow.moves import MoveRefused, NotComplete, make

REVEALS_PER_DAY = 20
WITH_NO_ANSWER_YET = (Status.RECEIVED, Status.CHECKING)
WRONG_FACTORS = 5
FACTOR_LENGTH = 4


def start_draft(desk: Desk, *, language: str) -> tuple[CodeRequest, str]:
    """A new draft and the token of its cookie (only the digest is kept)."""
    token = new_token()
    return CodeRequest.objects.create(desk=desk, language=language, draft_digest=digest(token)), token


@transaction.atomic
def save_answers(code_request: CodeRequest, **answers: Any) -> None:
    """Keep answers in the draft; a request that was sent is no longer changed by this."""
    if not CodeRequest.objects.filter(pk=code_request.pk, status=Status.DRAFT).update(
        touched_at=timezone.now(), **answers
    ):
        raise MoveRefused("draft")
    code_request.refresh_from_db()


def keep_vin(code_request: CodeRequest, vin: str) -> None:
    """Keep the VIN that a customer typed: sealed, with the fingerprint that finds the same car again."""
    sealed = cipher.seal(vin.encode(), context=chain.vin_context(code_request))
    save_answers(
        code_request, number="", number_unknown="", number_for_person="", number_kind=Kind.VIN, vin_sealed=sealed
    )


def unanswered(code_request: CodeRequest) -> tuple[str, ...]:
    """The answers that a draft still lacks before it can be sent, in the order of the wizard, as codes."""
    present = code_request.uploads.filter(replaced_at=None, deleted_at=None).values_list("slot", flat=True)
    lacking = []
    if not (code_request.number or code_request.number_unknown or code_request.vin_sealed):
        lacking.append("number")
    lacking += [f"slot:{slot}" for slot in missing_slots(code_request, list(present))]
    for field in ("asker", "name", "email"):
        if not getattr(code_request, field):
            lacking.append(field)
    return tuple(lacking)


@transaction.atomic
def send(code_request: CodeRequest) -> str:
    """Send the draft, whole or not at all: the token of the sending device. MoveRefused when it was sent before."""
    if lacking := unanswered(code_request):
        raise NotComplete(*lacking)
    now = timezone.now()
    kind = Kind(code_request.number_kind or Kind.PRECODE)
    fingerprint = registry.number_fingerprint(code_request.number, kind) if code_request.number else ""
    _with_reference(
        code_request,
        {
            "sent_at": now,
            "declared_at": now,
            "promised_at": answer_by(code_request.desk, now),
            "number_fingerprint": fingerprint,
            "email_fingerprint": outbox.recipient_fingerprint(code_request.email),
        },
    )
    outbox.write(code_request, Letter.RECEIVED, key="1")
    return new_link(code_request, AccessLink.Kind.DEVICE)


def _with_reference(code_request: CodeRequest, changes: dict[str, Any]) -> None:
    """References are short, so two may collide: draw again."""
    for _ in range(5):
        try:
            with transaction.atomic():
                make(SEND, code_request, party=Party.CUSTOMER, changes={**changes, "reference": new_reference()})
        except IntegrityError:
            continue
        return
    raise MoveRefused("reference")


@transaction.atomic
def answer(code_request: CodeRequest) -> None:
    """Send what was asked for, once every item has an answer."""
    items = code_request.asked_items.filter(round=code_request.verification_round)
    if items.filter(answered_at=None).exists():
        raise NotComplete("items")
    now = timezone.now()
    make(
        ANSWER,
        code_request,
        party=Party.CUSTOMER,
        changes={"answer_until": None, "promised_at": answer_by(code_request.desk, now)},
    )


@transaction.atomic
def change_address(code_request: CodeRequest, email: str) -> None:
    """Another address for the letters. Once the evidence is approved, or a code delivered, it is verified anew.

    Links in letters to the old address die; letters that still wait go to the new one.
    """
    before = code_request.email
    if email == before:
        return
    fingerprint = outbox.recipient_fingerprint(email)
    changes = {"email": email, "email_fingerprint": fingerprint}
    if code_request.status in CHANGE_ADDRESS.sources:
        make(
            CHANGE_ADDRESS,
            code_request,
            party=Party.CUSTOMER,
            changes={
                **changes,
                "verification_round": code_request.verification_round + 1,
                "approved_by": None,
                "approved_at": None,
                "second_person": None,
                "delivered": None,
                "delivered_at": None,
            },
        )
        outbox.cancel(code_request, Letter.READY, Letter.NEW_CODE)
    elif code_request.status in OPEN:
        if not CodeRequest.objects.filter(pk=code_request.pk, version=code_request.version).update(**changes):
            raise MoveRefused("change_address")
        code_request.refresh_from_db()
        record(code_request, "change_address", party=Party.CUSTOMER)
    else:
        raise MoveRefused("change_address")
    code_request.links.filter(kind=AccessLink.Kind.LETTER).delete()
    waiting = Message.objects.filter(code_request=code_request, sent_at=None, failed_at=None, cancelled_at=None)
    waiting.update(recipient=email, recipient_fingerprint=fingerprint)
    letter = Letter.RECEIVED if code_request.status in WITH_NO_ANSWER_YET else Letter.LOST_LINK
    outbox.write(code_request, letter, key=f"address:{code_request.version}:{fingerprint[:8]}")


def wants_factor(code_request: CodeRequest, link: AccessLink) -> bool:
    """Whether this link must prove a little more before it shows the code: all but the device that asked."""
    return link.kind != AccessLink.Kind.DEVICE


def factor_matches(code_request: CodeRequest, typed: str) -> bool:
    """Whether somebody typed the last four characters of the radio's number, or of the VIN on the certificate."""
    bare = "".join(c for c in typed.upper() if c.isascii() and c.isalnum())[-FACTOR_LENGTH:]
    readings = code_request.readings.filter(round=code_request.verification_round)
    known = [reading.value[-FACTOR_LENGTH:] for reading in readings]
    return len(bare) == FACTOR_LENGTH and any(secrets.compare_digest(bare, value) for value in known)


def reveal(code_request: CodeRequest, link: AccessLink, *, typed: str = "") -> str:
    """The code, for the holder of a living link. The record is committed before the code is opened.

    Raises MoveRefused when there is no code to show, NotComplete("factor"), ("tries") or ("often").
    """
    with transaction.atomic():
        current = CodeRequest.objects.select_for_update().get(pk=code_request.pk)
        link = AccessLink.objects.select_for_update().get(pk=link.pk)
        refused = _refused(current, link, typed)
        if refused == "factor":
            AccessLink.objects.filter(pk=link.pk).update(failed_tries=link.failed_tries + 1)
        if not refused:
            now = timezone.now()
            if current.revealed_at is None:
                CodeRequest.objects.filter(pk=current.pk).update(revealed_at=now)
            Reveal.objects.create(code_request=current, link=link)
            record(current, "reveal", party=Party.CUSTOMER, data={"link": link.pk, "candidate": current.delivered_id})
    if refused:
        raise NotComplete(refused)
    code_request.refresh_from_db()
    return chain.open_code(_delivered(current))


def _delivered(code_request: CodeRequest) -> Candidate:
    if code_request.delivered is None or code_request.approved_by_id is None:
        raise MoveRefused("reveal")
    return code_request.delivered


def _refused(current: CodeRequest, link: AccessLink, typed: str) -> str:
    """Why the code is not shown to this link now, as a code; or nothing."""
    now = timezone.now()
    if current.status not in (Status.READY, Status.CLOSED) or link.code_request_id != current.pk:
        raise MoveRefused("reveal")
    if link.expires_at <= now:
        raise MoveRefused("link")
    _delivered(current)
    if current.reveals.filter(shown_at__gt=now - timedelta(days=1)).count() >= REVEALS_PER_DAY:
        return "often"
    if wants_factor(current, link):
        if link.failed_tries >= WRONG_FACTORS:
            return "tries"
        if not factor_matches(current, typed):
            return "factor"
    return ""


@transaction.atomic
def say_worked(code_request: CodeRequest, *, comment: str = "") -> None:
    """The radio plays."""
    delivered = code_request.delivered
    make(WORKED, code_request, party=Party.CUSTOMER, changes={"ended_at": timezone.now()}, guard=_was_seen)
    Feedback.objects.create(code_request=code_request, worked=True, comment=comment[:300])
    if delivered:
        registry.outcome(
            code_request, delivered, chain.radio_of(code_request), code=chain.open_code(delivered), worked=True
        )
    outbox.write(code_request, Letter.CLOSED, key=str(code_request.version))


def _was_seen(code_request: CodeRequest) -> str:
    return "" if code_request.revealed_at else "unseen"


@transaction.atomic
def say_not_worked(code_request: CodeRequest, feedback: Feedback) -> None:
    """The code did not do it: it counts as failed, and the desk looks again. `feedback` is saved here."""
    delivered = code_request.delivered
    now = timezone.now()
    make(
        NOT_WORKED,
        code_request,
        party=Party.CUSTOMER,
        data={"display": feedback.display, "entered": feedback.entered, "tries": feedback.tries},
        changes={
            "ended_at": None,
            "promised_at": answer_by(code_request.desk, now),
            "clerk": None,
            "claimed_until": None,
        },
        guard=_was_seen,
    )
    feedback.code_request, feedback.worked = code_request, False
    feedback.save()
    if delivered:
        Candidate.objects.filter(pk=delivered.pk).update(failed_at=now)
        registry.outcome(
            code_request, delivered, chain.radio_of(code_request), code=chain.open_code(delivered), worked=False
        )
    outbox.write(code_request, Letter.NOT_WORKED, key=str(code_request.version))

"""Showing the code to the customer: to whom, how often, and only after the record says so."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from guides_app.identifiers import NEVER_IN_A_VIN, Ask, ForPerson, Kind, Read, read_number
from requests_app import keeping, releases
from requests_app.lookup import chain
from requests_app.missing import Missing
from requests_app.models import (
    AccessLink,
    Candidate,
    CodeRequest,
    Reading,
    Reveal,
    record,
    record_folded,
)
from requests_app.states import (
    Party,
    Status,
)
from requests_app.workflow.errors import MoveRefused, NotComplete

REVEALS_PER_DAY = 6
MOST_REVEALS = 20
WRONG_FACTORS = 5
FACTOR_LENGTH = 4
ENDS = (Reading.Subject.NUMBER, Reading.Subject.VIN6)


def has_code_to_show(code_request: CodeRequest) -> bool:
    """Whether a code was delivered, stands, and is not over its time, whether or not the purge has come by."""
    if code_request.delivered_id is None or code_request.status not in (Status.READY, Status.CLOSED):
        return False
    ended = code_request.ended_at
    return ended is None or timezone.now() < ended + keeping.kept_by(code_request, keeping.CODE)


def wants_factor(code_request: CodeRequest, link: AccessLink) -> bool:
    """Whether this link must prove a little more before it shows the code: all but the device that asked."""
    return link.kind != AccessLink.Kind.DEVICE


def factor_matches(code_request: CodeRequest, typed: str) -> bool:
    """Whether somebody typed the last four characters of the radio's number, or of the VIN on the certificate."""
    readings = code_request.readings.filter(round=code_request.verification_round, subject__in=ENDS)
    known = [reading.value[-FACTOR_LENGTH:].encode() for reading in readings]
    said = [end.encode() for end in ends_in(typed)]
    return any(secrets.compare_digest(end, value) for end in said for value in known)


def ends_in(typed: str) -> set[str]:
    """The last four characters that somebody may have meant, look-alikes as the wizard reads them; or none at all."""
    ends = set()
    plain = read_number(typed, kind=Kind.NONE)
    if isinstance(plain, ForPerson):
        end = plain.value[-FACTOR_LENGTH:]
        ends |= {end, end.translate(NEVER_IN_A_VIN)}
    match read_number(typed, kind=Kind.PRECODE, short_allowed=True):
        case Read(value) | ForPerson(value):
            ends.add(value[-FACTOR_LENGTH:])
        case Ask(_, proposals):
            ends |= {proposal[-FACTOR_LENGTH:] for proposal in proposals}
    return {end for end in ends if len(end) == FACTOR_LENGTH}


def reveal(code_request: CodeRequest, link: AccessLink, *, typed: str = "") -> str:
    """The code, for the holder of a living link. The record is committed before the code is opened.

    Raises MoveRefused when there is no code to show, NotComplete("letter") where only a letter's link shows it,
    ("factor"), ("factor_shape"), ("tries"), ("often") or ("enough"). Only a whole answer that is wrong counts as a try.
    """
    with transaction.atomic():
        current = CodeRequest.objects.select_for_update().get(pk=code_request.pk)
        link = _still_there(link)
        refused = _refused(current, link, typed)
        if refused in (Missing.FACTOR, Missing.TRIES):
            record_folded(current, "wrong_factor", party=Party.CUSTOMER, data={"link": link.pk})
        if refused is Missing.FACTOR:
            AccessLink.objects.filter(pk=link.pk).update(failed_tries=link.failed_tries + 1)
        if not refused:
            now = timezone.now()
            if current.revealed_at is None:
                CodeRequest.objects.filter(pk=current.pk).update(revealed_at=now)
            Reveal.objects.create(code_request=current, link=link)
            shown = {"link": link.pk, "by": link.kind, "candidate": current.delivered_id}
            record(current, "reveal", party=Party.CUSTOMER, data=shown)
            if current.revealed_at is None:
                releases.issue(current, "reveal")
    if refused:
        raise NotComplete(refused)
    code_request.refresh_from_db()
    return chain.open_code(_delivered(current))


def _still_there(link: AccessLink) -> AccessLink:
    """The link as it stands now, held. MoveRefused where it went, with its request, after the page had found it."""
    current = AccessLink.objects.select_for_update().filter(pk=link.pk).first()
    if current is None:
        raise MoveRefused("reveal")
    return current


def _delivered(code_request: CodeRequest) -> Candidate:
    if code_request.delivered is None or code_request.approved_by_id is None:
        raise MoveRefused("reveal")
    return code_request.delivered


def _refused(current: CodeRequest, link: AccessLink, typed: str) -> Missing | None:
    """Why the code is not shown to this link now, as a code; or nothing."""
    now = timezone.now()
    if not has_code_to_show(current) or link.code_request_id != current.pk:
        raise MoveRefused("reveal")
    if link.expires_at <= now:
        raise MoveRefused("link")
    _delivered(current)
    if current.relies and link.kind != AccessLink.Kind.LETTER:
        return Missing.LETTER
    shown = current.reveals.filter(shown_at__gte=current.delivered_at or now)
    if shown.filter(shown_at__gt=now - timedelta(days=1)).count() >= REVEALS_PER_DAY:
        return Missing.OFTEN
    if shown.count() >= MOST_REVEALS:
        return Missing.ENOUGH
    if wants_factor(current, link):
        if link.failed_tries >= WRONG_FACTORS:
            return Missing.TRIES
        if not ends_in(typed):
            return Missing.FACTOR_SHAPE
        if not factor_matches(current, typed):
            return Missing.FACTOR
    return None

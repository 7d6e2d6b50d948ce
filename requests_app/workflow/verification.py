"""Staff judge the evidence: checks of what was opened, the answers that stand in a round, and what is still missing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from requests_app.flags import Flag, flags_for
from requests_app.missing import Code, Missing, MissingOf
from requests_app.models import (
    Check,
    CheckKind,
    CodeRequest,
    DocumentProblem,
    DocumentVerdict,
    FlagClearance,
    Page,
    Reading,
    Slot,
    Verdict,
    record,
)
from requests_app.policy import checks_for, missing_slots, shown_on
from requests_app.states import Party, Status
from requests_app.workflow.clearing import uncleared
from requests_app.workflow.errors import MoveRefused, NotComplete
from requests_app.workflow.people import work_on
from requests_app.workflow.seeing import standing_pages, unopened

if TYPE_CHECKING:
    from django.contrib.auth.models import User

READ_CHECKS = {CheckKind.NUMBER: Reading.Subject.NUMBER, CheckKind.VIN: Reading.Subject.VIN6}


class Standing(NamedTuple):
    """What stands in this round: the keys of the pictures in each slot, the answers that rest on them, every reading,
    oldest first, what was said of flags, and by its slot the verdict on each document."""

    keys: dict[str, set[str]]
    checks: dict[str, Check]
    readings: Sequence[Reading]
    said: Sequence[FlagClearance] | None = None
    documents: Mapping[str, DocumentVerdict] | None = None


@transaction.atomic
def answer_check(
    code_request: CodeRequest, kind: CheckKind, verdict: Verdict, *, by: "User", reason: str = ""
) -> Check:
    """Keep the answer to one question of the verification. A reading is not answered by a tick.

    A yes is for who has opened every page of the documents that it speaks of; a no needs a reason.
    """
    lock_checking(code_request, by)
    if kind in READ_CHECKS or kind not in checks_for(code_request):
        raise NotComplete(MissingOf.CHECK.named(kind))
    if verdict == Verdict.NO and not reason.strip():
        raise NotComplete(Missing.REASON)
    pages = opened_for(code_request, kind, by) if verdict == Verdict.YES else []
    check = Check.objects.create(
        code_request=code_request,
        kind=kind,
        round=code_request.verification_round,
        verdict=verdict,
        reason=reason.strip(),
        pictures=[page.key for page in pages],
        by=by,
    )
    record(
        code_request,
        "check",
        party=Party.STAFF,
        user_id=by.pk,
        reason=check.reason,
        data={"check": kind, "is": verdict, "round": check.round, "photos": [page.place for page in pages]},
    )
    return check


@transaction.atomic
def judge_document(
    code_request: CodeRequest, slot: Slot, verdict: Verdict, *, by: "User", problem: DocumentProblem | None = None
) -> DocumentVerdict:
    """Keep whether what stands in this slot is accepted. A yes is for who has opened every page of it; a no needs what
    is wrong, and holds the approval up until the document is accepted or another one stands there."""
    lock_checking(code_request, by)
    pages = standing_pages(code_request, slot)
    if not pages or (verdict == Verdict.NO and problem in (None, DocumentProblem.MISSING)):
        raise NotComplete(MissingOf.DOCUMENT_PROBLEM.named(slot))
    if verdict == Verdict.YES and (missing := unopened(code_request, slot, by=by)):
        raise NotComplete(*missing)
    judged = DocumentVerdict.objects.create(
        code_request=code_request,
        slot=slot,
        round=code_request.verification_round,
        verdict=verdict,
        problem=problem if problem and verdict == Verdict.NO else "",
        pictures=[page.key for page in pages],
        by=by,
    )
    said = {"photos": [page.place for page in pages], "verdict": verdict, "problem": judged.problem}
    data = {name: value for name, value in said.items() if value} | {"round": judged.round}
    record(code_request, "judge_document", party=Party.STAFF, user_id=by.pk, data=data)
    return judged


def document_verdicts(
    code_request: CodeRequest, keys: Mapping[str, set[str]] | None = None
) -> dict[str, DocumentVerdict]:
    """By its slot, the newest verdict of this round on the pictures that stand there now."""
    keys = keys_by_slot(standing_pages(code_request)) if keys is None else keys
    rows = code_request.document_verdicts.filter(round=code_request.verification_round).select_related("by")
    newest = {judged.slot: judged for judged in rows.order_by("pk")}
    return {slot: judged for slot, judged in newest.items() if keys.get(slot) == set(judged.pictures)}


def opened_for(code_request: CodeRequest, kind: CheckKind, by: "User") -> list[Page]:
    """The pictures that an answer rests on; NotComplete while this person has not opened them all."""
    slots = shown_on(code_request, kind)
    if not slots:
        return []
    if missing := unopened(code_request, *slots, by=by):
        raise NotComplete(*missing)
    return standing_pages(code_request, *slots)


def missing(
    code_request: CodeRequest, *, flags: Sequence[Flag] | None = None, standing: Standing | None = None
) -> tuple[Code, ...]:
    """What is still missing for the verification of this round, as codes: slots, checks, readings, documents that
    were not accepted, and high flags that nobody has cleared. Nothing means complete. A page that has the flags may
    pass them. A document that retention deleted after the approval was there when it was looked at.
    """
    keys, answered, readings, said, documents = standing or standing_of(code_request)
    present = list(keys)
    if since := code_request.approved_at:
        gone = code_request.uploads.filter(deleted_at__gte=since, replaced_at=None)
        present += gone.values_list("slot", flat=True)
    missing = [MissingOf.SLOT.named(slot) for slot in missing_slots(code_request, present)]
    last = {reading.subject: reading for reading in readings}
    for kind in checks_for(code_request):
        if subject := READ_CHECKS.get(kind):
            reading = last.get(subject)
            if reading is None or not reading.stands or not _rests_on(reading, code_request, kind, keys):
                missing.append(MissingOf.READING.named(kind))
        elif kind not in answered or answered[kind].verdict != Verdict.YES:
            missing.append(MissingOf.CHECK.named(kind))
    judged = document_verdicts(code_request, keys) if documents is None else documents
    missing += [MissingOf.DOCUMENT.named(slot) for slot, one in judged.items() if one.verdict == Verdict.NO]
    found = flags_for(code_request) if flags is None else flags
    return (*missing, *(MissingOf.FLAG.named(kind) for kind in uncleared(code_request, found, said)))


def standing_checks(code_request: CodeRequest) -> dict[str, Check]:
    """The newest answer to each question in this round; a yes to pictures that are not those there now is none."""
    return _standing_checks(code_request, keys_by_slot(standing_pages(code_request)))


def standing_of(
    code_request: CodeRequest,
    *,
    pages: Sequence[Page] | None = None,
    readings: Sequence[Reading] | None = None,
    said: Sequence[FlagClearance] | None = None,
    documents: Mapping[str, DocumentVerdict] | None = None,
) -> Standing:
    """For a page of the Desk, which passes it to `missing`; it may pass what it has of it."""
    keys = keys_by_slot(standing_pages(code_request) if pages is None else pages)
    read = readings_of(code_request) if readings is None else readings
    return Standing(keys, _standing_checks(code_request, keys), read, said, documents)


def readings_of(code_request: CodeRequest) -> list[Reading]:
    """What was read in this round, oldest first."""
    return list(code_request.readings.filter(round=code_request.verification_round).order_by("pk"))


def _standing_checks(code_request: CodeRequest, keys: dict[str, set[str]]) -> dict[str, Check]:
    rows = code_request.checks.filter(round=code_request.verification_round).select_related("by")
    newest = {check.kind: check for check in rows.order_by("pk")}
    return {
        kind: check
        for kind, check in newest.items()
        if check.verdict == Verdict.NO or _rests_on(check, code_request, CheckKind(kind), keys)
    }


def keys_by_slot(pages: Iterable[Page]) -> dict[str, set[str]]:
    """The keys of the pictures in each slot."""
    keys: dict[str, set[str]] = {}
    for page in pages:
        keys.setdefault(page.upload.slot, set()).add(page.key)
    return keys


def _rests_on(answer: Check | Reading, code_request: CodeRequest, kind: CheckKind, keys: dict[str, set[str]]) -> bool:
    there = set().union(*(keys.get(slot, set()) for slot in shown_on(code_request, kind)))
    return there <= set(answer.pictures)


def lock_checking(code_request: CodeRequest, by: "User") -> None:
    """Lock the request, and make sure that it is being checked in this round and this person may do it."""
    current = CodeRequest.objects.select_for_update().get(pk=code_request.pk)
    work_on(current, by)
    if current.status != Status.CHECKING or current.verification_round != code_request.verification_round:
        raise MoveRefused("check")

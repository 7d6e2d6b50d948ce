"""Ask the sources of a desk and keep what each said: attempts with their result, candidates sealed, with provenance.

Registry and calculator answer at once, in the transaction of the look-up. A source that is plugged in may wait for a
network, so the look-up leaves a question for it, which the worker puts.
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from guides_app.identifiers import Kind
from requests_app.lookup import calculator, plugs, registry
from requests_app.lookup.asking import Refused
from requests_app.lookup.source import Answer, Found, NotFound, Radio, Unavailable
from requests_app.models import Attempt, Candidate, CodeRequest, Desk, OpenQuestion, Reading, Source
from requests_app.vault import cipher

AT_ONCE = (Source.REGISTRY, Source.CALCULATOR)


def radio_of(code_request: CodeRequest, *, readings: Sequence[Reading] | None = None) -> Radio:
    """The radio as staff verified it in this round: their reading counts, never what was typed. A page may pass the
    readings of the round that it has, oldest first."""
    family = code_request.family
    kind = Kind(code_request.number_kind or Kind.PRECODE)
    has_code = family is None or family.carries_code
    if kind is Kind.VIN:
        return Radio(code_request.vin, kind, has_code)
    reading = verified_reading(code_request, Reading.Subject.NUMBER, readings=readings)
    return Radio(
        reading.value if reading else "", kind, has_code, code_request.part_fingerprint, code_request.serial_fingerprint
    )


def verified_reading(
    code_request: CodeRequest, subject: Reading.Subject, *, readings: Sequence[Reading] | None = None
) -> Reading | None:
    """The last reading of this round, if the verification may rest on it."""
    if readings is None:
        rows = code_request.readings.filter(subject=subject, round=code_request.verification_round)
        last = rows.order_by("pk").last()
    else:
        last = next((one for one in reversed(readings) if one.subject == subject), None)
    return last if last and last.stands else None


def sources_of(desk: Desk) -> list[str]:
    """The sources that a desk asks, in its order, as far as they are there."""
    there = {*AT_ONCE, *plugs.installed().sources}
    return [slug for slug in desk.sources if slug in there]


def look_up(code_request: CodeRequest, *, by_id: int | None) -> list[Candidate]:
    """Ask the sources that answer at once, and leave a question for each of the others. The caller has seen to it that
    the verification is complete."""
    radio = radio_of(code_request)
    found: list[Candidate] = []
    questions = []
    for place, source in enumerate(sources_of(code_request.desk)):
        if source in AT_ONCE:
            found += _ask_at_once(code_request, Source(source), radio, by_id)
        elif radio.number and radio.has_code:
            questions.append(
                OpenQuestion(
                    code_request=code_request,
                    round=code_request.verification_round,
                    source=source,
                    place=place,
                    by_id=by_id,
                )
            )
    code_request.open_questions.all().delete()
    OpenQuestion.objects.bulk_create(questions)
    return found


def question_of(code_request: CodeRequest) -> Radio:
    """The radio as sources that are plugged in are told of it."""
    tail = verified_reading(code_request, Reading.Subject.VIN6)
    part, serial = registry.label_parts(code_request.label)
    return replace(
        radio_of(code_request),
        family=code_request.family.slug if code_request.family else "",
        vin_tail=tail.value if tail else "",
        desk=code_request.desk.slug,
        reference=str(code_request),
        part_number=part,
        serial=serial,
    )


def keep_answer(
    code_request: CodeRequest, source: str, answers: Sequence[Answer | Refused], *, took: int, by_id: int | None
) -> list[Candidate]:
    """Keep what one source said in this round as an attempt, and the codes that it gave as candidates."""
    result, detail = _summary(answers)
    Attempt.objects.create(
        code_request=code_request,
        round=code_request.verification_round,
        source=source,
        result=result,
        detail=detail,
        took=took,
        by_id=by_id,
    )
    found = [answer for answer in answers if isinstance(answer, Found)]
    failing = registry.failing(code_request.desk, radio_of(code_request)) if found else None
    return [_keep(code_request, source, answer, by_id, failing) for answer in found]


def _ask_at_once(code_request: CodeRequest, source: Source, radio: Radio, by_id: int | None) -> list[Candidate]:
    began_at = time.monotonic()
    known = source is Source.REGISTRY
    answers = registry.find(code_request.desk, radio) if known else [calculator.find(radio)]
    took = int((time.monotonic() - began_at) * 1000)
    return keep_answer(code_request, source, answers, took=took, by_id=by_id)


def _summary(answers: Sequence[Answer | Refused]) -> tuple[Attempt.Result, str]:
    if any(isinstance(answer, Found) for answer in answers):
        return Attempt.Result.FOUND, ""
    for answer in answers:
        if isinstance(answer, Refused):
            return Attempt.Result.REFUSED, answer.why
        if isinstance(answer, Unavailable):
            return Attempt.Result.UNAVAILABLE, answer.why
    return Attempt.Result.NOT_FOUND, next((a.why for a in answers if isinstance(a, NotFound)), "")


def _keep(
    code_request: CodeRequest,
    source: str,
    answer: Found,
    by_id: int | None,
    failing: tuple[registry.Key, set[bytes]] | None,
) -> Candidate:
    candidate = keep_candidate(
        code_request, answer.source or source, code=answer.code, provenance=answer.provenance, by_id=by_id
    )
    failed = answer.failed or (failing is not None and failing[0].of_code(answer.code) in failing[1])
    if failed != candidate.failed_before:
        candidate.failed_before = failed
        candidate.save(update_fields=["failed_before"])
    return candidate


def code_context(code_request: CodeRequest) -> str:
    """Binds a sealed code to its request."""
    return f"code:{code_request.pk}"


def keep_candidate(
    code_request: CodeRequest,
    source: str,
    *,
    code: str,
    provenance: str,
    by_id: int | None,
    answered_on: date | None = None,
) -> Candidate:
    """Seal a code as a candidate of this round; the same code from the same source stands once."""
    candidate, made = Candidate.objects.get_or_create(
        code_request=code_request,
        round=code_request.verification_round,
        source=source,
        code_fingerprint=registry.code_fingerprint(code, scope=f"request:{code_request.pk}"),
        defaults={
            "provenance": provenance[:200],
            "answered_on": answered_on,
            "sealed_code": cipher.seal(code.encode(), context=code_context(code_request)),
            "by_id": by_id,
        },
    )
    if answered_on and not made:
        candidate.provenance, candidate.answered_on = provenance[:200], answered_on
        candidate.save(update_fields=["provenance", "answered_on"])
    return candidate


def candidates_of(code_request: CodeRequest) -> list[Candidate]:
    """The candidates of this round, those that have not failed first."""
    rows = Candidate.objects.filter(code_request=code_request, round=code_request.verification_round).order_by("pk")
    return sorted(rows.with_pictured(), key=lambda candidate: candidate.failed_at is not None)


def open_code(candidate: Candidate) -> str:
    """The code itself. Only `workflow` calls this, after it has recorded who sees it and why."""
    return cipher.unseal(bytes(candidate.sealed_code), context=code_context(candidate.code_request)).decode()


def in_conflict(candidates: list[Candidate]) -> bool:
    """Whether sources that have not failed disagree."""
    return len({candidate.code_fingerprint for candidate in candidates if candidate.failed_at is None}) > 1

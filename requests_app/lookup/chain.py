"""Ask every source in turn and keep what each said: attempts with their result, candidates sealed, with provenance."""

from datetime import date

from guides_app.identifiers import Kind
from requests_app.lookup import calculator, registry
from requests_app.lookup.source import Answer, Found, NotFound, Radio, Unavailable
from requests_app.models import Attempt, Candidate, CodeRequest, Reading, Source
from requests_app.vault import cipher


def radio_of(code_request: CodeRequest) -> Radio:
    """The radio as staff verified it in this round: their reading counts, never what was typed."""
    family = code_request.family
    kind = Kind(code_request.number_kind or Kind.PRECODE)
    has_code = family is None or family.carries_code
    if kind is Kind.VIN:
        return Radio(code_request.vin, kind, has_code)
    reading = verified_reading(code_request, Reading.Subject.NUMBER)
    return Radio(reading.value if reading else "", kind, has_code)


def verified_reading(code_request: CodeRequest, subject: Reading.Subject) -> Reading | None:
    """The last reading of this round, if the verification may rest on it."""
    rows = code_request.readings.filter(subject=subject, round=code_request.verification_round)
    last = rows.order_by("pk").last()
    return last if last and last.stands else None


def look_up(code_request: CodeRequest, *, by_id: int | None) -> list[Candidate]:
    """Ask registry and calculator for the radio. The caller has seen to it that the verification is complete."""
    radio = radio_of(code_request)
    found: list[Candidate] = []
    for source, answers in (
        (Source.REGISTRY, registry.find(code_request.desk, radio)),
        (Source.CALCULATOR, [calculator.find(radio)]),
    ):
        found += [_keep(code_request, source, answer, by_id) for answer in answers if isinstance(answer, Found)]
        result, detail = _summary(answers)
        Attempt.objects.create(
            code_request=code_request,
            round=code_request.verification_round,
            source=source,
            result=result,
            detail=detail,
            by_id=by_id,
        )
    return found


def _summary(answers: list[Answer]) -> tuple[str, str]:
    if any(isinstance(answer, Found) for answer in answers):
        return Attempt.Result.FOUND, ""
    for answer in answers:
        if isinstance(answer, Unavailable):
            return Attempt.Result.UNAVAILABLE, answer.why
    return Attempt.Result.NOT_FOUND, next((a.why for a in answers if isinstance(a, NotFound)), "")


def _keep(code_request: CodeRequest, source: Source, answer: Found, by_id: int | None) -> Candidate:
    return keep_candidate(
        code_request, Source(answer.source or source), code=answer.code, provenance=answer.provenance, by_id=by_id
    )


def code_context(code_request: CodeRequest) -> str:
    """Binds a sealed code to its request."""
    return f"code:{code_request.pk}"


def keep_candidate(
    code_request: CodeRequest,
    source: Source,
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
    rows = code_request.candidates.filter(round=code_request.verification_round).order_by("pk")
    return sorted(rows, key=lambda candidate: candidate.failed_at is not None)


def open_code(candidate: Candidate) -> str:
    """The code itself. Only `workflow` calls this, after it has recorded who sees it and why."""
    return cipher.unseal(bytes(candidate.sealed_code), context=code_context(candidate.code_request)).decode()


def in_conflict(candidates: list[Candidate]) -> bool:
    """Whether sources that have not failed disagree."""
    return len({candidate.code_fingerprint for candidate in candidates if candidate.failed_at is None}) > 1

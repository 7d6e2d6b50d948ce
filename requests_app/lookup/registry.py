"""The desk's own known codes, found by keyed fingerprint and kept sealed."""

from django.db.models import F
from django.utils import timezone

from guides_app.identifiers import Kind, label_line
from requests_app.lookup.source import Answer, Found, NotFound, Radio
from requests_app.models import Candidate, CodeRequest, Desk, KnownCode
from requests_app.vault import cipher


def _subject(kind: Kind) -> KnownCode.Subject:
    return KnownCode.Subject.VIN if kind is Kind.VIN else KnownCode.Subject.NUMBER


def _context(subject: str, fingerprint: str) -> str:
    return f"known-code:{subject}:{fingerprint}"


def number_fingerprint(number: str, kind: Kind) -> str:
    """The look-up key of a number or VIN."""
    return cipher.fingerprint(number, purpose=f"known-{_subject(kind)}")


def label_fingerprints(typed: str) -> dict[str, str]:
    """What a whole line of a label tells beside the pre-code, which thousands of radios share, as columns."""
    part, serial = label_line(typed)
    return {
        "part_fingerprint": cipher.fingerprint(part, purpose="part-number") if part else "",
        "serial_fingerprint": cipher.fingerprint(serial, purpose="supplier-serial") if serial else "",
    }


def vin_tail_fingerprint(tail: str) -> str:
    """The look-up key of the last 6 of a VIN, which another car may share."""
    return cipher.fingerprint(tail, purpose="vin6")


def code_fingerprint(code: str, *, scope: str) -> str:
    """Tells whether two codes of one scope are the same; across scopes it says nothing.

    A code is one of 10,000, so without the key its fingerprint would be readable by trying all.
    """
    return cipher.fingerprint(code, purpose=f"code:{scope}")


def find(desk: Desk, radio: Radio) -> list[Answer]:
    """Every known code of this desk for exactly this number, the most often confirmed first.

    Until a customer has said that it works, it is what somebody typed, and no source that confirms anything.
    """
    if not radio.number:
        return [NotFound("no number")]
    subject, fingerprint = _subject(radio.kind), number_fingerprint(radio.number, radio.kind)
    rows = KnownCode.objects.filter(desk=desk, subject=subject, fingerprint=fingerprint).order_by("-times_worked", "pk")
    answers: list[Answer] = [
        Found(
            cipher.unseal(bytes(row.sealed_code), context=_context(subject, fingerprint)).decode(),
            _words(row),
            "" if row.times_worked else row.source,
        )
        for row in rows[:10]
    ]
    return answers or [NotFound("not among the known codes")]


def _words(row: KnownCode) -> str:
    worked = f"worked {row.times_worked} times" if row.times_worked else "not yet confirmed by a customer"
    failed = f", failed {row.times_failed} times" if row.times_failed else ""
    where = f"{row.get_source_display()}: {row.provenance}" if row.provenance else row.get_source_display()
    return f"{where} ({worked}{failed})"[:200]


def remember(
    desk: Desk, *, number: str, kind: Kind, code: str, source: str, provenance: str, by_id: int | None
) -> KnownCode:
    """Add a code to the registry, or find the row that says the same."""
    subject, fingerprint = _subject(kind), number_fingerprint(number, kind)
    row, _ = KnownCode.objects.get_or_create(
        desk=desk,
        subject=subject,
        fingerprint=fingerprint,
        code_fingerprint=code_fingerprint(code, scope=fingerprint),
        defaults={
            "sealed_code": cipher.seal(code.encode(), context=_context(subject, fingerprint)),
            "source": source,
            "provenance": provenance,
            "created_by_id": by_id,
        },
    )
    return row


def outcome(code_request: CodeRequest, candidate: Candidate, radio: Radio, *, code: str, worked: bool) -> None:
    """What the customer said of a code goes back to the registry; a code that worked is remembered."""
    if not radio.number:
        return
    if worked:
        row = remember(
            code_request.desk,
            number=radio.number,
            kind=radio.kind,
            code=code,
            source=candidate.source,
            provenance="",  # what was typed about it goes with its request
            by_id=candidate.by_id,
        )
        KnownCode.objects.filter(pk=row.pk).update(times_worked=F("times_worked") + 1, last_worked_at=timezone.now())
        return
    fingerprint = number_fingerprint(radio.number, radio.kind)
    KnownCode.objects.filter(
        desk=code_request.desk_id,
        subject=_subject(radio.kind),
        fingerprint=fingerprint,
        code_fingerprint=code_fingerprint(code, scope=fingerprint),
    ).update(times_failed=F("times_failed") + 1)

"""How far a code can be trusted, in one word, from where it comes from and what else says the same."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from guides_app.identifiers import Kind
from requests_app.lookup import chain, registry
from requests_app.models import Candidate, CodeRequest, KnownCode, Source
from requests_app.states import Status


class Trust(StrEnum):
    """The word beside a code."""

    CONFIRMED = "confirmed"
    LIKELY = "likely"
    UNPROVEN = "unproven"
    CONFLICT = "conflict"
    FAILED = "failed"


WORDS = {
    Trust.CONFIRMED: _("Confirmed"),
    Trust.LIKELY: _("Likely"),
    Trust.UNPROVEN: _("Unproven"),
    Trust.CONFLICT: _("Conflict"),
    Trust.FAILED: _("Did not work"),
}
SOUND = {Source.CALCULATOR, Source.MANUFACTURER, Source.DEALER}


@dataclass(frozen=True)
class Judged:
    """A candidate with its word; the code is there only in the answer to "Show"."""

    candidate: Candidate
    trust: Trust
    sent: bool = False
    code: str = ""

    @property
    def word(self) -> str:
        return str(WORDS[self.trust])

    @property
    def usable(self) -> bool:
        return self.trust is not Trust.FAILED


def judge(code_request: CodeRequest, candidates: list[Candidate], *, shown: dict[int, str]) -> list[Judged]:
    """The candidates with their words, the most trusted first."""
    worked = _has_worked(code_request) if any(one.source == Source.REGISTRY for one in candidates) else False
    conflict = chain.in_conflict(candidates)
    judged = [
        Judged(
            one,
            _trust(one, candidates, conflict=conflict, worked=worked),
            code_request.delivered_id == one.pk,
            shown.get(one.pk, ""),
        )
        for one in candidates
    ]
    return sorted(judged, key=lambda one: list(Trust).index(one.trust))


def _trust(one: Candidate, candidates: list[Candidate], *, conflict: bool, worked: bool) -> Trust:
    if one.failed_at:
        return Trust.FAILED
    if conflict:
        return Trust.CONFLICT
    if worked and one.source == Source.REGISTRY:
        return Trust.CONFIRMED
    agree = any(o.pk != one.pk and o.code_fingerprint == one.code_fingerprint for o in candidates)
    return Trust.LIKELY if agree or one.source in SOUND else Trust.UNPROVEN


def _has_worked(code_request: CodeRequest) -> bool:
    """Whether a customer has said of a known code of this radio that it works."""
    if code_request.status not in (Status.LOOKUP, Status.READY, Status.NOT_WORKED, Status.CLOSED):
        return False
    radio = chain.radio_of(code_request)
    if not radio.number:
        return False
    subject = KnownCode.Subject.VIN if radio.kind is Kind.VIN else KnownCode.Subject.NUMBER
    rows = KnownCode.objects.filter(desk=code_request.desk_id, subject=subject, times_worked__gt=0)
    return rows.filter(fingerprint=registry.number_fingerprint(radio.number, radio.kind)).exists()

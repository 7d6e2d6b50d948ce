"""How far a code can be trusted, in one word, from where it comes from and what else says the same."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from requests_app.lookup import chain, learning, plugs, registry
from requests_app.lookup.source import TrustWord
from requests_app.models import Candidate, CodeRequest, KnownCode, Reading, Source, SourceScore
from requests_app.policy import Policy
from requests_app.states import Status


class Trust(StrEnum):
    """The word beside a code."""

    CONFIRMED = "confirmed"
    LIKELY = "likely"
    UNPROVEN = "unproven"
    CONFLICT = "conflict"
    FAILED_BEFORE = "failed_before"
    FAILED = "failed"


WORDS = {
    Trust.CONFIRMED: _("Confirmed"),
    Trust.LIKELY: _("Likely"),
    Trust.UNPROVEN: _("Unproven"),
    Trust.CONFLICT: _("Conflict"),
    Trust.FAILED_BEFORE: _("Did not work before"),
    Trust.FAILED: _("Did not work"),
}
UNKNOWN = 0.5  # how likely a source of which nothing is known is right
SOUND = {Source.CALCULATOR, Source.MANUFACTURER, Source.DEALER}


@dataclass(frozen=True)
class Judged:
    """A candidate with its word; the code is there only in the answer to "Show"."""

    candidate: Candidate
    trust: Trust
    sent: bool = False
    code: str = ""
    worked: KnownCode | None = None
    score: SourceScore | None = None

    @property
    def word(self) -> str:
        return str(WORDS[self.trust])

    @property
    def source(self) -> str:
        return plugs.name_of(self.candidate.source)

    @property
    def usable(self) -> bool:
        return self.trust is not Trust.FAILED

    @property
    def offered(self) -> bool:
        """Whether it may be chosen beforehand."""
        return self.trust not in (Trust.FAILED, Trust.FAILED_BEFORE, Trust.CONFLICT)


def judge(
    code_request: CodeRequest,
    candidates: list[Candidate],
    *,
    shown: dict[int, str],
    readings: Sequence[Reading],
    scores: Mapping[str, SourceScore] | None = None,
) -> list[Judged]:
    """The candidates with their words, the most trusted first; of equally trusted ones the one whose source was right
    most often for such radios, then in the order of the desk. A page that has the scores may pass them."""
    if not candidates:
        return []
    scores = learning.scores_of(code_request) if scores is None else scores
    weak = learning.weak_sources(scores, Policy.of(code_request).below)
    order = {source: place for place, source in enumerate(code_request.desk.sources)}
    known = _that_worked(code_request, readings) if any(one.source == Source.REGISTRY for one in candidates) else []
    only = known[0] if len(known) == 1 else None  # of several it is not told which code is which
    conflict = chain.in_conflict(candidates)
    judged = [
        Judged(
            one,
            _trust(one, candidates, conflict=conflict, worked=bool(known), weak=weak),
            code_request.delivered_id == one.pk,
            shown.get(one.pk, ""),
            only if one.source == Source.REGISTRY else None,
            scores.get(one.source),
        )
        for one in candidates
    ]

    def rank(one: Judged) -> tuple[int, float, int]:
        likely = one.score.likely if one.score else UNKNOWN
        return list(Trust).index(one.trust), -likely, order.get(one.candidate.source, len(order))

    return sorted(judged, key=rank)


def _trust(
    one: Candidate, candidates: list[Candidate], *, conflict: bool, worked: bool, weak: Collection[str]
) -> Trust:
    if one.failed_at:
        return Trust.FAILED
    if one.failed_before:
        return Trust.FAILED_BEFORE
    if conflict:
        return Trust.CONFLICT
    if worked and one.source == Source.REGISTRY:
        return Trust.CONFIRMED
    others = [o for o in candidates if o.pk != one.pk and o.source not in weak]
    agree = any(o.code_fingerprint == one.code_fingerprint for o in others)
    sound = one.source not in weak and (one.source in SOUND or _is_vouched_for(one))
    return Trust.LIKELY if agree or sound else Trust.UNPROVEN


def _is_vouched_for(one: Candidate) -> bool:
    source = plugs.installed().sources.get(one.source)
    return source is not None and source.trust == TrustWord.LIKELY


def _that_worked(code_request: CodeRequest, readings: Sequence[Reading]) -> list[KnownCode]:
    """The known codes of this radio of which a customer has said that they work."""
    if code_request.status not in (Status.LOOKUP, Status.READY, Status.NOT_WORKED, Status.CLOSED):
        return []
    return registry.confirmed(code_request.desk, chain.radio_of(code_request, readings=readings))

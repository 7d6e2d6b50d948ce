"""Learns from what customers say of codes: whose code it is, and which sources were right about which radios.

What is learnt is the radio's identity, the code, the source and how it did; no person, no VIN and no request. Each is
counted once for a request and its last word counts; an erasure takes back what the request has taught.
"""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import F, Q

from guides_app.identifiers import Kind
from requests_app.lookup import chain, registry
from requests_app.models import Candidate, CodeOutcome, CodeRequest, Desk, KnownCode, SourceScore
from requests_app.vault.cipher import Unreadable

LEAST_KNOWN = 5
"""Of fewer codes nothing is concluded about a source."""


@transaction.atomic
def learn(code_request: CodeRequest, candidate: Candidate, *, worked: bool) -> None:
    """Keep how the code of this candidate did, in place of what was said of it before. Call with the request locked.

    Where it worked, the sources that gave another code were wrong; where it did not, only those that gave this one.
    """
    sources = _judged(code_request, candidate, worked=worked)
    for before in code_request.code_outcomes.all():
        if before.candidate == candidate.pk:
            _take_back(before)
        else:
            _leave_to(before, sources)
    outcome = CodeOutcome(
        code_request=code_request,
        candidate=candidate.pk,
        worked=worked,
        radio=radio_slug(code_request),
        sources=sources,
    )
    outcome.known = _counted(code_request, candidate, worked=worked)
    outcome.save()
    _count(code_request.desk, outcome.radio, sources, by=1)


def take_back(code_request: CodeRequest) -> None:
    """Unlearn what this request has taught. What others have said of the same code or source stays."""
    for outcome in code_request.code_outcomes.order_by("pk"):
        _take_back(outcome)


def know_from_elsewhere(desk_id: int, said: Collection[tuple[bytes, bytes]], *, source: str) -> None:
    """Of these keys and code keys, what was learnt from customers is known from this source, too, and outlives them."""
    learnt = KnownCode.objects.filter(desk=desk_id, learnt=True)
    if not said or not learnt.exists():
        return
    rows = learnt.filter(key__in={key for key, _code_key in said}).values_list("pk", "key", "code_key")
    known = [pk for pk, key, code_key in rows if (bytes(key), bytes(code_key)) in said]
    KnownCode.objects.filter(pk__in=known).update(learnt=False, source=source)


def radio_slug(code_request: CodeRequest) -> str:
    """The family of its radio, as scores name it."""
    return code_request.family.slug if code_request.family else ""


def scores_of(code_request: CodeRequest) -> dict[str, SourceScore]:
    """By its slug, how each source did at this desk for radios like this one."""
    rows = SourceScore.objects.filter(desk=code_request.desk_id, radio=radio_slug(code_request))
    return {row.source: row for row in rows}


def weak_sources(scores: Mapping[str, SourceScore], percent: int) -> set[str]:
    """Those that were right less often than this, of LEAST_KNOWN codes or more."""
    known = (score for score in scores.values() if score.known >= LEAST_KNOWN)
    return {score.source for score in known if 100 * score.right < percent * score.known}


def _judged(code_request: CodeRequest, candidate: Candidate, *, worked: bool) -> dict[str, bool]:
    rows = code_request.candidates.filter(round=candidate.round)
    told = list(rows.values_list("source", "code_fingerprint"))
    same = {source for source, fingerprint in told if fingerprint == candidate.code_fingerprint}
    return {source: worked and source in same for source, _ in told if worked or source in same}


def _counted(code_request: CodeRequest, candidate: Candidate, *, worked: bool) -> list[int]:
    """Count it at the known codes that say the same of this radio, which are at least one: their ids. By a VIN nothing
    new is remembered."""
    try:
        radio, code = chain.radio_of(code_request), chain.open_code(candidate)
    except Unreadable:  # what the customer says counts all the same
        return []
    keys = registry.keys_of(radio)
    if not keys:
        return []
    if radio.kind is not Kind.VIN:
        registry.remember(
            code_request.desk, radio, code=code, source=candidate.source, provenance="", by_id=None, learnt=True
        )
    rows = registry.of_code(code_request.desk, keys[:1] if worked else keys, code)
    ids = list(rows.values_list("pk", flat=True))
    registry.count(ids, worked=worked, by=1)
    return ids


def _leave_to(outcome: CodeOutcome, sources: Mapping[str, bool]) -> None:
    """A source is judged once for a request, by the newest word."""
    again = {source: right for source, right in outcome.sources.items() if source in sources}
    if again:
        _count(outcome.code_request.desk, outcome.radio, again, by=-1)
        outcome.sources = {source: right for source, right in outcome.sources.items() if source not in sources}
        outcome.save(update_fields=["sources"])


def _take_back(outcome: CodeOutcome) -> None:
    desk = outcome.code_request.desk
    registry.count(outcome.known, worked=outcome.worked, by=-1)
    KnownCode.objects.filter(pk__in=outcome.known, learnt=True, times_worked=0, times_failed=0).delete()
    _count(desk, outcome.radio, outcome.sources, by=-1)
    SourceScore.objects.filter(desk=desk, radio=outcome.radio, right=0, wrong=0).delete()
    outcome.delete()


def _count(desk: Desk, radio: str, sources: Mapping[str, bool], *, by: int) -> None:
    """In the order of their slugs, so that two requests never wait for each other."""
    for source in sorted(sources):
        column = "right" if sources[source] else "wrong"
        if by > 0:
            SourceScore.objects.get_or_create(desk=desk, radio=radio, source=source)
        rows = SourceScore.objects.filter(Q(**{f"{column}__gte": -by}), desk=desk, radio=radio, source=source)
        rows.update(**{column: F(column) + by})

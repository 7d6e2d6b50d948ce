"""Whom a page comes from: each source once, and what several things have from the same one told together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from guides_app.models import Fitment, Source, SourceKind


@dataclass(frozen=True)
class Found:
    """Radios that one source finds in a car, equally sure of each; `fitment` is the first of them."""

    names: str
    fitment: Fitment


def listed(sources: Iterable[Source]) -> list[Source]:
    """Each once, kind by kind: the manufacturer's documents first, what nobody checked last."""
    order = list(SourceKind.values)
    each = {source.pk: source for source in sources}.values()
    return sorted(each, key=lambda source: (order.index(source.kind), source.title))


def together(fitments: Sequence[Fitment]) -> list[Found]:
    """The radios of a car by who says so and how sure that is."""
    same: dict[tuple[int, str], list[Fitment]] = {}
    for fitment in fitments:
        same.setdefault((fitment.source_id, fitment.confidence), []).append(fitment)
    return [Found("; ".join(fit.family.name for fit in fits), fits[0]) for fits in same.values()]

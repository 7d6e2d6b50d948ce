"""The flags of a request as its page tells them: each with its evidence, and what was said of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from requests_app.admin import flag_words, words
from requests_app.flags import AFTER_APPROVAL, Evidence, Flag
from requests_app.models import CodeRequest, FlagClearance
from requests_app.vault.sanitise import Sign
from requests_app.workflow.clearing import CLEARED_IN, clearances_of

MOST_SHOWN = 5


@dataclass(frozen=True)
class Shown:
    """One piece of evidence: a request of this desk or of one that is not named, when, in words, and where two photos
    lie side by side."""

    reference: str
    elsewhere: bool
    at: datetime | None
    text: words.Text
    compare: str


@dataclass(frozen=True)
class Told:
    """A flag as the page tells it. `clearance` is what was said of it and still counts."""

    kind: str
    text: words.Text
    high: bool
    evidence: tuple[Shown, ...]
    more: int
    clearance: FlagClearance | None
    to_clear: bool
    typed: str


def told(
    code_request: CodeRequest,
    flags: Collection[Flag],
    *,
    may_clear: bool,
    blind: bool = False,
    typed: Mapping[str, str] | None = None,
    said: Sequence[FlagClearance] | None = None,
) -> list[Told]:
    """Every flag with its evidence; with `blind`, without what a colleague said of it. `typed` is what stands in a form
    that was not sent, `said` what `said_of_flags` gave."""
    cleared = {} if blind or not flags else clearances_of(code_request, flags, said)
    here = may_clear and code_request.status in CLEARED_IN
    return [
        Told(
            kind=flag.kind,
            text=flag_words.FLAGGED[flag.kind],
            high=flag.high,
            evidence=tuple(_shown(code_request, one) for one in flag.evidence[:MOST_SHOWN]),
            more=max(0, len(flag.evidence) - MOST_SHOWN),
            clearance=cleared.get(flag.kind),
            to_clear=here and flag.kind not in cleared and flag.kind not in AFTER_APPROVAL,
            typed=(typed or {}).get(f"clear-{flag.kind}", ""),
        )
        for flag in flags
    ]


def _shown(code_request: CodeRequest, one: Evidence) -> Shown:
    group, *rest = one.key.split(":")
    compare = ""
    if group == "photo" and one.reference:
        compare = reverse("admin:same_photo", args=(code_request.reference, *rest))
    text: words.Text = flag_words.SIGNS[Sign(one.value)] if group == "picture" else one.value
    text = flag_words.NOT_AS_READ_THEN if group == "machine" else text
    return Shown(one.reference, one.elsewhere, one.at, text, compare)

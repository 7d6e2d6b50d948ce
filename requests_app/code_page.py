"""What the page of a code says: how this radio takes it. The customer reads it; staff look at it before they send."""

from dataclasses import dataclass
from typing import Any

from guides_app import entry
from guides_app.lockout import NOT_KNOWN, Rule, Wait, wait_after
from guides_app.models import RadioFamily
from requests_app.forms.after import WorkedForm
from requests_app.models import CodeRequest
from requests_app.states import Status

MOST_TRIES = 5


@dataclass(frozen=True)
class Entry:
    """How this radio takes its code: the presses, what it shows, and how long it waits after wrong codes."""

    family: RadioFamily | None
    sure: bool
    procedure: entry.Procedure | None
    presses: list[entry.Press]
    waits: list[tuple[int, Wait]]
    unknown: Wait


def entry_for(code_request: CodeRequest, code: str = "") -> Entry:
    """Of the radio that was named; or, unsure, of the radio most often found in the car."""
    family, sure = code_request.family, True
    if family is None and code_request.guide is not None:
        rows = RadioFamily.objects.carrying_a_code().filter(fitments__guide=code_request.guide)
        family, sure = rows.order_by("fitments__position", "fitments__pk").first(), False
    procedure = family.procedure() if family else None
    rule: Rule = family.lockout_rule() if family else NOT_KNOWN
    presses = entry.presses(procedure, code) if procedure and code else []
    waits = [(tries, wait_after(rule, tries)) for tries in range(1, MOST_TRIES + 1)]
    return Entry(family, sure, procedure, presses, waits, wait_after(rule, None))


def page_of_code(code_request: CodeRequest, code: str, *, typed: str = "") -> dict[str, Any]:
    """The context of the page that shows this code."""
    return {
        "code": code,
        "spoken": ", ".join(code),
        "typed": typed,
        "entry": entry_for(code_request, code),
        "may_say": code_request.status == Status.READY,
        "form": WorkedForm(),
    }

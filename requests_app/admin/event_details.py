"""What else a line of the record holds, in words: which check, photo, source, reason, person or letter it was."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import TextChoices
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from requests_app.admin.flag_words import FLAGGED, RULES
from requests_app.admin.happened import HAPPENED, Text, happened
from requests_app.flags import FlagKind
from requests_app.lookup import plugs
from requests_app.models import (
    AccessLink,
    ApiScope,
    Attempt,
    CheckKind,
    Desk,
    DocumentProblem,
    Event,
    EvidenceLevel,
    Feedback,
    Letter,
    ParkReason,
    PartnerReason,
    Problem,
    Refusal,
    Role,
    Slot,
    StaffLetter,
    Verdict,
    WebhookEndpoint,
)
from requests_app.policy import Rule

Names = Mapping[int, str]
Teller = Callable[[Any, Mapping[str, Any], Names], str]


def details(event: Event, names: Names) -> list[str]:
    """What else the line holds. `names` are those of the accounts that `people_in` found."""
    said = [teller(event.data[key], event.data, names) for key, teller in TELLERS.items() if key in event.data]
    changes = [(key, value) for key, value in event.data.items() if key not in TELLERS and _is_change(value)]
    return [text for text in [*said, *(_changed(key, *value) for key, value in changes)] if text]


def told_of(line: Mapping[str, Any]) -> dict[str, Any]:
    """A line of a release record in words."""
    said = [teller(line[key], line, {}) for key, teller in TELLERS.items() if key in line and key != "by"]
    return {**line, "text": happened(line["what"], line), "details": [text for text in said if text]}


def people_in(events: Iterable[Event]) -> set[int]:
    """The accounts that these lines speak of, beside those that wrote them."""
    named = ("second_person", "user", "person", "to", "first")
    found = {event.data.get(name) for event in events for name in named}
    for event in events:
        found |= {*event.data.get("openers", ()), *event.data.get("mentioned", ())}
    return {pk for pk in found if isinstance(pk, int)}


def _label(choices: type[TextChoices]) -> Teller:
    return lambda value, data, names: str(choices(value).label) if value in choices.values else str(value or "")


def _letter(value: Any, data: Mapping[str, Any], names: Names) -> str:
    labels = {**dict(Letter.choices), **dict(StaffLetter.choices)}
    return now("“%(letter)s”") % {"letter": labels.get(value, value)}


def _problem(value: Any, data: Mapping[str, Any], names: Names) -> str:
    return str({**dict(Problem.choices), **dict(DocumentProblem.choices)}.get(value, value))


def _places(value: Any, data: Mapping[str, Any], names: Names) -> str:
    return ", ".join(_place(*str(place).split(":", 1)) for place in value)


def _place(slot: str, page: Any) -> str:
    label = Slot(slot).label if slot in Slot.values else slot
    return now("%(slot)s, page %(n)s") % {"slot": label, "n": page}


def _slot(value: Any, data: Mapping[str, Any], names: Names) -> str:
    return _place(value, data["page"]) if "page" in data else str(Slot(value).label)


def _items(value: Any, data: Mapping[str, Any], names: Names) -> str:
    asked = (str(item).partition(":") for item in value)
    return ", ".join(f"{Slot(slot).label} – {DocumentProblem(problem).label}" for slot, _colon, problem in asked)


def _rules(value: Any, data: Mapping[str, Any], names: Names) -> str:
    return ", ".join(str(RULES[Rule(rule)]) for rule in value)


def _person(text: Text) -> Teller:
    return lambda value, data, names: str(text) % {"name": names.get(value, value)} if value else ""


def _people(text: Text) -> Teller:
    return lambda value, data, names: str(text) % {"names": ", ".join(str(names.get(pk, pk)) for pk in value)}


def _said_in_person(value: Any, data: Mapping[str, Any], names: Names) -> str:
    return now("declared in person")


def _originals(value: Any, data: Mapping[str, Any], names: Names) -> str:
    return now("original seen, not kept: %(papers)s") % {"papers": ", ".join(str(Slot(slot).label) for slot in value)}


def _count(text: Text) -> Teller:
    return lambda value, data, names: str(text) % {"n": value}


def _said(yes: Text, no: Text = "", nothing: Text = "") -> Teller:
    return lambda value, data, names: str({True: yes, False: no}.get(value, nothing))


def _role(value: Any, data: Mapping[str, Any], names: Names) -> str:
    return " → ".join(str(Role(role).label) if role in Role.values else now("none") for role in value)


def _digest(text: Text) -> Teller:
    return lambda value, data, names: str(text) % {"digest": value[:16]} if isinstance(value, str) else ""


def _until(value: Any, data: Mapping[str, Any], names: Names) -> str:
    return now("until %(day)s") % {"day": str(value)[:10]}


def _level(value: Any, data: Mapping[str, Any], names: Names) -> str:
    return str(EvidenceLevel(value["level"]).label)


def _hidden(value: Any, data: Mapping[str, Any], names: Names) -> str:
    return ""


def _is_change(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2


def _changed(column: str, before: Any, after: Any) -> str:
    try:
        name = str(Desk._meta.get_field(column).verbose_name)  # type: ignore[union-attr]  # noqa: SLF001
    except FieldDoesNotExist:
        name = column
    return f"{name}: {_value(before)} → {_value(after)}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return now("yes") if value else now("no")
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value if value is not None else "–")


TELLERS: dict[str, Teller] = {
    "flag": lambda value, data, names: str(FLAGGED[FlagKind(value)]),
    "evidence": _count(_("resting on: %(n)s")),
    "clearance": _hidden,
    "rows": _count(_("rows: %(n)s")),
    "item": _hidden,
    "check": _label(CheckKind),
    "is": _label(Verdict),
    "verdict": _label(Verdict),
    "agrees": _said(_("agrees with the customer"), _("differs from the customer"), _("nothing to compare with")),
    "number_agrees": _said(_("the number agrees"), _("the number differs")),
    "vin_agrees": _said(_("the VIN agrees"), _("the VIN differs")),
    "not_on_paper": _said(_("the papers name no VIN")),
    "photos": _places,
    "slot": _slot,
    "page": _hidden,
    "pages": _hidden,
    "replaced": _hidden,
    "people": _hidden,
    "items": _items,
    "days": _count(_("days to answer: %(n)s")),
    "refusal": _label(Refusal),
    "source": lambda value, data, names: plugs.name_of(value),
    "result": _label(Attempt.Result),
    "dated": _said(_("with the day of the answer")),
    "candidates": _count(_("codes found: %(n)s")),
    "policy": _level,
    "rules": _rules,
    "second_person": _person(_("second person: %(name)s")),
    "first": _person(_("first person: %(name)s")),
    "openers": _people(_("for the customer at the counter, by %(names)s")),
    "declared": _said_in_person,
    "originals": _originals,
    "mentioned": _people(_("names %(names)s")),
    "display": _label(Feedback.Display),
    "entered": _label(Feedback.Entered),
    "tries": lambda value, data, names: now("tries: %(n)s") % {"n": value} if value else "",
    "letter": _letter,
    "problem": _problem,
    "by": _label(AccessLink.Kind),
    "before": _digest(_("before %(digest)s")),
    "after": _digest(_("after %(digest)s")),
    "again": _count(_("again in that hour: %(n)s")),
    "hits": _count(_("found: %(n)s")),
    "lines": _count(_("lines: %(n)s")),
    "fields": lambda value, data, names: ", ".join(value),
    "user": _person(_("account: %(name)s")),
    "role": _role,
    "new_device": _said(_("on a new browser")),
    "format": lambda value, data, names: str(value).upper(),
    "reference": lambda value, data, names: str(value),
    "approval": _count(_("approved in line %(n)s of its record")),
    "kind": lambda value, data, names: str(HAPPENED.get(value, value)),
    "day": lambda value, data, names: str(value),
    "to": _person(_("to %(name)s")),
    "for": _label(ParkReason),
    "person": _person(_("lines of %(name)s")),
    "looks": _count(_("%(n)s photos")),
    "until": _until,
    "code": _count(_("code %(n)s")),
    "known_code": _count(_("known code %(n)s")),
    "token": _count(_("token %(n)s")),
    "scopes": lambda value, data, names: ", ".join(str(ApiScope(scope).label) for scope in value),
    "webhook": _count(_("webhook %(n)s")),
    "because": _label(WebhookEndpoint.Off),
    "deliveries": _count(_("deliveries: %(n)s")),
    "partner": _count(_("partner desk %(n)s")),
    "address": lambda value, data, names: str(value),
    "why": _label(PartnerReason),
    "mark": _count(_("radio with mark %(n)s")),
    "found": lambda value, data, names: now("told a code") if value else now("told nothing"),
    "asked": lambda value, data, names: now("it is asked") if value else now("it is not asked"),
    "overlap": _said(_("the former secret opens for one day more")),
    "number_by_machine": _said(_("the customer took the number from what was read off the photo by machine")),
    "round": _count(_("round %(n)s")),
    "software": _count(_("by software with token %(n)s")),
}
"""What each entry of a line's data says, in the order in which it is told; an empty text says nothing."""

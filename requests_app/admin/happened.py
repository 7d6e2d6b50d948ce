"""What a line of the record says, in words: what happened, and which check, photo, source, reason or letter it was."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import FieldDoesNotExist
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from requests_app.admin.words import FLAGGED, RULES
from requests_app.flags import FlagKind
from requests_app.lookup import plugs
from requests_app.models import (
    LOOKS,
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

Text = str | Promise
Names = Mapping[int, str]
Teller = Callable[[Any, Mapping[str, Any], Names], str]

HAPPENED: dict[str, Text] = {
    "send": _("Request sent"),
    "counter_opened": _("Request begun at the counter"),
    "counter_changed": _("Answers changed at the counter"),
    "counter_handed_over": _("Photos handed to the customer’s telephone"),
    "counter_seen": _("Original seen at the counter, not kept"),
    "counter_not_seen": _("Original not seen after all"),
    "counter_looked": _("Small photo of a request at the counter shown"),
    "take": _("Check started"),
    "claim": _("Taken"),
    "take_over": _("Taken over"),
    "release": _("Given back to the queue"),
    "hand_over": _("Handed over to a colleague"),
    "park": _("Parked"),
    "unpark": _("Back in the queue before its time"),
    "letter_queued": _("Letter written"),
    "letter_sent": _("Letter sent"),
    "letter_failed": _("Letter could not be sent"),
    "letter_cancelled": _("Letter taken back before it went"),
    "letter_again": _("Letter sent again"),
    "letter_aside": _("Letter set aside"),
    "letter_bounced": _("Letter came back"),
    "read_number": _("Number read off the photo"),
    "read_vin": _("Last 6 of the VIN read"),
    "read_holder": _("Holder’s name read"),
    "clear_flag": _("Flag cleared"),
    "import_codes": _("List of known codes imported"),
    "add_known_code": _("Known code added"),
    "see_known_code": _("Known code shown to staff"),
    "withdraw_codes": _("List of known codes taken back"),
    "watch_import": _("Stolen cars and radios added to the list"),
    "watch_remove": _("Stolen car or radio taken off the list"),
    "purge_watched": _("Stolen cars and radios deleted after their time"),
    "check": _("Check answered"),
    "judge_document": _("Document judged"),
    "second_look": _("Second look"),
    "sample_read": _("Quality sample read"),
    "sample_settled": _("Quality sample that did not agree dealt with"),
    "release_alone": _("Reason given for releasing alone"),
    "ask": _("Asked for more"),
    "answer": _("Customer answered"),
    "rely": _("Earlier verification of the same owner relied on"),
    "approve": _("Papers approved"),
    "look_up": _("Code looked up"),
    "source_answered": _("Source of codes answered"),
    "type_code": _("Code typed by hand"),
    "deliver": _("Code sent"),
    "recall": _("Code recalled"),
    "recheck": _("Check started anew"),
    "look_again": _("Looked up again"),
    "refuse": _("Refused"),
    "appeal": _("Customer asked for another look"),
    "worked": _("The radio plays"),
    "not_worked": _("The code did not work"),
    "change_address": _("E-mail address changed"),
    "object": _("The former address says: it was not me"),
    "document_added": _("Document added"),
    "document_covered": _("Parts of a document covered"),
    "cover_document": _("Parts of a document covered for the customer, for good"),
    "document_damaged": _("File of a document lost or damaged"),
    "document_removed": _("Document taken out again"),
    "withdraw": _("Withdrawn"),
    "expire": _("Closed without an answer"),
    "close_unanswered": _("Closed, nobody said whether it worked"),
    "merge": _("Merged into another request"),
    "merge_in": _("Another request merged into this one"),
    "paid": _("Marked as paid"),
    "unpaid": _("Not marked as paid any more"),
    "erase": _("Data deleted"),
    "export_person": _("Copy of the person’s data taken"),
    "reveal": _("Customer saw the code"),
    "see_page": _("Photo opened"),
    "see_evidence": _("Small photos shown"),
    "see_code": _("Code shown to staff"),
    "see_answer": _("Picture of the manufacturer’s answer opened"),
    "wrong_factor": _("Wrong end of the number typed"),
    "many_looks": _("Very many photos opened in a day"),
    "add_note": _("Internal note written"),
    "mention_done": _("Note that names a colleague dealt with"),
    "reply_changed": _("Canned reply changed"),
    "reply_deleted": _("Canned reply deleted"),
    "hold": _("Put on hold: nothing is deleted"),
    "hold_ended": _("Hold ended"),
    "erase_asked": _("Deletion asked for; it is done when the hold is over"),
    "release_record": _("Release record issued"),
    "export_record": _("Record exported"),
    "contact_changed": _("Name, address or look of the desk changed"),
    "policy_changed": _("Rules of the desk changed"),
    "seat_changed": _("Role at the desk changed"),
    "account_changed": _("Rights of an account changed"),
    "address_changed": _("Address of an account changed"),
    "library_rules_changed": _("Rules of the library changed"),
    "signed_in": _("Signed in"),
    "signed_out": _("Signed out"),
    "token_opened": _("API token opened"),
    "token_secret": _("Secret of an API token made"),
    "token_extended": _("API token extended"),
    "token_revoked": _("API token revoked"),
    "webhook_added": _("Webhook added"),
    "webhook_secret": _("New secret of a webhook made"),
    "webhook_off": _("Webhook switched off"),
    "webhook_on": _("Webhook switched on"),
    "webhook_again": _("Deliveries of a webhook sent again"),
    "partner_asked": _("A partner desk asked for a code"),
    "partner_refused": _("A question of a partner desk was not answered"),
    "partner_held": _("A partner desk asked in vain too often; its token is held"),
    "partner_goes_on": _("A token that was held goes on"),
    "partner_changed": _("A desk that is asked for codes was changed"),
    "sessions_ended": _("Sessions of an account ended by somebody else"),
    "wrong_password": _("Wrong password"),
    "wrong_second_step": _("Wrong second step"),
    "recovery_code_used": _("Recovery code used"),
    "recovery_codes_made": _("Recovery codes made"),
    "password_set": _("Password set by somebody else"),
    "password_changed": _("Password changed"),
    "factor_added": _("Second factor added"),
    "factor_removed": _("Second factor removed"),
    "daily_head": _("Head of the record written"),
    "search": _("Requests searched"),
    "purge_lines": _("Oldest lines deleted by retention"),
    "purge_code": _("Code deleted by retention"),
    "purge_documents": _("Photos deleted by retention"),
    "purge_identity": _("Identity photo deleted by retention"),
    "purge_person": _("Name, number and notes deleted by retention"),
}
RELEASED_ALONE: Text = _("Code sent by one person alone, after a reason and a waiting time")


def happened(kind: str, data: Mapping[str, Any]) -> Text:
    """What a line of the record says; a release without a second person says so."""
    return RELEASED_ALONE if kind == "deliver" and data.get("alone") else HAPPENED.get(kind, kind)


def details(event: Event, names: Names) -> list[str]:
    """What else the line holds. `names` are those of the accounts that `people_in` found."""
    said = [teller(event.data[key], event.data, names) for key, teller in TELLERS.items() if key in event.data]
    changes = [(key, value) for key, value in event.data.items() if key not in TELLERS and _is_change(value)]
    return [text for text in [*said, *(_changed(key, *value) for key, value in changes)] if text]


def told_of(line: Mapping[str, Any]) -> dict[str, Any]:
    """A line of a release record in words."""
    said = [teller(line[key], line, {}) for key, teller in TELLERS.items() if key in line and key != "by"]
    return {**line, "text": happened(line["what"], line), "details": [text for text in said if text]}


def looks(count: int) -> str:
    """All looks of a person at a request on one day."""
    return ngettext("%(n)d look at photos on this day", "%(n)d looks at photos on this day", count) % {"n": count}


def people_in(events: Iterable[Event]) -> set[int]:
    """The accounts that these lines speak of, beside those that wrote them."""
    named = ("second_person", "user", "person", "to", "first")
    found = {event.data.get(name) for event in events for name in named}
    for event in events:
        found |= {*event.data.get("openers", ()), *event.data.get("mentioned", ())}
    return {pk for pk in found if isinstance(pk, int)}


def name_of(user: User) -> str:
    """How colleagues know this person."""
    return user.get_full_name() or user.get_username()


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

__all__ = ["HAPPENED", "LOOKS", "details", "happened", "looks", "name_of", "people_in"]

"""Plain words for staff: what is missing and where on the page, what happened, what was flagged, how sure a code is."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from requests_app.flags import FlagKind
from requests_app.models import CheckKind, Slot
from requests_app.policy import Rule
from requests_app.vault.sanitise import Hint

Text = str | Promise


@dataclass(frozen=True)
class Lack:
    """One thing that is missing, and the id of the place where it is put right."""

    text: Text
    place: str


LACKS: dict[str, Lack] = {
    "reason": Lack(_("Say why"), "reasons"),
    "number": Lack(_("Type the number that you read on the photo"), "id_number"),
    "vin6": Lack(_("Type the last 6 characters of the VIN; I, O and Q do not occur"), "id_vin6"),
    "items": Lack(_("Choose at least one item"), "items"),
    "four_digits": Lack(_("The code must be 4 numbers"), "id_first"),
    "codes_differ": Lack(_("The two codes are different"), "id_second"),
    "source": Lack(_("Choose where this code comes from, and write the case number or page"), "id_source"),
    "candidate": Lack(_("Choose a code that has not failed"), "code"),
    "conflict_reason": Lack(_("Sources disagree: say why this code is the right one"), "id_reason"),
    "approval": Lack(_("The papers are not approved yet"), "checks"),
    "second_person": Lack(
        _("A second person who did nothing else in this round must look at this first"), "second-look"
    ),
    "second_person_worked": Lack(
        _("You worked on this request in this round, so a colleague gives the second look"), "second-look"
    ),
    "second_person_set_rules": Lack(
        _("You lowered the rules of the desk shortly before this request was sent, or since: a colleague looks"),
        "second-look",
    ),
    "second_person_objects": Lack(_("A colleague would not give this code; it stands until they agree"), "second-look"),
    "second_person_suspects": Lack(_("A second person who would not give the code either must look first"), "refusals"),
    "second_verdict": Lack(_("Say yes or no"), "verdict"),
    "second_reason": Lack(_("Write what you saw"), "id_second_reason"),
    "second_number": Lack(_("Type the number that you read yourself"), "id_number"),
    "second_vin": Lack(_("Type the last 6 of the VIN that you read yourself"), "id_vin6"),
    "second_differs": Lack(
        _("Your colleague read something else, so this yes does not count. Look again, or say no"), "id_number"
    ),
    "first_person": Lack(_("Your colleague is not done with the checks; a yes comes after them"), "verdict"),
    "originals": Lack(_("Say that you saw the originals yourself"), "originals"),
    "alone_reason": Lack(_("You work alone here: say first why the code may be given"), "id_alone"),
    "alone_wait": Lack(_("The waiting time is not over"), "second-look"),
    "another_person": Lack(_("You refused this request before; another person decides now"), "checks"),
    "own_request": Lack(_("This request came from your own mailbox; a colleague works on it"), "who"),
    "gave_second_look": Lack(_("You gave the second look of this round; a colleague does the rest"), "second-look"),
    "instead_of_vin": Lack(_("Say what shows instead that the car is theirs"), "id_instead_of_vin"),
    "answered_on": Lack(_("Write the day of the manufacturer’s answer; it cannot be to come"), "id_answered_on"),
    "seen": Lack(_("The customer has seen the code already; it cannot be recalled"), "code"),
    "confirm": Lack(_("Tick the box to confirm"), "id_confirm"),
    "refusal": Lack(_("Choose a reason"), "refusals"),
    "too_many": Lack(_("That is more than one person looks up in a day. Ask your lead"), "code"),
    "claimed": Lack(_("Somebody else is working on this request. Take it over first"), "who"),
    "reading:number": Lack(_("Read the number on the photo; it must agree, or stand with a reason"), "id_number"),
    "reading:vin": Lack(_("Read the last 6 of the VIN on the certificate"), "id_vin6"),
}
CHECK_WORDS: dict[str, Text] = {
    CheckKind.LABEL_REAL: _("Check that the photo shows a real radio"),
    CheckKind.CERTIFICATE: _("Check that the certificate can be read"),
    CheckKind.HOLDER: _("Check that the holder is the person who asks"),
    CheckKind.CAR: _("Check that the VIN fits the car"),
    CheckKind.PERMISSION: _("Check the permission of the owner"),
    CheckKind.VIN_PLATE: _("Check the VIN on the car"),
    CheckKind.IDENTITY: _("Check the name on the identity paper"),
    CheckKind.SEEN: _("Confirm that the originals were shown"),
    CheckKind.FLAGS: _("Look at every flag"),
}
UNOPENED: Text = _("Open every page first: %(slot)s")
SLOT_MISSING: Text = _("Missing document: %(slot)s")

HAPPENED: dict[str, Text] = {
    "send": _("Request sent"),
    "take": _("Check started"),
    "claim": _("Taken"),
    "take_over": _("Taken over"),
    "release": _("Given back to the queue"),
    "letter_again": _("Letter sent again"),
    "letter_aside": _("Letter set aside"),
    "letter_bounced": _("Letter came back"),
    "read_number": _("Number read off the photo"),
    "read_vin": _("Last 6 of the VIN read"),
    "check": _("Check answered"),
    "second_look": _("Second look"),
    "release_alone": _("Reason given for releasing alone"),
    "ask": _("Asked for more"),
    "answer": _("Customer answered"),
    "approve": _("Papers approved"),
    "look_up": _("Code looked up"),
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
    "document_damaged": _("File of a document lost or damaged"),
    "document_removed": _("Document taken out again"),
    "withdraw": _("Withdrawn"),
    "expire": _("Closed without an answer"),
    "close_unanswered": _("Closed, nobody said whether it worked"),
    "erase": _("Data deleted"),
    "reveal": _("Customer saw the code"),
    "see_page": _("Photo opened"),
    "see_evidence": _("Small photos shown"),
    "see_code": _("Code shown to staff"),
    "wrong_factor": _("Wrong end of the number typed"),
    "daily_head": _("Head of the record written"),
    "search": _("Requests searched"),
    "purge_lines": _("Oldest lines deleted by retention"),
    "purge_code": _("Code deleted by retention"),
    "purge_documents": _("Photos deleted by retention"),
    "purge_identity": _("Identity photo deleted by retention"),
    "purge_person": _("Name, number and notes deleted by retention"),
}
RELEASED_ALONE: Text = _("Code sent by one person alone, after a reason and a waiting time")
BY: dict[str, Text] = {"customer": _("by the customer"), "system": _("by the system"), "staff": _("by staff")}

RULES: dict[Rule, Text] = {
    Rule.HIGH_FLAG: _("A flag is high"),
    Rule.OVERRIDE: _("A clerk’s reading stands against what the customer typed"),
    Rule.TYPED_CODE: _("The code was typed by hand, and no source confirms it"),
    Rule.FIRST_RELEASES: _("It is among the first releases of whoever works on it"),
    Rule.DRAWN: _("It was drawn at random when it was sent"),
    Rule.ALWAYS: _("This desk always asks for two people"),
    Rule.LOWERED: _("The desk’s rules were lowered shortly before it was sent"),
    Rule.OBJECTED: _("A second person would not give the code in an earlier round"),
}
FLAGGED: dict[FlagKind, Text] = {
    FlagKind.SAME_VIN: _("Another e-mail address asked for the same car: the whole VIN is the same"),
    FlagKind.SAME_RADIO: _("Another e-mail address asked for the same radio: pre-code and label are the same"),
    FlagKind.SAME_VIN_END: _("Another e-mail address gave a VIN with the same last 6; other cars may share them"),
    FlagKind.SAME_PHOTO: _("The same photo came with another request"),
    FlagKind.SHARED_NUMBER: _(
        "Within 30 days another e-mail address gave the same number; many radios share this number"
    ),
    FlagKind.NOT_OWNER: _("The person who asks is not the owner"),
    FlagKind.FOR_PERSON: _("The number was unusual or missing: read it with care"),
    FlagKind.ADDRESS_CHANGED: _("The e-mail address was changed after the request was sent"),
    FlagKind.ADDRESS_CHANGED_LATE: _("The e-mail address was changed after the papers were approved"),
    FlagKind.ADDRESS_OBJECTED: _("Whoever has the former e-mail address says that somebody else changed it"),
    FlagKind.FROM_STAFF: _("The letters go to the mailbox of somebody who works here"),
    FlagKind.NAME_OF_STAFF: _("The customer has the name of somebody who works here"),
    FlagKind.OVERRIDE: _("A clerk’s reading stands against what the customer typed"),
    FlagKind.NO_VIN: _("The papers name no VIN"),
    FlagKind.TYPED_CODE: _("A code was typed by hand, and no source confirms it"),
    FlagKind.POLICY_LOWERED: _("The desk’s rules were lowered shortly before this request was sent"),
}
HINTS: dict[str, Text] = {
    Hint.BLURRED: _("looks blurred"),
    Hint.DARK: _("looks dark"),
    Hint.BRIGHT: _("has bright spots"),
    Hint.SMALL: _("is small"),
}


def happened(kind: str, data: Mapping[str, object]) -> Text:
    """What a line of the record says; a release without a second person says so."""
    return RELEASED_ALONE if kind == "deliver" and data.get("alone") else HAPPENED.get(kind, kind)


def lack(code: str) -> Lack:
    """What a code of `NotComplete` says to staff."""
    if found := LACKS.get(code):
        return found
    group, _colon, name = code.partition(":")
    if group == "slot" and name in Slot.values:
        return Lack(SLOT_MISSING % {"slot": Slot(name).label}, "evidence")
    if group == "unopened" and name in Slot.values:
        return Lack(UNOPENED % {"slot": Slot(name).label}, "evidence")
    kind = name if group == "check" else group
    return Lack(CHECK_WORDS.get(kind, kind), f"check-{kind}")


def missing(codes: tuple[str, ...]) -> list[Lack]:
    """The same for all of them."""
    return [lack(code) for code in codes]

"""Plain words for staff: what is missing and where on the page, where a request stands, what to look at on a paper."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guides_app.vin_signs import VinSign
from requests_app.admin.flag_words import FLAGGED
from requests_app.flags import FlagKind
from requests_app.forms.documents import refusal_text
from requests_app.missing import Code, Missing, MissingOf
from requests_app.models import CheckKind, Slot
from requests_app.states import Status
from requests_app.vault.sanitise import Hint, UploadProblem, UploadRefused

Text = str | Promise


@dataclass(frozen=True)
class FormError:
    """One thing that is missing, and the id of the place where it is put right."""

    text: Text
    place: str


ERRORS: dict[Code, FormError] = {
    Missing.REASON: FormError(_("Say why"), "reasons"),
    Missing.NUMBER: FormError(_("Type the number that you read on the photo"), "id_number"),
    Missing.FLAG_REASON: FormError(_("Write beside a flag why it is no reason to say no"), "flags"),
    Missing.HOLDER: FormError(_("Type the holder’s name as it is on the papers, at most 100 characters"), "id_holder"),
    Missing.VIN6: FormError(_("Type the last 6 characters of the VIN; I, O and Q do not occur"), "id_vin6"),
    Missing.NOTE: FormError(_("Write the note"), "id_note"),
    Missing.MARK: FormError(_("The photo with your mark is not there any more: mark the one that is"), "items"),
    Missing.ANSWER_DAYS: FormError(_("Choose how long the customer has"), "id_days"),
    Missing.ITEMS: FormError(_("Choose at least one item"), "items"),
    Missing.FOUR_DIGITS: FormError(_("The code must be 4 numbers"), "id_first"),
    Missing.CODES_DIFFER: FormError(_("The two codes are different"), "id_second"),
    Missing.SOURCE: FormError(_("Choose where this code comes from, and write the case number or page"), "id_source"),
    Missing.UNPAID: FormError(_("Mark the request as paid first"), "paid"),
    Missing.CANDIDATE: FormError(_("Choose a code that has not failed"), "code"),
    Missing.CONFLICT_REASON: FormError(_("Sources disagree: say why this code is the right one"), "id_reason"),
    Missing.APPROVAL: FormError(_("The papers are not approved yet"), "checks"),
    Missing.SECOND_PERSON: FormError(
        _("A second person who did nothing else in this round must look at this first"), "second-look"
    ),
    Missing.SECOND_PERSON_OPENED: FormError(
        _("You opened this request at the counter, so a colleague gives the second look"), "second-look"
    ),
    Missing.SECOND_PERSON_WORKED: FormError(
        _("You worked on this request in this round, so a colleague gives the second look"), "second-look"
    ),
    Missing.SECOND_PERSON_VERIFIED: FormError(
        _("You verified the earlier request on which this one relies, so a colleague gives the second look"),
        "second-look",
    ),
    Missing.SECOND_PERSON_SET_RULES: FormError(
        _("You lowered the rules of the desk shortly before this request was sent, or since: a colleague looks"),
        "second-look",
    ),
    Missing.SECOND_PERSON_OBJECTS: FormError(
        _("A colleague would not give this code; it stands until they agree"), "second-look"
    ),
    Missing.SECOND_PERSON_SUSPECTS: FormError(
        _("A second person who would not give the code either must look first"), "refusals"
    ),
    Missing.SAMPLE_HAND: FormError(_("You had a hand in this request, so a colleague reads its sample"), "second-look"),
    Missing.SETTLE_REASON: FormError(_("Write what was done about it"), "differs-h"),
    Missing.SECOND_VERDICT: FormError(_("Say yes or no"), "verdict"),
    Missing.SECOND_REASON: FormError(_("Write what you saw"), "id_second_reason"),
    Missing.SECOND_NUMBER: FormError(_("Type the number that you read yourself"), "id_number"),
    Missing.SECOND_VIN: FormError(_("Type the last 6 of the VIN that you read yourself"), "id_vin6"),
    Missing.SECOND_DIFFERS: FormError(
        _("Your colleague read something else, so this yes does not count. Look again, or say no"), "id_number"
    ),
    Missing.FIRST_PERSON: FormError(_("Your colleague is not done with the checks; a yes comes after them"), "verdict"),
    Missing.ORIGINALS: FormError(_("Say that you saw the originals yourself"), "originals"),
    Missing.ALONE_REASON: FormError(_("You work alone here: say first why the code may be given"), "id_alone"),
    Missing.ALONE_WAIT: FormError(_("The waiting time is not over"), "second-look"),
    Missing.ANOTHER_PERSON: FormError(_("You refused this request before; another person decides now"), "checks"),
    Missing.OWN_REQUEST: FormError(_("This request came from your own mailbox; a colleague works on it"), "who"),
    Missing.GAVE_SECOND_LOOK: FormError(
        _("You gave the second look of this round; a colleague does the rest"), "second-look"
    ),
    Missing.INSTEAD_OF_VIN: FormError(_("Say what shows instead that the car is theirs"), "id_instead_of_vin"),
    Missing.ANSWERED_ON: FormError(
        _("Write the day of the manufacturer’s answer; it cannot be to come"), "id_answered_on"
    ),
    Missing.ANSWER_OF_MANUFACTURER: FormError(
        _("A picture is added to the manufacturer’s answer only: choose this source, or leave the picture out"),
        "id_answer",
    ),
    Missing.ANSWER_AGAIN: FormError(_("Choose the picture of the answer again; it was not kept"), "id_answer"),
    Missing.UNOPENED_ANSWER: FormError(_("Open every page of the manufacturer’s answer first"), "evidence"),
    Missing.AGAIN_OFF: FormError(_("This desk gives no code by the label alone"), "again"),
    Missing.AGAIN_UNKNOWN: FormError(_("It names no earlier request of this desk"), "again"),
    Missing.AGAIN_UNVERIFIED: FormError(
        _("The papers of the earlier request were not approved, or it is not finished"), "again"
    ),
    Missing.AGAIN_OLD: FormError(_("The earlier approval is too long ago"), "again"),
    Missing.AGAIN_WEAKER: FormError(_("More papers are asked for now than were looked at then"), "again"),
    Missing.AGAIN_CODE: FormError(_("The code that was given then did not work, or is not known any more"), "again"),
    Missing.AGAIN_ADDRESS: FormError(
        _("The email address is another one, or was not proved by the link in a letter"), "again"
    ),
    Missing.AGAIN_HOLDER: FormError(_("Name, or who asks for whom, is not the same"), "again"),
    Missing.AGAIN_VIN: FormError(_("The end of the VIN is not the one that was read then"), "again"),
    Missing.AGAIN_NUMBER: FormError(
        _("Read the number off the new photo; it must be the one that was read then"), "id_number"
    ),
    Missing.AGAIN_ONLY: FormError(
        _("It relies on an earlier verification, which is good for that code alone. Check anew for another one"),
        "again",
    ),
    Missing.SEEN: FormError(_("The customer has seen the code already; it cannot be recalled"), "code"),
    Missing.HOLD_REASON: FormError(_("Say why it must be kept"), "id_reason"),
    Missing.HOLD_UNTIL: FormError(_("Choose a day, at most a year from now"), "id_until"),
    Missing.PARK_UNTIL: FormError(_("Choose a day and time to come, at most 90 days ahead"), "id_until"),
    Missing.PARK_REASON: FormError(_("Choose what it waits for; for a source it is parked by itself"), "id_reason"),
    Missing.PARK_CASE: FormError(_("Write the manufacturer’s case number"), "id_case"),
    Missing.COLLEAGUE: FormError(_("Choose a colleague who works at this desk"), "id_to"),
    Missing.COLLEAGUE_MAY_NOT: FormError(_("This colleague may not work on this request"), "id_to"),
    Missing.CONFIRM: FormError(_("Tick the box to confirm"), "id_confirm"),
    Missing.REFUSAL: FormError(_("Choose a reason"), "refusals"),
    Missing.MERGE_UNKNOWN: FormError(_("There is no such request at this desk, or you may not work on it"), "merge"),
    Missing.MERGE_CHANGED: FormError(_("The other request changed meanwhile: look at it, then merge"), "merge"),
    Missing.MERGE_ENDED: FormError(
        _("Only requests that are open, and of which no code was given, are merged"), "merge"
    ),
    Missing.MERGE_STRANGERS: FormError(
        _("These are not known to be of one customer: neither the email address nor the radio is the same"), "merge"
    ),
    Missing.MERGE_CLAIMED: FormError(_("A colleague is working on the other request"), "merge"),
    Missing.TOO_MANY: FormError(_("That is more than one person looks up in a day. Ask your lead"), "code"),
    Missing.CLAIMED: FormError(_("Somebody else is working on this request. Take it over first"), "who"),
    MissingOf.READING.named("number"): FormError(
        _("Read the number on the photo; it must agree, or stand with a reason"), "id_number"
    ),
    MissingOf.READING.named("vin"): FormError(_("Read the last 6 of the VIN on the certificate"), "id_vin6"),
}
COLLEAGUES: dict[Code, Text] = {
    Missing.COLLEAGUE_UNKNOWN: _("Nobody else who works at this desk is called @%(name)s"),
    Missing.COLLEAGUE_UNCLEAR: _("Several colleagues are called @%(name)s: write the whole name or the user name"),
}
UNFILLED: Text = _("{%(name)s} is not filled in: write what belongs there, or take it out")
CHECK_WORDS: dict[str, Text] = {
    CheckKind.LABEL_REAL: _("Check that the photo shows a real radio"),
    CheckKind.CERTIFICATE: _("Check that the certificate can be read"),
    CheckKind.HOLDER: _("Check that the holder is the person who asks"),
    CheckKind.CAR: _("Check that the VIN fits the car"),
    CheckKind.PERMISSION: _("Check the permission of the owner"),
    CheckKind.PURCHASE: _("Check the proof of purchase"),
    CheckKind.VIN_PLATE: _("Check the VIN on the car"),
    CheckKind.IDENTITY: _("Check the name on the identity paper"),
    CheckKind.SEEN: _("Confirm that the originals were shown"),
}
UNOPENED: Text = _("Open every page first: %(slot)s")
UNCLEARED: Text = _("Say why this flag is no reason to say no: %(flag)s")
UNJUDGED: Text = _("Say what is wrong with a document that is there: %(slot)s")
NOT_ACCEPTED: Text = _("You did not accept this document: %(slot)s. Ask for it again, or accept it")
SLOT_MISSING: Text = _("Missing document: %(slot)s")

STATES: dict[Status, Text] = {
    Status.DRAFT: _("Not sent yet"),
    Status.RECEIVED: _("New"),
    Status.CHECKING: _("Being checked"),
    Status.NEEDS_INFO: _("Waits for the customer"),
    Status.LOOKUP: _("Papers approved, code to be sent"),
    Status.READY: _("Code sent"),
    Status.NOT_WORKED: _("Code did not work"),
    Status.CLOSED: _("Closed"),
    Status.REFUSED: _("Refused"),
    Status.WITHDRAWN: _("Withdrawn by the customer"),
    Status.EXPIRED: _("Closed without an answer"),
    Status.MERGED: _("Merged into another request"),
    Status.ERASED: _("Data deleted"),
}
"""Where a request stands, as staff say it; customers read other words."""
ANSWERED = _("The customer answered")
APPEALED = _("Appeal")

TRAPS: dict[Slot, tuple[Text, ...]] = {
    Slot.LABEL: (
        _("A number of four: one letter, then three digits. The part number beside it is not the code"),
        _("Look-alikes: 8 and B, 0 and O, 1 and I, 5 and S"),
        _("Edges of a screen, stripes or a reflection: a photo of a photo"),
        _("Another label stuck over the first one"),
    ),
    Slot.FRONT: (
        _("The radio sits in the dashboard, and the dashboard is of this car"),
        _("Edges of a screen, stripes or a reflection: a photo of a photo"),
    ),
    Slot.CERTIFICATE: (
        _("(C.1) is the holder, and the name is of the person who asks"),
        _("(E) is the VIN: 17 characters, no I, O or Q"),
        _("An earlier holder, a date that is over, letters of another type or height: an altered paper"),
        _("The make and the year are those of the car that was named"),
    ),
    Slot.VIN_PLATE: (
        _("The plate is riveted or behind the windscreen, not a print on paper"),
        _("The VIN is the one on the certificate, character by character"),
    ),
    Slot.IDENTITY: (
        _("The name only: what else shows should be covered"),
        _("The name is that of the person who asks"),
    ),
    Slot.PERMISSION: (
        _("It names the car, the owner and the person who asks, and is signed"),
        _("The signature looks like the one on the other papers"),
    ),
    Slot.PURCHASE: (
        _("Buyer, seller, VIN and day are there"),
        _("The seller is the holder on the certificate"),
    ),
}
"""What to look at on each document; hints for the eye, no rules."""
VIN_SIGNS: dict[VinSign, Text] = {
    VinSign.MAKER_FITS: _("The VIN begins as those of Renault and Dacia do."),
    VinSign.OTHER_MAKER: _(
        "The VIN begins with another maker’s characters; twins of these cars carry them. Look twice."
    ),
    VinSign.OTHER_MAKE: _("The VIN is of Dacia, and the car was named as another make. Look twice."),
    VinSign.YEAR_FITS: _("Its model year is that of the car."),
    VinSign.OTHER_YEAR: _("Its model year is not that of the car, if its maker writes one."),
    VinSign.CHECK_DIGIT_FITS: _("Its check digit fits."),
    VinSign.CHECK_DIGIT_DIFFERS: _("Its check digit does not fit, if its maker writes one. Read it once more."),
}
BY: dict[str, Text] = {"customer": _("by the customer"), "system": _("by the system"), "staff": _("by staff")}

HINTS: dict[str, Text] = {
    Hint.BLURRED: _("looks blurred"),
    Hint.DARK: _("looks dark"),
    Hint.BRIGHT: _("has bright spots"),
    Hint.SMALL: _("is small"),
}


def error_of(code: Code) -> FormError:
    """What a code of `NotComplete` says to staff."""
    if found := ERRORS.get(code):
        return found
    group, _colon, name = code.partition(":")
    if group == MissingOf.SLOT and name in Slot.values:
        return FormError(SLOT_MISSING % {"slot": Slot(name).label}, "evidence")
    if group == MissingOf.DOCUMENT_PROBLEM and name in Slot.values:
        return FormError(UNJUDGED % {"slot": Slot(name).label}, f"document-{name}")
    if group == MissingOf.DOCUMENT and name in Slot.values:
        return FormError(NOT_ACCEPTED % {"slot": Slot(name).label}, f"document-{name}")
    if group == MissingOf.UNOPENED and name in Slot.values:
        return FormError(UNOPENED % {"slot": Slot(name).label}, "evidence")
    if group == MissingOf.PLACEHOLDER:
        return FormError(UNFILLED % {"name": name}, "items")
    if group in (MissingOf.ANSWER, MissingOf.COVER):
        place = "id_answer" if group == MissingOf.ANSWER else "evidence"
        return FormError(refusal_text(Slot.CERTIFICATE, UploadRefused(UploadProblem(name))), place)
    if group == MissingOf.FLAG and name in FLAGGED:
        return FormError(UNCLEARED % {"flag": FLAGGED[FlagKind(name)]}, f"flag-{name}")
    kind = name or group
    return FormError(CHECK_WORDS.get(kind, kind), f"check-{kind}")


def errors_of(codes: Iterable[Code]) -> list[FormError]:
    """The same for all of them."""
    return [error_of(code) for code in codes]

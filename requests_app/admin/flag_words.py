"""Plain words for staff: what was flagged, and which rule asks for a second person."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from requests_app.flags import FlagKind
from requests_app.policy import Rule
from requests_app.vault.sanitise import Sign

Text = str | Promise

RULES: dict[Rule, Text] = {
    Rule.HIGH_FLAG: _("A flag is high"),
    Rule.OVERRIDE: _("A clerk’s reading stands against what the customer typed"),
    Rule.TYPED_CODE: _("The code was typed by hand, and no source confirms it"),
    Rule.FIRST_RELEASES: _("It is among the first releases of whoever works on it"),
    Rule.DRAWN: _("It was drawn at random when it was sent"),
    Rule.ALWAYS: _("This desk always asks for two people"),
    Rule.LOWERED: _("The desk’s rules were lowered shortly before it was sent"),
    Rule.WEAK_SOURCE: _("The codes of its source were not right often enough for this radio"),
    Rule.OBJECTED: _("A second person would not give the code in an earlier round"),
}
FLAGGED: dict[FlagKind, Text] = {
    FlagKind.WATCHED: _("It is on the desk’s list of stolen cars and radios"),
    FlagKind.WATCHED_END: _("A car with the same last 6 of the VIN is on the desk’s list of stolen cars"),
    FlagKind.SWAPPED_RADIO: _("The same radio came with another car before"),
    FlagKind.RELEASED_BEFORE: _("A code was given for this very radio before"),
    FlagKind.MANY_UNITS: _("Within 90 days the same email address asked for 3 different radios or more"),
    FlagKind.HOLDER_DIFFERS: _("The holder’s name on the papers is not the name that was typed"),
    FlagKind.WRONG_TRIES: _("Somebody with a link to this request typed the wrong end of the number 5 times"),
    FlagKind.VIN_FORM: _("The VIN does not end in four digits, as VINs do"),
    FlagKind.VIN_MAKER: _("The VIN does not begin like one of Renault or Dacia; twins and some plants differ"),
    FlagKind.NOT_OF_CAR: _("The library does not know this radio in this car"),
    FlagKind.NOT_OF_FAMILY: _("The number on the photo cannot be one of the radio that the customer chose"),
    FlagKind.ODD_PICTURE: _("A picture’s own file says where it may come from"),
    FlagKind.DISPOSABLE_ADDRESS: _("The email address is one that is given away for a short while"),
    FlagKind.SAME_VIN: _("Another email address asked for the same car: the whole VIN is the same"),
    FlagKind.SAME_RADIO: _("Another email address asked for the same radio: pre-code and label are the same"),
    FlagKind.SAME_VIN_END: _("Another email address gave a VIN with the same last 6; other cars may share them"),
    FlagKind.SAME_PHOTO: _("The same photo came with the request of another email address"),
    FlagKind.SHARED_NUMBER: _(
        "Within 30 days another email address gave the same number; many radios share this number"
    ),
    FlagKind.NOT_OWNER: _("The person who asks is not the owner"),
    FlagKind.FOR_PERSON: _("The number was unusual or missing: read it with care"),
    FlagKind.ADDRESS_CHANGED: _("The email address was changed after the request was sent"),
    FlagKind.ADDRESS_CHANGED_LATE: _("The email address was changed after the papers were approved"),
    FlagKind.ADDRESS_OBJECTED: _("Whoever has the former email address says that somebody else changed it"),
    FlagKind.FROM_STAFF: _("The letters go to the mailbox of somebody who works here"),
    FlagKind.NAME_OF_STAFF: _("The customer has the name of somebody who works here"),
    FlagKind.MACHINE_DIFFERS: _("The machine reads another number off the photo than the one that was settled on"),
    FlagKind.OVERRIDE: _("A clerk’s reading stands against what the customer typed"),
    FlagKind.NO_VIN: _("The papers name no VIN"),
    FlagKind.TYPED_CODE: _("A code was typed by hand, and no source confirms it"),
    FlagKind.POLICY_LOWERED: _("The desk’s rules were lowered shortly before this request was sent"),
}
ANY_FLAG = {"any": _("Any flag"), "high": _("Any high flag")}
FLAG_NAMES: dict[FlagKind, Text] = {
    FlagKind.WATCHED: _("On the list of stolen cars and radios"),
    FlagKind.SAME_VIN: _("Same car"),
    FlagKind.SAME_RADIO: _("Same radio"),
    FlagKind.SWAPPED_RADIO: _("Radio of another car"),
    FlagKind.SAME_PHOTO: _("Same photo"),
    FlagKind.MANY_UNITS: _("Many radios"),
    FlagKind.HOLDER_DIFFERS: _("Another holder"),
    FlagKind.WRONG_TRIES: _("Wrong tries"),
    FlagKind.ADDRESS_CHANGED_LATE: _("Address changed late"),
    FlagKind.ADDRESS_OBJECTED: _("Address objected to"),
    FlagKind.FROM_STAFF: _("Mailbox of staff"),
    FlagKind.NAME_OF_STAFF: _("Name of staff"),
    FlagKind.MACHINE_DIFFERS: _("Machine reads another number"),
    FlagKind.OVERRIDE: _("Reading against the customer’s"),
    FlagKind.NO_VIN: _("No VIN on the papers"),
    FlagKind.VIN_FORM: _("Odd end of the VIN"),
    FlagKind.TYPED_CODE: _("Typed code"),
    FlagKind.POLICY_LOWERED: _("Rules lowered"),
    FlagKind.WATCHED_END: _("End of a VIN on the list of stolen cars"),
    FlagKind.SAME_VIN_END: _("Same end of the VIN"),
    FlagKind.SHARED_NUMBER: _("Same number"),
    FlagKind.RELEASED_BEFORE: _("Code given before"),
    FlagKind.VIN_MAKER: _("VIN of another maker"),
    FlagKind.NOT_OF_CAR: _("Radio not of this car"),
    FlagKind.NOT_OF_FAMILY: _("Number not of this radio"),
    FlagKind.ODD_PICTURE: _("Odd picture"),
    FlagKind.DISPOSABLE_ADDRESS: _("Short-lived address"),
    FlagKind.NOT_OWNER: _("Not the owner"),
    FlagKind.FOR_PERSON: _("Unusual number"),
    FlagKind.ADDRESS_CHANGED: _("Address changed"),
}
"""The same in a few words, by which the queue is filtered."""
NOT_AS_READ_THEN = _("staff read another number")
SIGNS: dict[str, Text] = {
    Sign.EDITED: _("A program that edits pictures wrote its name into the file; an album on a phone may do that, too"),
    Sign.SCREEN: _(
        "It is as large as a screen and has no notes of a camera: it may be a screenshot. Messengers take notes away"
    ),
}

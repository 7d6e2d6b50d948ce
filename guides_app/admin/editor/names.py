"""What editors read instead of the names of columns: sections of a document, fields, and places in it."""

import re
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Text = str | Promise

SECTIONS: dict[str, Text] = {
    "head": gettext_lazy("Facts"),
    "fits": gettext_lazy("Radios found"),
    "numbers": gettext_lazy("Number"),
    "readings": gettext_lazy("Keys for the number"),
    "steps": gettext_lazy("Steps"),
    "messages": gettext_lazy("Display messages"),
    "entry": gettext_lazy("Entry"),
    "lockout": gettext_lazy("Lock-out"),
    "places": gettext_lazy("Places to look first"),
    "advice": gettext_lazy("Questions and advice"),
}
ONE: dict[str, Text] = {
    "fits": gettext_lazy("Radio"),
    "numbers": gettext_lazy("Shape"),
    "readings": gettext_lazy("Keys"),
    "steps": gettext_lazy("Step"),
    "messages": gettext_lazy("Message"),
    "entry": gettext_lazy("Way to enter the code"),
    "lockout": gettext_lazy("What one source says"),
    "places": gettext_lazy("Place"),
    "advice": gettext_lazy("Question"),
}
FIELDS: dict[str, Any] = {
    "advice": gettext_lazy("What to do"),
    "alike": gettext_lazy("Holds as for the radio"),
    "alt": gettext_lazy("What the picture shows, in words"),
    "body": gettext_lazy("Text"),
    "cap_minutes": gettext_lazy("Longest wait, in minutes"),
    "car": gettext_lazy("Car model"),
    "carries_code": gettext_lazy("It has a radio code"),
    "checked_by": gettext_lazy("Checked by"),
    "checked_on": gettext_lazy("Checked on"),
    "confidence": gettext_lazy("How sure"),
    "confirm": gettext_lazy("Key that stores the code"),
    "decoration": gettext_lazy("Decoration: it says nothing"),
    "display_word": gettext_lazy("Word on the display while locked"),
    "family": gettext_lazy("Radio"),
    "first_minutes": gettext_lazy("First wait, in minutes"),
    "fitting": gettext_lazy("Numbers that fit"),
    "hears_beep": gettext_lazy("One hears a beep"),
    "hold_least_seconds": gettext_lazy("Hold at least, in seconds"),
    "hold_most_seconds": gettext_lazy("Hold at most, in seconds"),
    "if_nothing": gettext_lazy("If nothing happens"),
    "is_caution": gettext_lazy("Caution: readers see it as a warning"),
    "is_published": gettext_lazy("Readers find it"),
    "keys": gettext_lazy("Keys"),
    "kind": gettext_lazy("Kind"),
    "looks": gettext_lazy("How it looks"),
    "marks": gettext_lazy("Marks"),
    "means": gettext_lazy("What it means"),
    "name": gettext_lazy("Name"),
    "next_key": gettext_lazy("Key for the next digit"),
    "not_fitting": gettext_lazy("Numbers that do not fit"),
    "note": gettext_lazy("Note"),
    "number_kind": gettext_lazy("The code is found by"),
    "permanent_after": gettext_lazy("Locked for good after so many wrong codes"),
    "picture": gettext_lazy("Picture"),
    "pictures": gettext_lazy("Pictures"),
    "place": gettext_lazy("Place"),
    "rank": gettext_lazy("Place in lists"),
    "removal": gettext_lazy("How the radio comes out"),
    "review_by": gettext_lazy("Check again by"),
    "section": gettext_lazy("Part of the guide"),
    "serial_length": gettext_lazy("Length of the serial number"),
    "shape": gettext_lazy("Shape"),
    "short_precode_allowed": gettext_lazy("Short pre-codes are known"),
    "source": gettext_lazy("Where this comes from"),
    "start_digit": gettext_lazy("Digits start at"),
    "state": gettext_lazy("State"),
    "statement": gettext_lazy("What the source says"),
    "summary": gettext_lazy("Summary"),
    "title": gettext_lazy("Title"),
    "topic": gettext_lazy("Topic"),
    "translations": gettext_lazy("Translation"),
    "what": gettext_lazy("What it is"),
    "words": gettext_lazy("Words on the display"),
    "year_from": gettext_lazy("First year"),
    "year_to": gettext_lazy("Last year"),
    "years_source": gettext_lazy("Where the years come from"),
}
_STEP = re.compile(r"([a-z_]+)(?: (\d+))?")


def field_name(name: str) -> str:
    """The words for a field; its own name made readable where there are none."""
    return str(FIELDS.get(name, name.replace("_", " ").capitalize()))


def place_name(place: str) -> str:
    """Of a place as `library.compare` gives it: "steps 3 › title" becomes "Step 3 › Title"."""
    parts = [_STEP.fullmatch(part) for part in place.split(" › ")]
    named = [_part(part[1], part[2]) if part else raw for part, raw in zip(parts, place.split(" › "), strict=True)]
    return " › ".join(named)


def _part(name: str, number: str | None) -> str:
    if number and name in ONE:
        return _("%(thing)s %(number)s") % {"thing": ONE[name], "number": number}
    words = str(SECTIONS[name]) if name in SECTIONS and name not in FIELDS else field_name(name)
    return f"{words} {number}" if number else words

"""What the lints say, in words, and where it is put right."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guides_app.admin.editor import desk
from guides_app.admin.editor.sheet import Sheet
from guides_app.lints import Finding, Level, Rule
from guides_app.models import DocumentKind, Manuscript, RadioFamily

WORDS: dict[Rule, str | Promise] = {
    Rule.REFUSED: gettext_lazy("This cannot be shown"),
    Rule.NO_FAMILY: gettext_lazy("Say which radios are found in this car"),
    Rule.NO_CHECK_DATE: gettext_lazy("Say when it was checked"),
    Rule.NO_CHECKER: gettext_lazy("Say who checked it: a role, not a name"),
    Rule.NO_SOURCE: gettext_lazy("Say where the years come from"),
    Rule.NO_ENTRY: gettext_lazy("Say how the code is entered"),
    Rule.NO_WAIT: gettext_lazy("Say how long the radio makes one wait"),
    Rule.NO_SAMPLES: gettext_lazy("Give the shape of the number with samples"),
    Rule.NO_SUMMARY: gettext_lazy("There is no summary"),
    Rule.YEARS_OVERLAP: gettext_lazy("Another guide has the same years"),
    Rule.REVIEW_DUE: gettext_lazy("The date for the next check is past"),
    Rule.NO_ALT: gettext_lazy("Describe the picture, or tick ‘decoration’"),
    Rule.BROKEN_LINK: gettext_lazy("This link leads nowhere"),
    Rule.BANNED_WORD: gettext_lazy("Use another word"),
    Rule.HIDDEN_SIGN: gettext_lazy("Type this text anew: there is a sign in it that nobody sees"),
    Rule.LONG_SENTENCE: gettext_lazy("This sentence has more than 20 words"),
    Rule.LONG_STEP: gettext_lazy("This text has more than 8 lines"),
    Rule.CHANGED_SINCE: gettext_lazy("The text changed after it was translated"),
}
FIXED = {"years": "#id_year_from", "fits": "#fits"}
MISSING = {Rule.NO_ENTRY: "#entry", Rule.NO_WAIT: "#lockout", Rule.NO_SAMPLES: "#numbers"}


@dataclass(frozen=True)
class Said:
    """A finding for people; `href` leads to where it is put right."""

    stops: bool
    text: str
    place: str
    href: str


def said(manuscript: Manuscript, found: list[Finding]) -> list[Said]:
    """The findings with their links, the same one once."""
    here = desk.address("edit", manuscript)
    kind = DocumentKind(manuscript.kind)
    anchors = dict(_anchors(Sheet(kind, manuscript.key, manuscript.working)))
    return [_said(manuscript, one, here, anchors) for one in dict.fromkeys(found)]


def _said(manuscript: Manuscript, one: Finding, here: str, anchors: dict[str, str]) -> Said:
    text = str(WORDS.get(one.rule, one.rule))
    words = f"{text}: {one.detail}" if one.detail else text
    stops = one.level is Level.ERROR
    if one.language:
        address = f"{desk.address('translate', manuscript)}?language={one.language}"
        return Said(stops, words, f"{one.place} ({one.language})", address)
    section = MISSING.get(one.rule, "")
    if manuscript.kind == DocumentKind.FAMILY and section:
        return Said(stops, words, one.place, here + section)
    if anchor := anchors.get(one.place) or _of_refusal(one):
        return Said(stops, words, one.place, here + anchor)
    if manuscript.kind == DocumentKind.GUIDE:
        family = RadioFamily.objects.filter(name=one.place).first()
        href = desk.open_address(DocumentKind.FAMILY, family.slug) + section if family else f"{here}#fits"
        return Said(stops, words, f"{one.place} ({_('in the text of the radio')})", href)
    return Said(stops, words, one.place, here)


def _of_refusal(one: Finding) -> str:
    parts = one.place.split(": ")
    if len(parts) >= 2 and parts[1].isdigit():
        row = f"{parts[0]}-{int(parts[1]) - 1}"
        return f"#id_{row}-{parts[2]}" if len(parts) > 2 else f"#{row}"
    return ""


def _anchors(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """The places that the lints name, with the fields that they mean."""
    yield from FIXED.items()
    if sheet.head:
        for name in sheet.head.fields:
            yield name, f"#id_{name}"
        for name in sheet.head.instance.TEXTS:
            yield f"{sheet.head.instance}: {name}"[:80], f"#id_{name}"
    for part in sheet.parts:
        for form in part.rows.forms:
            yield f"{form.instance}", f"#{form.prefix}"
            for name in form.instance.TEXTS:
                yield f"{form.instance}: {name}"[:80], f"#id_{form.prefix}-{name}"

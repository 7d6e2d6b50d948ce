"""A picture in a step: which one, what it shows in words, and what is marked in it."""

import re
from dataclasses import dataclass, field, fields
from typing import Any

from guides_app import translation
from guides_app.marks.mark import Mark, Wrong, parse_marks, placed

MOST_PICTURES = 3
LONGEST_ALT = 250
_SLUG = re.compile(r"[-a-zA-Z0-9_]{1,50}")


@dataclass(frozen=True)
class StepPicture:
    """`alt` is what a picture says to those who do not see it; a decoration says nothing."""

    picture: str
    alt: str
    decoration: bool
    marks: tuple[Mark, ...]
    translations: dict[str, Any] = field(default_factory=dict)

    def alt_in(self, language: str) -> str:
        """The words for this language, while their translation is of today's words; else as they are."""
        kept = translation.of_field(self.translations, language, "alt")
        words = kept.text if kept.status(self.alt) is translation.Status.DONE else self.alt
        return "" if self.decoration else words


def parse_pictures(data: Any) -> tuple[StepPicture, ...]:
    """The pictures of a step. Raises Wrong with the place: "picture 1, mark 2: ..."."""
    if not isinstance(data, list):
        raise Wrong("pictures must be a list")
    if len(data) > MOST_PICTURES:
        raise Wrong(f"a step can have {MOST_PICTURES} pictures at most")
    return tuple(placed(f"picture {at}", _picture, one) for at, one in enumerate(data, start=1))


def _picture(data: Any) -> StepPicture:
    if not isinstance(data, dict):
        raise Wrong("must name a picture and describe it")
    for name in sorted(map(str, data.keys() - {known.name for known in fields(StepPicture)})):
        raise Wrong(f"{name} is not a part of a picture")
    read = StepPicture(
        _slug(data.get("picture")),
        *_words(data.get("alt", ""), data.get("decoration", False)),
        parse_marks(data.get("marks", [])),
        _translations(data.get("translations", {})),
    )
    if read.decoration and read.marks:
        raise Wrong("a picture with marks says something: describe it, and untick 'decoration'")
    return read


def _slug(slug: Any) -> str:
    if not isinstance(slug, str) or not _SLUG.fullmatch(slug):
        raise Wrong("choose a picture")
    return slug


def _words(alt: Any, decoration: Any) -> tuple[str, bool]:
    if not isinstance(alt, str) or len(alt) > LONGEST_ALT:
        raise Wrong(f"the description must be a text of {LONGEST_ALT} characters at most")
    if not isinstance(decoration, bool):
        raise Wrong("decoration must be yes or no")
    if not alt.strip() and not decoration:
        raise Wrong("describe the picture, or tick 'decoration'")
    return alt.strip(), decoration


def _translations(data: Any) -> dict[str, Any]:
    try:
        translation.check(data, ("alt",))
    except translation.Malformed as wrong:
        raise Wrong(f"translations: {wrong}") from wrong
    return dict(data)

"""What a source of codes is asked, and what it may answer. An outage is not a no."""

from dataclasses import dataclass, field

from guides_app.identifiers import Kind


@dataclass(frozen=True)
class Radio:
    """What the desk verified about the radio: the number, which kind it is, and for radios by car the VIN."""

    number: str
    kind: Kind
    has_code: bool = True


@dataclass(frozen=True)
class Found:
    """A code (4 ASCII digits) and where it comes from, in words for the record. Never printed by accident.

    `source` is set where the answer is only as good as another source: a code that somebody typed into the registry.
    """

    code: str = field(repr=False)
    provenance: str
    source: str = ""


@dataclass(frozen=True)
class NotFound:
    """The source was asked and does not know."""

    why: str = ""


@dataclass(frozen=True)
class Unavailable:
    """The source could not be asked."""

    why: str = ""


Answer = Found | NotFound | Unavailable

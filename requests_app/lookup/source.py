"""What a source of codes is asked, and what it may answer. An outage is not a no."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from guides_app.identifiers import Kind


@dataclass(frozen=True)
class Radio:
    """A radio: its number as the desk verified it, or the VIN where its code goes by the car.

    A pre-code is shared by thousands of radios; the fingerprints of part number and serial number (hex, or empty)
    tell them apart. They come from the line of the label that the customer typed. What follows is told to sources
    that are plugged in: the radio family as the library names it, the last 6 of the VIN as the desk read them off the
    papers, the desk that asks, the reference of the request for which it does, and what the line of the label says
    beside the number, as far as the customer typed it: the part number, and what stands before it.
    """

    number: str = field(repr=False)
    kind: Kind
    has_code: bool = True
    part_fingerprint: str = ""
    serial_fingerprint: str = ""
    family: str = ""
    vin_tail: str = field(default="", repr=False)
    desk: str = ""
    reference: str = ""
    part_number: str = field(default="", repr=False)
    serial: str = field(default="", repr=False)


@dataclass(frozen=True)
class Found:
    """A code (4 ASCII digits) and where it comes from, in words for the record. Never printed by accident.

    `number` is the number or VIN of which the source says that this is the code; one that is plugged in must say it.
    `source` is set where the answer is only as good as another source: a code that somebody typed into the registry;
    `failed` where customers said more often that it did not work than that it did.
    """

    code: str = field(repr=False)
    provenance: str
    source: str = ""
    number: str = field(default="", repr=False)
    failed: bool = False


@dataclass(frozen=True)
class NotFound:
    """The source was asked and does not know."""

    why: str = ""


@dataclass(frozen=True)
class Unavailable:
    """The source could not be asked."""

    why: str = ""


Answer = Found | NotFound | Unavailable


class TrustWord(StrEnum):
    """How far the codes of a source can be trusted before a customer has said how one did."""

    LIKELY = "likely"
    UNPROVEN = "unproven"


class CodeSource(Protocol):
    """A source that is plugged in. docs/sources.md tells how one is written and installed."""

    @property
    def slug(self) -> str:
        """Names it in the database, for good: at most 24 lower-case letters, digits and hyphens."""

    @property
    def name(self) -> str:
        """As staff read it."""

    @property
    def trust(self) -> TrustWord:
        """The word beside its codes."""

    def find(self, radio: Radio) -> Answer:
        """The code of this radio. Called in a thread of its own, several at once, outside any transaction; whatever it
        raises, and an answer that takes longer than `asking.DEADLINE`, is an outage."""

    def check(self) -> Iterable[str]:
        """What is wrong with its configuration, each in a sentence for the operator, without a secret. It waits for
        no network: it runs with every command."""

"""What may be noticed at a request, and how grave it is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FlagKind(StrEnum):
    """What was noticed, the gravest first."""

    WATCHED = "watched"
    SAME_VIN = "same_vin"
    SAME_RADIO = "same_radio"
    SWAPPED_RADIO = "swapped_radio"
    SAME_PHOTO = "same_photo"
    MANY_UNITS = "many_units"
    HOLDER_DIFFERS = "holder_differs"
    WRONG_TRIES = "wrong_tries"
    ADDRESS_CHANGED_LATE = "address_changed_late"
    ADDRESS_OBJECTED = "address_objected"
    FROM_STAFF = "from_staff"
    NAME_OF_STAFF = "name_of_staff"
    MACHINE_DIFFERS = "machine_differs"
    OVERRIDE = "override"
    NO_VIN = "no_vin"
    VIN_FORM = "vin_form"
    TYPED_CODE = "typed_code"
    POLICY_LOWERED = "policy_lowered"
    WATCHED_END = "watched_end"
    SAME_VIN_END = "same_vin_end"
    SHARED_NUMBER = "shared_number"
    RELEASED_BEFORE = "released_before"
    VIN_MAKER = "vin_maker"
    NOT_OF_CAR = "not_of_car"
    NOT_OF_FAMILY = "not_of_family"
    ODD_PICTURE = "odd_picture"
    DISPOSABLE_ADDRESS = "disposable_address"
    NOT_OWNER = "not_owner"
    FOR_PERSON = "for_person"
    ADDRESS_CHANGED = "address_changed"


ORDER = tuple(FlagKind)
LOW = frozenset(ORDER[ORDER.index(FlagKind.WATCHED_END) :])
HIGH = frozenset(FlagKind) - LOW
AFTER_APPROVAL = frozenset({FlagKind.TYPED_CODE})
"""Raised by the look-up, when the checks are answered: the second person looks at them, no check does."""


@dataclass(frozen=True)
class Evidence:
    """One thing that a flag rests on. `key` names its row, for good and without a personal datum.

    `reference` is another request of this desk; `value` is masked, or says nothing of a person. Of a request
    `elsewhere`, at another desk, there is nothing but when it was sent.
    """

    key: str
    reference: str = ""
    at: datetime | None = None
    value: str = ""
    elsewhere: bool = False


@dataclass(frozen=True)
class Flag:
    """One reason to look twice, and what it rests on."""

    kind: FlagKind
    evidence: tuple[Evidence, ...] = ()

    @property
    def high(self) -> bool:
        return self.kind in HIGH

    @property
    def references(self) -> tuple[str, ...]:
        """The other requests of this desk that it rests on, the newest first, at most SHOWN."""
        return tuple(dict.fromkeys(one.reference for one in self.evidence if one.reference))[:SHOWN]

    @property
    def keys(self) -> list[str]:
        """By what its evidence is known again."""
        return [one.key for one in self.evidence]


SHOWN = 5

"""What can be missing when something is asked for: a closed set of codes. What each says to staff stands in the admin's
words; software reads the codes themselves.
"""

from enum import StrEnum
from typing import NewType

Named = NewType("Named", str)
"""A code that says of which thing: `slot:label`."""


class Missing(StrEnum):
    """What is missing, where no more is to be said."""

    REASON = "reason"
    NUMBER = "number"
    FLAG_REASON = "flag_reason"
    HOLDER = "holder"
    VIN6 = "vin6"
    NOTE = "note"
    MARK = "mark"
    ANSWER_DAYS = "answer_days"
    ITEMS = "items"
    FOUR_DIGITS = "four_digits"
    CODES_DIFFER = "codes_differ"
    SOURCE = "source"
    UNPAID = "unpaid"
    CANDIDATE = "candidate"
    CONFLICT_REASON = "conflict_reason"
    APPROVAL = "approval"
    SECOND_PERSON = "second_person"
    SECOND_PERSON_OPENED = "second_person_opened"
    SECOND_PERSON_WORKED = "second_person_worked"
    SECOND_PERSON_VERIFIED = "second_person_verified"
    SECOND_PERSON_SET_RULES = "second_person_set_rules"
    SECOND_PERSON_OBJECTS = "second_person_objects"
    SECOND_PERSON_SUSPECTS = "second_person_suspects"
    SAMPLE_HAND = "sample_hand"
    SETTLE_REASON = "settle_reason"
    SECOND_VERDICT = "second_verdict"
    SECOND_REASON = "second_reason"
    SECOND_NUMBER = "second_number"
    SECOND_VIN = "second_vin"
    SECOND_DIFFERS = "second_differs"
    FIRST_PERSON = "first_person"
    ORIGINALS = "originals"
    ALONE_REASON = "alone_reason"
    ALONE_WAIT = "alone_wait"
    ANOTHER_PERSON = "another_person"
    OWN_REQUEST = "own_request"
    GAVE_SECOND_LOOK = "gave_second_look"
    INSTEAD_OF_VIN = "instead_of_vin"
    ANSWERED_ON = "answered_on"
    ANSWER_OF_MANUFACTURER = "answer_of_manufacturer"
    ANSWER_AGAIN = "answer_again"
    UNOPENED_ANSWER = "unopened_answer"
    AGAIN_OFF = "again_off"
    AGAIN_UNKNOWN = "again_unknown"
    AGAIN_UNVERIFIED = "again_unverified"
    AGAIN_OLD = "again_old"
    AGAIN_WEAKER = "again_weaker"
    AGAIN_CODE = "again_code"
    AGAIN_ADDRESS = "again_address"
    AGAIN_HOLDER = "again_holder"
    AGAIN_VIN = "again_vin"
    AGAIN_NUMBER = "again_number"
    AGAIN_ONLY = "again_only"
    SEEN = "seen"
    HOLD_REASON = "hold_reason"
    HOLD_UNTIL = "hold_until"
    PARK_UNTIL = "park_until"
    PARK_REASON = "park_reason"
    PARK_CASE = "park_case"
    COLLEAGUE = "colleague"
    COLLEAGUE_MAY_NOT = "colleague_may_not"
    CONFIRM = "confirm"
    REFUSAL = "refusal"
    MERGE_UNKNOWN = "merge_unknown"
    MERGE_CHANGED = "merge_changed"
    MERGE_ENDED = "merge_ended"
    MERGE_STRANGERS = "merge_strangers"
    MERGE_CLAIMED = "merge_claimed"
    TOO_MANY = "too_many"
    CLAIMED = "claimed"
    UNSEEN = "unseen"
    TOO_LATE = "too_late"
    VIN_TAIL = "vin_tail"
    ASKER = "asker"
    NAME = "name"
    EMAIL = "email"
    DESK_CLOSED = "desk_closed"
    LETTER = "letter"
    FACTOR = "factor"
    FACTOR_SHAPE = "factor_shape"
    TRIES = "tries"
    OFTEN = "often"
    ENOUGH = "enough"
    COLLEAGUE_UNKNOWN = "colleague_unknown"
    COLLEAGUE_UNCLEAR = "colleague_unclear"


class MissingOf(StrEnum):
    """What is missing of a thing that is named."""

    SLOT = "slot"  # a document
    DOCUMENT = "document"  # that a document be accepted
    DOCUMENT_PROBLEM = "document_problem"  # what is wrong with it
    UNOPENED = "unopened"  # that this person open its pages
    COVER = "cover"  # its squares, or what is wrong with them
    CHECK = "check"  # an answer to a question of the verification
    READING = "reading"  # a number that is read
    FLAG = "flag"  # why it is no reason to say no
    ANSWER = "answer"  # a picture of an answer that can be taken: what is wrong with this one
    PLACEHOLDER = "placeholder"  # what belongs in its place in a text

    def named(self, name: str) -> Named:
        """With this thing."""
        return Named(f"{self}:{name}")


Code = Missing | Named

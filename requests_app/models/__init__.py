"""What the office keeps."""

from requests_app.models.access import LINK_LIFE, new_link
from requests_app.models.check import (
    AskedItem,
    Check,
    CheckKind,
    DocumentProblem,
    Feedback,
    Reading,
    SecondLook,
    Verdict,
    add_reading,
)
from requests_app.models.code_request import (
    VIN_TAIL,
    AccessLink,
    Asker,
    CodeRequest,
    NumberUnknown,
    Refusal,
    Reveal,
    sealed_answers,
)
from requests_app.models.desk import Desk, EvidenceLevel, Holiday, Member, OpeningHours, Role
from requests_app.models.dropped import DroppedDraft
from requests_app.models.event import PURGE_LINES, Event, EventNote, Scope, record, record_at_desk, verify_chain
from requests_app.models.folded import RepeatedEvent, close_folded, record_folded
from requests_app.models.former import OBJECT_FOR, AddressChange, FormerLink, change_with_key, retire_links
from requests_app.models.lookup import TYPED_SOURCES, Attempt, Candidate, KnownCode, Source
from requests_app.models.message import (
    Letter,
    MailServer,
    Message,
    OperatorLetter,
    Problem,
    StaffLetter,
    seal_recipient,
)
from requests_app.models.upload import Page, PhotoLikeness, Slot, UncoveredPicture, Upload

__all__ = [
    "LINK_LIFE", "OBJECT_FOR", "PURGE_LINES", "TYPED_SOURCES", "VIN_TAIL", "AccessLink", "AddressChange", "AskedItem",
    "Asker", "Attempt", "Candidate", "Check", "CheckKind", "CodeRequest", "Desk", "DocumentProblem", "DroppedDraft",
    "Event", "EventNote", "EvidenceLevel", "Feedback", "FormerLink", "Holiday", "KnownCode", "Letter", "MailServer",
    "Member", "Message", "NumberUnknown", "OpeningHours", "OperatorLetter", "Page", "PhotoLikeness", "Problem",
    "Reading", "Refusal", "RepeatedEvent", "Reveal", "Role", "Scope", "SecondLook", "Slot", "Source", "StaffLetter",
    "UncoveredPicture", "Upload", "Verdict", "add_reading", "change_with_key", "close_folded", "new_link", "record",
    "record_at_desk", "record_folded", "retire_links", "seal_recipient", "sealed_answers", "verify_chain",
]  # fmt: skip

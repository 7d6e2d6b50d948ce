"""What the office keeps."""

from requests_app.models.access import LINK_LIFE, AccessLink, Reveal, new_link
from requests_app.models.api_token import LONGEST_KEY, ApiScope, ApiToken, IdempotentCall
from requests_app.models.canned_reply import CannedReply, CannedText, unfilled
from requests_app.models.check import (
    AnswerDays,
    AskedItem,
    Check,
    CheckKind,
    DocumentProblem,
    DocumentVerdict,
    Feedback,
    Reading,
    SecondLook,
    Verdict,
    add_reading,
)
from requests_app.models.code_request import (
    VIN_TAIL,
    Asker,
    CodeRequest,
    NumberUnknown,
    ParkReason,
    Refusal,
    sealed_answers,
)
from requests_app.models.desk import Desk, DeskLogo, EvidenceLevel, Holiday, Member, OpeningHours, Role
from requests_app.models.digest import DigestChoice, DigestOf
from requests_app.models.dropped import DroppedDraft, Reached
from requests_app.models.event import LOOKS, PURGE_LINES, Event, EventNote, Scope, record, record_at_desk, verify_chain
from requests_app.models.evidence_rule import EvidenceRule
from requests_app.models.flag import FlagClearance, WatchedItem
from requests_app.models.folded import RepeatedEvent, close_folded, record_folded, record_folded_each
from requests_app.models.former import OBJECT_FOR, AddressChange, FormerLink, change_with_key, retire_links
from requests_app.models.hand_off import HAND_OFF_LIFE, HandOff, SeenOriginal
from requests_app.models.internal_note import LONGEST_INTERNAL_NOTE, InternalNote, Mention
from requests_app.models.known_code import KEY_BYTES, CodeBatch, KnownCode
from requests_app.models.lookup import (
    LONGEST_SOURCE,
    TYPED_SOURCES,
    AnswerPicture,
    Attempt,
    Candidate,
    OpenQuestion,
    Source,
)
from requests_app.models.machine_reading import MachineReading, seal_found
from requests_app.models.message import (
    Letter,
    MailServer,
    Message,
    MessageQuerySet,
    OperatorLetter,
    Problem,
    StaffLetter,
    seal_recipient,
)
from requests_app.models.outcome import CodeOutcome, SourceScore
from requests_app.models.outgoing import Outgoing
from requests_app.models.partner import PartnerAccess, PartnerDesk, PartnerReason
from requests_app.models.quality_sample import QualitySample
from requests_app.models.release_record import ReleaseRecord
from requests_app.models.saved_view import SavedView
from requests_app.models.search_term import LONGEST_TERM, SearchTerm
from requests_app.models.sentence import LetterSentence
from requests_app.models.software import through_software
from requests_app.models.total import DailyTotal
from requests_app.models.unsent import FormName, UnsentForm, seal_unsent
from requests_app.models.upload import Page, PhotoLikeness, Slot, UncoveredPicture, Upload
from requests_app.models.webhook import TOLD_STATES, WebhookDelivery, WebhookEndpoint, seal_secret
from requests_app.models.working import Presence

__all__ = [
    "HAND_OFF_LIFE", "KEY_BYTES", "LINK_LIFE", "LONGEST_INTERNAL_NOTE", "LONGEST_KEY", "LONGEST_SOURCE",
    "LONGEST_TERM", "LOOKS", "OBJECT_FOR", "PURGE_LINES", "TOLD_STATES", "TYPED_SOURCES", "VIN_TAIL", "AccessLink",
    "AddressChange", "AnswerDays", "AnswerPicture", "ApiScope", "ApiToken", "AskedItem", "Asker", "Attempt",
    "Candidate", "CannedReply", "CannedText", "Check", "CheckKind", "CodeBatch", "CodeOutcome", "CodeRequest",
    "DailyTotal", "Desk", "DeskLogo", "DigestChoice", "DigestOf", "DocumentProblem", "DocumentVerdict", "DroppedDraft",
    "Event", "EventNote", "EvidenceLevel", "EvidenceRule", "Feedback", "FlagClearance", "FormName", "FormerLink",
    "HandOff", "Holiday", "IdempotentCall", "InternalNote", "KnownCode", "Letter", "LetterSentence", "MachineReading",
    "MailServer", "Member", "Mention", "Message", "MessageQuerySet", "NumberUnknown", "OpenQuestion", "OpeningHours",
    "OperatorLetter",
    "Outgoing", "Page", "ParkReason", "PartnerAccess", "PartnerDesk", "PartnerReason", "PhotoLikeness", "Presence",
    "Problem", "QualitySample", "Reached", "Reading", "Refusal", "ReleaseRecord", "RepeatedEvent", "Reveal", "Role",
    "SavedView", "Scope", "SearchTerm", "SecondLook", "SeenOriginal", "Slot", "Source", "SourceScore", "StaffLetter",
    "UncoveredPicture", "UnsentForm", "Upload", "Verdict", "WatchedItem", "WebhookDelivery", "WebhookEndpoint",
    "add_reading", "change_with_key", "close_folded", "new_link", "record", "record_at_desk", "record_folded",
    "record_folded_each", "retire_links", "seal_found", "seal_recipient", "seal_secret", "seal_unsent",
    "sealed_answers", "through_software",
    "unfilled", "verify_chain",
]  # fmt: skip

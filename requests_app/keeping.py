"""The one table of what is kept, how long after what, and why; of derived values and of data about staff too.

The purge, the sentences on pages and in letters, the desk's settings and the tables of README and docs/privacy.md all
follow from it. `columns` names whole tables (`Reading`) or single columns (`Check.reason`) of the database.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from django.utils.translation import ngettext

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rule:
    """One line of the table. `after` tells from when the time counts, or has a `{}` where the time is said in it.

    Where `setting` is given, a desk may set it between `least` and `most` days.
    """

    what: str
    after: str
    why: str
    kept: timedelta = timedelta(0)  # zero: it ends by itself
    columns: tuple[str, ...] = ()
    setting: str = ""
    least: int = 0
    most: int = 0

    @property
    def days(self) -> int:
        """The number of days that holds where a desk has set nothing."""
        return self.kept.days


DRAFT = Rule(
    "A request that was begun and not sent, and digests of the keys that hand it to a telephone",
    "after the last answer",
    "so that it can be gone on with",
    timedelta(hours=48),
    ("HandOff",),
)
UNCOVERED = Rule(
    "A paper that must be covered, as it came, sealed and shown to its sender alone",
    "until its squares are sent, at most {} after it was sent",
    "so that it can be covered where no script does it",
    timedelta(minutes=60),
    ("UncoveredPicture",),
)
IDENTITY = Rule(
    "Identity paper",
    "until the decision, at most {} after it was sent",
    "to compare the name",
    14 * DAY,
)
DOCUMENTS = Rule(
    "Other photos and papers, their small pictures, and what engines read off the label",
    "after the end; at once on withdrawal, expiry and deletion",
    "to check that the car is the asker's, and to answer who disagrees",
    30 * DAY,
    ("Page", "MachineReading"),
    setting="documents_days",
    least=14,
    most=90,
)
CODE = Rule(
    "The code, and where it came from, with pictures of the manufacturer's answer",
    "after the end",
    "so that it can be seen once more",
    30 * DAY,
    ("Candidate", "AnswerPicture", "OpenQuestion"),
    setting="code_days",
    least=1,
    most=90,
)
PERSON = Rule(
    "Name, email address, radio's number, VIN, what the customer and staff typed, links, letters, fingerprints of "
    "photos and of the address",
    "after the end",
    "to write to the customer, to answer questions about the request, and where the desk does that, to give its owner "
    "the same code again",
    90 * DAY,
    (
        "Reading", "SecondLook", "QualitySample", "CodeOutcome", "FlagClearance", "Reveal", "AccessLink",
        "AddressChange", "FormerLink", "EventNote", "Message", "UnsentForm", "InternalNote",
        "CodeRequest.number_sealed", "CodeRequest.number_for_person", "CodeRequest.label_sealed",
        "CodeRequest.vin_sealed", "CodeRequest.vin_tail_sealed", "CodeRequest.name",
        "CodeRequest.owner_name", "CodeRequest.park_case", "SearchTerm",
        "CodeRequest.email", "CodeRequest.email_fingerprint", "CodeRequest.draft_digest", "CodeRequest.noticed",
        "Check.reason", "Check.pictures", "DocumentVerdict.pictures", "AskedItem.marked",
        "AskedItem.note", "AskedItem.answer_text", "Feedback.comment",
        "Attempt.detail", "Upload.source_fingerprint", "PhotoLikeness",
        "ReleaseRecord.person_salt",
    ),
    setting="person_days",
    least=14,
    most=180,
)  # fmt: skip
UNSENT = Rule(
    "What staff typed and ticked at the Desk and did not send yet, sealed",
    "until it is sent, or the request ends",
    "so that nobody's work is lost with a session or a closed window",
    columns=("UnsentForm",),
)
RECORD = Rule(
    "The record: reference, dates, states, decisions, who made them, and one-way fingerprints of the radio's number, "
    "of the VIN and of photos of proof",
    "after the end",
    "to show why a code was given, and to notice who asks for the same radio again",
    730 * DAY,
    (
        "Event", "ReleaseRecord", "CodeRequest.policy",
        "CodeRequest.reference", "CodeRequest.status", "CodeRequest.language", "CodeRequest.number_kind",
        "CodeRequest.number_unknown", "CodeRequest.number_fingerprint", "CodeRequest.part_fingerprint",
        "CodeRequest.serial_fingerprint", "CodeRequest.vin_fingerprint", "CodeRequest.vin_tail_fingerprint",
        "CodeRequest.asker", "CodeRequest.refusal", "CodeRequest.came_by", "CodeRequest.parked_for",
        "Upload.slot", "SeenOriginal.slot", "Check.kind", "Check.verdict", "DocumentVerdict.slot",
        "DocumentVerdict.verdict", "DocumentVerdict.problem", "AskedItem.slot",
        "AskedItem.problem", "Feedback.display", "Feedback.entered", "Attempt.source", "Attempt.result",
    ),
    setting="record_days",
    least=365,
    most=1825,
)  # fmt: skip
LINES = Rule(
    "Lines of the record about no request: sign-ins, changes of roles and rules, searches (not their words)",
    "after they were written; those of a desk as long as its record",
    "to notice and to show misuse",
    RECORD.kept,
    ("Event",),
)
FOLDED = Rule(
    "Counts of repeated failures",
    "until the hour is over; one line of the record then tells the count",
    "to notice who tries",
    columns=("RepeatedEvent",),
)
KNOWN_CODES = Rule(
    "Known codes of a desk, sealed, under a one-way fingerprint of the number or the VIN; nobody's name",
    "until the desk removes them",
    "to find the code again",
    columns=("KnownCode", "CodeBatch"),
)
LEARNT = Rule(
    "What was learnt from a code that worked or did not: the radio by one-way fingerprints of its number and label, "
    "the code, sealed, its source, and how often; no name, no VIN, no request",
    "until the desk removes the code; with the deletion of the request where nothing else supports it",
    "to find the code again, and to know which source is right",
    columns=("SourceScore",),
)
WATCHED = Rule(
    "The desk's list of stolen cars and radios: VIN or serial number, sealed, under one-way fingerprints; who says so",
    "until a lead takes it off, at the latest {} after the day up to which it counts",
    "to notice a stolen car or radio",
    30 * DAY,
    ("WatchedItem",),
)
API_TOKENS = Rule(
    "Tokens of other software: its name, what it may do, as whom, digests of its secrets, when it was used last",
    "as long as the desk; a revoked one opens nothing",
    "so that other software can file and work on requests, and to know which did",
    columns=("ApiToken",),
)
PARTNERS = Rule(
    "Partner desks: name, address, the token that they gave, sealed, and what came of asking them last; how often "
    "their own tokens asked on the last day",
    "until a lead removes them; the counts as long as the token",
    "to ask them for codes, and to notice who probes",
    columns=("PartnerDesk", "PartnerAccess"),
)
API_ANSWERS = Rule(
    "Answers to other software that asked for something to be done once, sealed",
    "after the call",
    "so that a call that is sent again is not done again",
    DAY,
    ("IdempotentCall",),
)
WEBHOOKS = Rule(
    "Addresses of other software that is told of requests, the states it is told of, and the sealed secrets that sign",
    "as long as the desk; a former secret for one day after a new one",
    "so that other software need not ask again and again",
    columns=("WebhookEndpoint",),
)
WEBHOOK_LOG = Rule(
    "What other software was told: key of the request, state, time, tries and the status of the last answer",
    "after it was taken or given up",
    "to see what failed, and to send it again",
    30 * DAY,
    ("WebhookDelivery",),
)
SESSIONS = Rule(
    "Sessions of staff",
    "until they end or are over; cleared every ten minutes",
    "to stay signed in",
    columns=("Session",),
)
STAFF = Rule(
    "Accounts of staff: name, address, role, second factor, marks of use",
    "until a superuser removes the account; one that stands in a record is switched off",
    "to know who may do what, and who did",
    columns=("User", "Member", "EmailAddress", "EmailConfirmation", "Authenticator", "LogEntry", "DigestChoice"),
)
PRESENCE = Rule(
    "Which member of staff has which request open",
    "after the last sign",
    "so that two people who work on one request know of each other",
    DAY,
    ("Presence",),
)
STAFF_LETTERS = Rule(
    "Letters to staff about their accounts, notes that name them and work that waits, and to the operator about the "
    "record: kind, account, time, reference; the address sealed until the letter has gone",
    "after they were written",
    "to show that they were sent, and to send one again that failed",
    30 * DAY,
    ("Message",),
)
COUNTERS = Rule(
    "Counters against floods, under a one-way fingerprint of the network, the mailbox, the account or the browser",
    "after their window began",
    "to stop floods",
    2 * DAY,
    ("Counter",),
)
CACHE = Rule(
    "Entries of the cache; nothing about a person is kept there",
    "until they are over; cleared every ten minutes",
    "to answer faster",
)
TASKS = Rule(
    "Rows of background work: ids of rows, and a sealed address where a password was forgotten",
    "after they ended",
    "to see what failed",
    DAY,
    ("DBTaskResult",),
)
DROPPED = Rule(
    "Of requests that were begun and not sent: car, radio, day and how far they came; visits and votes by page and "
    "day; totals of a desk by day",
    "after that day",
    "to find guides that do not help, and to compare weeks",
    400 * DAY,
    ("DailyTotal", "DroppedDraft", "StepVote", "VisitCount"),
)
REMARKS = Rule(
    "Remarks of readers",
    "after they were dealt with",
    "to make guides better",
    180 * DAY,
    ("Remark",),
)
SEARCHES = Rule(
    "Words that were searched for in vain",
    "after the last time",
    "to find missing guides",
    180 * DAY,
    ("FailedSearch",),
)

VIEWS = Rule(
    "Views of the queue that staff saved: name, tab and filters",
    "until whoever saved it or a lead deletes it, or the account is removed",
    "to come back to what one looks at often",
    columns=("SavedView",),
)
SAVED_SEARCHES = Rule(
    "The same with the words of a search, sealed",
    "after it was saved",
    "to come back to what one looks for often",
    30 * DAY,
    ("SavedView.words_sealed",),
)

TABLE: tuple[Rule, ...] = (
    DRAFT, UNCOVERED, IDENTITY, DOCUMENTS, CODE, PERSON, UNSENT, RECORD, LINES, FOLDED, KNOWN_CODES, LEARNT, WATCHED,
    API_TOKENS, PARTNERS, API_ANSWERS, WEBHOOKS, WEBHOOK_LOG, SESSIONS, STAFF, PRESENCE, STAFF_LETTERS, COUNTERS,
    CACHE, TASKS, DROPPED, REMARKS, SEARCHES, VIEWS, SAVED_SEARCHES,
)  # fmt: skip
SETTINGS: tuple[Rule, ...] = tuple(rule for rule in TABLE if rule.setting)


class Keeper(Protocol):
    """A desk, or a request, which took the numbers of its desk when it was begun."""

    documents_days: int
    code_days: int
    person_days: int
    record_days: int


def days_of(keeper: Keeper) -> dict[str, int]:
    """The settings of a desk, for a request that begins there: what a customer was told is kept to."""
    return {rule.setting: getattr(keeper, rule.setting) for rule in SETTINGS}


def kept_by(keeper: Keeper, rule: Rule) -> timedelta:
    """How long this desk, or this request, keeps what the rule is about."""
    return int(getattr(keeper, rule.setting)) * DAY


def in_words(days: int) -> str:
    """A number of days as pages and letters say it: years are told in months."""
    if days % 365 == 0:
        return ngettext("%(n)d month", "%(n)d months", days // 365 * 12) % {"n": days // 365 * 12}
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def as_markdown() -> str:
    """The table as README and docs/privacy.md show it."""
    lines = ["| what | how long | why |", "|---|---|---|"]
    for rule in TABLE:
        span = _span(rule.kept)
        kept = rule.after.format(span) if "{}" in rule.after or not rule.kept else f"{span} {rule.after}"
        if rule.setting:
            kept += f" (a desk may set {rule.least} to {rule.most} days)"
        lines.append(f"| {rule.what} | {kept} | {rule.why} |")
    return "\n".join(lines)


def _span(kept: timedelta) -> str:
    if kept > 2 * DAY:
        return f"{kept.days} days"
    minutes = int(kept.total_seconds() // 60)
    return f"{minutes // 60} hours" if minutes > 60 else f"{minutes} minutes"

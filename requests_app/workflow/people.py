"""Who may do what with a request: roles at its desk, and the people of a round.

A code leaves the desk through the hands of people who have no share in it: nobody works on a request of their own,
whoever refused it has no part in the appeal, and whoever gave the second look of a round does nothing else in it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import timezone

from requests_app.flags import mailboxes_of, mailboxes_with, own_mailbox
from requests_app.missing import Code, Missing
from requests_app.models import CodeRequest, Event, Member, Refusal, Verdict
from requests_app.permissions import WORK_ON_REQUESTS, roles_with
from requests_app.policy import BEFORE_SENDING, lowerings_of
from requests_app.states import CHANGE_ADDRESS, REFUSE, SEND
from requests_app.workflow.errors import NotAllowed, NotComplete

if TYPE_CHECKING:
    from django.contrib.auth.models import User

STAFF_ROLES = roles_with(WORK_ON_REQUESTS)
SENT = (SEND.name, CHANGE_ADDRESS.name)
LOOK = "second_look"
WORK = (
    "read_number", "read_vin", "read_holder", "check", "judge_document", "clear_flag", "rely", "approve", "look_again",
    "type_code", "deliver", "refuse", "cover_document",
)  # fmt: skip


def allow(code_request: CodeRequest, by: "User", permission: str = WORK_ON_REQUESTS) -> set[str]:
    """Make sure that a seat at this request's desk gives this permission now, whatever a page knew of it before; the
    mailboxes of this person, read in the same question."""
    seats = Member.objects.filter(desk=code_request.desk_id, user_id=by.pk, role__in=roles_with(permission))
    addresses = seats.order_by().values_list("user__emailaddress__email", flat=True)
    found = list(addresses) if by.is_active and by.is_staff else []
    if not found:
        raise NotAllowed("role")
    return mailboxes_with(by, found)


@dataclass(frozen=True)
class Hands:
    """Whose hands a request went through, by its record: who sent it from a mailbox of the staff, who opened it at the
    counter, saw an original there or sent it for the customer, who refused it ever or was the second one of those who
    did, who read, checked, covered, approved, typed a code, sent or
    refused in this round, who lowered the desk's policy since the draft, or two days before it was sent, and who did
    the same work, or opened it at the counter, in the earlier request on whose verification this round relies.

    A line from before rounds were written down counts for every round.
    """

    senders: frozenset[int]
    openers: frozenset[int]
    refusers: frozenset[int]
    workers: frozenset[int]
    setters: frozenset[int]
    verifiers: frozenset[int] = frozenset()

    @property
    def none_of_them_second(self) -> frozenset[int]:
        """Everybody who cannot be the second person of this round."""
        return self.senders | self.openers | self.refusers | self.workers | self.setters | self.verifiers


Line = tuple[str, Any, dict[str, Any]]
"""Kind, account and data of a line of a request's record."""
OF_HANDS = (*SENT, *WORK, LOOK)


def hands_of(
    code_request: CodeRequest, *, lowered: Sequence[Event] | None = None, lines: Iterable[Line] | None = None
) -> Hands:
    """Read off the records of the request and of its desk; a page may pass the `lowerings_of` and the lines that it
    has."""
    lowered = lowerings_of(code_request) if lowered is None else lowered
    if lines is None:
        lines = code_request.events.filter(kind__in=OF_HANDS).values_list("kind", "user_id", "data")
    lines = [line for line in lines if line[0] in OF_HANDS]
    suspected = {data.get("round") for _kind, _user, data in lines if data.get("refusal") == Refusal.CANNOT_VERIFY}
    here = (None, code_request.verification_round)
    return Hands(
        senders=frozenset(pk for kind, _user, data in lines if kind in SENT for pk in data.get("staff", [])),
        openers=frozenset(pk for kind, _user, data in lines if kind == SEND.name for pk in data.get("openers", [])),
        refusers=frozenset(user for kind, user, data in lines if _refuses(kind, data, suspected)),
        workers=frozenset(user for kind, user, data in lines if kind in WORK and data.get("round") in here),
        setters=frozenset(line.user_id for line in lowered if line.user_id),
        verifiers=_verifiers(code_request),
    )


def _verifiers(code_request: CodeRequest) -> frozenset[int]:
    earlier = code_request.again_of if code_request.relies else None
    if earlier is None:
        return frozenset()
    then = hands_of(earlier, lowered=())
    return then.workers | then.openers


def _refuses(kind: str, data: dict[str, Any], suspected: set[int | None]) -> bool:
    """Whether a line is a refusal, or the no of the second person where two people suspected something."""
    return kind == REFUSE.name or (kind == LOOK and data["verdict"] == Verdict.NO and data["round"] in suspected)


def refused_rounds(code_request: CodeRequest) -> set[int]:
    """The rounds that ended with a refusal."""
    lines = code_request.events.filter(kind=REFUSE.name).values_list("data", flat=True)
    return {data["round"] for data in lines if "round" in data}


def has_no_part(
    code_request: CodeRequest, by: "User", hands: Hands | None = None, *, own: Collection[str] | None = None
) -> Code | None:
    """Why this person has no part in the request at all, as a code; or nothing. Callers may pass the `own` mailboxes of
    the person that they have read in the same transaction or for the same page."""
    if hands is None:
        lines = _lines_of(by, [code_request.pk])
        sent, refused = code_request.pk in lines.senders, code_request.pk in lines.refusals
    else:
        sent, refused = by.pk in hands.senders, by.pk in hands.refusers
    if sent or own_mailbox(code_request.email) in (mailboxes_of(by) if own is None else own):
        return Missing.OWN_REQUEST
    return Missing.ANOTHER_PERSON if refused else None


def may_not_work(code_request: CodeRequest, by: "User", *, own: Collection[str] | None = None) -> Code | None:
    """Why this person does not read, check, approve, send or refuse in this round, as a code; or nothing."""
    return who_may_not_work(by, [code_request], own=own).get(code_request.pk)


def who_may_not_work(
    by: "User", code_requests: Sequence[CodeRequest], *, own: Collection[str] | None = None
) -> dict[int, Code]:
    """Those of many requests on which this person may not work, each with the code of the reason; a fixed number of
    questions."""
    keys = [one.pk for one in code_requests]
    if not keys:
        return {}
    own = mailboxes_of(by) if own is None else own
    lines = _lines_of(by, keys)
    found: dict[int, Code] = {}
    for one in code_requests:
        if one.pk in lines.senders or own_mailbox(one.email) in own:
            found[one.pk] = Missing.OWN_REQUEST
        elif one.pk in lines.refusals:
            found[one.pk] = Missing.ANOTHER_PERSON
        elif (one.pk, one.verification_round) in lines.looks:
            found[one.pk] = Missing.GAVE_SECOND_LOOK
    return found


class _Lines(NamedTuple):
    """Of some requests those sent from a mailbox of a person, those that they refused or helped to refuse, and those
    that they gave a second look, with the round."""

    senders: set[int]
    refusals: set[int]
    looks: set[tuple[int, int]]


def _lines_of(by: "User", keys: list[int]) -> _Lines:
    """What the records of these requests say of this person."""
    lines = Event.objects.filter(code_request__in=keys, kind__in=(*SENT, REFUSE.name, LOOK)).order_by()
    rows = list(lines.values_list("code_request_id", "kind", "user_id", "data"))
    suspected = {(pk, data.get("round")) for pk, _, _, data in rows if data.get("refusal") == Refusal.CANNOT_VERIFY}
    senders = {pk for pk, kind, _, data in rows if kind in SENT and by.pk in data.get("staff", [])}
    refusals = {
        pk
        for pk, kind, user, data in rows
        if user == by.pk and _refuses(kind, data, {round_ for one, round_ in suspected if one == pk})
    }
    looks = {(pk, data["round"]) for pk, kind, user, data in rows if kind == LOOK and user == by.pk}
    return _Lines(senders, refusals, looks)


def gave_second_look(code_request: CodeRequest, by: "User") -> bool:
    """Whether this person is the second one of this round, whatever their verdict."""
    looks = code_request.second_looks.filter(round=code_request.verification_round, waits_until=None)
    return looks.filter(by=by).exists()


def may_not_look(
    code_request: CodeRequest, by: "User", hands: Hands | None = None, *, own: Collection[str] | None = None
) -> Code | None:
    """Why this person cannot be the second one of this round, as a code; or nothing."""
    hands = hands or hands_of(code_request)
    if why := has_no_part(code_request, by, hands, own=own):
        return why
    if by.pk in hands.openers:
        return Missing.SECOND_PERSON_OPENED
    if by.pk in hands.workers:
        return Missing.SECOND_PERSON_WORKED
    if by.pk in hands.verifiers:
        return Missing.SECOND_PERSON_VERIFIED
    return Missing.SECOND_PERSON_SET_RULES if by.pk in hands.setters else None


def work_on(code_request: CodeRequest, by: "User") -> None:
    """Make sure that this person may read, check and type in this round."""
    own = allow(code_request, by)
    if why := may_not_work(code_request, by, own=own):
        raise NotComplete(why)


def left_lately(code_request: CodeRequest) -> bool:
    """Whether a clerk or lead lost the seat or the account in the last two days, by the record: somebody who is away
    for a moment is no reason to work alone."""
    since = timezone.now() - BEFORE_SENDING
    lines = Event.objects.filter(code_request=None, at__gte=since, kind__in=("seat_changed", "account_changed"))
    desk = code_request.desk_id
    seats = [line.data for line in lines.filter(desk=desk, kind="seat_changed")]
    if any(data["role"][0] in STAFF_ROLES and data["role"][1] not in STAFF_ROLES for data in seats):
        return True
    members = set(Member.objects.filter(desk=desk, role__in=STAFF_ROLES).values_list("user_id", flat=True))
    rights = [line.data for line in lines.filter(desk=None) if line.data.get("user") in members]
    return any(data.get(name) == [True, False] for data in rights for name in ("is_active", "is_staff"))


def colleagues(code_request: CodeRequest) -> set[int]:
    """Every active clerk and lead of its desk."""
    return people_at(code_request.desk_id)


def people_at(desk_id: int) -> set[int]:
    """Every active clerk and lead of a desk."""
    members = Member.objects.filter(desk=desk_id, role__in=STAFF_ROLES)
    return set(members.filter(user__is_active=True, user__is_staff=True).values_list("user_id", flat=True))

"""What software of staff does with a request: the functions of the workflow, as the pages call them.

Each asks for If-Match; those that are work on the request claim it for the person first, as the pages do. Whatever the
page asks a fresh second factor for is not here: to see a code, to see the manufacturer's answer, to erase.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from requests_app import workflow
from requests_app.api import desk_forms as forms
from requests_app.api import problems
from requests_app.api.bearer import person_of
from requests_app.api.describing import described
from requests_app.api.desk_case import DeskView
from requests_app.api.desk_queue import TAG
from requests_app.api.desk_shapes import CaseSerializer
from requests_app.api.idempotency import idempotent
from requests_app.api.reading import read_body
from requests_app.flags import FlagKind
from requests_app.identity import canonical_reference
from requests_app.missing import Missing
from requests_app.models import (
    AnswerDays,
    Candidate,
    CheckKind,
    CodeRequest,
    DocumentProblem,
    ParkReason,
    Refusal,
    Slot,
    Source,
    Verdict,
)
from requests_app.workflow import Item

Do = Callable[[CodeRequest, User, dict[str, Any]], object]


def act(
    operation: str,
    summary: Any,
    says: str,
    do: Do,
    *,
    takes: Any = forms.NothingSerializer,
    example: Mapping[str, Any] = MappingProxyType({}),
    claims: bool = True,
) -> Any:
    """An address at which one thing is done. `says` is its description; `claims`: it is work on the request."""

    def post(self: DeskView, request: Request, reference: str) -> Response:
        said, person = read_body(request, takes), person_of(request)
        return self.act(request, reference, lambda one: do(one, person, said), claims=claims)

    post.__doc__ = says
    marked = described(
        operation,
        summary,
        tag=TAG,
        takes=takes,
        gives={200: CaseSerializer},
        conditional=True,
        refuses=[problems.INCOMPLETE],
        example=example,
    )(idempotent(post))
    return type(operation, (DeskView,), {"__doc__": says, "__module__": __name__, "post": marked})


claim = act(
    "claim",
    _("Take a request"),
    "For 15 minutes, and longer with every act. A living claim of a colleague stands unless it is taken over.",
    lambda one, by, said: workflow.claim(one, by=by, take_over=said["take_over"]),
    takes=forms.ClaimSerializer,
    example={"take_over": False},
    claims=False,
)
release = act(
    "release",
    _("Give a request back"),
    "To the queue; nothing happens to a request of somebody else.",
    lambda one, by, said: workflow.release(one, by=by),
    claims=False,
)
park = act(
    "park",
    _("Park a request"),
    "Out of the queue until a day, and back by itself. Of the manufacturer's case the customer is told.",
    lambda one, by, said: workflow.park(
        one, ParkReason(said["reason"]), until=said["until"], by=by, case=said["case"], note=said["note"]
    ),
    takes=forms.ParkingSerializer,
    example={"reason": "manufacturer", "until": "2027-01-08T08:30:00Z", "case": "M 4711"},
    claims=False,
)
unpark = act(
    "unpark",
    _("Bring a parked request back"),
    "Before its time.",
    lambda one, by, said: workflow.unpark(one, by=by),
    claims=False,
)


def _hand_over(one: CodeRequest, by: User, said: dict[str, Any]) -> None:
    to = User.objects.filter(pk=said["to"]).first()
    if to is None:
        raise workflow.NotComplete(Missing.COLLEAGUE)
    workflow.hand_over(one, to=to, by=by, note=said["note"])


hand_over = act(
    "hand_over",
    _("Hand a request over"),
    "To a colleague; for some hours nobody else is given it.",
    _hand_over,
    takes=forms.HandingSerializer,
    example={"to": 7, "note": "You know this car."},
    claims=False,
)

answer_check = act(
    "answer_check",
    _("Answer a question of the verification"),
    "A yes is for who has opened every page of the documents that it speaks of.",
    lambda one, by, said: workflow.answer_check(
        one, CheckKind(said["kind"]), Verdict(said["verdict"]), by=by, reason=said["reason"]
    ),
    takes=forms.CheckSerializer,
    example={"kind": "holder", "verdict": "yes"},
)


def _judge(one: CodeRequest, by: User, said: dict[str, Any]) -> None:
    problem = DocumentProblem(said["problem"]) if "problem" in said else None
    workflow.judge_document(one, Slot(said["slot"]), Verdict(said["verdict"]), by=by, problem=problem)


judge_document = act(
    "judge_document",
    _("Judge a document"),
    "A yes is for who has opened every page of it.",
    _judge,
    takes=forms.JudgingSerializer,
    example={"slot": "label", "verdict": "no", "problem": "glare"},
)
clear_flag = act(
    "clear_flag",
    _("Clear a flag"),
    "For exactly what it rests on now; new evidence opens it again.",
    lambda one, by, said: workflow.clear_flags(one, {FlagKind(said["kind"]): said["reason"]}, by=by),
    takes=forms.ClearingSerializer,
    example={"kind": "same_vin", "reason": "Both were sent by the same garage."},
)
rely = act(
    "rely",
    _("Rely on an earlier verification"),
    "The same owner was given the code of this radio before: the label is all that is looked at in this round.",
    lambda one, by, said: workflow.rely(one, by=by),
)
approve = act(
    "approve",
    _("Approve the papers"),
    "The verification is complete; the sources are asked for the code.",
    lambda one, by, said: workflow.approve(one, by=by),
)
recheck = act(
    "recheck",
    _("Verify anew"),
    "From the beginning; nothing of the last round counts.",
    lambda one, by, said: workflow.recheck(one, by=by, reason=said["reason"]),
    takes=forms.ReasonSerializer,
    example={"reason": "The photo shows another radio."},
)
release_alone = act(
    "release_alone",
    _("Say why no second person looks"),
    "Where one person works at the desk; it counts after the waiting time.",
    lambda one, by, said: workflow.release_alone(one, by=by, reason=said["reason"]),
    takes=forms.ReasonSerializer,
    example={"reason": "Nobody else works here this week."},
)

look_again = act(
    "look_again",
    _("Look the code up again"),
    "The code did not work, the verification stands.",
    lambda one, by, said: workflow.look_again(one, by=by, reason=said["reason"]),
    takes=forms.ReasonSerializer,
    example={"reason": "The radio showed ERROR."},
)


def _type(one: CodeRequest, by: User, said: dict[str, Any]) -> None:
    workflow.type_code(
        one,
        said["code"],
        said["code_again"],
        source=Source(said["source"]),
        provenance=said["provenance"],
        by=by,
        answered_on=said.get("answered_on"),
    )


type_code = act(
    "type_code",
    _("Add a code by hand"),
    "Typed twice, with its source. A picture of the manufacturer's answer is added on the page of the Desk.",
    _type,
    takes=forms.TypedSerializer,
    example={"code": "0000", "code_again": "0000", "source": "papers", "provenance": "Code card in the service book"},
)


def _deliver(one: CodeRequest, by: User, said: dict[str, Any]) -> None:
    candidate: Candidate | None = one.candidates.filter(pk=said["candidate"]).first()
    if candidate is None:
        raise workflow.NotComplete(Missing.CANDIDATE)
    workflow.deliver(one, candidate, by=by, reason=said["reason"])


deliver = act(
    "deliver",
    _("Send the code"),
    "The letter leaves after half a minute, in which it can be recalled.",
    _deliver,
    takes=forms.DeliverySerializer,
    example={"candidate": 12},
)
recall = act(
    "recall",
    _("Recall a code"),
    "While the customer has not seen it.",
    lambda one, by, said: workflow.recall(one, by=by),
)
mark_paid = act(
    "mark_paid",
    _("Mark as paid"),
    "Or not after all; no payment is made here.",
    lambda one, by, said: workflow.mark_paid(one, paid=said["paid"], by=by),
    takes=forms.PaymentSerializer,
    example={"paid": True},
    claims=False,
)


def _ask(one: CodeRequest, by: User, said: dict[str, Any]) -> None:
    items = [Item(Slot(item["slot"]), DocumentProblem(item["problem"]), item["note"]) for item in said["items"]]
    workflow.ask(one, items, by=by, days=AnswerDays(int(said["days"])))


ask = act(
    "ask",
    _("Ask the customer"),
    "For several things in one letter. The verification starts anew with the answer.",
    _ask,
    takes=forms.AskingSerializer,
    example={"items": [{"slot": "label", "problem": "blur", "note": "Please with daylight."}], "days": "14"},
)
refuse = act(
    "refuse",
    _("Refuse a request"),
    "A suspicion is refused by two people.",
    lambda one, by, said: workflow.refuse(one, Refusal(said["refusal"]), by=by, reason=said["reason"]),
    takes=forms.RefusalSerializer,
    example={"refusal": "not_readable"},
)
add_note = act(
    "add_note",
    _("Write a note for colleagues"),
    "Whom it names is told by a letter with the reference alone.",
    lambda one, by, said: workflow.add_note(one, said["text"], by=by),
    takes=forms.NoteSerializer,
    example={"text": "@Bob she rang: the car is a Logan."},
    claims=False,
)


def _merge(one: CodeRequest, by: User, said: dict[str, Any]) -> None:
    rows = CodeRequest.objects.sent().filter(desk=one.desk_id, reference=canonical_reference(said["other"]))
    other = rows.first()
    if other is None:
        raise workflow.NotComplete(Missing.MERGE_UNKNOWN)
    workflow.merge(other, into=one, by=by)


merge = act(
    "merge",
    _("Merge another request into this one"),
    "Both are of one customer, and no code was given for either.",
    _merge,
    takes=forms.MergingSerializer,
    example={"other": "RC-7K4M-2Q"},
)

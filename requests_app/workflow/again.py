"""The short way for an owner whose radio asks again for the code that this desk gave them: a new request that names
the earlier one, and the move by which staff rely on its verification."""

from typing import TYPE_CHECKING

from django.db import transaction

from requests_app import keeping
from requests_app.lookup import chain, registry
from requests_app.lookup.source import Found
from requests_app.missing import Missing
from requests_app.models import Candidate, CodeRequest, Source
from requests_app.policy import Policy
from requests_app.states import RELY, Party, Status
from requests_app.tokens import digest, new_token
from requests_app.vault.cipher import Unreadable
from requests_app.workflow import proven_before
from requests_app.workflow.errors import MoveRefused, NotComplete
from requests_app.workflow.moves import make
from requests_app.workflow.revealing import has_code_to_show

if TYPE_CHECKING:
    from django.contrib.auth.models import User

COPIED = ("guide", "family", "number_kind", "asker")
"""Names and address are typed anew: the link that begins it may be read by others."""


def may_ask_again(code_request: CodeRequest) -> bool:
    """Whether the holder of a link to this request is offered the short way: the desk has one, the code worked and
    cannot be seen any more, and what was verified then does for what the desk asks now."""
    earlier, desk = _verified_one(code_request), code_request.desk
    worked = code_request.status == Status.CLOSED and not has_code_to_show(code_request)
    if earlier is None or not (worked and desk.active and desk.again_days):
        return False
    policy = Policy.of_desk(earlier)
    return policy.has_short_way and not proven_before.missing_of_earlier(earlier, policy)


def _verified_one(code_request: CodeRequest) -> CodeRequest | None:
    """The request whose papers were looked at: this one, or the one that it relied on."""
    return code_request.again_of if code_request.relies else code_request


@transaction.atomic
def start_again(code_request: CodeRequest, *, language: str) -> tuple[CodeRequest, str]:
    """A draft for the same car and radio, which is asked for number, label, end of the VIN and the person alone, and
    the token of its cookie. MoveRefused where the short way is not offered."""
    earlier = _verified_one(code_request)
    if earlier is None or not may_ask_again(code_request):
        raise MoveRefused("again")
    token = new_token()
    copied = {name: getattr(earlier, name) for name in COPIED}
    return CodeRequest.objects.create(
        desk=earlier.desk, language=language, draft_digest=digest(token), again_of=earlier, **copied,
        **keeping.days_of(earlier.desk),
    ), token  # fmt: skip


@transaction.atomic
def rely(code_request: CodeRequest, *, by: "User") -> None:
    """From now on this round asks for the label alone; the line names the earlier verification. NotComplete says what
    differs from it."""
    earlier = code_request.again_of
    approval = proven_before.approval_of(earlier) if earlier else None
    said = {"reference": str(earlier), "approval": approval.number if approval else None}
    here = {"short_round": code_request.verification_round}
    make(RELY, code_request, party=Party.STAFF, by=by, data=said, changes=here)


def find_again(code_request: CodeRequest, *, by_id: int) -> list[Candidate]:
    """The code that was given before, and no other, as the one candidate of this round."""
    earlier = code_request.again_of
    row = proven_before.code_before(earlier) if earlier else None
    if row is None:
        raise NotComplete(Missing.AGAIN_CODE)
    try:
        code = registry.open_code(row)
    except Unreadable as damaged:
        raise NotComplete(Missing.AGAIN_CODE) from damaged
    found = Found(code, f"given before: {earlier}")
    return chain.keep_answer(code_request, Source.REGISTRY, [found], took=0, by_id=by_id)

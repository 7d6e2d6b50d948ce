"""A request as software of staff sees it, gathered once; and how a change of it is asked for.

Nobody is told by it what the customer typed as number and VIN, what somebody read, or a code: each person reads off the
photo, and codes are shown on the page of the Desk, after a fresh second factor.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from django.http import Http404
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from requests_app import workflow
from requests_app.api.bases import TokenView, check_seen
from requests_app.api.bearer import person_of, token_of
from requests_app.api.desk_shapes import CaseSerializer
from requests_app.api.filing import etag_of
from requests_app.flags import Flag, flags_for
from requests_app.identity import masked_email, masked_name
from requests_app.lookup.chain import in_conflict
from requests_app.missing import Missing
from requests_app.models import ApiScope, CodeRequest, Reading
from requests_app.permissions import RELATED, SEE_REQUESTS, WORK_ON_REQUESTS, allows
from requests_app.states import Party, moves_from
from requests_app.workflow.clearing import clearances_of
from requests_app.workflow.finding import WITH_CODES
from requests_app.workflow.second_person import LOOKED_AT_IN, state_of
from requests_app.workflow.seeing import opened, standing_pages
from requests_app.workflow.verification import document_verdicts, readings_of, standing_checks

ROWS = CodeRequest.objects.sent().select_related(*RELATED)


class DeskView(TokenView):
    """An address for software that acts as a person of the desk."""

    scope = ApiScope.DESK

    def sees(self, request: Request) -> None:
        """The person has a seat at the token's desk that shows requests. Raises NotAllowed."""
        if not allows(request.user, SEE_REQUESTS, token_of(request).desk):
            raise workflow.NotAllowed("role")

    def find(self, request: Request, reference: str, *, lock: bool = False) -> CodeRequest:
        """A request of the token's desk; others are not there."""
        self.sees(request)
        rows = ROWS.filter(desk=token_of(request).desk_id, reference=reference)
        found = (rows.select_for_update(of=("self",)) if lock else rows).first()
        if found is None:
            raise Http404
        return found

    def works_on(self, request: Request, reference: str, *, claims: bool = True) -> CodeRequest:
        """The request for somebody who changes it: locked, seen as it stands, and in this person's hands where the act
        `claims` it. Call in a transaction."""
        code_request = self.find(request, reference, lock=True)
        check_seen(request, etag_of(case(request, code_request)))
        if claims:
            _in_hand(code_request, person_of(request))
        return code_request

    def act(
        self, request: Request, reference: str, do: Callable[[CodeRequest], object], *, claims: bool = True
    ) -> Response:
        """Do it, and answer with the request as it stands then."""
        do(self.works_on(request, reference, claims=claims))
        return self.case(request, reference)

    def case(self, request: Request, reference: str) -> Response:
        """The request as it stands."""
        data = case(request, self.find(request, reference))
        return Response(data, headers={"ETag": etag_of(data)})


def _in_hand(code_request: CodeRequest, by: User) -> None:
    """Claim it. NotComplete("claimed") where a colleague works on it."""
    until = code_request.claimed_until
    if code_request.clerk_id not in {None, by.pk} and until and until > timezone.now():
        raise workflow.NotComplete(Missing.CLAIMED)
    workflow.claim(code_request, by=by)


def case(request: Request, one: CodeRequest) -> dict[str, Any]:
    """What this person is told of it; auditors get masked names and no evidence."""
    works = allows(request.user, WORK_ON_REQUESTS, one)
    flags = flags_for(one)
    cleared = clearances_of(one, flags)
    second = state_of(one, by=person_of(request), flags=flags) if one.status in LOOKED_AT_IN else None
    candidates = workflow.candidates_of(one) if works and one.status in WITH_CODES else []
    readings = readings_of(one)
    told: dict[str, Any] = CaseSerializer(
        {
            **{name: getattr(one, name) for name in PLAIN},
            "state": one.status,
            "state_text": one.get_status_display(),
            "round": one.verification_round,
            "car": one.guide.slug if one.guide else None,
            "radio": one.family.slug if one.family else None,
            "name": one.name if works else masked_name(one.name),
            "owner_name": one.owner_name if works else masked_name(one.owner_name),
            "email": masked_email(one.email),
            "clerk": (one.clerk.get_full_name() or one.clerk.get_username()) if one.clerk else None,
            "waits_for_payment": one.desk.waits_for_payment,
            "moves": [move.name for move in moves_from(one.status, Party.STAFF)] if works else [],
            "missing": workflow.missing(one, flags=flags) if one.status in LOOKED_AT_IN else (),
            "rules": second.rules if second else (),
            "second_person": second.missing if second else (),
            "verdicts": document_verdicts(one).values() if works else [],
            "readings": _last(readings),
            "checks": _checks(one),
            "flags": [_flag(flag, cleared=flag.kind in cleared) for flag in flags],
            "candidates": _candidates(candidates),
            "in_conflict": in_conflict(candidates),
            "asked": _asked(one, readings) if works else [],
        }
    ).data
    return told


PLAIN = (
    "reference", "language", "number_kind", "number_unknown", "asker", "sent_at", "promised_at", "answer_until",
    "parked_until", "parked_for", "park_case", "paid_at", "refusal",
)  # fmt: skip


def evidence_of(one: CodeRequest, by: User) -> list[dict[str, Any]]:
    """The documents that stand, with their pages, and which of these this person has opened in this round."""
    seen = opened(one, by=by)
    found: dict[int, dict[str, Any]] = {}
    for page in standing_pages(one):
        document = found.setdefault(page.upload_id, {"pk": page.upload_id, "slot": page.upload.slot, "pages": []})
        told = {"opened": page.key in seen, "damaged": page.damaged_at is not None}
        document["pages"].append({"pk": page.pk, "number": page.number, **told})
    return list(found.values())


def _flag(flag: Flag, *, cleared: bool) -> dict[str, Any]:
    return {"kind": flag.kind, "high": flag.high, "cleared": cleared, "references": flag.references}


def _last(readings: list[Reading]) -> list[Reading]:
    return list({reading.subject: reading for reading in readings}.values())


def _checks(one: CodeRequest) -> list[dict[str, Any]]:
    standing = standing_checks(one)
    return [
        {"kind": kind, "verdict": standing[kind].verdict if kind in standing else None}
        for kind in workflow.required_checks(one)
    ]


def _candidates(candidates: list[Any]) -> list[Any]:
    first: dict[str, int] = {}
    for candidate in candidates:
        known = first.setdefault(candidate.code_fingerprint, candidate.pk)
        candidate.same_as = known if known != candidate.pk else None
    return candidates


def _asked(one: CodeRequest, readings: list[Reading]) -> list[dict[str, Any]]:
    was_read = any(reading.subject == Reading.Subject.NUMBER for reading in readings)
    return [
        {
            **{name: getattr(item, name) for name in ("round", "slot", "problem", "note", "answered_at")},
            "answer": item.answer_text if was_read else "",  # words may hold the number
        }
        for item in one.asked_items.order_by("-round", "pk")
    ]

"""The quality sample: a share of the codes that were sent is read once more by somebody who had no hand in them.

Whether a code is in it is drawn when it is sent, so nobody knows before. What comes of it undoes nothing; where it does
not agree, the leads of the desk get a letter, and it waits until one of them has dealt with it.
"""

import secrets
from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from requests_app.missing import Code, Missing
from requests_app.models import CodeRequest, Event, QualitySample, StaffLetter, Verdict, record
from requests_app.notifications import outbox
from requests_app.permissions import CHANGE_DESK, WORK_ON_REQUESTS, desks_of
from requests_app.staffing import leads_of
from requests_app.states import Party
from requests_app.workflow import people, second_person
from requests_app.workflow.errors import MoveRefused, NotComplete
from requests_app.workflow.looking import first_person, number_agrees, vin_agrees
from requests_app.workflow.seeing import standing_pages, unopened

if TYPE_CHECKING:
    from requests_app.permissions import Person

READ = "sample_read"


def draw(code_request: CodeRequest) -> None:
    """Put a round whose code was just sent into the sample, by chance, where it has papers and somebody to read them. A
    round that was drawn stays drawn, though its code is taken back and sent again."""
    if secrets.randbelow(100) >= code_request.desk.sample_share:
        return
    if standing_pages(code_request) and second_person.seconds_left(code_request) - _lookers(code_request):
        QualitySample.objects.get_or_create(code_request=code_request, round=code_request.verification_round)


def _lookers(code_request: CodeRequest) -> set[int]:
    looks = code_request.second_looks.filter(round=code_request.verification_round)
    return set(looks.values_list("by_id", flat=True))


def samples_for(user: "Person") -> "QuerySet[QualitySample]":
    """What this person may read, the oldest first: nothing in which they have done something."""
    desks = [desk.pk for desk in desks_of(user, WORK_ON_REQUESTS)]
    kinds = (*people.WORK, people.LOOK)
    mine = Event.objects.filter(kind__in=kinds, user_id=user.pk or 0)
    here = Exists(mine.filter(code_request=OuterRef("code_request")))
    relied_on = Q(Exists(mine.filter(code_request=OuterRef("code_request__again_of"))))
    relied_on &= Q(code_request__short_round=F("round"))
    return QualitySample.objects.unread(desks).exclude(here | relied_on).order_by("pk")


def sample_of(code_request: CodeRequest) -> QualitySample | None:
    """The sample of this request that can be read now."""
    return QualitySample.objects.unread([code_request.desk_id]).filter(code_request=code_request).first()


def why_not(code_request: CodeRequest, by: User) -> Code | None:
    """Why this person does not read this sample, as a code; or nothing."""
    hand = people.may_not_look(code_request, by) or people.gave_second_look(code_request, by)
    return Missing.SAMPLE_HAND if hand else None


@transaction.atomic
def read_sample(
    code_request: CodeRequest,
    verdict: Verdict,
    *,
    by: User,
    reason: str,
    number: str = "",
    vin6: str = "",
    vin_not_on_paper: bool = False,
) -> QualitySample:
    """Keep what somebody without a hand in it says after opening every paper; a yes needs an own reading. The reason
    stands in the record alone. MoveRefused where it was read by now, or cannot be read any more."""
    people.allow(code_request, by)
    current = CodeRequest.objects.select_for_update().get(pk=code_request.pk)
    sample = sample_of(current)
    if sample is None:
        raise MoveRefused("sample")
    if why := why_not(current, by):
        raise NotComplete(why)
    missing = [*unopened(current, by=by), *([] if reason.strip() else [Missing.SECOND_REASON])]
    if missing:
        raise NotComplete(*missing)
    agreeing = verdict == Verdict.YES
    sample.verdict, sample.by, sample.read_at = verdict, by, timezone.now()
    sample.number_agrees = number_agrees(current, number) if agreeing else None
    sample.vin_agrees = vin_agrees(current, vin6, vin_not_on_paper) if agreeing else None
    sample.save()
    said = {
        "round": sample.round, "verdict": verdict, "number_agrees": sample.number_agrees,
        "vin_agrees": sample.vin_agrees, "first": first_person(current),
    }  # fmt: skip
    record(current, READ, party=Party.STAFF, user_id=by.pk, reason=reason, data=said)
    if not sample.agrees:
        _tell_leads(sample)
    return sample


def _tell_leads(sample: QualitySample) -> None:
    leads = leads_of(sample.code_request.desk).values("user")
    for user in User.objects.filter(pk__in=leads).exclude(email="").order_by("pk"):
        params = {"request": sample.code_request_id}
        outbox.write_to_staff(user, StaffLetter.SAMPLE_DIFFERS, key=str(sample.pk), params=params)


@transaction.atomic
def settle_sample(sample: QualitySample, *, by: User, reason: str) -> None:
    """A lead has dealt with a sample that did not agree, and says how. MoveRefused the second time."""
    people.allow(sample.code_request, by, CHANGE_DESK)
    if not reason.strip():
        raise NotComplete(Missing.SETTLE_REASON)
    rows = QualitySample.objects.differing([sample.code_request.desk_id]).filter(pk=sample.pk)
    if not rows.update(settled_at=timezone.now()):
        raise MoveRefused("sample")
    record(sample.code_request, "sample_settled", party=Party.STAFF, user_id=by.pk, reason=reason)

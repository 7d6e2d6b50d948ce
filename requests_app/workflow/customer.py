"""What a customer does with a request that was sent: answer, and say whether the code worked."""

from django.db import transaction
from django.utils import timezone

from requests_app.lookup import learning
from requests_app.models import Candidate, CodeRequest, Feedback, Letter
from requests_app.notifications import outbox
from requests_app.promise import answer_by, goes_on
from requests_app.states import ANSWER, NOT_WORKED, WORKED, Party
from requests_app.workflow.moves import make


@transaction.atomic
def answer(code_request: CodeRequest) -> None:
    """Send what was asked for, once every item has an answer. The desk's clock, paused meanwhile, goes on."""
    now = timezone.now()
    make(
        ANSWER,
        code_request,
        party=Party.CUSTOMER,
        changes={
            "answer_until": None,
            "promised_at": goes_on(code_request.desk, now, code_request.promise_left),
            "promise_left": None,
        },
    )


@transaction.atomic
def say_worked(code_request: CodeRequest, *, comment: str = "") -> None:
    """The radio plays."""
    delivered = code_request.delivered
    make(WORKED, code_request, party=Party.CUSTOMER, changes={"ended_at": timezone.now()})
    Feedback.objects.create(code_request=code_request, worked=True, comment=comment)
    if delivered:
        Candidate.objects.filter(pk=delivered.pk).update(failed_at=None)
        learning.learn(code_request, delivered, worked=True)
    outbox.write(code_request, Letter.CLOSED, key=str(code_request.version))


@transaction.atomic
def say_not_worked(code_request: CodeRequest, feedback: Feedback) -> None:
    """The code did not do it: it counts as failed, and the desk looks again. `feedback` is saved here."""
    delivered = code_request.delivered
    now = timezone.now()
    make(
        NOT_WORKED,
        code_request,
        party=Party.CUSTOMER,
        data={"display": feedback.display, "entered": feedback.entered, "tries": feedback.tries},
        changes={
            "ended_at": None,
            "promised_at": answer_by(code_request.desk, now),
            "clerk": None,
            "claimed_until": None,
        },
    )
    feedback.code_request, feedback.worked = code_request, False
    feedback.save()
    if delivered:
        Candidate.objects.filter(pk=delivered.pk).update(failed_at=now)
        learning.learn(code_request, delivered, worked=False)
    outbox.write(code_request, Letter.NOT_WORKED, key=str(code_request.version))

"""What a customer does with a request that was sent: answer, change the address, say whether the code worked."""

from django.db import transaction
from django.utils import timezone

from requests_app.lookup import chain, registry
from requests_app.models import (
    AccessLink,
    Candidate,
    CodeRequest,
    Feedback,
    Letter,
    record,
)
from requests_app.notifications import outbox
from requests_app.promise import answer_by
from requests_app.states import (
    ANSWER,
    CHANGE_ADDRESS,
    NOT_WORKED,
    OPEN,
    WORKED,
    Party,
    Status,
)
from requests_app.workflow.errors import MoveRefused
from requests_app.workflow.moves import make, new_round

WITH_NO_ANSWER_YET = (Status.RECEIVED, Status.CHECKING)


@transaction.atomic
def answer(code_request: CodeRequest) -> None:
    """Send what was asked for, once every item has an answer."""
    now = timezone.now()
    make(
        ANSWER,
        code_request,
        party=Party.CUSTOMER,
        changes={"answer_until": None, "promised_at": answer_by(code_request.desk, now)},
    )


@transaction.atomic
def change_address(code_request: CodeRequest, email: str) -> None:
    """Another address for the letters. Once the evidence is approved, or a code delivered, it is verified anew.

    Links in letters to the old address die; letters that still wait go to the new one.
    """
    fingerprint = outbox.recipient_fingerprint(email)
    if fingerprint == code_request.email_fingerprint:
        return
    changes = {"email": email, "email_fingerprint": fingerprint}
    if code_request.status in CHANGE_ADDRESS.sources:
        make(
            CHANGE_ADDRESS,
            code_request,
            party=Party.CUSTOMER,
            changes={**changes, **new_round(code_request)},
        )
        outbox.cancel(code_request, Letter.READY, Letter.NEW_CODE)
    elif code_request.status in OPEN:
        if not CodeRequest.objects.filter(pk=code_request.pk, version=code_request.version).update(**changes):
            raise MoveRefused("change_address")
        code_request.refresh_from_db()
        record(code_request, "change_address", party=Party.CUSTOMER)
    else:
        raise MoveRefused("change_address")
    code_request.links.filter(kind=AccessLink.Kind.LETTER).delete()
    outbox.readdress(code_request, email)
    letter = Letter.RECEIVED if code_request.status in WITH_NO_ANSWER_YET else Letter.LOST_LINK
    outbox.write(code_request, letter, key=f"address:{code_request.version}:{fingerprint[:8]}")


@transaction.atomic
def say_worked(code_request: CodeRequest, *, comment: str = "") -> None:
    """The radio plays."""
    delivered = code_request.delivered
    make(WORKED, code_request, party=Party.CUSTOMER, changes={"ended_at": timezone.now()})
    Feedback.objects.create(code_request=code_request, worked=True, comment=comment[:300])
    if delivered:
        registry.outcome(
            code_request, delivered, chain.radio_of(code_request), code=chain.open_code(delivered), worked=True
        )
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
        registry.outcome(
            code_request, delivered, chain.radio_of(code_request), code=chain.open_code(delivered), worked=False
        )
    outbox.write(code_request, Letter.NOT_WORKED, key=str(code_request.version))

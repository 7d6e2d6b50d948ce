"""Another email address for a request, and the objection of whoever has the former one."""

from django.db import transaction
from django.utils import timezone

from requests_app.flags import staff_with_mailbox
from requests_app.models import AddressChange, CodeRequest, Letter, SearchTerm, record, retire_links
from requests_app.notifications import outbox
from requests_app.states import CHANGE_ADDRESS, OBJECT, OPEN, Move, Party, Status
from requests_app.workflow.errors import MoveRefused
from requests_app.workflow.moves import make, new_round
from requests_app.workflow.search_terms import keep_terms

WITH_NO_ANSWER_YET = (Status.RECEIVED, Status.CHECKING)
APPROVED = (Status.LOOKUP, Status.READY, Status.NOT_WORKED)


@transaction.atomic
def change_address(code_request: CodeRequest, email: str) -> None:
    """Another address for the letters. Whatever was checked is checked anew before a code goes to it.

    Links in letters to the former address die; letters that wait or failed give way to one to the new address. The
    former one gets a letter of its own, by which its holder may object; nobody waits for that.
    """
    former = code_request.email
    fingerprint = outbox.recipient_fingerprint(email)
    if fingerprint == code_request.email_fingerprint:
        return
    late = code_request.status in APPROVED
    staff = {"staff": staff_with_mailbox(code_request.desk_id, email)}
    changes = {"email": email, "email_fingerprint": fingerprint}
    if code_request.status in CHANGE_ADDRESS.sources:
        _check_anew(CHANGE_ADDRESS, code_request, changes, data=staff)
    elif code_request.status in OPEN:  # nothing has been checked in this round
        if not CodeRequest.objects.filter(pk=code_request.pk, version=code_request.version).update(**changes):
            raise MoveRefused(CHANGE_ADDRESS.name)
        code_request.refresh_from_db()
        record(code_request, CHANGE_ADDRESS.name, party=Party.CUSTOMER, data=staff)
    else:
        raise MoveRefused(CHANGE_ADDRESS.name)
    keep_terms(code_request, SearchTerm.Kind.ADDRESS)
    retire_links(code_request)
    change = AddressChange.objects.create(code_request=code_request, late=late)
    outbox.cancel(code_request, Letter.RECEIVED, Letter.LOST_LINK)  # the one below says the same
    if outbox.readdress(code_request, email, former=former):
        outbox.write(
            code_request, Letter.FORMER_ADDRESS, key=str(change.pk), params={"change": change.pk}, recipient=former
        )
    letter = Letter.RECEIVED if code_request.status in WITH_NO_ANSWER_YET else Letter.LOST_LINK
    outbox.write(code_request, letter, key=f"address:{change.pk}")


@transaction.atomic
def object_to_change(change: AddressChange) -> None:
    """Whoever has the former address says: it was not me. A person looks at the request before a code is given.

    Raises MoveRefused once it is too late for that; saying it twice is saying it once.
    """
    code_request = CodeRequest.objects.select_for_update().get(pk=change.code_request_id)
    now = timezone.now()
    if now > change.may_object_until:
        raise MoveRefused(OBJECT.name)
    if not AddressChange.objects.filter(pk=change.pk, objected_at=None).update(objected_at=now):
        return
    if code_request.status in OBJECT.sources:
        _check_anew(OBJECT, code_request, {})
    else:
        record(code_request, OBJECT.name, party=Party.CUSTOMER)


def _check_anew(
    move: Move, code_request: CodeRequest, changes: dict[str, str], data: dict[str, list[int]] | None = None
) -> None:
    make(move, code_request, party=Party.CUSTOMER, data=data, changes={**changes, **new_round(code_request)})
    outbox.cancel(code_request, Letter.READY, Letter.NEW_CODE)

"""An owner who gets the same code again: the way there, as pieces."""

from django.contrib.auth.models import User

from requests_app import workflow
from requests_app.models import AccessLink, CheckKind, CodeRequest, Desk, Slot, Verdict, new_link
from requests_app.tokens import digest
from requests_app.workflow.ending import drop_code
from tests import factories

VIN = "123456"
ADDRESS = "owner@customer.example"


def letter_link(code_request: CodeRequest) -> AccessLink:
    return AccessLink.objects.get(digest=digest(new_link(code_request, AccessLink.Kind.LETTER)))


def gave(desk: Desk, alice: User, *, link: AccessLink.Kind = AccessLink.Kind.LETTER, vin: str = VIN) -> CodeRequest:
    """A request whose code was seen by the link in a letter, and worked; the code itself has lived its time."""
    one, _ = factories.make_sent(desk, vin_tail=vin, email=ADDRESS)
    factories.verify(one, by=alice, vin6=vin)
    workflow.approve(one, by=alice)
    workflow.deliver(one, workflow.candidates_of(one)[0], by=alice)
    key = letter_link(one) if link is AccessLink.Kind.LETTER else one.links.get(kind=link)
    workflow.reveal(one, key, typed="S053")
    workflow.say_worked(one)
    drop_code(one)
    one.refresh_from_db()
    return one


def person(code_request: CodeRequest) -> dict[str, str]:
    """Whoever asks, as they type it."""
    return {name: getattr(code_request, name) for name in ("name", "owner_name", "email")}


def begins_again(earlier: CodeRequest, *, number: str = "S053", vin: str = VIN) -> CodeRequest:
    """The customer comes back, and sends number, label, end of the VIN, name and address."""
    draft, _ = workflow.start_again(earlier, language="en")
    workflow.save_answers(draft, number=number, vin_tail=vin, **person(earlier))
    factories.add_photo(draft, Slot.LABEL)
    workflow.send(draft)
    return draft


def reads(code_request: CodeRequest, alice: User, *, number: str = "S053", reason: str = "") -> None:
    factories.take(code_request, by=alice)
    workflow.read_number_off(code_request, number, by=alice, override_reason=reason)


def relied(desk: Desk, alice: User) -> CodeRequest:
    one = begins_again(gave(desk, alice))
    reads(one, alice)
    workflow.rely(one, by=alice)
    return one


def approved(desk: Desk, alice: User) -> CodeRequest:
    one = relied(desk, alice)
    workflow.answer_check(one, CheckKind.LABEL_REAL, Verdict.YES, by=alice)
    workflow.approve(one, by=alice)
    return one

"""What becomes of an example after it was sent: every step by the functions that pages call, but for the draw of the
quality sample, which is no chance here."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from requests_app import workflow
from requests_app.evidence import Purpose
from requests_app.management.demonstration.sending import Cast, Example, attach, label_of, send
from requests_app.models import (
    AccessLink,
    AddressChange,
    CheckKind,
    CodeRequest,
    DocumentProblem,
    Feedback,
    Page,
    ParkReason,
    QualitySample,
    Slot,
    Source,
    Verdict,
)
from requests_app.states import Party

WHY = "An example"


def waits(code_request: CodeRequest, example: Example, cast: Cast) -> None:
    """Nobody has taken it yet."""


def taken(code_request: CodeRequest, example: Example, cast: Cast) -> None:
    """A colleague has it and has read the number."""
    _open(code_request, by=cast.colleague)
    workflow.read_number_off(code_request, example.number, by=cast.colleague)


def misread(code_request: CodeRequest, example: Example, cast: Cast) -> None:
    """The colleague's reading stands against the customer's."""
    _open(code_request, by=cast.colleague)
    workflow.read_number_off(code_request, example.photo_of, by=cast.colleague, override_reason=WHY)


def without_vin(code_request: CodeRequest, example: Example, cast: Cast) -> None:
    """The paper names no VIN."""
    _open(code_request, by=cast.colleague)
    workflow.vin_not_on_paper(code_request, by=cast.colleague, reason=WHY)


def asked(code_request: CodeRequest, example: Example, cast: Cast) -> None:
    """The customer is asked for a sharper photo."""
    workflow.claim(code_request, by=cast.clerk)
    workflow.ask(code_request, [workflow.Item(Slot.LABEL, DocumentProblem.BLUR)], by=cast.clerk)


def answered(code_request: CodeRequest, example: Example, cast: Cast) -> None:
    """The sharper photo has come."""
    asked(code_request, example, cast)
    item = code_request.asked_items.get()
    upload = attach(code_request, Slot.LABEL, label_of(example), purpose=Purpose.ANSWER, item=item)
    workflow.answer_item(item, upload=upload)
    workflow.answer(code_request)


def expired(code_request: CodeRequest, example: Example, cast: Cast) -> None:
    """The sharper photo did not come."""
    asked(code_request, example, cast)
    workflow.expire(code_request)


def found(code_request: CodeRequest, example: Example, cast: Cast) -> None:
    """The colleague has verified and looked up; the code is not sent."""
    _approve(code_request, example, by=cast.colleague)


def typed(code_request: CodeRequest, example: Example, cast: Cast) -> None:
    """No source has the code; the colleague typed one from the papers, and a second person must look."""
    found(code_request, example, cast)
    workflow.type_code(code_request, "1234", "1234", source=Source.PAPERS, provenance=WHY, by=cast.colleague)


def parked(code_request: CodeRequest, example: Example, cast: Cast) -> None:
    """No source has the code; the manufacturer was asked, and answers within days."""
    found(code_request, example, cast)
    until = timezone.now() + timedelta(days=3)
    workflow.park(code_request, ParkReason.MANUFACTURER, until=until, case="DEMO-35", by=cast.colleague)


def readdressed(code_request: CodeRequest, example: Example, cast: Cast) -> None:
    """The customer has mended the address."""
    workflow.change_address(code_request, example.mailbox)


def readdressed_late(code_request: CodeRequest, example: Example, cast: Cast) -> None:
    """Another address after the approval."""
    found(code_request, example, cast)
    readdressed(code_request, example, cast)


def objected(code_request: CodeRequest, example: Example, cast: Cast) -> None:
    """Whoever has the former address says that it was somebody else."""
    readdressed(code_request, example, cast)
    workflow.object_to_change(AddressChange.objects.get(code_request=code_request))


def ready(code_request: CodeRequest, example: Example, cast: Cast) -> None:
    """The code was sent, and not seen yet; the lead was the second person."""
    _approve(code_request, example, by=cast.clerk)
    _see_pages(code_request, by=cast.lead)
    workflow.second_look(
        code_request, Verdict.YES, by=cast.lead, reason=WHY, number=example.number, vin6=example.vin[-6:]
    )
    _deliver(code_request, cast)


def seen(code_request: CodeRequest, example: Example, cast: Cast) -> None:
    """Nothing asked for a second person; the customer has seen the code."""
    _approve(code_request, example, by=cast.clerk)
    _deliver(code_request, cast)
    device = AccessLink.objects.get(code_request=code_request, kind=AccessLink.Kind.DEVICE)
    workflow.reveal(code_request, device)


def worked(code_request: CodeRequest, example: Example, cast: Cast) -> None:
    """The radio plays."""
    seen(code_request, example, cast)
    workflow.say_worked(code_request)


def not_worked(code_request: CodeRequest, example: Example, cast: Cast) -> None:
    """The code did not do it."""
    seen(code_request, example, cast)
    said = Feedback(display=Feedback.Display.ERROR, entered=Feedback.Entered.YES, tries=1)
    workflow.say_not_worked(code_request, said)


def unanswered(code_request: CodeRequest, example: Example, cast: Cast) -> None:
    """The customer never said how it went."""
    seen(code_request, example, cast)
    workflow.close_unanswered(code_request)


def sampled(code_request: CodeRequest, example: Example, cast: Cast) -> None:
    """Drawn for the quality sample, and not read again yet."""
    seen(code_request, example, cast)
    QualitySample.objects.create(code_request=code_request, round=code_request.verification_round)


def differed(code_request: CodeRequest, example: Example, cast: Cast) -> None:
    """The colleague, who read it again for the sample, would not have sent the code."""
    sampled(code_request, example, cast)
    _see_pages(code_request, by=cast.colleague)
    workflow.read_sample(code_request, Verdict.NO, by=cast.colleague, reason=WHY)


def refused(code_request: CodeRequest, example: Example, cast: Cast) -> None:
    """Refused by the clerk; the customer may still appeal."""
    _open(code_request, by=cast.clerk)
    workflow.refuse(code_request, workflow.Refusal.NOT_HOLDER, by=cast.clerk, reason=WHY)


def appealed(code_request: CodeRequest, example: Example, cast: Cast) -> None:
    """The customer has appealed, and another person than the clerk judges."""
    refused(code_request, example, cast)
    workflow.appeal_with(code_request, text="I bought the car last week; the new certificate is on its way.")


def merged(code_request: CodeRequest, example: Example, cast: Cast) -> None:
    """The customer has asked twice; the second request goes on in the first."""
    again = send(code_request.desk, example)
    workflow.merge(again, into=code_request, by=cast.colleague)


def withdrawn(code_request: CodeRequest, example: Example, cast: Cast) -> None:
    """The customer has found the code card."""
    workflow.withdraw(code_request)


def erased(code_request: CodeRequest, example: Example, cast: Cast) -> None:
    """The customer has had everything deleted."""
    workflow.erase(code_request, party=Party.CUSTOMER)


def _deliver(code_request: CodeRequest, cast: Cast) -> None:
    workflow.deliver(code_request, workflow.candidates_of(code_request)[0], by=cast.clerk)


def _open(code_request: CodeRequest, *, by: User) -> None:
    """Take the request and open every page."""
    workflow.claim(code_request, by=by)
    _see_pages(code_request, by=by)


def _see_pages(code_request: CodeRequest, *, by: User) -> None:
    for page in Page.objects.filter(upload__code_request=code_request):
        workflow.see_page(page, by=by)


def _approve(code_request: CodeRequest, example: Example, *, by: User) -> None:
    """Everything that a verification asks, answered; then the code is looked up."""
    _open(code_request, by=by)
    workflow.read_number_off(code_request, example.number, by=by)
    for kind in workflow.required_checks(code_request):
        if kind is CheckKind.VIN:
            workflow.read_vin_tail(code_request, example.vin[-6:], by=by)
        elif kind is not CheckKind.NUMBER:
            workflow.answer_check(code_request, kind, Verdict.YES, by=by)
    workflow.approve(code_request, by=by)

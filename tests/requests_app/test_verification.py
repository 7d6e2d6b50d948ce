"""What is missing for a verification: nothing of an earlier round counts, and no picture that another one replaced."""

from django.contrib.auth.models import User
from django.utils import timezone

from requests_app import workflow
from requests_app.models import Desk, DocumentProblem, Slot, Verdict
from tests import factories


def test_neither_readings_nor_verdicts_of_an_earlier_round_count(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.verify(code_request, by=alice)
    workflow.judge_document(code_request, Slot.LABEL, Verdict.NO, by=alice, problem=DocumentProblem.BLUR)
    assert workflow.missing(code_request) == ("document:label",)
    workflow.change_address(code_request, "another@customer.example")
    missing = workflow.missing(code_request)
    assert {"reading:number", "reading:vin"} <= set(missing)
    assert "document:label" not in missing


def test_a_document_that_went_after_the_approval_was_there_unless_it_was_replaced_before(
    desk: Desk, alice: User
) -> None:
    code_request, _ = factories.make_approved(desk, by=alice)
    code_request.uploads.filter(slot=Slot.LABEL).update(deleted_at=timezone.now())
    assert "slot:label" not in workflow.missing(code_request)
    code_request.uploads.filter(slot=Slot.LABEL).update(replaced_at=timezone.now())
    assert "slot:label" in workflow.missing(code_request)

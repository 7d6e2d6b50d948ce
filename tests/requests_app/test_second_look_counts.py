"""For how long a second look counts: until something comes that whoever gave it has not seen."""

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from requests_app import evidence, workflow
from requests_app.models import CheckKind, Desk, EvidenceLevel, Feedback, Slot, Source, Verdict
from requests_app.states import Status
from requests_app.workflow import second_person
from tests import factories
from tests.requests_app.second_looks import approved, first_code, strict_pair
from tests.requests_app.test_workflow_guards import link_of

__all__ = ["strict_pair"]
pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(("number", "vin6"), [("S054", ""), ("", "999999")])
def test_a_second_person_who_reads_something_else_does_not_count(
    strict_pair: Desk, alice: User, bob: User, number: str, vin6: str
) -> None:
    code_request = approved(strict_pair, alice)
    factories.second_look(code_request, by=bob, number=number, vin6=vin6)
    assert second_person.agreeing_look(code_request) is None
    with pytest.raises(workflow.NotComplete, match="second_person"):
        workflow.deliver(code_request, first_code(code_request), by=alice)


def test_an_answer_or_reading_after_the_second_look_voids_it(strict_pair: Desk, alice: User, bob: User) -> None:
    for change in ("check", "reading"):
        code_request, _ = factories.make_sent(strict_pair)
        factories.verify(code_request, by=alice)
        factories.second_look(code_request, by=bob)
        assert second_person.agreeing_look(code_request)
        if change == "check":
            workflow.answer_check(code_request, CheckKind.HOLDER, Verdict.YES, by=alice)
        else:
            workflow.read_number_off(code_request, "S053", by=alice)
        assert second_person.agreeing_look(code_request) is None, change


def test_another_picture_voids_the_second_look_and_the_answers(strict_pair: Desk, alice: User, bob: User) -> None:
    code_request = approved(strict_pair, alice)
    factories.second_look(code_request, by=bob)
    page = evidence.current(code_request, Slot.CERTIFICATE)[0].pages.get()
    type(page).objects.filter(pk=page.pk).update(file_name="another-picture-in-its-place")
    assert second_person.agreeing_look(code_request) is None
    assert {"check:certificate", "check:holder", "reading:vin"} <= set(workflow.missing(code_request))


def test_a_flag_that_comes_later_voids_the_second_look(strict_pair: Desk, alice: User, bob: User) -> None:
    code_request = approved(strict_pair, alice)
    factories.second_look(code_request, by=bob)
    factories.give_same_car(code_request, factories.make_sent(strict_pair)[0])
    assert second_person.agreeing_look(code_request) is None


def test_a_changed_address_voids_the_second_look(strict_pair: Desk, alice: User, bob: User) -> None:
    code_request, _ = factories.make_sent(strict_pair)
    factories.verify(code_request, by=alice)
    factories.second_look(code_request, by=bob)
    workflow.change_address(code_request, "another@customer.example")
    assert second_person.agreeing_look(code_request) is None


def test_the_second_look_holds_after_a_recall_and_asks_anew_after_a_typed_code(
    strict_pair: Desk, alice: User, bob: User
) -> None:
    code_request = approved(strict_pair, alice)
    factories.second_look(code_request, by=bob)
    workflow.deliver(code_request, first_code(code_request), by=alice)
    workflow.recall(code_request, by=alice)
    workflow.deliver(code_request, first_code(code_request), by=alice)
    workflow.recall(code_request, by=alice)
    typed = workflow.type_code(code_request, "1234", "1234", source=Source.PAPERS, provenance="card", by=alice)
    with pytest.raises(workflow.NotComplete, match="second_person"):
        workflow.deliver(code_request, typed, by=alice, reason="the card is right")


def test_what_is_looked_up_after_the_second_look_leaves_it_as_it_is(strict_pair: Desk, alice: User, bob: User) -> None:
    code_request, _ = factories.make_sent(strict_pair)
    factories.verify(code_request, by=alice)
    look = factories.second_look(code_request, by=bob)
    assert workflow.approve(code_request, by=alice)
    assert second_person.agreeing_look(code_request) == look


def test_what_retention_deleted_after_the_approval_was_seen(alice: User, bob: User) -> None:
    desk = factories.make_desk("Strict Desk", level=EvidenceLevel.STRICT, second_always=True)
    first, second = (factories.make_staff(desk, name) for name in ("dora", "emil"))
    code_request = approved(desk, first)
    factories.second_look(code_request, by=second)
    evidence.delete_all(code_request, Slot.IDENTITY)
    assert second_person.agreeing_look(code_request)
    workflow.deliver(code_request, first_code(code_request), by=first)
    assert code_request.state is Status.READY


def test_after_a_failed_code_another_one_needs_a_look_that_still_counts(
    strict_pair: Desk, alice: User, bob: User
) -> None:
    code_request, token = factories.make_approved(strict_pair, by=alice)
    factories.second_look(code_request, by=bob)
    workflow.deliver(code_request, first_code(code_request), by=alice)
    workflow.reveal(code_request, link_of(token))
    workflow.say_not_worked(code_request, Feedback(display="error", entered="yes", tries=1))
    workflow.look_again(code_request, by=alice, reason="another source")
    typed = workflow.type_code(
        code_request, "1234", "1234", source=Source.MANUFACTURER, provenance="case 7", by=alice,
        answered_on=timezone.localdate(),
    )  # fmt: skip
    with pytest.raises(workflow.NotComplete, match="second_person"):
        workflow.deliver(code_request, typed, by=alice)
    factories.second_look(code_request, by=bob)
    code_request.refresh_from_db()
    workflow.deliver(code_request, typed, by=alice)
    assert code_request.state is Status.READY

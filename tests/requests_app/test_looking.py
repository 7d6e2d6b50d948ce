"""Giving a second look: what it needs before it is kept, and who gives none."""

import pytest
from django.contrib.auth.models import User

from requests_app import evidence, workflow
from requests_app.models import Desk, EvidenceLevel, Role, SecondLook, Verdict
from requests_app.workflow import second_person
from tests import factories


def test_a_second_look_needs_every_paper_opened(desk: Desk, alice: User, bob: User) -> None:
    code_request = factories.make_approved(desk, by=alice)[0]
    with pytest.raises(workflow.NotComplete) as refused:
        workflow.second_look(code_request, Verdict.YES, by=bob, reason="fine", number="S053", vin6="123456")
    assert set(refused.value.missing) == {"unopened:label", "unopened:certificate"}


def test_a_yes_comes_after_the_first_person_is_done(desk: Desk, alice: User, bob: User) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    with pytest.raises(workflow.NotComplete, match="first_person"):
        factories.second_look(code_request, by=bob, number="S053", vin6="123456")


def test_at_the_counter_the_second_person_sees_the_originals(db: None) -> None:
    desk = factories.make_desk("Counter Desk", level=EvidenceLevel.COUNTER, second_always=True)
    first, second = (factories.make_staff(desk, name) for name in ("dora", "emil"))
    code_request, _ = factories.make_sent(desk)
    factories.verify(code_request, by=first, vin6="123456")
    with pytest.raises(workflow.NotComplete, match="originals"):
        workflow.second_look(code_request, Verdict.YES, by=second, reason="ok", number="S053", vin6="123456")
    factories.second_look(code_request, by=second)
    assert second_person.agreeing_look(code_request)


def test_nobody_says_yes_to_papers_that_are_gone(desk: Desk, alice: User, bob: User) -> None:
    code_request = factories.make_approved(desk, by=alice)[0]
    evidence.delete_all(code_request)
    with pytest.raises(workflow.NotComplete, match="slot:"):
        factories.second_look(code_request, by=bob)


def test_an_auditor_is_no_second_person(desk: Desk, alice: User) -> None:
    auditor = factories.make_staff(desk, "auditor", role=Role.AUDITOR)
    code_request = factories.make_approved(desk, by=alice)[0]
    with pytest.raises(workflow.NotAllowed):
        workflow.second_look(code_request, Verdict.NO, by=auditor, reason="no")
    assert not SecondLook.objects.exists()

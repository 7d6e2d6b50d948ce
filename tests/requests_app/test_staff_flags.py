"""Reasons to look twice that lie with the staff: their own mailboxes and names, overrides, typed codes."""

import pytest
from django.contrib.auth.models import User

from requests_app import workflow
from requests_app.flags import HIGH, FlagKind, flags_for
from requests_app.models import CodeRequest, Desk, Source
from tests import factories


def kinds(code_request: CodeRequest) -> set[FlagKind]:
    return {flag.kind for flag in flags_for(code_request)}


def test_a_plain_request_of_an_owner_has_no_flag(desk: Desk, alice: User) -> None:
    assert kinds(factories.make_sent(desk)[0]) == set()


def test_a_request_from_a_mailbox_of_the_staff_is_flagged_high(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk, email=alice.email)
    assert kinds(code_request) == {FlagKind.FROM_STAFF}
    assert FlagKind.FROM_STAFF in HIGH


@pytest.mark.parametrize("name", ["Alice Müller", "MULLER alice", "alice mueller"])
def test_a_customer_with_the_name_of_a_member_of_staff_is_flagged(desk: Desk, alice: User, name: str) -> None:
    User.objects.filter(pk=alice.pk).update(first_name="Alice", last_name="Müller")
    draft = factories.make_draft(desk)
    workflow.save_answers(draft, name=name)
    workflow.send(draft)
    assert kinds(draft) == {FlagKind.NAME_OF_STAFF}


def test_one_common_first_name_is_no_flag(desk: Desk, alice: User) -> None:
    draft = factories.make_draft(desk)
    workflow.save_answers(draft, name="Alice")
    workflow.send(draft)
    assert kinds(draft) == set()


def test_an_override_is_a_high_flag_until_a_reading_agrees(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk, number="S058")
    factories.take(code_request, by=alice)
    workflow.read_number_off(code_request, "S053", by=alice, override_reason="the 3 is clear")
    assert kinds(code_request) == {FlagKind.OVERRIDE}
    workflow.read_number_off(code_request, "S058", by=alice)
    assert kinds(code_request) == set()


def test_a_typed_code_is_a_flag_that_stops_no_delivery_by_an_unanswerable_check(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_approved(desk, by=alice)
    workflow.type_code(code_request, "1234", "1234", source=Source.PAPERS, provenance="card", by=alice)
    assert kinds(code_request) == {FlagKind.TYPED_CODE}
    assert workflow.missing(code_request) == ()

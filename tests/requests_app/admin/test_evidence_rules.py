"""What a desk asks of whom is a rule that its lead edits, sees beforehand, and that is frozen into what was sent."""

import pytest
from django.contrib.auth.models import User

from requests_app import workflow
from requests_app.flags import FlagKind, kinds_of
from requests_app.models import Asker, CheckKind, CodeRequest, Desk, Event, EvidenceLevel, EvidenceRule, Role, Slot
from requests_app.policy import checks_for, slots_for
from requests_app.views.steps import Path
from tests import factories
from tests.requests_app.admin.conftest import SignIn


def address(desk: Desk) -> str:
    return f"/staff/desks/{desk.pk}/evidence/"


BEFORE = {"for_owner-permission": "on", "trade-permission": "on", "stock-purchase": "on"}


@pytest.mark.parametrize(
    ("asker", "more", "check"),
    [
        (Asker.OWNER, (), None),
        (Asker.FOR_OWNER, (Slot.PERMISSION,), CheckKind.PERMISSION),
        (Asker.TRADE, (Slot.PERMISSION,), CheckKind.PERMISSION),
        (Asker.STOCK, (Slot.PURCHASE,), CheckKind.PURCHASE),
    ],
)
def test_each_asker_has_evidence_of_its_own(
    desk: Desk, asker: Asker, more: tuple[Slot, ...], check: CheckKind | None
) -> None:
    draft = factories.make_draft(desk, asker=asker)
    assert slots_for(draft) == (Slot.LABEL, Slot.CERTIFICATE, *more)
    assert {CheckKind.PERMISSION, CheckKind.PURCHASE} & set(checks_for(draft)) == ({check} if check else set())
    names = [step.slot or step.name for step in Path(draft).steps]
    assert all(names.index(slot) > names.index("contact") for slot in more)


@pytest.mark.parametrize("level", [EvidenceLevel.BASIC, EvidenceLevel.COUNTER])
def test_where_little_is_asked_nothing_is_added(db: None, level: EvidenceLevel) -> None:
    draft = factories.make_draft(factories.make_desk(level=level), asker=Asker.STOCK)
    assert Slot.PURCHASE not in slots_for(draft)


def test_a_lead_sees_what_will_be_asked_and_keeps_it_with_a_line(sign_in: SignIn, desk: Desk, charlie: User) -> None:
    lead = sign_in(charlie, fresh=True)
    change = {**BEFORE, "trade-identity": "on"}
    question = "Take a photo of your identity card or passport, showing your name only"
    page = lead.post(address(desk), {**change, "then": "preview"}).content.decode()
    assert question in page
    assert not EvidenceRule.objects.exists()
    assert lead.post(address(desk), {**change, "then": "keep"}).status_code == 302
    line = Event.objects.get(desk=desk, kind="policy_changed")
    assert line.data == {"evidence:trade": [["permission"], ["permission", "identity"]]}
    assert line.user == charlie
    assert Slot.IDENTITY in slots_for(factories.make_draft(desk, asker=Asker.TRADE))
    assert question in lead.get(address(desk)).content.decode()


def test_what_was_sent_keeps_the_rules_of_its_sending(desk: Desk, charlie: User, sign_in: SignIn) -> None:
    code_request, _ = factories.make_sent(desk, asker=Asker.TRADE)
    before = workflow.required_checks(code_request)
    sign_in(charlie, fresh=True).post(address(desk), {**BEFORE, "trade-identity": "on", "then": "keep"})
    code_request = CodeRequest.objects.get(pk=code_request.pk)
    assert workflow.required_checks(code_request) == before
    assert Slot.IDENTITY not in slots_for(code_request)


@pytest.mark.parametrize(("asker", "lowered"), [(Asker.STOCK, True), (Asker.TRADE, False)])
def test_lowering_a_rule_flags_those_whom_it_is_about(
    desk: Desk, charlie: User, sign_in: SignIn, asker: Asker, lowered: bool
) -> None:
    less = {name: value for name, value in BEFORE.items() if name != "stock-purchase"}
    sign_in(charlie, fresh=True).post(address(desk), {**less, "then": "keep"})
    code_request, _ = factories.make_sent(desk, asker=asker)
    assert (FlagKind.POLICY_LOWERED in kinds_of([code_request])[code_request.pk]) is lowered


def test_rules_need_a_lead_of_the_desk_and_a_fresh_factor(
    sign_in: SignIn, desk: Desk, alice: User, charlie: User
) -> None:
    other = factories.make_desk("Other Desk")
    sent = {**BEFORE, "trade-identity": "on", "then": "keep"}
    assert sign_in(charlie).post(address(desk), sent).status_code == 302
    assert sign_in(alice, fresh=True).post(address(desk), sent).status_code == 404
    second = factories.make_staff(desk, "dora", role=Role.LEAD)
    assert sign_in(second, fresh=True).post(address(other), sent).status_code == 404
    assert not EvidenceRule.objects.exists()

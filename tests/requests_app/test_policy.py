"""What a desk asks: documents and questions by level and asker, the rules of the second person, and the freezing."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from requests_app import workflow
from requests_app.models import Asker, CheckKind, CodeRequest, Desk, Event, EvidenceLevel, Member, Slot, Source, Verdict
from requests_app.policy import (
    CAR,
    RADIO,
    Policy,
    Rule,
    asks_for_vin_tail,
    checks_for,
    missing_slots,
    shown_on,
    slots_for,
    unanswered,
)
from requests_app.states import Status
from requests_app.workflow.second_person_rules import rules_that_ask
from tests import factories

pytestmark = pytest.mark.one_database

SLOTS = {
    (EvidenceLevel.BASIC, Asker.OWNER): (Slot.LABEL,),
    (EvidenceLevel.BASIC, Asker.TRADE): (Slot.LABEL,),
    (EvidenceLevel.STANDARD, Asker.OWNER): (Slot.LABEL, Slot.CERTIFICATE),
    (EvidenceLevel.STANDARD, Asker.FOR_OWNER): (Slot.LABEL, Slot.CERTIFICATE, Slot.PERMISSION),
    (EvidenceLevel.STRICT, Asker.OWNER): (Slot.LABEL, Slot.CERTIFICATE, Slot.VIN_PLATE, Slot.IDENTITY),
    (EvidenceLevel.COUNTER, Asker.TRADE): (),
}


def drafted(level: EvidenceLevel, asker: Asker) -> CodeRequest:
    return CodeRequest(desk=Desk(evidence_level=level), asker=asker, number_kind="precode")


@pytest.mark.parametrize(("level", "asker"), SLOTS)
def test_each_level_asks_each_asker_for_its_documents(level: EvidenceLevel, asker: Asker) -> None:
    assert slots_for(drafted(level, asker)) == SLOTS[level, asker]


def test_a_strict_desk_compares_the_name_on_the_identity_paper() -> None:
    asked = checks_for(drafted(EvidenceLevel.STRICT, Asker.OWNER))
    assert asked[-2:] == (CheckKind.VIN_PLATE, CheckKind.IDENTITY)
    assert CheckKind.IDENTITY not in checks_for(drafted(EvidenceLevel.STANDARD, Asker.OWNER))


def test_who_asks_for_another_shows_the_permission() -> None:
    assert CheckKind.PERMISSION in checks_for(drafted(EvidenceLevel.STANDARD, Asker.TRADE))
    assert CheckKind.PERMISSION not in checks_for(drafted(EvidenceLevel.STANDARD, Asker.OWNER))


def test_a_proof_of_purchase_stands_in_for_the_certificate() -> None:
    draft = drafted(EvidenceLevel.STANDARD, Asker.OWNER)
    assert missing_slots(draft, [Slot.LABEL]) == (Slot.CERTIFICATE,)
    assert missing_slots(draft, [Slot.LABEL, Slot.PURCHASE]) == ()


def test_every_question_about_a_paper_names_the_paper() -> None:
    draft = drafted(EvidenceLevel.STRICT, Asker.TRADE)
    assert all(shown_on(draft, kind) for kind in checks_for(draft))


@pytest.mark.parametrize(
    ("kind", "number_kind", "papers"),
    [
        (CheckKind.NUMBER, "precode", RADIO), (CheckKind.NUMBER, "vin", CAR), (CheckKind.LABEL_REAL, "vin", RADIO),
    ],
)  # fmt: skip
def test_a_number_is_read_where_it_stands(kind: CheckKind, number_kind: str, papers: tuple[Slot, ...]) -> None:
    assert shown_on(CodeRequest(number_kind=number_kind), kind) == papers


@pytest.mark.parametrize(
    ("level", "number_kind", "asked"),
    [
        (EvidenceLevel.STANDARD, "precode", True), (EvidenceLevel.STANDARD, "vin", False),
        (EvidenceLevel.BASIC, "precode", False), (EvidenceLevel.BASIC, "vin", False),
    ],
)  # fmt: skip
def test_the_end_of_the_vin_is_asked_for_where_staff_read_one_and_nobody_has_typed_it_whole(
    level: EvidenceLevel, number_kind: str, asked: bool
) -> None:
    draft = CodeRequest(desk=Desk(evidence_level=level), asker=Asker.OWNER, number_kind=number_kind)
    assert asks_for_vin_tail(draft) is asked


@pytest.mark.parametrize("gone", ["replaced_at", "deleted_at"])
def test_a_photo_that_is_gone_is_asked_for_anew(desk: Desk, gone: str) -> None:
    draft, _ = workflow.start_draft(desk, language="en")
    photo = draft.uploads.create(slot=Slot.LABEL)
    assert "slot:label" not in unanswered(draft)
    draft.uploads.filter(pk=photo.pk).update(**{gone: timezone.now()})
    assert "slot:label" in unanswered(draft)


def test_an_original_stands_in_for_no_paper_that_a_number_is_read_off(desk: Desk, alice: User) -> None:
    desk.evidence_level = EvidenceLevel.STRICT
    draft = CodeRequest.objects.create(desk=desk, opened_by=alice)
    for slot in (Slot.CERTIFICATE, Slot.IDENTITY):
        draft.seen_originals.create(slot=slot, by=alice)
    policy = Policy.of(draft)
    assert (policy.slots, policy.seen) == (("label", "certificate", "vin_plate"), ("identity",))


def test_a_strict_desk_approves_nothing_without_its_identity_check(alice: User) -> None:
    desk = factories.make_desk("Strict Desk", level=EvidenceLevel.STRICT)
    clerk = factories.make_staff(desk)
    code_request, _ = factories.make_sent(desk)
    factories.verify(code_request, by=clerk)
    code_request.checks.filter(kind=CheckKind.IDENTITY).delete()
    with pytest.raises(workflow.NotComplete) as refused:
        workflow.approve(code_request, by=clerk)
    assert refused.value.missing == ("check:identity",)


def test_a_request_is_judged_by_the_policy_of_the_day_it_was_sent(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_approved(desk, by=alice)
    Desk.objects.filter(pk=desk.pk).update(evidence_level=EvidenceLevel.STRICT, second_always=True)
    code_request = CodeRequest.objects.get(pk=code_request.pk)
    workflow.deliver(code_request, workflow.candidates_of(code_request)[0], by=alice)
    assert code_request.state is Status.READY


def test_a_level_that_is_lowered_for_a_moment_opens_nothing(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk)
    workflow.claim(code_request, by=alice)
    Desk.objects.filter(pk=desk.pk).update(evidence_level=EvidenceLevel.COUNTER, second_person=False)
    code_request = CodeRequest.objects.get(pk=code_request.pk)
    with pytest.raises(workflow.NotComplete) as refused:
        workflow.approve(code_request, by=alice)
    assert "check:certificate" in refused.value.missing


def test_the_approval_names_the_policy(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_approved(desk, by=alice)
    policy = Event.objects.get(code_request=code_request, kind="approve").data["policy"]
    assert policy == code_request.policy
    assert (policy["level"], policy["slots"], policy["high_flag"]) == ("standard", ["label", "certificate"], True)


def test_the_random_share_is_drawn_once(desk: Desk) -> None:
    Desk.objects.filter(pk=desk.pk).update(second_share=100)
    desk.refresh_from_db()
    code_request, _ = factories.make_sent(desk)
    Desk.objects.filter(pk=desk.pk).update(second_share=0)
    assert Policy.of(CodeRequest.objects.get(pk=code_request.pk)).drawn
    assert rules_that_ask(code_request) == (Rule.DRAWN,)


@pytest.mark.parametrize(("share", "nth", "drawn"), [(0, 0, False), (30, 29, True), (30, 30, False), (100, -1, True)])
def test_the_share_drawn_for_a_second_look_is_exact(
    monkeypatch: pytest.MonkeyPatch, share: int, nth: int, drawn: bool
) -> None:
    monkeypatch.setattr("requests_app.policy.secrets.randbelow", lambda most: range(most)[nth])
    assert Policy.of_desk(CodeRequest(desk=Desk(second_share=share))).drawn is drawn


def test_what_was_frozen_before_a_rule_was_known_is_not_judged_by_it() -> None:
    frozen = Policy.of_desk(CodeRequest(desk=Desk(second_below=80, again_days=30))).as_json()
    for later in ("seen", "below", "again_days"):
        del frozen[later]
    policy = Policy.of(CodeRequest(policy=frozen))
    assert (policy.seen, policy.below, policy.again_days) == ((), 0, 0)


@pytest.mark.parametrize(
    ("level", "days", "short"),
    [
        (EvidenceLevel.STANDARD, 0, False), (EvidenceLevel.STANDARD, 1, True), (EvidenceLevel.COUNTER, 1, False),
    ],
)  # fmt: skip
def test_one_day_is_enough_for_a_short_way_where_papers_are_sent(level: EvidenceLevel, days: int, short: bool) -> None:
    desk = Desk(evidence_level=level, again_days=days)
    assert Policy.of_desk(CodeRequest(desk=desk)).has_short_way is short


def test_the_first_releases_of_a_clerk_are_seen_by_a_second_person(desk: Desk, alice: User, bob: User) -> None:
    Desk.objects.filter(pk=desk.pk).update(second_for_first=1)
    desk.refresh_from_db()
    first, _ = factories.make_approved(desk, by=alice)
    assert rules_that_ask(first, by=alice) == (Rule.FIRST_RELEASES,)
    factories.second_look(first, by=bob)
    workflow.deliver(first, workflow.candidates_of(first)[0], by=alice)
    second, _ = factories.make_approved(desk, by=alice)
    assert rules_that_ask(second, by=alice) == ()
    assert rules_that_ask(second, by=bob) == (Rule.FIRST_RELEASES,)


def test_what_a_clerk_released_at_another_desk_is_no_release_here(desk: Desk, alice: User) -> None:
    other = factories.make_desk("Other Desk", second_for_first=1)
    factories.make_ready(desk, by=alice)
    Member.objects.create(desk=other, user=alice)
    code_request, _ = factories.make_approved(other, by=alice, number="V188")
    assert rules_that_ask(code_request, by=alice) == (Rule.FIRST_RELEASES,)


def test_a_reading_that_stands_against_the_customer_asks_for_a_second_person(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk, number="S058")
    factories.take(code_request, by=alice)
    workflow.read_number_off(code_request, "S053", by=alice, override_reason="the 3 is clear")
    assert Rule.OVERRIDE in rules_that_ask(code_request)
    assert "flag:override" in workflow.missing(code_request)


def test_a_code_typed_by_hand_asks_for_a_second_person_unless_a_source_confirms_it(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_approved(desk, by=alice)

    def asks(code: str, source: Source, **more: object) -> bool:
        typed = workflow.type_code(code_request, code, code, source=source, provenance="case 7", by=alice, **more)  # type: ignore[arg-type]
        return Rule.TYPED_CODE in rules_that_ask(code_request, by=alice, candidate=typed)

    assert asks("1234", Source.PAPERS)
    assert asks("1235", Source.MANUFACTURER)
    today = timezone.localdate()
    assert asks("1236", Source.MANUFACTURER, answered_on=today), "case number and day are one clerk's word"
    assert not asks("1237", Source.MANUFACTURER, answered_on=today, answer=factories.make_photo("1237"))
    assert not asks("7913", Source.PAPERS), "the calculation says the same"


def test_an_answer_of_the_manufacturer_from_tomorrow_is_refused(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_approved(desk, by=alice)
    with pytest.raises(workflow.NotComplete, match="answered_on"):
        workflow.type_code(
            code_request, "1234", "1234", source=Source.MANUFACTURER, provenance="case 7", by=alice,
            answered_on=timezone.localdate() + timedelta(days=2),
        )  # fmt: skip


def test_a_yes_is_for_who_opened_every_page_of_the_paper(desk: Desk, alice: User, bob: User) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.open_papers(code_request, by=bob)
    workflow.claim(code_request, by=alice)
    with pytest.raises(workflow.NotComplete, match="unopened:certificate"):
        workflow.answer_check(code_request, CheckKind.HOLDER, Verdict.YES, by=alice)
    with pytest.raises(workflow.NotComplete, match="unopened:label"):
        workflow.read_number_off(code_request, "S053", by=alice)
    workflow.answer_check(code_request, CheckKind.HOLDER, Verdict.NO, by=alice, reason="cannot be opened")
    factories.open_papers(code_request, by=alice)
    workflow.answer_check(code_request, CheckKind.HOLDER, Verdict.YES, by=alice)


def test_what_was_opened_in_another_round_is_opened_again(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_approved(desk, by=alice)
    workflow.recheck(code_request, by=alice, reason="once more")
    with pytest.raises(workflow.NotComplete, match="unopened:certificate"):
        workflow.answer_check(code_request, CheckKind.HOLDER, Verdict.YES, by=alice)


def test_a_vin_that_is_not_on_the_paper_is_said_so_and_finds_no_car(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.verify(code_request, by=alice)
    with pytest.raises(workflow.NotComplete, match="instead_of_vin"):
        workflow.vin_not_on_paper(code_request, by=alice, reason=" ")
    workflow.vin_not_on_paper(code_request, by=alice, reason="The invoice names the plate, which is on the photo")
    assert code_request.vin_tail_fingerprint == ""
    assert workflow.missing(code_request) == ("flag:no_vin",)
    assert Rule.HIGH_FLAG in rules_that_ask(code_request)


def test_a_vin_with_nothing_to_compare_agrees_with_nothing(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    assert workflow.read_vin_tail(code_request, "123456", by=alice).agrees is None
    assert Event.objects.get(code_request=code_request, kind="read_vin").data["agrees"] is None
    assert "reading:vin" not in workflow.missing(code_request)

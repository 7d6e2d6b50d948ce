"""The short way: the same owner gets the same code of the same radio again by the label alone, where a desk allows it.

Everything that could differ does, one thing at a time, and each time the papers are asked for.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from guides_app.identifiers import Kind
from requests_app import workflow
from requests_app.lookup import chain, registry
from requests_app.models import (
    AccessLink,
    AddressChange,
    Candidate,
    CheckKind,
    CodeOutcome,
    CodeRequest,
    Desk,
    DocumentProblem,
    EvidenceLevel,
    Feedback,
    KnownCode,
    QualitySample,
    Slot,
    Source,
    Verdict,
)
from requests_app.policy import Policy, asks_less, checks_for, slots_for
from requests_app.states import Party, Status
from requests_app.workflow import proven_before
from requests_app.workflow.again import find_again
from requests_app.workflow.ending import drop_code, forget
from tests import factories
from tests.requests_app.short_way import ADDRESS, VIN, approved, begins_again, gave, letter_link, reads, relied

pytestmark = pytest.mark.one_database

Change = Callable[[CodeRequest, CodeRequest], object]


@pytest.fixture
def desk(db: None) -> Desk:
    """A desk that has the short way for 60 days."""
    return factories.make_desk(again_days=60)


def missing_of(act: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(workflow.NotComplete) as refused:
        act()
    return refused.value.missing


def test_the_same_code_is_sent_again_by_the_label_alone(desk: Desk, alice: User) -> None:
    earlier = gave(desk, alice)
    assert workflow.may_ask_again(earlier)
    one = begins_again(earlier)
    assert set(one.uploads.values_list("slot", flat=True)) == {Slot.LABEL}
    reads(one, alice)
    workflow.rely(one, by=alice)
    assert checks_for(one) == (CheckKind.NUMBER, CheckKind.LABEL_REAL)
    assert slots_for(one) == (Slot.LABEL,)
    assert workflow.missing(one) == ("check:label_real",)
    workflow.answer_check(one, CheckKind.LABEL_REAL, Verdict.YES, by=alice)
    workflow.approve(one, by=alice)
    found = workflow.candidates_of(one)
    assert [(candidate.source, chain.open_code(candidate)) for candidate in found] == [("registry", "7913")]
    assert found[0].provenance == f"given before: {earlier.reference}"
    workflow.deliver(one, found[0], by=alice)
    assert workflow.reveal(one, letter_link(one), typed="S053") == "7913"
    workflow.say_worked(one)
    assert KnownCode.objects.get().times_worked == 2


def test_the_record_names_the_earlier_verification(desk: Desk, alice: User) -> None:
    one = approved(desk, alice)
    earlier = one.again_of
    assert earlier is not None
    line = one.events.get(kind="rely")
    approval = earlier.events.get(kind="approve")
    assert (line.user, line.party) == (alice, Party.STAFF)
    assert line.data == {"round": 1, "reference": earlier.reference, "approval": approval.number}
    workflow.deliver(one, workflow.candidates_of(one)[0], by=alice)
    document = one.release_records.get().document
    assert '"what":"rely"' in document
    assert f'"reference":"{earlier.reference}"' in document
    assert f'"approval":{approval.number}' in document


def test_without_relying_every_paper_is_asked_for(desk: Desk, alice: User) -> None:
    one = begins_again(gave(desk, alice))
    reads(one, alice)
    assert slots_for(one) == (Slot.LABEL, Slot.CERTIFICATE)
    missing = missing_of(lambda: workflow.approve(one, by=alice))
    assert {"slot:certificate", "reading:vin", "check:holder", "check:car"} <= set(missing)
    workflow.ask(one, [workflow.Item(Slot.CERTIFICATE, DocumentProblem.MISSING)], by=alice)
    assert one.state is Status.NEEDS_INFO


def test_a_request_that_was_begun_like_others_relies_on_nothing(desk: Desk, alice: User) -> None:
    gave(desk, alice)
    other, _ = factories.make_sent(desk, vin_tail=VIN, email=ADDRESS)
    reads(other, alice)
    assert missing_of(lambda: workflow.rely(other, by=alice)) == ("again_unknown",)


def of(name: str, value: Any) -> Change:
    return lambda _earlier, one: CodeRequest.objects.filter(pk=one.pk).update(**{name: value})


def earlier_of(name: str, value: Any) -> Change:
    return lambda earlier, _one: CodeRequest.objects.filter(pk=earlier.pk).update(**{name: value})


def policy(name: str, value: Any) -> Change:
    def change(_earlier: CodeRequest, one: CodeRequest) -> None:
        CodeRequest.objects.filter(pk=one.pk).update(policy={**one.policy, name: value})

    return change


def objects(earlier: CodeRequest, one: CodeRequest) -> None:
    AddressChange.objects.create(code_request=earlier, late=False, objected_at=timezone.now())


def fails_now(earlier: CodeRequest, one: CodeRequest) -> None:
    """The customer says of the earlier code that it does not work after all."""
    CodeRequest.objects.filter(pk=earlier.pk).update(revealed_at=timezone.now())
    workflow.say_not_worked(CodeRequest.objects.get(pk=earlier.pk), Feedback(display="error", entered="yes", tries=1))


def another_vin_was_read(earlier: CodeRequest, one: CodeRequest) -> None:
    reading = earlier.readings.get(subject="vin6")
    reading.set_value("654321")
    reading.save()


DIFFERENCES: dict[str, tuple[Change, str]] = {
    "the desk has no short way": (policy("again_days", 0), "again_off"),
    "originals are shown at the counter": (policy("level", "counter"), "again_off"),
    "more is asked now": (policy("level", "strict"), "again_weaker"),
    "more papers are asked now": (policy("slots", ["label", "certificate", "purchase"]), "again_weaker"),
    "it names nothing": (of("again_of", None), "again_unknown"),
    "the earlier one is not finished": (earlier_of("status", Status.NOT_WORKED), "again_unverified"),
    "the earlier one was not approved": (earlier_of("approved_by", None), "again_unverified"),
    "its line of approval is gone": (
        lambda earlier, one: CodeRequest.objects.filter(pk=one.pk).update(again_of=one.pk), "again_unverified"
    ),
    "the code failed since": (fails_now, "again_unverified"),
    "the known code was removed": (lambda *_: KnownCode.objects.all().delete(), "again_code"),
    "the known code fails more often": (lambda *_: KnownCode.objects.update(times_failed=9), "again_code"),
    "no customer said that it works": (lambda *_: CodeOutcome.objects.all().delete(), "again_code"),
    "nobody counted that it worked": (lambda *_: KnownCode.objects.update(times_worked=0), "again_code"),
    "what is remembered is that it failed": (lambda *_: CodeOutcome.objects.update(worked=False), "again_code"),
    "the code goes by a car": (lambda *_: KnownCode.objects.update(identity="vin"), "again_code"),
    "another address": (of("email_fingerprint", "another"), "again_address"),
    "no address": (of("email_fingerprint", ""), "again_address"),
    "somebody objected to the address": (objects, "again_address"),
    "another name": (of("name", "Another Customer"), "again_holder"),
    "no name any more": (earlier_of("name", ""), "again_holder"),
    "another owner": (of("owner_name", "Somebody"), "again_holder"),
    "asks as somebody else": (of("asker", "trade"), "again_holder"),
    "another car": (of("vin_tail_fingerprint", registry.vin_tail_fingerprint("999999")), "again_vin"),
    "no VIN": (of("vin_tail_fingerprint", ""), "again_vin"),
    "another VIN was read then": (another_vin_was_read, "again_vin"),
    "no VIN stood on the papers": (
        lambda earlier, one: earlier.readings.filter(subject="vin6").update(not_on_paper=True), "again_vin"
    ),
    "the readings are gone": (lambda earlier, one: earlier.readings.all().delete(), "again_vin"),
    "it is asked for by a VIN": (of("number_kind", Kind.VIN), "again_number"),
    "another kind of number": (of("number_kind", Kind.SERIAL), "again_number"),
}  # fmt: skip


@pytest.mark.parametrize("name", DIFFERENCES)
def test_whatever_differs_asks_for_the_papers(name: str, desk: Desk, alice: User) -> None:
    change, code = DIFFERENCES[name]
    earlier = gave(desk, alice)
    one = begins_again(earlier)
    reads(one, alice)
    assert proven_before.missing(one) == ()
    change(earlier, one)
    one.refresh_from_db()
    assert code in missing_of(lambda: workflow.rely(one, by=alice))


@pytest.mark.parametrize("name", [name for name in DIFFERENCES if name != "it names nothing"])
def test_what_differs_later_stops_the_approval_and_the_sending(name: str, desk: Desk, alice: User) -> None:
    """Relied on, and then it changes: nothing that was right a moment ago is taken for granted."""
    change, code = DIFFERENCES[name]
    one = relied(desk, alice)
    earlier = one.again_of
    assert earlier is not None
    workflow.answer_check(one, CheckKind.LABEL_REAL, Verdict.YES, by=alice)
    change(earlier, one)
    one.refresh_from_db()
    assert code in missing_of(lambda: workflow.approve(one, by=alice))
    assert not one.candidates.exists()


@pytest.mark.parametrize("name", ["another name", "another car", "the code failed since", "another address"])
def test_what_differs_after_the_approval_stops_the_sending(name: str, desk: Desk, alice: User) -> None:
    change, code = DIFFERENCES[name]
    one = approved(desk, alice)
    earlier = one.again_of
    assert earlier is not None
    change(earlier, one)
    one.refresh_from_db()
    chosen = workflow.candidates_of(one)[0]
    assert code in missing_of(lambda: workflow.deliver(one, chosen, by=alice))


def test_an_earlier_request_of_another_desk_proves_nothing(desk: Desk, alice: User) -> None:
    elsewhere = factories.make_desk("Other Desk", again_days=60)
    earlier = gave(elsewhere, factories.make_staff(elsewhere, "zoe"))
    one = begins_again(gave(desk, alice))
    reads(one, alice)
    of("again_of", earlier)(earlier, one)
    one.refresh_from_db()
    assert missing_of(lambda: workflow.rely(one, by=alice)) == ("again_unknown",)


def test_the_number_must_be_read_off_the_new_photo_first(desk: Desk, alice: User) -> None:
    one = begins_again(gave(desk, alice))
    factories.take(one, by=alice)
    assert missing_of(lambda: workflow.rely(one, by=alice)) == ("again_number",)
    workflow.read_number_off(one, "S058", by=alice)
    assert missing_of(lambda: workflow.rely(one, by=alice)) == ("again_number",)


def test_another_number_on_the_label_does_not_do_though_both_read_it(desk: Desk, alice: User) -> None:
    one = begins_again(gave(desk, alice), number="S058")
    reads(one, alice, number="S058")
    assert missing_of(lambda: workflow.rely(one, by=alice)) == ("again_number",)


def test_what_is_read_otherwise_after_relying_stops_the_approval(desk: Desk, alice: User) -> None:
    one = relied(desk, alice)
    workflow.read_number_off(one, "A583", by=alice, override_reason="I am sure")
    workflow.answer_check(one, CheckKind.LABEL_REAL, Verdict.YES, by=alice)
    assert "again_number" in missing_of(lambda: workflow.approve(one, by=alice))


@pytest.mark.parametrize(("days", "may"), [(59, True), (61, False)])
def test_the_earlier_verification_must_be_young_enough(days: int, may: bool, desk: Desk, alice: User) -> None:
    earlier = gave(desk, alice)
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        assert workflow.may_ask_again(earlier) is may
    one = begins_again(earlier)
    reads(one, alice)
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        assert proven_before.missing(one) == (() if may else ("again_old",))


def test_a_code_that_was_seen_on_the_sending_device_alone_proves_no_mailbox(desk: Desk, alice: User) -> None:
    refused_for(gave(desk, alice, link=AccessLink.Kind.DEVICE), alice, "again_address")


def refused_for(earlier: CodeRequest, alice: User, code: str) -> None:
    """It is not offered, and a request that names it all the same cannot rely on it."""
    assert not workflow.may_ask_again(earlier)
    one = begins_again(gave(earlier.desk, alice))
    of("again_of", earlier)(earlier, one)
    one.refresh_from_db()
    reads(one, alice)
    assert missing_of(lambda: workflow.rely(one, by=alice)) == (code,)


def test_a_letter_to_an_address_that_was_changed_since_proves_nothing(desk: Desk, alice: User) -> None:
    one, _ = factories.make_sent(desk, vin_tail=VIN, email="first@customer.example")
    factories.verify(one, by=alice, vin6=VIN)
    workflow.approve(one, by=alice)
    workflow.deliver(one, workflow.candidates_of(one)[0], by=alice)
    workflow.reveal(one, letter_link(one), typed="S053")
    workflow.change_address(one, ADDRESS)
    factories.verify(one, by=alice, vin6=VIN)
    workflow.approve(one, by=alice)
    bob = factories.make_staff(desk, "bob")
    factories.second_look(one, by=bob)
    workflow.deliver(one, workflow.candidates_of(one)[0], by=alice)
    workflow.reveal(one, one.links.get(kind="device"))
    workflow.say_worked(one)
    drop_code(one)
    refused_for(CodeRequest.objects.get(pk=one.pk), alice, "again_address")


def test_nothing_but_that_code_can_be_sent(desk: Desk, alice: User) -> None:
    one = approved(desk, alice)
    typed = missing_of(
        lambda: workflow.type_code(one, "1234", "1234", source=Source.PAPERS, provenance="card", by=alice)
    )
    assert typed == ("again_only",)
    smuggled = chain.keep_candidate(one, Source.PAPERS, code="1234", provenance="card", by_id=alice.pk)
    Candidate.objects.filter(pk=smuggled.pk).update(round=2)
    assert "candidate" in missing_of(lambda: workflow.deliver(one, smuggled, by=alice))


def test_where_it_fails_the_sources_are_not_asked_but_the_papers(desk: Desk, alice: User) -> None:
    one = approved(desk, alice)
    workflow.deliver(one, workflow.candidates_of(one)[0], by=alice)
    workflow.reveal(one, letter_link(one), typed="S053")
    workflow.say_not_worked(one, Feedback(display="error", entered="yes", tries=1))
    assert "again_only" in missing_of(lambda: workflow.look_again(one, by=alice, reason="another"))
    workflow.recheck(one, by=alice, reason="the papers, then")
    assert not one.relies
    assert slots_for(one) == (Slot.LABEL, Slot.CERTIFICATE)


@pytest.mark.parametrize("course", ["recheck", "change_address", "ask"])
def test_a_new_round_relies_on_nothing(course: str, desk: Desk, alice: User) -> None:
    one = approved(desk, alice)
    ways: dict[str, Callable[[], object]] = {
        "recheck": lambda: workflow.recheck(one, by=alice, reason="once more"),
        "change_address": lambda: workflow.change_address(one, "another@customer.example"),
        "ask": lambda: workflow.ask(one, [workflow.Item(Slot.LABEL, DocumentProblem.BLUR)], by=alice),
    }
    ways[course]()
    one.refresh_from_db()
    assert not one.relies


def test_the_code_is_shown_through_the_link_in_a_letter_alone(desk: Desk, alice: User) -> None:
    one = approved(desk, alice)
    workflow.deliver(one, workflow.candidates_of(one)[0], by=alice)
    device = one.links.get(kind="device")
    assert missing_of(lambda: workflow.reveal(one, device, typed="S053")) == ("letter",)
    assert missing_of(lambda: workflow.reveal(one, letter_link(one), typed="X999")) == ("factor",)
    assert workflow.reveal(one, letter_link(one), typed="S053") == "7913"


def test_the_rules_about_a_second_person_hold_here_too(desk: Desk, alice: User, bob: User) -> None:
    Desk.objects.filter(pk=desk.pk).update(second_always=True)
    desk.refresh_from_db()
    one, _ = factories.make_sent(desk, vin_tail=VIN, email=ADDRESS)
    factories.verify(one, by=alice, vin6=VIN)
    workflow.approve(one, by=alice)
    factories.second_look(one, by=bob)
    workflow.deliver(one, workflow.candidates_of(one)[0], by=alice)
    workflow.reveal(one, letter_link(one), typed="S053")
    workflow.say_worked(one)
    drop_code(one)
    again = begins_again(CodeRequest.objects.get(pk=one.pk))
    reads(again, alice)
    workflow.rely(again, by=alice)
    workflow.answer_check(again, CheckKind.LABEL_REAL, Verdict.YES, by=alice)
    workflow.approve(again, by=alice)
    chosen = workflow.candidates_of(again)[0]
    assert missing_of(lambda: workflow.deliver(again, chosen, by=alice)) == ("second_person",)
    workflow.second_look(again, Verdict.YES, by=_opens(again, bob), reason="the same", number="S053")
    workflow.deliver(again, chosen, by=alice)


def _opens(code_request: CodeRequest, bob: User) -> User:
    factories.open_papers(code_request, by=bob)
    return bob


def test_whoever_relied_is_not_the_second_person(desk: Desk, alice: User, bob: User) -> None:
    one = begins_again(gave(desk, alice))
    reads(one, alice)
    workflow.claim(one, by=bob, take_over=True)
    workflow.rely(one, by=bob)
    workflow.answer_check(one, CheckKind.LABEL_REAL, Verdict.YES, by=alice)
    workflow.approve(one, by=alice)
    with pytest.raises(workflow.NotComplete, match="second_person_worked"):
        workflow.second_look(one, Verdict.YES, by=_opens(one, bob), reason="sure", number="S053")


def test_whoever_verified_the_earlier_one_is_not_the_second_person(desk: Desk, alice: User, bob: User) -> None:
    one = begins_again(gave(desk, alice))
    reads(one, bob)
    workflow.rely(one, by=bob)
    workflow.answer_check(one, CheckKind.LABEL_REAL, Verdict.YES, by=bob)
    workflow.approve(one, by=bob)
    with pytest.raises(workflow.NotComplete, match="second_person_verified"):
        workflow.second_look(one, Verdict.YES, by=_opens(one, alice), reason="sure", number="S053")
    carol = factories.make_staff(desk, "carol")
    workflow.second_look(one, Verdict.YES, by=_opens(one, carol), reason="the same", number="S053")


def test_whoever_verified_the_earlier_one_does_not_read_the_sample(desk: Desk, alice: User, bob: User) -> None:
    one = begins_again(gave(desk, alice))
    reads(one, bob)
    workflow.rely(one, by=bob)
    workflow.answer_check(one, CheckKind.LABEL_REAL, Verdict.YES, by=bob)
    workflow.approve(one, by=bob)
    workflow.deliver(one, workflow.candidates_of(one)[0], by=bob)
    sample = QualitySample.objects.create(code_request=one, round=1)
    assert not workflow.samples_for(alice)
    assert list(workflow.samples_for(factories.make_staff(desk, "carol"))) == [sample]


def test_an_earlier_code_that_cannot_be_opened_asks_for_the_papers(desk: Desk, alice: User) -> None:
    one = relied(desk, alice)
    workflow.answer_check(one, CheckKind.LABEL_REAL, Verdict.YES, by=alice)
    KnownCode.objects.update(sealed_code=b"damaged")
    assert missing_of(lambda: workflow.approve(one, by=alice)) == ("again_code",)
    one.refresh_from_db()
    assert one.state is Status.CHECKING
    assert not one.candidates.exists()


def test_where_the_earlier_code_is_gone_no_other_is_looked_for(desk: Desk, alice: User) -> None:
    one = relied(desk, alice)
    KnownCode.objects.all().delete()
    assert missing_of(lambda: find_again(one, by_id=alice.pk)) == ("again_code",)
    assert not one.candidates.exists()


def test_an_old_page_relies_on_nothing(desk: Desk, alice: User) -> None:
    one = begins_again(gave(desk, alice))
    reads(one, alice)
    stale = CodeRequest.objects.get(pk=one.pk)
    workflow.rely(one, by=alice)
    with pytest.raises(workflow.MoveRefused):
        workflow.rely(stale, by=alice)


def test_a_third_time_rests_on_the_first_verification(desk: Desk, alice: User) -> None:
    one = approved(desk, alice)
    workflow.deliver(one, workflow.candidates_of(one)[0], by=alice)
    workflow.reveal(one, letter_link(one), typed="S053")
    workflow.say_worked(one)
    drop_code(one)
    one.refresh_from_db()
    third = begins_again(one)
    assert third.again_of == one.again_of
    reads(third, alice)
    workflow.rely(third, by=alice)
    of("again_of", one.pk)(one, third)
    third.refresh_from_db()
    assert proven_before.missing(third) == ("again_unverified",)


@pytest.mark.parametrize("how", ["erased", "forgotten"])
def test_who_was_forgotten_proves_nothing(how: str, desk: Desk, alice: User) -> None:
    earlier = gave(desk, alice)
    one = begins_again(earlier)
    reads(one, alice)
    if how == "erased":
        workflow.erase(earlier, party=Party.CUSTOMER)
    else:
        forget(earlier)
    assert not workflow.may_ask_again(earlier)
    assert missing_of(lambda: workflow.rely(one, by=alice))


def test_a_known_code_of_another_desk_is_none_here(desk: Desk, alice: User) -> None:
    earlier = gave(desk, alice)
    KnownCode.objects.update(desk=factories.make_desk("Other Desk"))
    assert not workflow.may_ask_again(earlier)
    assert proven_before.code_before(earlier) is None


def test_a_code_that_failed_as_often_as_it_worked_is_still_the_one(desk: Desk, alice: User) -> None:
    earlier = gave(desk, alice)
    KnownCode.objects.update(times_failed=1)
    assert workflow.may_ask_again(earlier)


def test_an_objection_of_somebody_else_and_a_change_that_stands_are_no_objection(desk: Desk, alice: User) -> None:
    earlier = gave(desk, alice)
    other, _ = factories.make_sent(desk)
    AddressChange.objects.create(code_request=other, late=False, objected_at=timezone.now())
    AddressChange.objects.create(code_request=earlier, late=False)
    assert workflow.may_ask_again(earlier)


def test_a_number_that_is_a_vin_is_not_given_again(desk: Desk, alice: User) -> None:
    earlier = gave(desk, alice)
    CodeRequest.objects.filter(pk=earlier.pk).update(number_kind=Kind.VIN)
    earlier.refresh_from_db()
    assert "again_number" in proven_before.missing_of_earlier(earlier, Policy.of(earlier))
    assert not workflow.may_ask_again(earlier)


def test_a_number_that_nobody_read_is_not_given_again(desk: Desk, alice: User) -> None:
    earlier = gave(desk, alice)
    earlier.readings.filter(subject="number").delete()
    assert proven_before.missing_of_earlier(earlier, Policy.of(earlier)) == ("again_number",)
    assert not workflow.may_ask_again(earlier)


def switched_off(desk: Desk, earlier: CodeRequest) -> None:
    Desk.objects.filter(pk=desk.pk).update(again_days=0)


def closed(desk: Desk, earlier: CodeRequest) -> None:
    Desk.objects.filter(pk=desk.pk).update(active=False)


def not_finished(desk: Desk, earlier: CodeRequest) -> None:
    CodeRequest.objects.filter(pk=earlier.pk).update(status=Status.NOT_WORKED)


def asks_more(desk: Desk, earlier: CodeRequest) -> None:
    Desk.objects.filter(pk=desk.pk).update(evidence_level=EvidenceLevel.STRICT)


def at_the_counter(desk: Desk, earlier: CodeRequest) -> None:
    Desk.objects.filter(pk=desk.pk).update(evidence_level=EvidenceLevel.COUNTER)


@pytest.mark.parametrize("change", [switched_off, closed, not_finished, asks_more, at_the_counter])
def test_it_is_offered_only_where_it_can_be_had(
    change: Callable[[Desk, CodeRequest], None], desk: Desk, alice: User
) -> None:
    earlier = gave(desk, alice)
    change(desk, earlier)
    earlier = CodeRequest.objects.get(pk=earlier.pk)
    assert not workflow.may_ask_again(earlier)
    with pytest.raises(workflow.MoveRefused):
        workflow.start_again(earlier, language="en")


def test_while_the_code_can_be_seen_nobody_need_ask_again(desk: Desk, alice: User) -> None:
    one, _ = factories.make_ready(desk, by=alice)
    workflow.reveal(one, letter_link(one), typed="S053")
    workflow.say_worked(one)
    assert not workflow.may_ask_again(one)


@pytest.mark.parametrize(
    "answers",
    [
        {"name": "Another Customer"}, {"owner_name": "Somebody"}, {"email": "other@customer.example"},
        {"asker": "trade"}, {"family": None}, {"guide": None}, {"number_kind": "serial"},
    ],
)  # fmt: skip
def test_whoever_says_something_else_is_asked_for_all_papers(answers: dict[str, Any], desk: Desk, alice: User) -> None:
    earlier = gave(desk, alice)
    draft, _ = workflow.start_again(earlier, language="en")
    assert "slot:certificate" not in workflow.unanswered(draft)
    workflow.save_answers(draft, **{name: getattr(earlier, name) for name in answers})
    assert CodeRequest.objects.get(pk=draft.pk).again_of is not None
    workflow.save_answers(draft, **answers)
    assert CodeRequest.objects.get(pk=draft.pk).again_of is None
    assert "slot:certificate" in workflow.unanswered(draft)


def test_what_is_begun_holds_no_name_and_no_address(desk: Desk, alice: User) -> None:
    """Whoever reads the letter of somebody else may begin it."""
    draft, _ = workflow.start_again(gave(desk, alice), language="en")
    assert (draft.name, draft.owner_name, draft.email) == ("", "", "")


def test_a_name_may_be_written_otherwise(desk: Desk, alice: User) -> None:
    earlier = gave(desk, alice)
    draft, _ = workflow.start_again(earlier, language="en")
    workflow.save_answers(draft, name=f" {earlier.name.upper()} ", email=earlier.email)
    assert draft.again_of == earlier


def test_a_desk_that_ends_it_meanwhile_asks_the_draft_for_all_papers(desk: Desk, alice: User) -> None:
    draft, _ = workflow.start_again(gave(desk, alice), language="en")
    Desk.objects.filter(pk=desk.pk).update(again_days=0)
    draft = CodeRequest.objects.get(pk=draft.pk)
    assert "slot:certificate" in workflow.unanswered(draft)


def test_allowing_it_asks_less(desk: Desk) -> None:
    assert asks_less("again_days", 0, 30)
    assert not asks_less("again_days", 60, 30)


def test_it_is_off_at_a_new_desk(db: None) -> None:
    assert Desk().again_days == 0


def test_a_basic_desk_read_no_vin_and_has_no_short_way(db: None) -> None:
    desk = factories.make_desk(level=EvidenceLevel.BASIC, again_days=60)
    alice = factories.make_staff(desk, "alice")
    earlier = gave(desk, alice, vin="")
    assert not workflow.may_ask_again(earlier)
    assert proven_before.missing_of_earlier(earlier, Policy.of(earlier)) == ("again_vin",)


def test_a_page_of_the_label_must_be_opened_for_its_yes(desk: Desk, alice: User) -> None:
    one = relied(desk, alice)
    bob = factories.make_staff(desk, "bob")
    workflow.claim(one, by=bob, take_over=True)
    with pytest.raises(workflow.NotComplete, match="unopened"):
        workflow.answer_check(one, CheckKind.LABEL_REAL, Verdict.YES, by=bob)

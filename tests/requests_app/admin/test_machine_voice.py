"""What engines read is one more voice on the review page: after the clerk's own reading, and never instead of it."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from requests_app import evidence, workflow
from requests_app.flags import FlagKind, flags_for, kinds_of
from requests_app.labels.voting import LabelReading
from requests_app.models import CodeRequest, Desk, MachineReading, NumberUnknown, Page, Slot, seal_found
from requests_app.workflow.clearing import clearances_of
from tests import factories
from tests.requests_app.admin.desk_forms import address

pytestmark = pytest.mark.django_db
READS = "The machine reads the same."
NOTHING = "By machine:"


def read_by_machine(code_request: CodeRequest, found: LabelReading) -> MachineReading:
    """As if engines had read the label that stands."""
    page = Page.objects.get(
        upload__code_request=code_request, upload__slot=Slot.LABEL, upload__replaced_at=None, upload__deleted_at=None
    )
    row, _ = MachineReading.objects.update_or_create(
        page=page, defaults={"state": MachineReading.State.READ, "found_sealed": seal_found(found, page_id=page.pk)}
    )
    evidence.hold_against(CodeRequest.objects.get(pk=code_request.pk))
    return row


def sent(desk: Desk, alice: User, *, number: str = "S053", machine: str = "S053") -> CodeRequest:
    """Sent by the customer, with a number or without, read by engines, and taken by Alice."""
    code_request, _ = factories.make_sent(desk, number=number or "S053")
    if not number:
        unknown = {"number_sealed": None, "number_fingerprint": "", "number_unknown": NumberUnknown.CANNOT_REMOVE}
        CodeRequest.objects.filter(pk=code_request.pk).update(**unknown)
        code_request.refresh_from_db()
    read_by_machine(code_request, LabelReading(machine))
    factories.take(code_request, by=alice)
    return code_request


def shown(client: Client, code_request: CodeRequest) -> str:
    return client.get(reverse("admin:review", args=[code_request.reference])).content.decode()


def read_off(client: Client, code_request: CodeRequest, number: str) -> str:
    """Alice compares her reading with what is there; what her page says then."""
    code_request.refresh_from_db()
    data = {"version": code_request.version, "number": number, "then": "compare"}
    client.post(address(code_request, "check/"), data)
    return shown(client, code_request)


def kinds(code_request: CodeRequest) -> set[FlagKind]:
    return {flag.kind for flag in flags_for(CodeRequest.objects.get(pk=code_request.pk))}


def test_before_the_clerk_has_read_nothing_of_it_is_on_the_page(desk: Desk, alice: User, at_desk: Client) -> None:
    code_request = sent(desk, alice)
    page = shown(at_desk, code_request)
    assert "S053" not in page
    assert READS not in page
    assert NOTHING not in page


def test_three_that_agree_are_told_so(desk: Desk, alice: User, at_desk: Client) -> None:
    assert READS in read_off(at_desk, sent(desk, alice), "S053")


def test_where_the_machine_differs_the_place_is_told(desk: Desk, alice: User, at_desk: Client) -> None:
    page = read_off(at_desk, sent(desk, alice, machine="S058"), "S053")
    assert "Machine read" in page
    assert "Different at position 4: 3 / 8" in page
    assert "staff read another number" in page


def test_easily_confused_characters_are_marked(desk: Desk, alice: User, at_desk: Client) -> None:
    page = read_off(at_desk, sent(desk, alice, number="O053", machine="D053"), "O053")
    assert "Different at position 1: O / D – easily confused, look again" in page


def test_the_page_tells_of_a_label_with_a_part_number_only(desk: Desk, alice: User, at_desk: Client) -> None:
    code_request = sent(desk, alice)
    read_by_machine(code_request, LabelReading(part_number="281150198R"))
    page = read_off(at_desk, code_request, "S053")
    assert "the photo shows a part number only" in page
    assert "281150198R" in page
    assert FlagKind.MACHINE_DIFFERS not in kinds(code_request)


def test_a_machine_that_could_read_nothing_says_so_and_flags_nothing(desk: Desk, alice: User, at_desk: Client) -> None:
    code_request = sent(desk, alice, machine="")
    assert "By machine: no number could be read." in read_off(at_desk, code_request, "S053")
    assert FlagKind.MACHINE_DIFFERS not in kinds(code_request)


@pytest.mark.parametrize("state", ["waiting", "under_way", "failed"])
def test_while_nothing_was_read_nothing_is_said(desk: Desk, alice: User, at_desk: Client, state: str) -> None:
    code_request = sent(desk, alice)
    MachineReading.objects.update(state=state)
    page = read_off(at_desk, code_request, "S053")
    assert READS not in page
    assert NOTHING not in page


def test_without_engines_the_page_is_what_it_was(desk: Desk, alice: User, at_desk: Client) -> None:
    code_request = sent(desk, alice)
    MachineReading.objects.all().delete()
    assert "achine" not in read_off(at_desk, code_request, "S053")


def test_between_two_blind_readings_the_machine_is_not_shown(desk: Desk, alice: User, at_desk: Client) -> None:
    code_request = sent(desk, alice, number="")
    first = read_off(at_desk, code_request, "S053")
    assert READS not in first
    assert READS in read_off(at_desk, code_request, "S053")


def test_a_number_that_the_customer_took_from_the_machine_is_no_third_voice(
    desk: Desk, alice: User, at_desk: Client
) -> None:
    code_request = sent(desk, alice)
    MachineReading.objects.update(answer=MachineReading.Answer.YES)
    assert "The customer took the number from it." in read_off(at_desk, code_request, "S053")
    MachineReading.objects.update(answer=MachineReading.Answer.NO)
    assert "The customer took the number from it." not in shown(at_desk, code_request)


def test_a_machine_alone_verifies_nothing(desk: Desk, alice: User) -> None:
    code_request = sent(desk, alice, number="")
    workflow.read_number_off(code_request, "S053", by=alice)
    assert "reading:number" in workflow.missing(code_request)


# -- The flag ---------------------------------------------------------------------------------------------------------
def test_a_machine_that_differs_from_the_settled_reading_is_a_high_flag(desk: Desk, alice: User) -> None:
    code_request = sent(desk, alice, machine="S058")
    assert FlagKind.MACHINE_DIFFERS not in kinds(code_request)
    workflow.read_number_off(code_request, "S053", by=alice)
    (flag,) = [one for one in flags_for(code_request) if one.kind is FlagKind.MACHINE_DIFFERS]
    reading = code_request.readings.get()
    assert (flag.high, flag.keys) == (True, [f"machine:{MachineReading.objects.get().pk}:{reading.pk}"])
    assert flag.evidence[0].at == reading.at
    assert kinds_of([code_request])[code_request.pk] == [FlagKind.MACHINE_DIFFERS]


def test_a_reading_that_is_not_settled_is_not_held_against(desk: Desk, alice: User) -> None:
    code_request = sent(desk, alice, number="S054", machine="S058")
    workflow.read_number_off(code_request, "S053", by=alice)
    assert FlagKind.MACHINE_DIFFERS not in kinds(code_request)
    workflow.read_number_off(code_request, "S053", by=alice, override_reason="the 3 is clear")
    assert FlagKind.MACHINE_DIFFERS in kinds(code_request)


def test_a_machine_that_is_late_is_held_against_what_was_settled(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    workflow.read_number_off(code_request, "S053", by=alice)
    read_by_machine(code_request, LabelReading("S058"))
    assert FlagKind.MACHINE_DIFFERS in kinds(code_request)


def test_a_second_reading_that_agrees_with_the_machine_ends_the_flag(desk: Desk, alice: User) -> None:
    code_request = sent(desk, alice, machine="S058")
    workflow.read_number_off(code_request, "S053", by=alice)
    workflow.read_number_off(code_request, "S058", by=alice, override_reason="it is an 8")
    assert FlagKind.MACHINE_DIFFERS not in kinds(code_request)


def test_what_was_said_of_the_flag_counts_for_this_reading_alone(desk: Desk, alice: User) -> None:
    code_request = sent(desk, alice, machine="S058")
    workflow.read_number_off(code_request, "S053", by=alice)
    factories.clear_flags(code_request, by=alice)
    assert FlagKind.MACHINE_DIFFERS in clearances_of(code_request, flags_for(code_request))
    workflow.read_number_off(code_request, "S053", by=alice)
    assert FlagKind.MACHINE_DIFFERS not in clearances_of(code_request, flags_for(code_request))


def test_nothing_is_approved_over_the_flag(desk: Desk, alice: User) -> None:
    code_request = sent(desk, alice, machine="S058")
    workflow.read_number_off(code_request, "S053", by=alice)
    assert "flag:machine_differs" in workflow.missing(code_request)


def test_another_round_begins_without_it(desk: Desk, alice: User) -> None:
    code_request = sent(desk, alice, machine="S058")
    workflow.read_number_off(code_request, "S053", by=alice)
    CodeRequest.objects.filter(pk=code_request.pk).update(verification_round=2)
    assert FlagKind.MACHINE_DIFFERS not in kinds(code_request)


def test_a_label_that_takes_its_place_takes_the_flag_along(desk: Desk, alice: User) -> None:
    code_request = sent(desk, alice, machine="S058")
    workflow.read_number_off(code_request, "S053", by=alice)
    code_request.uploads.filter(slot=Slot.LABEL).update(replaced_at=code_request.sent_at)
    assert FlagKind.MACHINE_DIFFERS not in kinds(code_request)

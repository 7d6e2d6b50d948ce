"""Flags are explained one by one: on what each rests, who cleared it and why; what is found later opens it again."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from guides_app.identifiers import Kind
from requests_app import workflow
from requests_app.flags import HIGH, FlagKind, flags_for, kinds_of
from requests_app.forms.documents import HINTS
from requests_app.lookup.registry import label_fingerprints
from requests_app.models import AccessLink, Asker, CodeRequest, Desk, Event, FlagClearance, Reading, Slot
from requests_app.vault.sanitise import Sign
from requests_app.workflow.revealing import factor_matches
from requests_app.workflow.second_person import state_of
from tests import factories

pytestmark = pytest.mark.one_database

LINE = "BP7349X1234567 8200607918T S053"
SAME = {FlagKind.SAME_VIN: "Two owners of one car, both papers seen"}


def kinds(code_request: CodeRequest) -> set[FlagKind]:
    return set(kinds_of([CodeRequest.objects.get(pk=code_request.pk)])[code_request.pk])


def sent(desk: Desk, *, line: str = "", family_of_car: bool = True, **fields: object) -> CodeRequest:
    draft = factories.make_draft(desk, **fields)  # type: ignore[arg-type]
    if line:
        workflow.save_answers(draft, **label_fingerprints(line))
    if not family_of_car:
        workflow.save_answers(draft, family=factories.make_family("other-radio"))
    workflow.send(draft)
    return draft


@pytest.fixture
def flagged(desk: Desk, alice: User) -> CodeRequest:
    """Checked, but for the high flag that another request has the same car."""
    twin, code_request = sent(desk), sent(desk, number="S053")
    factories.give_same_car(twin, code_request)
    factories.verify(code_request, by=alice)
    code_request.flag_clearances.all().delete()
    return code_request


def test_papers_are_approved_when_every_high_flag_is_cleared_with_a_reason(flagged: CodeRequest, alice: User) -> None:
    assert workflow.missing(flagged) == ("flag:same_vin",)
    with pytest.raises(workflow.NotComplete, match="flag:same_vin"):
        workflow.approve(flagged, by=alice)
    workflow.clear_flags(flagged, SAME, by=alice)
    line = Event.objects.filter(code_request=flagged, kind="clear_flag").latest("number")
    assert (line.user, line.reason, line.data["flag"]) == (alice, SAME[FlagKind.SAME_VIN], "same_vin")
    workflow.approve(flagged, by=alice)


def test_new_evidence_opens_a_flag_again_and_voids_the_second_look(
    desk: Desk, flagged: CodeRequest, alice: User, bob: User
) -> None:
    workflow.clear_flags(flagged, SAME, by=alice)
    workflow.approve(flagged, by=alice)
    factories.second_look(flagged, by=bob)
    assert state_of(flagged).look is not None
    factories.give_same_car(sent(desk))
    assert workflow.missing(flagged) == ("flag:same_vin",)
    assert state_of(flagged).look is None
    with pytest.raises(workflow.NotComplete, match="flag:same_vin"):
        workflow.deliver(flagged, workflow.candidates_of(flagged)[0], by=alice)
    workflow.clear_flags(flagged, SAME, by=alice)
    assert workflow.missing(flagged) == ()


def test_a_flag_that_lost_some_of_its_evidence_stays_cleared(desk: Desk, flagged: CodeRequest, alice: User) -> None:
    other = sent(desk)
    factories.give_same_car(other)
    workflow.clear_flags(flagged, SAME, by=alice)
    CodeRequest.objects.filter(pk=other.pk).update(vin_fingerprint="")
    assert workflow.missing(flagged) == ()


def test_the_same_reason_again_writes_nothing(flagged: CodeRequest, alice: User) -> None:
    assert len(workflow.clear_flags(flagged, SAME, by=alice)) == 1
    assert workflow.clear_flags(flagged, SAME, by=alice) == []


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_a_flag_is_not_cleared_without_a_reason_and_none_is_cut(flagged: CodeRequest, alice: User, reason: str) -> None:
    with pytest.raises(workflow.NotComplete, match="flag:same_vin"):
        workflow.clear_flags(flagged, {FlagKind.SAME_VIN: reason}, by=alice)
    assert not FlagClearance.objects.exists()


def test_what_does_not_stand_is_not_cleared(flagged: CodeRequest, alice: User) -> None:
    with pytest.raises(workflow.MoveRefused):
        workflow.clear_flags(flagged, {**SAME, FlagKind.WATCHED: "no"}, by=alice)
    assert not FlagClearance.objects.exists()


def test_who_gave_the_second_look_clears_nothing_and_who_cleared_gives_none(
    flagged: CodeRequest, alice: User, bob: User, charlie: User
) -> None:
    workflow.clear_flags(flagged, SAME, by=charlie)
    factories.open_papers(flagged, by=charlie)
    with pytest.raises(workflow.NotComplete, match="second_person_worked"):
        factories.second_look(flagged, by=charlie)
    factories.second_look(flagged, by=bob)
    with pytest.raises(workflow.NotComplete, match="gave_second_look"):
        workflow.clear_flags(flagged, SAME, by=bob)


def released(desk: Desk, alice: User) -> CodeRequest:
    first = sent(desk, line=LINE)
    CodeRequest.objects.filter(pk=first.pk).update(delivered_at=timezone.now())
    return sent(desk, line=LINE)


def swapped(desk: Desk, alice: User) -> CodeRequest:
    sent(desk, line=LINE, vin_tail="111111", email="ana@customer.example")
    return sent(desk, line=LINE, vin_tail="222222", email="ana@customer.example")


def many(desk: Desk, alice: User) -> CodeRequest:
    return [sent(desk, number=number, email="ana@customer.example") for number in ("S053", "V188", "K417")][-1]


def tried(desk: Desk, alice: User) -> CodeRequest:
    one = sent(desk)
    AccessLink.objects.filter(code_request=one).update(failed_tries=5)
    return one


def read_holder(desk: Desk, alice: User) -> CodeRequest:
    one = sent(desk)
    factories.take(one, by=alice)
    workflow.read_holder(one, "Somebody Else", by=alice)
    return one


def read_strangely(desk: Desk, alice: User) -> CodeRequest:
    one = sent(desk)
    factories.take(one, by=alice)
    workflow.read_number_off(one, "77777777", by=alice, override_reason="so it says")
    return one


def edited(desk: Desk, alice: User) -> CodeRequest:
    file, info = io.BytesIO(), PngInfo()
    info.add_text("Software", "Adobe Photoshop 25.0")
    Image.effect_noise((900, 700), 60).save(file, "PNG", pnginfo=info)
    file.seek(0)
    draft = factories.make_draft(desk)
    factories.add_photo(draft, Slot.LABEL, file)
    workflow.send(draft)
    return draft


def screenshot(desk: Desk, alice: User) -> CodeRequest:
    draft = factories.make_draft(desk)
    factories.add_photo(draft, Slot.LABEL, factories.make_photo("S053", size=(1080, 2400)))
    workflow.send(draft)
    return draft


def with_vin(vin: str) -> Callable[[Desk, User], CodeRequest]:
    def make(desk: Desk, alice: User) -> CodeRequest:
        draft = factories.make_draft(desk)
        workflow.keep_vin(draft, vin)
        factories.add_photo(draft, Slot.FRONT)
        workflow.send(draft)
        return draft

    return make


CASES: dict[FlagKind, list[Callable[[Desk, User], CodeRequest]]] = {
    FlagKind.RELEASED_BEFORE: [released],
    FlagKind.SWAPPED_RADIO: [swapped],
    FlagKind.MANY_UNITS: [many],
    FlagKind.WRONG_TRIES: [tried],
    FlagKind.HOLDER_DIFFERS: [read_holder],
    FlagKind.NOT_OF_FAMILY: [read_strangely],
    FlagKind.NOT_OF_CAR: [lambda desk, alice: sent(desk, family_of_car=False)],
    FlagKind.VIN_FORM: [with_vin("UU1HSDAG54321098X"), lambda desk, alice: sent(desk, vin_tail="21098X")],
    FlagKind.VIN_MAKER: [with_vin("WVWZZZ1JZ3W386752")],
    FlagKind.DISPOSABLE_ADDRESS: [lambda desk, alice: sent(desk, email="ana@mailinator.com")],
    FlagKind.ODD_PICTURE: [edited, screenshot],
}


@pytest.mark.parametrize(("kind", "make"), [(kind, make) for kind, makes in CASES.items() for make in makes])
def test_each_kind_is_found_with_evidence(
    desk: Desk, alice: User, kind: FlagKind, make: Callable[[Desk, User], CodeRequest]
) -> None:
    assert kinds(sent(desk, number="B000", vin_tail="123456")) == set()
    code_request = CodeRequest.objects.get(pk=make(desk, alice).pk)
    flag = next(flag for flag in flags_for(code_request) if flag.kind is kind)
    assert flag.keys
    assert kind in kinds(code_request)


def test_a_garage_may_ask_for_many_radios(desk: Desk) -> None:
    for number in ("S053", "V188", "K417"):
        last = sent(desk, number=number, email="garage@customer.example", asker=Asker.TRADE)
    assert FlagKind.MANY_UNITS not in kinds(last)


def test_many_radios_are_three_within_90_days(desk: Desk) -> None:
    first, second, last = (sent(desk, number=n, email="ana@customer.example") for n in ("S053", "V188", "K417"))
    assert FlagKind.MANY_UNITS not in kinds(second)
    CodeRequest.objects.filter(pk=first.pk).update(sent_at=timezone.now() - timedelta(days=91))
    assert FlagKind.MANY_UNITS not in kinds(last)


def test_the_holder_in_another_order_and_spelling_is_the_same(desk: Desk, alice: User) -> None:
    one = sent(desk)
    factories.take(one, by=alice)
    assert workflow.read_holder(one, "CUSTOMER Tést", by=alice).agrees
    assert FlagKind.HOLDER_DIFFERS not in kinds(one)
    assert Reading.objects.get(subject="holder").value == "CUSTOMER Tést"


def test_a_clean_reading_takes_what_an_earlier_one_said_back(desk: Desk, alice: User) -> None:
    one = sent(desk, vin_tail="123456")
    factories.take(one, by=alice)
    workflow.read_vin_tail(one, "12345X", by=alice, override_reason="blurred")
    assert FlagKind.VIN_FORM in kinds(one)
    workflow.read_vin_tail(one, "123456", by=alice)
    assert FlagKind.VIN_FORM not in kinds(one)


def test_a_name_on_the_papers_opens_no_code(desk: Desk, alice: User) -> None:
    code_request, _token = factories.make_sent(desk)
    factories.verify(code_request, by=alice)
    workflow.read_holder(code_request, "Maria XY12", by=alice)
    assert not factor_matches(code_request, "XY12")


def test_the_sender_of_a_picture_is_not_told_its_signs() -> None:
    assert not set(HINTS) & set(Sign)


def test_flags_of_hints_are_low_and_flags_of_a_thief_are_high() -> None:
    assert {FlagKind.WATCHED, FlagKind.SWAPPED_RADIO, FlagKind.MANY_UNITS, FlagKind.HOLDER_DIFFERS} <= HIGH
    assert not {FlagKind.VIN_MAKER, FlagKind.ODD_PICTURE, FlagKind.RELEASED_BEFORE, FlagKind.NOT_OF_CAR} & HIGH


def test_the_serial_of_one_radio_in_two_cars_is_told(desk: Desk) -> None:
    pair = [sent(desk, number="BP7349X1234567", vin_tail=tail) for tail in ("111111", "222222")]
    CodeRequest.objects.update(number_kind=Kind.SERIAL)
    assert FlagKind.SWAPPED_RADIO in kinds(pair[0])


@pytest.mark.parametrize("reason", ["x", "x" * 300])
def test_one_letter_is_a_reason_and_so_are_three_hundred(flagged: CodeRequest, alice: User, reason: str) -> None:
    workflow.clear_flags(flagged, {FlagKind.SAME_VIN: reason}, by=alice)
    assert workflow.missing(flagged) == ()


def test_a_page_of_the_round_before_clears_nothing(flagged: CodeRequest, alice: User) -> None:
    page = CodeRequest.objects.get(pk=flagged.pk)
    workflow.recheck(approved_with(flagged, alice), by=alice, reason="from the beginning")
    with pytest.raises(workflow.MoveRefused):
        workflow.clear_flags(page, {FlagKind.SAME_VIN: "said before"}, by=alice)


def test_what_was_said_of_a_flag_counts_for_its_round_alone(flagged: CodeRequest, alice: User) -> None:
    workflow.recheck(approved_with(flagged, alice), by=alice, reason="from the beginning")
    assert "flag:same_vin" in workflow.missing(flagged)


def test_nothing_is_cleared_once_the_code_was_sent(flagged: CodeRequest, alice: User) -> None:
    approved_with(flagged, alice)
    workflow.deliver(flagged, workflow.candidates_of(flagged)[0], by=alice)
    with pytest.raises(workflow.MoveRefused):
        workflow.clear_flags(flagged, {FlagKind.SAME_VIN: "once more"}, by=alice)


def approved_with(code_request: CodeRequest, by: User) -> CodeRequest:
    """Approved after its flag was cleared, and looked at by a second person."""
    workflow.clear_flags(code_request, SAME, by=by)
    workflow.approve(code_request, by=by)
    factories.second_look(code_request, by=factories.make_staff(code_request.desk, "dora"))
    return code_request

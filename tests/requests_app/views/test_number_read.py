"""Who went on without the number is asked whether it is the one that engines read off their photo; nobody else is."""

from typing import Any

import pytest
from django.conf import LazySettings

from guides_app.identifiers import Kind
from guides_app.models import RadioFamily
from requests_app import evidence, workflow
from requests_app.labels.voting import LabelReading
from requests_app.lookup.registry import label_fingerprints
from requests_app.models import CodeRequest, Event, MachineReading, NumberUnknown, Page, Slot, seal_found
from requests_app.policy import RADIO
from tests import factories
from tests.requests_app.views.person import Person, words

pytestmark = pytest.mark.django_db
FOUND = LabelReading(precode="S053", part_number="281150198R")
ASKED = "on your photo. Is it that?"


def read_by_machine(draft: CodeRequest, found: LabelReading = FOUND) -> None:
    """As if engines had read the photo of the radio that was sent last."""
    pages = Page.objects.filter(upload__code_request=draft, upload__slot__in=RADIO)
    page = pages.latest("upload_id")
    MachineReading.objects.create(
        page=page, state=MachineReading.State.READ, found_sealed=seal_found(found, page_id=page.pk)
    )


def without_number(person: Person, *, label: bool = False) -> CodeRequest:
    """Everything up to looking over the answers, by somebody who cannot find the number."""
    draft = person.fill_in()
    if not label:
        evidence.delete_all(draft, Slot.LABEL)
    person.post(person.at("number-help"), {"reason": NumberUnknown.CANNOT_REMOVE})
    person.upload("front-photo")
    draft.refresh_from_db()
    return draft


def check_page(person: Person) -> str:
    return words(person.get(person.at("check")))


def said(person: Person, **answer: str) -> Any:
    return person.post(person.at("number-read"), answer)


@pytest.fixture
def draft(ana: Person) -> CodeRequest:
    draft = without_number(ana)
    read_by_machine(draft)
    return draft


def test_who_cannot_find_the_number_is_asked_before_sending(ana: Person, draft: CodeRequest) -> None:
    page = check_page(ana)
    assert f'We read <strong class="number" translate="no">S053</strong> {ASKED}' in page
    assert "281150198R" in page


def test_a_yes_makes_it_the_number_of_the_customer(ana: Person, draft: CodeRequest) -> None:
    assert said(ana, yes="S053")["Location"] == ana.at("check")
    draft.refresh_from_db()
    assert (draft.number, draft.number_kind, draft.number_unknown) == ("S053", Kind.PRECODE, "")
    assert draft.part_fingerprint == label_fingerprints("281150198RT S053")["part_fingerprint"]
    assert ASKED not in check_page(ana)


def test_a_no_is_not_asked_again(ana: Person, draft: CodeRequest) -> None:
    said(ana, no="S053")
    draft.refresh_from_db()
    assert (draft.number, draft.number_unknown) == ("", NumberUnknown.CANNOT_REMOVE)
    assert ASKED not in check_page(ana)
    said(ana, yes="S053")
    draft.refresh_from_db()
    assert draft.number == ""


def test_who_typed_a_number_is_not_asked(ana: Person) -> None:
    draft = ana.fill_in()
    read_by_machine(draft, LabelReading("S058"))
    assert ASKED not in check_page(ana)
    said(ana, yes="S058")
    draft.refresh_from_db()
    assert draft.number == "S053"


@pytest.mark.parametrize("found", [LabelReading(), LabelReading(part_number="281150198R"), LabelReading("A053")])
def test_without_a_number_that_a_code_is_found_by_nobody_is_asked(ana: Person, found: LabelReading) -> None:
    read_by_machine(without_number(ana), found)
    assert ASKED not in check_page(ana)


def test_what_is_not_read_yet_is_not_asked(ana: Person, draft: CodeRequest) -> None:
    MachineReading.objects.update(state=MachineReading.State.WAITING)
    assert ASKED not in check_page(ana)


def test_a_family_that_goes_by_serial_numbers_is_asked_for_that(ana: Person) -> None:
    draft = without_number(ana)
    RadioFamily.objects.update(number_kind=Kind.SERIAL)
    read_by_machine(draft, LabelReading("S053", serial="BP0349A1234567"))
    assert "BP0349A1234567" in check_page(ana)
    said(ana, yes="BP0349A1234567")
    draft.refresh_from_db()
    assert (draft.number, draft.number_kind) == ("BP0349A1234567", Kind.SERIAL)


@pytest.mark.parametrize("answer", [{}, {"yes": "S058"}, {"yes": ""}, {"no": "V188"}])
def test_only_the_number_that_was_shown_can_be_said_yes_to(
    ana: Person, draft: CodeRequest, answer: dict[str, str]
) -> None:
    said(ana, **answer)
    draft.refresh_from_db()
    assert (draft.number, MachineReading.objects.get().answer) == ("", "")


def test_another_photo_is_asked_about_anew(ana: Person, draft: CodeRequest) -> None:
    said(ana, no="S053")
    ana.upload("front-photo")
    read_by_machine(draft, LabelReading("V188"))
    assert "V188" in check_page(ana)


def test_the_photo_that_shows_the_number_is_the_one_of_the_label(ana: Person, draft: CodeRequest) -> None:
    said(ana, yes="S053")
    assert {upload.slot for upload in evidence.current(draft)} == {Slot.LABEL, Slot.CERTIFICATE}
    assert ana.send()["Location"] == ana.at("track", CodeRequest.objects.get(pk=draft.pk).reference)


def test_a_photo_of_the_label_that_is_there_already_stays(ana: Person) -> None:
    draft = without_number(ana, label=True)
    read_by_machine(draft)
    said(ana, yes="S053")
    assert {upload.slot for upload in evidence.current(draft)} == {Slot.LABEL, Slot.FRONT, Slot.CERTIFICATE}


def test_the_record_tells_where_the_number_came_from(ana: Person, draft: CodeRequest) -> None:
    said(ana, yes="S053")
    ana.send()
    assert Event.objects.get(code_request=draft, kind="send").data["number_by_machine"] is True


def test_the_record_of_a_number_that_was_typed_after_all_says_nothing_of_it(ana: Person, draft: CodeRequest) -> None:
    said(ana, yes="S053")
    ana.post(ana.at("number"), {"number": "S058"})
    ana.send()
    assert "number_by_machine" not in Event.objects.get(code_request=draft, kind="send").data


def test_the_answer_of_a_device_without_the_draft_changes_nothing(ana: Person, draft: CodeRequest) -> None:
    said(Person(), yes="S053")
    draft.refresh_from_db()
    assert draft.number == ""


def test_a_number_from_the_photo_still_waits_for_the_clerks_own_reading(ana: Person, draft: CodeRequest) -> None:
    said(ana, yes="S053")
    ana.send()
    draft.refresh_from_db()
    alice = factories.make_staff(draft.desk, "alice")
    factories.take(draft, by=alice)
    assert "reading:number" in workflow.missing(draft)
    workflow.read_number_off(draft, "S058", by=alice)
    assert "reading:number" in workflow.missing(draft)


@pytest.mark.parametrize(("engines", "told"), [(("barcode",), True), ((), False)])
def test_who_sends_a_photo_of_the_radio_is_told_that_a_program_reads_it(
    ana: Person, settings: LazySettings, engines: tuple[str, ...], told: bool
) -> None:
    settings.LABEL_ENGINES = engines
    ana.ask()
    said_so = "A program on our own computer reads the number on this photo, too."
    assert (said_so in words(ana.get(ana.at("document", "label-photo")))) is told
    ana.upload("label-photo")
    assert said_so not in words(ana.get(ana.at("document", "certificate")))

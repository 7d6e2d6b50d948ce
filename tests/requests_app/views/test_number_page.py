"""The radio's number: what is typed, what is kept, and every sentence in between."""

from typing import Any

import pytest

from guides_app.models import Guide, RadioFamily
from requests_app.models import CodeRequest, Desk
from requests_app.states import Status
from tests.requests_app.views.person import Person, leads_to, words

SHAPE = "The pre-code must be 1 letter and 3 numbers"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("S053", "S053"), ("a123", "A123"), (" A 123 ", "A123"), ("A-123", "A123"), ("А123", "A123"),
        ("AI23", "A123"), ("A1O3", "A103"), ("281150198RT A583", "A583"), ("ａ１２３".upper(), "A123"),
        ("N° A123", "A123"), ("A123?", "A123"),
        ("O123", "O123"), ("Q420", "Q420"), ("z999", "Z999"), ("A.1.2.3", "A123"), ("A/123", "A123"),
        ("8200607918T J109", "J109"), ("281156951RTB582", "B582"), ("pre code A123", "A123"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_was_meant(ana: Person, typed: str, kept: str | None) -> None:
    page = ana.ask(number=typed)
    draft = CodeRequest.objects.first()
    assert (draft.number if draft else None) == kept, words(page)[:300]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter the radio&#x27;s pre-code, or select ‘I cannot find it’"),
        ("12", SHAPE), ("A1", SHAPE), ("ABCD", SHAPE), ("A12B4", SHAPE), ("😀", SHAPE),
        ("A" * 500, "That is too long for a number"),
        ("281150198RTA5", "Part of the number is missing"),
    ],
)  # fmt: skip
def test_a_wrong_number_is_told_in_the_summary_and_at_the_field(ana: Person, typed: str, sentence: str) -> None:
    page = ana.ask(number=typed)
    text = words(page)
    assert page.status_code == 422
    assert text.count(sentence) == 2
    assert "<title>Error: What is the radio&#x27;s pre-code?" in text
    assert 'aria-invalid="true"' in text
    assert 'aria-describedby="id_number_helptext id_number_error"' in text
    assert not CodeRequest.objects.exists()


def test_the_wrong_value_stays_in_the_field(ana: Person) -> None:
    assert 'value="ABCD"' in words(ana.ask(number="ABCD"))


def test_what_was_changed_is_shown_on_the_next_page(ana: Person) -> None:
    onward = leads_to(ana.ask(number="281150198RT A583"))
    assert 'We read this as <strong class="number" translate="no">A583</strong>' in words(ana.get(onward))


def test_a_zero_in_front_is_asked_about(ana: Person) -> None:
    page = words(ana.ask(number="0123"))
    assert "Is the first character a letter?" in page
    assert "Yes, it is O123" in page
    assert "Yes, it is Q123" in page
    assert not CodeRequest.objects.exists()
    ana.ask(number="O123")
    assert CodeRequest.objects.get().number == "O123"


def test_what_the_display_shows_before_the_code_is_no_number(ana: Person) -> None:
    page = words(ana.ask(number="0000"))
    assert "4 numbers alone are the code that you need from us, or what the display shows before it." in page
    assert "Yes, it is" not in page
    assert "no letter" not in page
    ana.post(ana.at("number", guide="dacia-duster-1"), {"number": "0000", "as_typed": "1"})
    assert not CodeRequest.objects.exists()


def test_a_number_in_the_middle_of_a_line_is_proposed(ana: Person) -> None:
    page = words(ana.ask(number="281158278R S053 BC 7700 433 052"))
    assert "We took this out of what you typed." in page
    assert "Yes, it is S053" in page


@pytest.mark.parametrize(
    ("typed", "heading"),
    [("22DC459/62E", "the type of the radio"), ("BP0637C8123456", "the serial number")],
)
def test_another_number_of_the_label_is_named(ana: Person, typed: str, heading: str) -> None:
    page = ana.ask(number=typed)
    assert page.status_code == 200
    assert f"This looks like {heading}" in words(page)


@pytest.mark.parametrize("part", ["8200607916", "281150198R", "7711 234567"])
def test_a_part_number_is_recognised_and_both_ways_lead_on(ana: Person, part: str) -> None:
    page = words(ana.ask(number=part))
    assert (
        "This looks like the part number. The pre-code is shorter: 1 letter and 3 numbers, often near the bar code."
        in page
    )
    assert "Enter the pre-code" in page
    assert ana.at("number-help", guide="dacia-duster-1") in page


def test_a_vin_instead_of_a_number_is_recognised(ana: Person) -> None:
    assert "This looks like the number of the car" in words(ana.ask(number="UU1HSDAG543210987"))


@pytest.mark.parametrize(("typed", "why"), [("A012", "a0"), ("1234", "no_letter")])
def test_a_number_without_a_sure_code_goes_to_a_person(ana: Person, typed: str, why: str) -> None:
    onward = leads_to(ana.post(ana.at("number", guide="dacia-duster-1"), {"number": typed, "as_typed": "1"}))
    assert CodeRequest.objects.get().number_for_person == why
    assert f'A person looks at the number <strong class="number" translate="no">{typed}</strong>' in words(
        ana.get(onward)
    )


def test_one_can_go_on_without_a_number(ana: Person) -> None:
    help_page = ana.at("number-help", guide="dacia-duster-1")
    assert ana.post(help_page, {}).status_code == 422
    assert leads_to(ana.post(help_page, {"reason": "damaged"})) == ana.at("document", "front-photo")
    assert CodeRequest.objects.get().number_unknown == "damaged"


def test_the_same_device_is_told_that_it_has_asked_already(ana: Person) -> None:
    code_request = ana.sent()
    page = words(ana.ask(number="S053"))
    assert "You already have a request for this radio" in page
    assert str(code_request.reference) in page


def test_it_may_go_on_where_it_is_another_radio(ana: Person) -> None:
    ana.sent()
    ana.post(ana.at("number", guide="dacia-duster-1"), {"number": "S053", "again": "1"})
    assert CodeRequest.objects.get(status=Status.DRAFT).number == "S053"


def test_another_device_is_never_told_of_a_request(ana: Person, ben: Person) -> None:
    ana.sent()
    assert leads_to(ben.ask(number="S053")) == ben.at("document", "label-photo")


@pytest.fixture
def by_car(guide: Guide) -> Guide:
    """Its radio's code hangs on the car."""
    guide.families.update(number_kind="vin")
    return guide


VIN_SENTENCES: Any = [
    ("", "Enter the car&#x27;s VIN"),
    ("UU1HSDAG54321098", "The VIN must be 17 letters and numbers. You entered 16"),
]


@pytest.mark.parametrize(("typed", "sentence"), VIN_SENTENCES)
def test_a_wrong_vin_is_told(ana: Person, by_car: Guide, typed: str, sentence: str) -> None:
    page = ana.ask(number=typed)
    assert page.status_code == 422
    assert words(page).count(sentence) == 2


def test_letters_that_no_vin_has_are_put_right_in_the_open(ana: Person, by_car: Guide) -> None:
    page = words(ana.ask(number="UU1HSDAGO43210987"))
    assert "A VIN never has the letters I, O or Q" in page
    assert "Yes, it is UU1HSDAG043210987" in page
    assert leads_to(ana.ask(number="(E) UU1HSDAG043210987"))


def test_the_vin_page_says_that_it_answers_for_the_factory_radio_only(ana: Person, by_car: Guide) -> None:
    page = words(ana.get(ana.at("number", guide=by_car.slug)))
    assert "answers for the radio fitted at the factory only" in page


def test_a_vin_is_kept_sealed_and_never_shown_whole(ana: Person, by_car: Guide) -> None:
    assert leads_to(ana.ask(number="uu1hsdag543210987")) == ana.at("document", "front-photo")
    draft = CodeRequest.objects.get()
    assert draft.number == ""
    assert b"UU1HSDAG543210987" not in bytes(draft.vin_sealed or b"")
    assert "UU1HSDAG543210987" not in words(ana.get(ana.at("number")))
    assert leads_to(ana.post(ana.at("number"), {"number": ""})) == ana.at("document", "front-photo")


def test_a_serial_number_of_the_wrong_length_is_told(ana: Person, guide: Guide) -> None:
    RadioFamily.objects.update(number_kind="serial", serial_length=14)
    page = words(ana.ask(number="BP73491234"))
    assert "The serial number must be 14 characters. You entered 10" in page


def test_a_whole_line_of_the_label_is_kept_as_fingerprints(ana: Person, ben: Person, desk: Desk) -> None:
    ana.ask(number="BP7349X1234567 8200607918T J109")
    ben.ask(number="bp 7349 x1234567 / 8200 607 918 T J109")
    mine, theirs = CodeRequest.objects.order_by("pk")
    assert mine.number == theirs.number == "J109"
    assert mine.part_fingerprint == theirs.part_fingerprint != ""
    assert mine.serial_fingerprint == theirs.serial_fingerprint != ""
    ana.ask(number="J109")
    mine.refresh_from_db()
    assert (mine.part_fingerprint, mine.serial_fingerprint) == ("", "")

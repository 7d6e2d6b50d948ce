"""What people type, read as a careful clerk would read it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides_app.identifiers import (
    Ask,
    Difference,
    ForPerson,
    Kind,
    Other,
    OtherNumber,
    Problem,
    Question,
    Read,
    Unclear,
    Why,
    compare,
    fits,
    label_line,
    read_number,
    read_vin,
    read_vin_tail,
    vin_is_of_brand,
)


def four_digits(typed: str, *likely: str) -> Ask:
    return Ask(Question.FIRST_LETTER, likely, otherwise=ForPerson(typed, Why.NO_LETTER))


PRECODES = [
    ("A123", Read("A123", corrected=False)),
    ("a123", Read("A123", corrected=False)),
    (" A 123 ", Read("A123", corrected=False)),
    ("A-123", Read("A123", corrected=False)),
    ("a.1_2/3", Read("A123", corrected=False)),
    ("A\u200b123", Read("A123", corrected=True)),
    ("\u0410123", Read("A123", corrected=True)),  # Cyrillic A
    ("\u0412583", Read("B583", corrected=True)),  # Cyrillic Ve
    ("\u0391123", Read("A123", corrected=True)),  # Greek Alpha
    ("\u03a4019", Read("T019", corrected=True)),  # Greek Tau
    ("AI23", Read("A123", corrected=True)),
    ("Al23", Read("A123", corrected=True)),
    ("A1O3", Read("A103", corrected=True)),
    ("S\u041e53", Read("S053", corrected=True)),  # Cyrillic O in a place of digits
    ("O123", Read("O123", corrected=False)),
    ("I123", Read("I123", corrected=False)),
    ("Q420", Read("Q420", corrected=False)),
    ("T019", Read("T019", corrected=False)),
    ("B000", Read("B000", corrected=False)),
    ("Z999", Read("Z999", corrected=False)),
    ("A1B3", Ask(Question.LOOK_ALIKE, ("A183",))),
    ("S0S3", Ask(Question.LOOK_ALIKE, ("S053",))),
    ("V1Z8", Ask(Question.LOOK_ALIKE, ("V128",))),
    ("AB12", Ask(Question.LOOK_ALIKE, ("A812",))),
    ("0123", four_digits("0123", "O123", "Q123", "D123")),
    ("0057", four_digits("0057", "O057", "Q057", "D057")),
    ("281150198RT A583", Read("A583", corrected=True)),
    ("281150198RTA583", Read("A583", corrected=True)),
    ("8200607918T J109", Read("J109", corrected=True)),
    ("281155216RT V212", Read("V212", corrected=True)),
    ("281156951RTB582", Read("B582", corrected=True)),
    ("281150063RTBT019", Read("T019", corrected=True)),
    ("8200607918RTBT019", Read("T019", corrected=True)),
    ("7 649 190 391 28 115 9243RT S049", Read("S049", corrected=True)),
    ("7 649 190 391\n28 115 9243RT\nS049", Read("S049", corrected=True)),
    ("SECURITY A123", Read("A123", corrected=True)),
    ("PRE-CODE: A123", Read("A123", corrected=True)),
    ("code a123", Read("A123", corrected=True)),
    ("8200607918T J1O9", Read("J109", corrected=True)),
    ("radio of Jane A123", Ask(Question.FROM_LINE, ("A123",))),
    ("AA123", Ask(Question.FROM_LINE, ("A123",))),
    ("8200607916", OtherNumber(Other.PART_NUMBER, "8200607916")),
    ("8200 607 916", OtherNumber(Other.PART_NUMBER, "8200607916")),
    ("7700433063", OtherNumber(Other.PART_NUMBER, "7700433063")),
    ("281150198R", OtherNumber(Other.PART_NUMBER, "281150198R")),
    ("28 115 0198 r", OtherNumber(Other.PART_NUMBER, "281150198R")),
    ("281150198RT", Unclear(Problem.CUT_OFF, 11, 4)),
    ("281150198RT A58", Unclear(Problem.CUT_OFF, 14, 4)),
    ("VF1LM1B0H36666155", OtherNumber(Other.VIN, "VF1LM1B0H36666155")),
    ("VF1 RB700964050811", OtherNumber(Other.VIN, "VF1RB700964050811")),
    ("UU1HSDAG5O1234567", OtherNumber(Other.VIN, "UU1HSDAG5O1234567")),
    ("A000", ForPerson("A000", Why.A0)),
    ("a099", ForPerson("A099", Why.A0)),
    ("281150198RT A012", ForPerson("A012", Why.A0)),
    ("5123", four_digits("5123", "S123")),
    ("8582", four_digits("8582", "B582")),
    ("3456", four_digits("3456")),
    ("0000", Ask(Question.FIRST_LETTER, ())),
    ("", Unclear(Problem.EMPTY, 0, 4)),
    ("  - ", Unclear(Problem.EMPTY, 0, 4)),
    ("12", Unclear(Problem.SHORT, 2, 4)),
    ("D57", Unclear(Problem.SHORT, 3, 4)),
    ("A1234", Unclear(Problem.SHAPE, 5, 4)),
    ("CODE", Unclear(Problem.SHAPE, 4, 4)),
    ("WAIT", Unclear(Problem.SHAPE, 4, 4)),
    ("0612345678", Unclear(Problem.SHAPE, 10, 4)),
    ("22DC459/62E", OtherNumber(Other.TYPE, "22DC45962E")),
    ("7 649 190 391", OtherNumber(Other.TYPE, "7649190391")),
    ("A2C8150360300", OtherNumber(Other.TYPE, "A2C8150360300")),
    ("BP0637C8123456", OtherNumber(Other.SERIAL, "BP0637C8123456")),
    ("A\uff11\uff12\uff13", Read("A123", corrected=True)),  # full-width digits
    ("\uff21\uff11\uff12\uff13", Read("A123", corrected=True)),
    ("A\u0661\u0662\u0663", Read("A123", corrected=True)),  # Arabic-Indic digits
    ("pr\u00e9-code A123", Read("A123", corrected=True)),
    ("N\u00b0 A123", Read("A123", corrected=True)),
    ("\u2116 A123", Read("A123", corrected=True)),
    ("c\u00f3digo: a123", Read("A123", corrected=True)),
    ("Vorcode A123", Read("A123", corrected=True)),
    ("A123?", Read("A123", corrected=False)),
    ("*A123*", Read("A123", corrected=False)),
    ("281158278R S053 BC 7700 433 052", Ask(Question.FROM_LINE, ("S053",))),
    ("S053 or S058, not sure", Ask(Question.FROM_LINE, ("S053", "S058"))),
    ("it says s 0I3 below", Ask(Question.FROM_LINE, ("S013",))),
    ("8O53", Ask(Question.LOOK_ALIKE, ("B053",))),
    ("A1\u00b23", Unclear(Problem.SHAPE, 4, 4)),  # a raised 2
    ("A12\U0001f697", Unclear(Problem.SHAPE, 4, 4)),  # a car
    ("A\x00123", Unclear(Problem.SHAPE, 5, 4)),
    ("\ud800123", Unclear(Problem.SHAPE, 4, 4)),  # half a surrogate pair
    ("A" * 500, Unclear(Problem.TOO_LONG, 500, 200)),
]


@pytest.mark.parametrize(("typed", "expected"), PRECODES)
def test_a_precode_is_read_as_a_careful_clerk_would(typed: str, expected: object) -> None:
    assert read_number(typed, kind=Kind.PRECODE) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("D57", Read("D057", corrected=True)),
        ("A57", ForPerson("A057", Why.A0)),
        ("D5", ForPerson("D5", Why.SHORT)),
        ("57", ForPerson("57", Why.NO_LETTER)),
        ("123", ForPerson("123", Why.NO_LETTER)),
        ("AB", Unclear(Problem.SHORT, 2, 4)),
    ],
)
def test_old_short_precodes_are_filled_only_after_a_letter(typed: str, expected: object) -> None:
    assert read_number(typed, kind=Kind.PRECODE, short_allowed=True) == expected


@pytest.mark.parametrize(
    ("typed", "length", "expected"),
    [
        ("bp0637c8123456", 14, Read("BP0637C8123456", corrected=False)),
        ("BP0637C812345", 14, Unclear(Problem.SERIAL_LENGTH, 13, 14)),
        ("8200607916", 14, OtherNumber(Other.PART_NUMBER, "8200607916")),
        ("8200607916", 10, Read("8200607916", corrected=False)),
        ("VF1LM1B0H36666155", 14, OtherNumber(Other.VIN, "VF1LM1B0H36666155")),
        ("RN123456", None, Read("RN123456", corrected=False)),
        ("RN", None, Unclear(Problem.SHAPE, 2, 5)),
    ],
)
def test_a_serial_is_checked_against_its_length(typed: str, length: int | None, expected: object) -> None:
    assert read_number(typed, kind=Kind.SERIAL, serial_length=length) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("vf1lm1b0h36666155", Read("VF1LM1B0H36666155", corrected=False)),
        ("VIN: VF1LM1B0H36666155", Read("VF1LM1B0H36666155", corrected=False)),
        ("VF1LM1B0H3666615", Unclear(Problem.VIN_LENGTH, 16, 17)),
        ("VF1LM1BOH36666155", Ask(Question.VIN_LETTERS, ("VF1LM1B0H36666155",))),
        ("*VF1LM1B0H36666155*", Read("VF1LM1B0H36666155", corrected=False)),
        ("(E) VF1LM1B0H36666155", Read("VF1LM1B0H36666155", corrected=True)),
        ("E: VF1 LM1B0H 36666155", Read("VF1LM1B0H36666155", corrected=True)),
        ("N\u00b0 de ch\u00e2ssis VF1LM1B0H36666155", Read("VF1LM1B0H36666155", corrected=True)),
        ("my car is VF1LM1B0H36666155, a Clio", Read("VF1LM1B0H36666155", corrected=True)),
        ("", Unclear(Problem.EMPTY, 0, 4)),
    ],
)
def test_a_vin_has_17_characters_and_no_i_o_q(typed: str, expected: object) -> None:
    assert read_vin(typed) == expected
    assert read_number(typed, kind=Kind.VIN) == expected


def test_a_family_without_a_number_hands_the_text_to_a_person() -> None:
    assert read_number("anything 12", kind=Kind.NONE) == ForPerson("ANYTHING12", Why.NOT_ASKED)


def test_the_maker_of_a_vin_is_only_a_hint() -> None:
    assert vin_is_of_brand("vf1lm1b0h36666155")
    assert not vin_is_of_brand("W0L00000000000000")


def test_two_readings_are_compared_character_by_character() -> None:
    assert compare("A123", "A123") == []
    assert compare("A183", "A1B3") == [Difference(3, "8", "B", confusable=True)]
    assert compare("A123", "A12") == [Difference(4, "3", "", confusable=False)]


@pytest.mark.parametrize("text", ["\ufdfa" * 1_000_000, "A" * 5_000_000, "\u0301" * 1_000_000])
def test_no_text_is_long_enough_to_keep_a_shape_busy(text: str) -> None:
    began = time.process_time()
    assert not fits("@###", text)
    assert not vin_is_of_brand(text)
    assert time.process_time() - began < 0.05


@pytest.mark.parametrize(
    ("shape", "text", "expected"),
    [
        ("@###", "a 123", True),
        ("@###", "0123", False),
        ("8200######", "8200 607 916", True),
        ("28#######R", "281150198R", True),
        ("BP####@*******", "BP0637C8123456", True),
        ("@###", "A\u0661\u0662\u0663", False),
        ("@###", "", False),
    ],
)
def test_a_shape_says_whether_a_text_fits(shape: str, text: str, expected: bool) -> None:
    assert fits(shape, text) is expected


@given(st.text(max_size=300), st.sampled_from(Kind), st.booleans())
def test_no_text_makes_the_reader_fail(text: str, kind: Kind, short_allowed: bool) -> None:
    reading = read_number(text, kind=kind, short_allowed=short_allowed)
    if isinstance(reading, Read) and kind is Kind.PRECODE:
        assert fits("@###", reading.value)
        assert reading.value.isascii()


@given(st.from_regex(r"[B-Z][0-9]{3}", fullmatch=True), st.sampled_from(["281150198RT", "8200607918T", "SECURITY "]))
def test_reading_a_line_equals_reading_its_end(precode: str, head: str) -> None:
    assert read_number(head + precode, kind=Kind.PRECODE) == Read(precode, corrected=True)
    assert read_number(precode, kind=Kind.PRECODE) == Read(precode, corrected=False)


@given(st.from_regex(r"[A-Z][0-9]{3}", fullmatch=True), st.integers(0, 3), st.sampled_from("ABCD0123"))
def test_comparing_names_exactly_the_places_that_differ(precode: str, place: int, char: str) -> None:
    other = precode[:place] + char + precode[place + 1 :]
    assert [found.position for found in compare(precode, other)] == ([] if other == precode else [place + 1])


@pytest.mark.parametrize("piece", ["A", "8200", "28115", "CODE", "1 ", "\u0410", "RT", "VF1", "-"])
@pytest.mark.parametrize("kind", list(Kind))
def test_hostile_lengths_cost_nothing(piece: str, kind: Kind) -> None:
    started = time.perf_counter()
    for size in (150, 199, 50_000):
        read_number((piece * size)[:size], kind=kind)
    assert time.perf_counter() - started < 0.25


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("543210", Read("543210", corrected=False)),
        (" 543 210 ", Read("543210", corrected=False)),
        ("a12b34", Read("A12B34", corrected=False)),
        ("5432IO", Read("543210", corrected=True)),
        ("Q4321O", Read("043210", corrected=True)),
        ("\u041043210", Read("A43210", corrected=True)),  # Cyrillic A
        ("UU1HSDAG543210987", Read("210987", corrected=True)),
        ("", Unclear(Problem.EMPTY, 0, 6)),
        ("54321", Unclear(Problem.VIN_LENGTH, 5, 6)),
        ("5432109", Unclear(Problem.VIN_LENGTH, 7, 6)),
        ("\uff15\uff1443210", Unclear(Problem.VIN_LENGTH, 7, 6)),
        ("54321!", Unclear(Problem.VIN_LENGTH, 5, 6)),
        ("*210987*", Read("210987", corrected=False)),
    ],
)
def test_the_end_of_a_vin_is_read_with_its_look_alikes(typed: str, read: object) -> None:
    assert read_vin_tail(typed) == read


@pytest.mark.parametrize(
    ("typed", "part", "before"),
    [
        ("281150198RT A583", "281150198R", ""),
        ("28 115 0198 R T A583", "281150198R", ""),
        ("7 649 190 391 28 115 9243RT S049", "281159243R", "7649190391"),
        ("BP7349X1234567 8200607918T J109", "8200607918", "BP7349X1234567"),
        ("A583", "", ""),
        ("", "", ""),
    ],
)
def test_a_line_of_a_label_tells_more_than_its_pre_code(typed: str, part: str, before: str) -> None:
    assert label_line(typed) == (part, before)

"""YAML as the library reads and writes it: nothing is lost, nothing surprises, and every refusal has its line."""

from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from guides_app.library.dumping import dump
from guides_app.library.parsing import MOST_BYTES, Unparsable, parse

TRAPS = ("yes", "no", "0000", "1+6", "null", "~", "", "<<", "=", "2026-11-21", "1e3", "0x1F", "12:30", "- a", "? a")
TEXTS = (
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
    | st.text("ab \n:#-'\"|>{}[]&*!%@`0123?,\t\r\\é\u00a0\u2028\x85")
    | st.sampled_from([*TRAPS, "---", "...", "a\n---\nb", "a\n...\nb\n", "a\n# b\n", "| a\n"])
)
VALUES = TEXTS | st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.dates()
DATA = st.recursive(
    VALUES, lambda part: st.lists(part, max_size=4) | st.dictionaries(TEXTS, part, max_size=4), max_leaves=12
)


@given(DATA)
def test_whatever_is_written_is_read_again_and_written_in_the_same_bytes(data: Any) -> None:
    written = dump(data)
    assert parse(written).data == data
    assert dump(parse(written).data) == written


@given(TEXTS)
def test_other_programs_read_a_text_as_that_text(text: str) -> None:
    assert yaml.safe_load(dump({"text": [text]})) == {"text": [text]}


@given(st.binary() | TEXTS.map(str.encode))
def test_no_file_makes_the_reader_fall_over(raw: bytes) -> None:
    try:
        parse(raw)
    except Unparsable as refused:
        line = refused.line
    else:
        line = 1
    assert 1 <= line <= raw.count(b"\n") + raw.count(b"\r") + 1


def test_files_are_written_as_people_write_them() -> None:
    said = {
        "keys": "1+6",
        "shows": "0000",
        "said": "yes",
        "title": 'Say "CODE": it is « là »',
        "is_caution": True,
        "checked_on": date(2026, 11, 21),
        "body": "Switch it on.\nWait: " + "a long line " * 20 + "\n",
        "fitting": "D057\nT019",
        "fits": [{"family": "medianav", "years": [2012]}],
    }
    assert dump(said).decode() == (
        'keys: "1+6"\n'
        'shows: "0000"\n'
        'said: "yes"\n'
        "title: 'Say \"CODE\": it is « là »'\n"
        "is_caution: true\n"
        "checked_on: 2026-11-21\n"
        'body: "Switch it on.\\nWait: ' + "a long line " * 20 + '\\n"\n'
        "fitting: |-\n  D057\n  T019\n"
        "fits:\n  - family: medianav\n    years:\n      - 2012\n"
    )


def test_a_text_of_lines_stands_below_a_bar_however_long_its_lines_are() -> None:
    assert dump({"body": "One.\n\n" + "word " * 60 + "end.\n"}).startswith(b"body: |\n  One.\n\n  word word")


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("no", "no"),
        ("0000", "0000"),
        ("0x1F", "0x1F"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        (".inf", ".inf"),
        ("2026-11-21 10:00:00", "2026-11-21 10:00:00"),
        ("2026-11-21", date(2026, 11, 21)),
        ("-7", -7),
        ("1.5", 1.5),
        ("true", True),
        ("~", None),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_a_plain_word_is_only_a_number_when_it_could_be_nothing_else(text: str, data: Any) -> None:
    assert parse(f"a: {text}".encode()).data == {"a": data}


def test_every_name_and_entry_knows_its_line() -> None:
    parsed = parse(
        b"# sources\nname: Small\nsteps:\n  - title: One\n  - title: 2nd\n    body: |\n      Long\n\nend: 1\n"
    )
    places = [("name",), ("steps",), ("steps", 0), ("steps", 1, "title"), ("steps", 1, "body"), ("end",)]
    assert [parsed.line(place) for place in places] == [2, 3, 4, 5, 6, 9]


def test_a_place_that_is_missing_is_shown_where_it_should_be() -> None:
    parsed = parse(b"steps:\n  - title: One\n  - title: Two\n")
    assert [parsed.line(place) for place in [("steps", 1, "source"), ("name",), ("steps", 7, "x", 1)]] == [3, 1, 1]


@pytest.mark.parametrize(
    ("raw", "line", "reason"),
    [
        (b"", 1, "is empty"),
        (b"# only a remark\n", 1, "is empty"),
        (b"a: 1\nb: [1,\n", 2, "is not YAML: while parsing a flow node"),
        (b"a: 1\n b: 2\n", 2, "is not YAML"),
        (b"a: 'one\n\n", 1, "is not YAML: while scanning a quoted scalar, found unexpected end of stream"),
        (b"a: 1\nb: 2\na: 3\n", 3, "a is there twice, first in line 1"),
        (b"s:\n  - {t: 1,\n     t: 2}\n", 3, "t is there twice, first in line 2"),
        (b"a: 1\nb: &x [1]\nc: *x\n", 2, "aliases are not used here"),
        (b"a: 1\nb: *x\n", 2, "aliases are not used here"),
        (b"a: 1\nb: !!python/object/apply:os.system [ls]\n", 2, "tags are not used here: tag:yaml.org,2002:python"),
        (b"a: 1\nb: !thing x\n", 2, "tags are not used here: !thing"),
        (b"a: 1\nb: !!str 1\n", 2, "tags are not used here"),
        (b"a: 1\n\tb: 2\n", 2, "has a tab"),
        (b"a: 1\rb: 2\n", 1, "has a lone carriage return"),
        (b"\xef\xbb\xbfa: 1\n", 1, "byte order mark"),
        ("a: 1\n".encode("utf-16"), 1, "byte order mark"),
        (b"a: 1\nb: caf\xe9\n", 2, "is not in UTF-8"),
        (b"a: 1\nb: x\x07\n", 2, "has a character that nobody can see (U+0007)"),
        (b'a: 1\nb: "x\\0"\n', 2, "holds a character that no text has"),
        (b"a: 1\nb: 2026-02-30\n", 2, "2026-02-30 is not a day of the calendar"),
        (b"a: 1\n2: b\n", 2, "a name must be a text"),
        (b"a: 1\n? [b]\n: c\n", 2, "a name must be a text"),
        (b"a: 1\n---\nb: 2\n", 2, "holds a second document"),
        (b"a: " + b"[" * 21 + b"]" * 21, 1, "levels deep"),
        (b"[" * 100_000, 1, "levels deep"),
        (b"a: " + b"x" * MOST_BYTES, 1, "is larger than 1000 kB"),
    ],
)
def test_what_could_surprise_somebody_is_refused_with_its_line(raw: bytes, line: int, reason: str) -> None:
    with pytest.raises(Unparsable) as caught:
        parse(raw)
    assert reason in caught.value.reason
    assert caught.value.line == line


def test_line_ends_of_other_systems_are_read() -> None:
    assert parse(b"a: |\r\n  one\r\n  two\r\n").data == {"a": "one\ntwo\n"}

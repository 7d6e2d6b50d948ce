"""Lists of known codes, as a dealer brings them: what goes in, what is told, and what no file can do."""

import gzip
import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from openpyxl import Workbook

from guides_app.identifiers import Kind
from requests_app import code_import, inventory
from requests_app.code_import import batches, files
from requests_app.lookup import registry
from requests_app.lookup.source import Found, Radio
from requests_app.models import CodeBatch, Desk, KnownCode, Source
from tests import factories

VIN = "UU1HSDAAA12345678"
LINE = "BP7349X1234567 281150198RT A583"
Bring = Callable[..., str]


@pytest.fixture
def bring(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Bring:
    """Import a file with this text or these bytes; what the command says."""

    def run(content: str | bytes, *arguments: str, name: str = "list.csv") -> str:
        place = tmp_path / name
        place.write_bytes(content.encode() if isinstance(content, str) else content)
        call_command("import_codes", str(place), *arguments)
        return capsys.readouterr().out

    return run


def told(tmp_path: Path, name: str = "list.csv") -> list[str]:
    return (tmp_path / f"{name}.report.csv").read_text(encoding="utf-8").splitlines()[1:]


def codes(desk: Desk, number: str = "S053", kind: Kind = Kind.PRECODE, **label: Any) -> list[str]:
    return [one.code for one in registry.find(desk, Radio(number, kind, **label)) if isinstance(one, Found)]


def test_a_list_is_found_by_number_serial_and_vin(bring: Bring, desk: Desk) -> None:
    said = bring(f"Code;VIN;Pre-code;Serial number\n7913;{VIN};S053;BP7349X1234567\n0086;;;RN123456789\n")
    assert "3 lines: 3 codes added, 0 of which disagree; 0 known already, 0 rows refused (list " in said
    assert codes(desk) == codes(desk, VIN, Kind.VIN) == ["7913"]
    assert codes(desk, "RN123456789", Kind.SERIAL) == ["0086"]
    assert {one.identity for one in KnownCode.objects.all()} == {"unit", "vin", "number"}


def test_a_whole_line_of_a_label_names_the_very_radio(bring: Bring, desk: Desk) -> None:
    bring(f"number,code\n{LINE},4321\n")
    label: Any = registry.label_fingerprints(LINE)
    (found,) = registry.find(desk, Radio("A583", Kind.PRECODE, **label))
    assert isinstance(found, Found)
    assert "list.csv, line 2; this very radio" in found.provenance


def test_nothing_of_a_list_can_be_read_from_the_database(bring: Bring, desk: Desk) -> None:
    bring(f"number,code,vin,serial\nS053,7913,{VIN},BP7349X1234567\n")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM requests_app_knowncode")
        rows = b" ".join(
            bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
            for row in cursor.fetchall()
            for cell in row
        )
    assert not [word for word in (b"7913", b"S053", VIN.encode(), b"BP7349X1234567") if word in rows]
    assert inventory.verify().sound


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("S053,,,", "no code"),
        ("S053,86,,", "the code has less than 4 digits, as when a spreadsheet drops the zeros"),
        ("S053,79131,,", "the code is not 4 digits"),
        ("S053,79a3,,", "the code is not 4 digits"),
        ("S053,٧٩١٣,,", "the code is not 4 digits"),
        (",7913,,", "neither number nor serial number nor VIN"),
        ("5053,7913,,", "the number is no pre-code"),
        ("S0S3,7913,,", "the number is no pre-code"),
        ("8200607916,7913,,", "the number is no pre-code"),
        (",7913,8200607916,", "a part number stands for the serial number"),
        (",7913,BP,", "the serial number is none"),
        (",7913,,UU1HSDAAA1234567", "the VIN is none"),
        (",7913,,UU1HSDAAO12345678", "the VIN is none"),
        ("=1+1,7913,,", "a formula instead of a value"),
        ('"S053,7913,,', "the quotes of the line are not closed"),
        ("S053,7913\x00,,", "the code is not 4 digits"),
        ("S053,7913" + "," * 10_000, "the line is too long"),
    ],
)
def test_a_row_that_cannot_be_kept_is_told_with_its_line(bring: Bring, tmp_path: Path, row: str, reason: str) -> None:
    said = bring(f"number,code,serial,vin\n{row}\nA583,1234,,\n")
    assert f"1 × {reason}" in said
    assert [line.replace('"', "") for line in told(tmp_path)] == [f"2,{reason}"]
    assert KnownCode.objects.count() == 1


def test_a_line_in_another_encoding_is_told_and_the_others_are_read(bring: Bring, tmp_path: Path) -> None:
    bring(b"number,code,source\nS053,7913,caf\xe9\nA583,1234,caf\xc3\xa9\n")
    assert told(tmp_path) == ["2,written in another encoding than UTF-8"]
    assert KnownCode.objects.get().provenance == "café"


def test_what_a_spreadsheet_ate_is_filled_in_only_when_somebody_says_so(bring: Bring, desk: Desk) -> None:
    assert "Then import with --fill-zeros." in bring("number,code\nS053,86\n")
    assert codes(desk) == []
    bring("number,code\nS053,86\n\n", "--fill-zeros")
    assert codes(desk) == ["0086"]


def test_the_same_list_is_imported_once_and_the_same_row_too(bring: Bring, tmp_path: Path) -> None:
    bring("number,code\nS053,7913\nS053,7913\n")
    assert told(tmp_path) == ["3,known already"]
    assert "This list is in already, as list" in bring("number,code\nS053,7913\nS053,7913\n")
    assert "0 codes added, 0 of which disagree; 1 known already" in bring("number,code\ns 053,7913\n")
    assert KnownCode.objects.count() == 1


def test_codes_that_disagree_are_kept_and_told(bring: Bring, desk: Desk, tmp_path: Path) -> None:
    bring("number,code\nS053,7913\n")
    bring("number,code\nS053,1111\nS053,2222\n")
    assert told(tmp_path) == [f'{line},"added, but another code is known for the same radio or car"' for line in (2, 3)]
    assert sorted(codes(desk)) == ["1111", "2222", "7913"]


def test_a_dry_run_says_the_same_and_writes_nothing(bring: Bring, tmp_path: Path) -> None:
    said = bring("number,code\nS053,7913\nS053,86\n", "--dry-run")
    assert "1 codes to add, 0 of which disagree; 0 known already, 1 rows refused (nothing was written)" in said
    assert not KnownCode.objects.exists()
    assert not CodeBatch.objects.exists()


@pytest.mark.parametrize(
    ("content", "arguments"),
    [
        ("S053;x;7913\n", ("--map", "number=1", "--map", "code=3")),
        ("Nr;Wert\nS053;7913\n", ("--map", "number=Nr", "--map", "code=wert")),
        ("code\tnumber\n7913\tS053\n", ()),
        ("\ufeffnumber|code\r\nS053|7913\r\n", ()),
    ],
)
def test_columns_are_told_by_their_words_or_by_numbers(
    bring: Bring, desk: Desk, content: str, arguments: tuple[str, ...]
) -> None:
    bring(content, *arguments)
    assert codes(desk) == ["7913"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "it is empty"),
        ("a,b\nS053,7913\n", "no column is called code"),
        ("code,b\n7913,S053\n", "no column is called number, serial or vin"),
    ],
)
def test_a_list_that_says_nothing_is_refused(bring: Bring, content: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        bring(content)
    assert not CodeBatch.objects.exists()


def test_packed_lists_and_utf_16_are_read(bring: Bring, desk: Desk) -> None:
    bring(gzip.compress(b"number,code\nS053,7913\n"), name="list.csv.gz")
    bring("number,code\nA583,1234\n".encode("utf-16"))
    assert (codes(desk), codes(desk, "A583")) == (["7913"], ["1234"])


def test_of_a_packed_list_that_is_cut_off_the_beginning_is_in(
    bring: Bring, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "CHUNK", 200)
    many = "".join(f"{chr(66 + number // 1000)}{number % 1000:03d},{number:04d}\n" for number in range(3000))
    packed = gzip.compress(f"number,code\n{many}".encode())
    with pytest.raises(CommandError, match=r"damaged or cut off\. What came before is in; it is list \d+\."):
        bring(packed[: len(packed) // 2], name="list.csv.gz")
    batch = CodeBatch.objects.get()
    assert batch.state == CodeBatch.State.RUNNING
    assert batch.added == KnownCode.objects.count() > 0


def test_a_workbook_is_read_with_its_numbers_as_they_were_meant(bring: Bring, desk: Desk) -> None:
    book = Workbook()
    for row in (
        ("Pre-code", "Code", "Date"),
        ("S053", 7913, date(2019, 5, 12)),
        ("A583", 86.0, None),
        ("=A1", "1", ""),
    ):
        book.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    said = bring(out.getvalue(), name="list.xlsx")
    assert "1 × the code has less than 4 digits" in said
    assert "1 × a formula instead of a value" in said
    assert KnownCode.objects.get().dated == date(2019, 5, 12)


def test_a_workbook_that_swells_is_refused_before_it_is_unpacked(bring: Bring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST_SHEET", 1_000_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"<a>" * 1_000_000)
    with pytest.raises(CommandError, match="the workbook is too large"):
        bring(out.getvalue(), name="list.xlsx")
    with pytest.raises(CommandError, match="no workbook that can be read"):
        bring(out.getvalue()[:100], name="list.xlsx")


def test_a_line_without_an_end_is_never_held_whole() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            start, size = b"number,code\n" if not self.given else b"", len(buffer)
            self.given += size
            buffer[:] = (start + b"x" * size)[:size] if self.given < 50_000_000 else (b"\nS053,7913\n" * size)[:size]
            return size if self.given < 50_000_000 + size else 0

    rows = files.rows_of(io.BufferedReader(Endless()))
    assert [next(rows)[1] for _ in range(3)] == [("number", "code"), files.Broken.TOO_LONG, ("S053", "7913")]


def test_an_import_goes_on_where_it_was_killed(
    bring: Bring, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "CHUNK", 10)
    content = "number,code\n" + "".join(
        f"B{number:03d},{number:04d}\n" if number % 7 else "x,1\n" for number in range(95)
    )
    add, calls = batches._add, iter(range(100))

    def dies(*args: Any) -> None:
        if next(calls) == 4:
            raise KeyboardInterrupt
        add(*args)

    monkeypatch.setattr(batches, "_add", dies)
    with pytest.raises(KeyboardInterrupt):
        bring(content)
    monkeypatch.setattr(batches, "_add", add)
    assert CodeBatch.objects.get().lines_done == 41
    assert "Going on with list" in bring(content)
    batch = CodeBatch.objects.get()
    assert (batch.state, batch.lines_done, batch.added, batch.refused) == ("done", 96, 81, 14)
    assert KnownCode.objects.count() == 81
    assert len(told(tmp_path)) == 14


def test_a_list_is_withdrawn_whole_and_what_customers_confirmed_stays(bring: Bring, desk: Desk) -> None:
    bring("number,code\nS053,7913\nA583,1234\nB000,0907\n")
    batch = CodeBatch.objects.get()
    KnownCode.objects.filter(line=2).update(times_worked=1)
    with pytest.raises(CommandError, match="has no list"):
        call_command("import_codes", "--withdraw", str(batch.pk + 1))
    call_command("import_codes", "--withdraw", str(batch.pk))
    assert (codes(desk), codes(desk, "A583")) == (["7913"], [])
    assert KnownCode.objects.get().provenance == "list.csv, line 2"
    assert inventory.verify().sound
    assert "2 codes added" in bring("number,code\nS053,7913\nA583,1234\nB000,0907\n")


def test_a_list_that_was_withdrawn_or_is_imported_elsewhere_stops(desk: Desk) -> None:
    batch = code_import.begin(desk, name="list", source=Source.DEALER, digest="", by=None)
    rows = [(number, (f"B{number:03d}", "1234")) for number in range(1, 4)]
    columns, _ = code_import.columns_of(("number", "code"))
    CodeBatch.objects.update(state=CodeBatch.State.WITHDRAWN)
    with pytest.raises(code_import.AnotherImport):
        code_import.run(batch, iter(rows), columns, fill_zeros=False, tell=lambda _last, _told: None)
    assert not KnownCode.objects.exists()


def test_another_desk_knows_nothing_of_a_list(bring: Bring, desk: Desk) -> None:
    other = factories.make_desk("Other Desk")
    with pytest.raises(CommandError, match="Name the desk"):
        bring("number,code\nS053,7913\n")
    bring("number,code\nS053,7913\n", "--desk", desk.slug)
    assert codes(other) == []
    with pytest.raises(CommandError, match="Desk other-desk has no list"):
        call_command("import_codes", "--desk", other.slug, "--withdraw", str(CodeBatch.objects.get().pk))


def test_the_planner_learns_how_a_long_list_has_grown(bring: Bring, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its figures from before, PostgreSQL would read all codes of the desk for each part of the list."""
    monkeypatch.setattr(batches, "CHUNK", 100)
    bring("number,code\n" + "".join(f"{chr(66 + n % 25)}{n // 25:03d},{n:04d}\n" for n in range(2_000)))
    assert KnownCode.objects.count() == 2_000
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'requests_app_knowncode'::regclass")
            assert cursor.fetchone()[0] > 2_000 / 3

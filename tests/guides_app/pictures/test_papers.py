"""What comes in as a PDF: its pages are drawn as a reader shows them, and only they go on."""

import io

import pytest
from PIL import Image

from guides_app.pictures.intake import Accept, Clean, UploadProblem, UploadRefused, take_in
from tests.files import make_pdf

LOUD = (
    "/OpenAction << /S /JavaScript /JS (app.alert('HOSTILE-MARK')) >> /AA << /WC << /S /Launch /F (HOSTILE-MARK) >> >>"
)


def sanitised(content: bytes, accept: Accept = Accept.IMAGE_OR_PDF) -> Clean | UploadRefused:
    return take_in(io.BytesIO(content), accept=accept)


@pytest.mark.parametrize("pages", [1, 2, 10])
def test_every_page_is_drawn_at_a_readable_size(pages: int) -> None:
    clean = sanitised(make_pdf(pages))
    assert isinstance(clean, Clean)
    assert [max(page.width, page.height) // 10 for page in clean.pages] == [200] * pages
    assert all(len(page.thumb) <= 30 * 1024 for page in clean.pages)


def test_the_letters_of_a_page_are_really_there() -> None:
    clean = sanitised(make_pdf(text="UU1HSDACN12345678"))
    assert isinstance(clean, Clean)
    ink = sum(Image.open(io.BytesIO(clean.pages[0].jpeg)).convert("L").histogram()[:80])
    assert ink > 5000


@pytest.mark.parametrize(("box", "taken"), [("227 3000", True), ("227 14000", False), ("9000 90", False)])
def test_a_page_like_a_receipt_is_readable_or_refused(box: str, taken: bool) -> None:
    clean = sanitised(make_pdf(page=f"/MediaBox [0 0 {box}]"))
    assert isinstance(clean, Clean) if taken else clean == UploadRefused(UploadProblem.TOO_NARROW)


def test_more_than_ten_pages_are_refused_with_their_number() -> None:
    assert sanitised(make_pdf(11)) == UploadRefused(UploadProblem.PDF_TOO_MANY_PAGES, pages=11)


def test_five_thousand_pages_are_counted_too() -> None:
    assert sanitised(make_pdf(5000)) == UploadRefused(UploadProblem.PDF_TOO_MANY_PAGES, pages=5000)


def test_a_pdf_that_asks_for_a_password_is_refused_as_locked() -> None:
    assert sanitised(make_pdf(password="secret")) == UploadRefused(UploadProblem.PDF_LOCKED)


def test_a_pdf_that_only_forbids_changes_is_taken_and_read() -> None:
    locked, free = sanitised(make_pdf(owner_password="secret")), sanitised(make_pdf())
    assert isinstance(locked, Clean)
    assert isinstance(free, Clean)
    assert locked.pages[0].jpeg == free.pages[0].jpeg


def test_scripts_and_opening_actions_do_not_survive() -> None:
    clean = sanitised(make_pdf(catalog=LOUD))
    assert isinstance(clean, Clean)
    assert b"HOSTILE" not in clean.pages[0].jpeg


def test_a_pdf_is_not_taken_where_only_photos_are() -> None:
    assert sanitised(make_pdf(), Accept.IMAGE) == UploadRefused(UploadProblem.PDF_NOT_HERE)


@pytest.mark.parametrize("content", [b"%PDF-", b"%PDF-1.7\n" + bytes(range(256)) * 9, make_pdf()[:300]])
def test_a_broken_pdf_is_refused(content: bytes) -> None:
    assert sanitised(content) == UploadRefused(UploadProblem.BROKEN)


def test_a_page_without_size_or_beyond_all_size_does_no_harm() -> None:
    for box in (b"0 0 0 0", b"0 0 999999999 1"):
        answer = sanitised(make_pdf().replace(b"0 0 595 842", box))
        assert isinstance(answer, Clean | UploadRefused)


FORM = "/AcroForm << /Fields [6 0 R] /NeedAppearances true /DA (/F1 30 Tf 0 g) /DR << /Font << /F1 3 0 R >> >> >>"
LIVE_FORM = "/NeedsRendering true /AcroForm << /Fields [] /XFA (HOSTILE-MARK) >>"
PLACE = "/Type /Annot /F 4 /P 4 0 R /Rect [60 300 540 360]"
FIELD = f"<< {PLACE} /Subtype /Widget /FT /Tx /T (vin) /V (UU1HSDACN12345678) /DA (/F1 30 Tf 0 g) %s >>"
DRAWING = b"/Tx BMC BT /F1 30 Tf 5 15 Td (UU1HSDACN12345678) Tj ET EMC"
LOOK = (
    b"<< /Type /XObject /Subtype /Form /BBox [0 0 480 60] /Resources << /Font << /F1 3 0 R >> >> /Length %d >>"
    b"\nstream\n%s\nendstream"
) % (len(DRAWING), DRAWING)
NOTE = f"<< {PLACE} /Subtype /Square /IC [0 0 0] /C [0 0 0] >>"


def with_annotation(annotation: str, *, catalog: str = "") -> bytes:
    """A page of print with this on its lower half."""
    return make_pdf(catalog=catalog, page="/Annots [6 0 R]", more=[annotation.encode(), LOOK])


def ink_of_lower_half(content: bytes) -> int:
    clean = sanitised(content)
    assert isinstance(clean, Clean), clean
    picture = Image.open(io.BytesIO(clean.pages[0].jpeg)).convert("L")
    return sum(picture.crop((0, picture.height // 2, *picture.size)).histogram()[:100])


@pytest.mark.parametrize("look", ["", "/AP << /N 7 0 R >>"], ids=["values alone", "values as they were drawn"])
def test_what_was_typed_into_a_form_is_drawn(look: str) -> None:
    assert ink_of_lower_half(with_annotation(FIELD % look, catalog=FORM)) > 3000


def test_what_was_drawn_over_a_page_is_drawn_too() -> None:
    assert ink_of_lower_half(make_pdf()) == 0
    assert ink_of_lower_half(with_annotation(NOTE)) > 3000


def test_a_form_whose_pages_a_program_makes_is_refused_and_not_run() -> None:
    assert sanitised(with_annotation(NOTE, catalog=LIVE_FORM)) == UploadRefused(UploadProblem.PDF_LIVE_FORM)

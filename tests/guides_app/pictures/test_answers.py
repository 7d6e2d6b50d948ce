"""What crosses back from the decoder is believed only as far as it can be checked."""

import pytest

from guides_app.pictures.answers import CleanPage, Hint, Malformed, UploadProblem, UploadRefused, pack, unpack

PAGE = CleanPage(b"\xff\xd8 picture \xff\xd9", b"\xff\xd8 small \xff\xd9", 20, 10, (Hint.DARK,))
WHOLE = pack((PAGE, PAGE))


@pytest.mark.parametrize("answer", [(PAGE,), (PAGE, PAGE), UploadRefused(UploadProblem.PDF_TOO_MANY_PAGES, pages=11)])
def test_an_answer_arrives_as_it_was_given(answer: tuple[CleanPage, ...] | UploadRefused) -> None:
    assert unpack(memoryview(pack(answer))) == answer


@pytest.mark.parametrize("said", [WHOLE[:cut] for cut in range(len(WHOLE))])
def test_half_an_answer_is_none(said: bytes) -> None:
    with pytest.raises(Malformed):
        unpack(memoryview(said))


@pytest.mark.parametrize(
    "page",
    [
        CleanPage(b"<html>", PAGE.thumb, 20, 10),
        CleanPage(PAGE.jpeg, b"\xff\xd8" + bytes(40_000) + b"\xff\xd9", 20, 10),
        CleanPage(PAGE.jpeg, PAGE.thumb, 0, 10),
        CleanPage(PAGE.jpeg, PAGE.thumb, 20, 70_000),
    ],
)
def test_a_page_that_cannot_be_ours_is_not_believed(page: CleanPage) -> None:
    with pytest.raises(Malformed):
        unpack(memoryview(pack((page,))))


@pytest.mark.parametrize(
    "header", [b"[]", b"1", b'{"clean": 5}', b'{"clean": []}', b'{"problem": "x"}', b"\xff", b"{}"]
)
def test_a_header_of_nonsense_is_not_believed(header: bytes) -> None:
    with pytest.raises(Malformed):
        unpack(memoryview(len(header).to_bytes(4, "big") + header))

"""The same photo under another name is noticed, however it was saved; a photo of another thing of its kind is not."""

import io
import random
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageFont
from pytest_django import DjangoAssertNumQueries

from guides_app.pictures.likeness import Likeness, likeness_of, turns_from_bytes, turns_of
from requests_app import evidence, workflow
from requests_app.flags import FlagKind, flags_for, kinds_of
from requests_app.models import CodeRequest, Desk, PhotoLikeness, Slot
from requests_app.states import Party
from tests import factories
from tests.files import jpeg_of, make_pdf, saved

Photo = Image.Image
LETTERS = "ABCDEFGH0123456789 "
FONT = ImageFont.load_default(34)


def photo(seed: int, *, paper: bool = False) -> Photo:
    """A label or a paper on a table: its own print, place, angle, colours and light."""
    chance = random.Random(seed)
    width, height = (600, 800) if paper else (800, 600)
    table = Image.new("RGB", (width, height), tuple(chance.randrange(20, 150) for _ in range(3)))
    shade = Image.radial_gradient("L").resize((width, height)).rotate(chance.randrange(360))
    table.paste(tuple(chance.randrange(60, 180) for _ in range(3)), mask=shade.point(lambda level: level // 2))
    size = (500, 660) if paper else (chance.randrange(350, 600), chance.randrange(180, 350))
    sheet = Image.new("RGBA", size, "white")
    draw = ImageDraw.Draw(sheet)
    for top in range(10, size[1] - 40, 42):
        words = "".join(chance.choice(LETTERS) for _ in range(chance.randrange(4, 24)))
        draw.text((chance.randrange(10, 60), top), words, fill="black", font=FONT)
    sheet = sheet.rotate(chance.uniform(-9, 9), expand=True, resample=Image.Resampling.BILINEAR)
    at = (chance.randrange(max(1, width - sheet.width)), chance.randrange(max(1, height - sheet.height)))
    table.paste(sheet, at, sheet)
    return ImageEnhance.Brightness(table).enhance(chance.uniform(0.7, 1.2))


def likeness(picture: Photo) -> Likeness | None:
    data = likeness_of(picture)
    return Likeness.from_bytes(data) if data else None


def may_meet(one: Likeness, other: Likeness) -> bool:
    """Whether the index finds one by the other."""
    return any(a == b for a, b in zip(one.keys, other.keys, strict=True))


def test_of_300_photos_of_different_labels_and_papers_no_two_are_taken_for_the_same() -> None:
    kept = [likeness(photo(seed, paper=seed % 3 == 0)) for seed in range(300)]
    found = [one for one in kept if one]
    assert len(found) > 250
    assert not [1 for at, one in enumerate(found) for other in found[:at] if one.is_like(other)]
    turned = [turn for seed in range(60) for turn in turns_from_bytes(turns_of(photo(seed, paper=seed % 3 == 0)))[1:]]
    assert len(turned) > 150
    assert not [1 for one in turned for other in found[60:] if one.is_like(other)]


CHANGES: dict[str, Callable[[Photo], Photo]] = {
    "saved anew": lambda picture: Image.open(io.BytesIO(jpeg_of(picture, quality=50))),
    "made smaller": lambda picture: picture.resize((picture.width * 6 // 10, picture.height * 6 // 10)),
    "brighter": lambda picture: ImageEnhance.Brightness(picture).enhance(1.2),
    "darker": lambda picture: ImageEnhance.Brightness(picture).enhance(0.8),
    "cut a little": lambda picture: picture.crop((8, 6, picture.width - 8, picture.height - 6)),
    "cut at one edge": lambda picture: picture.crop((0, 0, picture.width * 98 // 100, picture.height)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_same_photo_is_known_again(change: str) -> None:
    known = 0
    for seed in range(20):
        before, after = likeness(photo(seed)), likeness(CHANGES[change](photo(seed)))
        assert before
        assert after
        known += may_meet(before, after) and before.is_like(after)
    assert known >= 18


@pytest.mark.parametrize(
    "picture",
    [
        Image.new("RGB", (800, 600), "black"),
        Image.new("RGB", (800, 600), "white"),
        Image.effect_noise((800, 600), 9).point(lambda level: level // 9),
    ],
    ids=["black", "white", "dark"],
)
def test_pictures_of_nothing_are_like_none(picture: Photo) -> None:
    assert likeness(picture) is None


def draft_with(desk: Desk, data: bytes, *, email: str, slot: Slot = Slot.LABEL) -> CodeRequest:
    draft = factories.make_draft(desk, email=email)
    factories.add_photo(draft, slot, io.BytesIO(data))
    return draft


def sent_with(desk: Desk, data: bytes, *, email: str, slot: Slot = Slot.LABEL) -> CodeRequest:
    draft = draft_with(desk, data, email=email, slot=slot)
    workflow.send(draft)
    return draft


def flagged(code_request: CodeRequest) -> bool:
    return FlagKind.SAME_PHOTO in {flag.kind for flag in flags_for(code_request)}


def test_one_byte_more_or_another_size_hides_no_photo_of_somebody_else(desk: Desk) -> None:
    data = jpeg_of(photo(1), quality=90)
    first = sent_with(desk, data, email="ana@example.com")
    byte_more = sent_with(desk, data + b"\0", email="ben@example.com")
    smaller = sent_with(desk, saved(photo(1).resize((720, 540)), "PNG"), email="eve@example.com")
    other = sent_with(desk, jpeg_of(photo(2)), email="joe@example.com")
    assert [flagged(one) for one in (first, byte_more, smaller, other)] == [True, True, True, False]


def test_a_turned_photo_of_somebody_else_is_flagged_also_after_the_file_is_gone(desk: Desk) -> None:
    first = sent_with(desk, jpeg_of(photo(1), quality=90), email="ana@example.com")
    evidence.delete_all(first)
    turned = sent_with(desk, saved(photo(1).rotate(90, expand=True), "PNG"), email="ben@example.com")
    assert flagged(turned)


def test_the_same_person_may_send_a_photo_again(desk: Desk) -> None:
    for _ in range(2):
        again = sent_with(desk, jpeg_of(photo(1)), email="ana@example.com")
    assert not flagged(again)


def test_a_queue_asks_once_for_all_its_requests(desk: Desk, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    same = [sent_with(desk, jpeg_of(photo(1), quality=80 + n), email=f"p{n}@example.com") for n in range(3)]
    alone = sent_with(desk, jpeg_of(photo(2)), email="joe@example.com")
    with django_assert_num_queries(4):
        found = kinds_of([*same, alone])
    assert [FlagKind.SAME_PHOTO in found[one.pk] for one in (*same, alone)] == [True, True, True, False]
    for one in same:
        told = next(flag for flag in flags_for(one) if flag.kind is FlagKind.SAME_PHOTO)
        assert set(told.references) == {other.reference for other in same} - {one.reference}


def test_a_photo_that_was_never_sent_is_no_reason(desk: Desk) -> None:
    draft_with(desk, jpeg_of(photo(1)), email="ana@example.com")
    assert not flagged(sent_with(desk, jpeg_of(photo(1), quality=80), email="ben@example.com"))


def test_what_a_photo_looks_like_is_deleted_with_what_is_known_of_the_person(desk: Desk) -> None:
    first, second = (sent_with(desk, jpeg_of(photo(1), quality=q), email=f"q{q}@example.com") for q in (80, 90))
    workflow.erase(first, party=Party.CUSTOMER)
    assert not PhotoLikeness.objects.filter(upload__code_request=first).exists()
    assert not flagged(second)


def test_a_photo_is_known_again_in_its_four_turns(desk: Desk) -> None:
    first = sent_with(desk, jpeg_of(photo(1)), email="ana@example.com")
    turned = [
        sent_with(desk, jpeg_of(photo(1).rotate(turn, expand=True)), email=f"t{turn}@example.com")
        for turn in (90, 180, 270)
    ]
    assert [flagged(one) for one in (first, *turned)] == [True] * 4


def test_a_scan_saved_as_a_pdf_is_known_again_turned_too(desk: Desk) -> None:
    paper = photo(3, paper=True)
    sent_with(desk, jpeg_of(paper), email="ana@example.com", slot=Slot.CERTIFICATE)
    for turn in (0, 90, 180):
        scan = saved(paper.rotate(turn, expand=True), "PDF")
        assert flagged(sent_with(desk, scan, email=f"t{turn}@example.com", slot=Slot.CERTIFICATE)), turn


def test_drawn_pages_are_alike_wherever_a_form_is_and_compared_by_their_bytes_alone(desk: Desk) -> None:
    sent_with(desk, make_pdf(), email="ana@example.com", slot=Slot.CERTIFICATE)
    assert PhotoLikeness.objects.filter(upload__slot=Slot.CERTIFICATE).count() == 0

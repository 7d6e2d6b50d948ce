"""Editors turn, crop and cover pictures at the Desk: what becomes of texts that show them, who may, what is refused."""

import hashlib
import io
import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from guides_app.library import publishing
from guides_app.library.retouching import PictureChanged, retouch
from guides_app.models import Manuscript, Picture, Rendition
from guides_app.pictures.editing import Turn
from guides_app.pictures.masters import Cleaned, clean
from guides_app.squares import CELLS
from guides_app.templatetags.pictures import address_of
from requests_app.models import Role
from tests import factories, files
from tests.guides_app import editing
from tests.guides_app.editing import FAMILY, manuscript, user_of

pytestmark = pytest.mark.django_db
RING = {"kind": "ring", "x": 200, "y": 300, "size": 150}
SHOWN = {"picture": "front", "alt": "The front of the radio", "decoration": False, "marks": [RING]}
SAVE_ALL: dict[str, dict[str, Any]] = {
    "turn": {"turn": "right"},
    "crop": {"left": "10", "top": "0", "right": "5.5", "bottom": "", "do": "save"},
    "cover": {"cells": ["1-1", "6-8"], "do": "save"},
}


@pytest.fixture
def erin() -> Client:
    return editing.editor()


@pytest.fixture
def front() -> Picture:
    """A picture that is red in its top left corner, where it will be cut or covered, and white elsewhere."""
    picture = Image.new("RGB", (800, 600), "white")
    picture.paste("red", (0, 0, 80, 90))
    cleaned = clean(files.saved(picture, "PNG"))
    assert isinstance(cleaned, Cleaned)
    return Picture.objects.keep(cleaned, slug="front", title="Front of the radio")


def place(picture: Picture, tool: str) -> str:
    return f"/staff/guides_app/picture/{picture.pk}/{tool}/"


def do(client: Client, picture: Picture, tool: str, **said: Any) -> Any:
    """Send the form of a tool as it stands, with what the editor says."""
    digest = re.search(r'name="digest" value="([^"]+)"', words(client.get(place(picture, tool))))
    assert digest
    return client.post(place(picture, tool), {"digest": digest[1], **said})


def words(answer: Any) -> str:
    return str(answer.content.decode())


def in_a_draft(picture: Picture) -> Manuscript:
    """An editor has chosen the picture; nobody has published it."""
    family = manuscript(*FAMILY)
    document = family.working | {
        "steps": [{**family.working["steps"][0], "pictures": [SHOWN | {"picture": picture.slug}]}]
    }
    return publishing.save_draft(family, document, version=family.version, by=factories.make_staff(None, "first"))


def in_a_step(picture: Picture) -> None:
    """Readers see the picture with a ring in it, in a step of a radio."""
    saved = in_a_draft(picture)
    publishing.publish(saved, version=saved.version, by=factories.make_staff(None, "second"))


def files_kept() -> list[bytes]:
    """Every file of a picture that the database has."""
    masters = [bytes(picture.master) for picture in Picture.objects.all()]
    return masters + [bytes(one.data) for one in Rendition.objects.all()]


def has_red(data: bytes) -> bool:
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    return any(red > 150 and green < 110 for red, green, _blue in picture.resize((40, 30)).get_flattened_data())  # type: ignore[misc]


# -- Doing it ---------------------------------------------------------------------------------------------------------


def test_after_an_upload_the_tools_are_offered(erin: Client) -> None:
    file = SimpleUploadedFile("photo.jpg", files.make_jpeg(600, 450), content_type="image/jpeg")
    answer = erin.post("/staff/guides_app/picture/add/", {"title": "Front", "file": file}, follow=True)
    picture = Picture.objects.get()
    assert answer.redirect_chain[-1][0] == f"/staff/guides_app/picture/{picture.pk}/change/"
    for tool in SAVE_ALL:
        assert f'href="{place(picture, tool)}"' in words(answer)
        assert erin.get(place(picture, tool)).status_code == 200


def test_a_turned_picture_lies_the_other_way_for_everybody(erin: Client, front: Picture) -> None:
    answer = do(erin, front, "turn", turn="right")
    now = Picture.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, place(now, "turn"))
    assert (now.pk, now.slug, now.title, now.width, now.height) == (front.pk, "front", front.title, 600, 800)
    assert now.uploaded_at == front.uploaded_at
    corner = Image.open(io.BytesIO(bytes(now.master))).getpixel((599, 0))
    assert corner == (255, 0, 0)
    assert {(one.width, one.format) for one in now.renditions.all()} == {
        (width, kind) for width in (360, 600) for kind in ("avif", "webp", "jpg")
    }


def test_what_is_cut_off_is_in_no_file_that_is_kept(erin: Client, front: Picture) -> None:
    assert sum(map(has_red, files_kept())) == 7
    do(erin, front, "crop", left="10", top="0", right="5.5", bottom="", do="save")
    now = Picture.objects.get()
    assert (now.width, now.height) == (800 - 80 - 44, 600)
    assert len(files_kept()) == 7
    assert not any(map(has_red, files_kept()))


def test_what_is_covered_is_in_no_file_that_is_kept(erin: Client, front: Picture) -> None:
    before = address_of(front, width=720, kind="jpg")
    assert has_red(erin.get(before).content)
    do(erin, front, "cover", cells=["1-1"], do="save")
    assert len(files_kept()) == 7
    assert not any(map(has_red, files_kept()))
    assert erin.get(before).status_code == 404
    now = Picture.objects.get()
    assert not has_red(erin.get(address_of(now, width=720, kind="jpg")).content)
    assert now.digest == hashlib.sha256(bytes(now.master)).hexdigest()


def test_a_crop_is_shown_before_anything_changes(erin: Client, front: Picture) -> None:
    answer = do(erin, front, "crop", left="10", top="20", right="30", bottom="5", do="show")
    assert 'd="M0 0H100V100H0ZM10 20V95H70V20Z"' in words(answer)
    assert "480 × 450 pixels stay." in words(answer)
    assert Picture.objects.get().digest == front.digest


def test_squares_are_uncovered_again_before_anything_changes(erin: Client, front: Picture) -> None:
    answer = do(erin, front, "cover", cells=["1-1"], do="none")
    assert answer.status_code == 200
    assert " checked" not in words(answer)
    assert Picture.objects.get().digest == front.digest


# -- Texts that show it -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tool", ["turn", "crop"])
@pytest.mark.parametrize("where", [in_a_step, in_a_draft])
def test_under_its_marks_a_picture_is_not_moved_but_a_new_one_is_made(
    erin: Client, front: Picture, small_library: None, tool: str, where: Any
) -> None:
    where(front)
    assert "you get a new picture" in words(erin.get(place(front, tool)))
    answer = do(erin, front, tool, **SAVE_ALL[tool])
    old, new = Picture.objects.order_by("pk")
    assert answer.headers["Location"] == place(new, tool)
    assert "This is a new picture." in words(erin.get(answer.headers["Location"]))
    assert (old.digest, old.slug) == (front.digest, "front")
    how = {"turn": "turned", "crop": "cropped"}[tool]
    assert (new.slug, new.title) == (f"front-of-the-radio-{how}", f"Front of the radio ({how})")
    assert new.digest != old.digest
    shown = manuscript(*FAMILY).working["steps"][0]["pictures"]
    assert shown == [SHOWN]
    do(erin, new, tool, **SAVE_ALL[tool])
    assert Picture.objects.count() == 2, "nothing shows the new one yet: from now on it is edited itself"


def test_an_earlier_text_that_can_be_brought_back_finds_its_marks_where_they_were(
    erin: Client, front: Picture, small_library: None
) -> None:
    draft = in_a_draft(front)
    publishing.save_draft(draft, draft.published, version=draft.version, by=user_of(erin))
    assert "Not used" in words(erin.get(f"/staff/guides_app/picture/{front.pk}/change/"))
    do(erin, front, "turn", turn="left")
    assert Picture.objects.count() == 2
    assert Picture.objects.get(slug="front").digest == front.digest


def test_words_that_are_spelt_like_a_picture_do_not_hold_it(erin: Client, front: Picture, small_library: None) -> None:
    family = manuscript(*FAMILY)
    document = family.working | {"steps": [{**family.working["steps"][0], "title": "front"}]}
    publishing.save_draft(family, document, version=family.version, by=user_of(erin))
    do(erin, front, "turn", turn="left")
    assert Picture.objects.get().height == 800


def test_a_cover_is_seen_by_readers_at_once_and_marks_stay(erin: Client, front: Picture, small_library: None) -> None:
    in_a_step(front)
    page = "/en/radios/buttons/"
    before = Client().get(page)
    assert address_of(front, width=720, kind="jpg") in words(before)
    assert "Readers see the covered picture at once" in words(erin.get(place(front, "cover")))
    do(erin, front, "cover", cells=["1-1"], do="save")
    after = Client().get(page, headers={"if-none-match": before.headers["ETag"]})
    assert after.status_code == 200
    now = Picture.objects.get()
    address = address_of(now, width=720, kind="jpg")
    assert address in words(after)
    assert not has_red(Client().get(address).content)
    assert manuscript(*FAMILY).working["steps"][0]["pictures"] == [SHOWN]


def test_readers_see_the_picture_before_or_the_picture_after_and_never_half(
    erin: Client, front: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_args: object, **_options: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(Rendition.objects, "bulk_create", breaks)
    erin.raise_request_exception = False
    assert do(erin, front, "cover", cells=["1-1"], do="save").status_code == 500
    now = Picture.objects.get()
    assert (now.digest, now.renditions.count()) == (front.digest, 6)
    assert hashlib.sha256(bytes(now.master)).hexdigest() == now.digest


# -- Refusals ---------------------------------------------------------------------------------------------------------

ALL_BUT_A_SLIVER = {"left": "60", "right": "30"}


@pytest.mark.parametrize(
    ("tool", "said", "told"),
    [
        ("turn", {}, "Choose which way to turn"),
        ("turn", {"turn": "inside-out"}, "Choose which way to turn"),
        ("crop", {"do": "save"}, "Say how much to cut off from one edge or more"),
        ("crop", {"do": "save", "left": "50", "right": "50"}, "at least 200 pixels; 0 × 600 would stay"),
        ("crop", {"do": "save", "left": "90", "right": "90"}, "at least 200 pixels; 0 × 600 would stay"),
        ("crop", {"do": "show", **ALL_BUT_A_SLIVER}, "at least 200 pixels; 80 × 600 would stay"),
        ("crop", {"do": "save", "top": "a lot"}, "Enter a number from 0 to 99"),
        ("crop", {"do": "save", "top": "-1"}, "Enter a number from 0 to 99"),
        ("crop", {"do": "save", "top": "100"}, "Enter a number from 0 to 99"),
        ("crop", {"do": "save", "top": "NaN"}, "Enter a number from 0 to 99"),
        ("crop", {"do": "save", "top": "1e999999"}, "Enter a number from 0 to 99"),
        ("crop", {"do": "save", "top": "1.25"}, "Enter a number with one digit after the point at most"),
        ("cover", {"do": "save"}, "Choose the squares to cover"),
        ("cover", {"do": "save", "cells": ["1-9"]}, "Choose squares of this picture"),
        ("cover", {"do": "save", "cells": list(CELLS)}, "Leave a part of the picture uncovered"),
    ],
)
def test_what_makes_no_picture_is_refused_in_words(
    erin: Client, front: Picture, tool: str, said: dict[str, Any], told: str
) -> None:
    answer = do(erin, front, tool, **said)
    assert answer.status_code == 422
    assert told in words(answer)
    assert "There is a problem" in words(answer)
    assert Picture.objects.get().digest == front.digest


def test_what_was_meant_for_the_picture_before_is_not_done_to_the_picture_now(erin: Client, front: Picture) -> None:
    seen = {"digest": front.digest, "cells": ["1-1"], "do": "save"}
    do(erin, front, "turn", turn="right")
    turned = Picture.objects.get()
    answer = erin.post(place(front, "cover"), seen)
    assert answer.status_code == 409
    assert "Somebody else changed this picture a moment ago." in words(answer)
    assert turned.digest in words(answer)
    assert Picture.objects.get().digest == turned.digest


def test_of_two_edits_at_once_the_second_is_not_done(front: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first one is kept while the pixels of the second are still being made."""
    make = "guides_app.library.retouching.edited"
    other = clean(files.make_jpeg(500, 400))
    assert isinstance(other, Cleaned)

    def slowly(*_args: object) -> Cleaned:
        front_now = Picture.objects.get(pk=front.pk)
        front_now.keep(other)
        return other

    monkeypatch.setattr(make, slowly)
    with pytest.raises(PictureChanged):
        retouch(Picture.objects.get(pk=front.pk), Turn.LEFT, began_from=front.digest, title="Front")
    assert Picture.objects.get().digest == other.digest


def test_a_master_that_is_none_is_not_decoded(erin: Client, front: Picture) -> None:
    Picture.objects.update(master=files.make_png(3000, 2000))
    answer = do(erin, front, "turn", turn="left")
    assert answer.status_code == 422
    assert "The file is damaged" in words(answer)


@pytest.mark.parametrize("tool", SAVE_ALL)
def test_only_editors_edit_pictures(front: Picture, tool: str) -> None:
    clerk = editing.editor("carl", role=Role.CLERK)
    looker = editing.reader()
    user_of(looker).user_permissions.add(Permission.objects.get(codename="view_picture"))
    assert looker.get(f"/staff/guides_app/picture/{front.pk}/change/").status_code == 200
    assert place(front, tool) not in words(looker.get(f"/staff/guides_app/picture/{front.pk}/change/"))
    for client, status in ((clerk, 403), (looker, 403), (Client(), 302)):
        said = {"digest": front.digest, **SAVE_ALL[tool]}
        assert client.get(place(front, tool)).status_code == status
        assert client.post(place(front, tool), said).status_code == status
    assert Picture.objects.get().digest == front.digest


def test_a_picture_that_is_not_there_is_not_found(erin: Client, front: Picture) -> None:
    assert erin.get("/staff/guides_app/picture/99999/turn/").status_code == 404
    assert erin.put(place(front, "turn")).status_code == 405


# -- Who did it -------------------------------------------------------------------------------------------------------


def test_it_is_kept_who_changed_a_picture_and_how(erin: Client, front: Picture, small_library: None) -> None:
    user = user_of(erin)
    do(erin, front, "crop", right="10", do="save")
    do(erin, front, "cover", cells=["1-1", "1-2"], do="save")
    erin.post(f"/staff/guides_app/picture/{front.pk}/change/", {"title": "Face"})
    lines = front.history.order_by("history_id").values_list("history_user", "history_change_reason", "title")
    assert list(lines)[1:] == [
        (user.pk, "cropped", front.title),
        (user.pk, "covered 2 squares", front.title),
        (user.pk, None, "Face"),
    ]
    log = LogEntry.objects.filter(user=user, object_id=str(front.pk)).order_by("pk")
    assert [str(one.get_change_message()) for one in log][:2] == [
        "The picture is cropped.",
        "The squares are covered. Nothing of what lay there is kept.",
    ]
    assert "The picture is cropped." in words(erin.get(f"/staff/guides_app/picture/{front.pk}/history/"))
    assert not any(field.name == "master" for field in Picture.history.model._meta.get_fields())


def test_a_new_picture_says_which_one_it_was_made_from(erin: Client, front: Picture, small_library: None) -> None:
    in_a_draft(front)
    do(erin, front, "turn", turn="over")
    made = Picture.objects.exclude(pk=front.pk).get()
    assert made.history.get().history_change_reason == "turned over, from front"
    [line] = LogEntry.objects.filter(object_id=str(made.pk))
    assert "Front of the radio" in line.get_change_message()

"""Pictures on pages: how they are served, drawn, checked in a step, uploaded by staff, and refused."""

import re
from functools import cache
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from guides_app.models import FamilyStep, Manuscript, Picture, Rendition, Source
from guides_app.models.picture import validate_step_pictures
from guides_app.pictures.masters import Cleaned, clean
from guides_app.templatetags.pictures import address_of, of_step, pictures_of
from tests import factories, files
from tests.config.staff import make_clerk, sign_in

pytestmark = pytest.mark.django_db

RING = {"kind": "ring", "x": 500, "y": 250, "size": 200}
ARROW = {"kind": "arrow", "x": 500, "y": 500, "size": 100, "angle": 90}
NUMBER = {"kind": "number", "x": 900, "y": 900, "number": 3}
ADD, LIST = "/staff/guides_app/picture/add/", "/staff/guides_app/picture/"


@cache
def cleaned(width: int, height: int) -> Cleaned:
    answer = clean(files.make_jpeg(width, height))
    assert isinstance(answer, Cleaned)
    return answer


def make_picture(slug: str = "front", *, width: int = 800, height: int = 600) -> Picture:
    return Picture.objects.keep(cleaned(width, height), slug=slug, title=slug.title())


def said(slug: str = "front", **fields: Any) -> dict[str, Any]:
    return {"picture": slug, "alt": "The front of the radio", "decoration": False, "marks": [], **fields}


def make_step(*pictures: dict[str, Any]) -> FamilyStep:
    source, _ = Source.objects.get_or_create(slug="tests", defaults={"title": "Tests", "kind": "desk"})
    return FamilyStep.objects.create(
        family=factories.make_family(), source=source, confidence="likely", section="label", title="Pull it out",
        pictures=list(pictures),
    )  # fmt: skip


def address(picture: Picture, width: int = 360, kind: str = "webp") -> str:
    return address_of(picture, width=width, kind=kind)


def page_part(step: FamilyStep) -> str:
    shown = of_step(pictures_of([step]), step)
    return "".join(render_to_string("guides_app/parts/picture.html", {"shown": one}) for one in shown)


@pytest.fixture
def editor(client: Client) -> Client:
    """Somebody who may do everything at the Desk."""
    return sign_in(client, make_clerk("editor", superuser=True))


# -- Serving ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "content_type"), [("avif", "image/avif"), ("webp", "image/webp"), ("jpg", "image/jpeg")]
)
def test_a_file_of_a_picture_is_served_for_a_year_without_a_cookie(
    client: Client, kind: str, content_type: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    picture = make_picture()
    with django_assert_num_queries(1):
        answer = client.get(address(picture, 720, kind))
    assert answer.content == bytes(picture.renditions.get(width=720, format=kind).data)
    assert answer.headers["Content-Type"] == content_type
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_an_address_that_names_no_file_is_not_found(client: Client) -> None:
    right = address(make_picture())
    wrong = [
        right.replace("-360", "-361"),
        right.replace("front-", "back-"),
        right.replace(".webp", ".png"),
        right.replace(right[-21:-9], "0" * 12),
        right.replace("-360", "-99999"),
        right + "/",
    ]
    assert [client.get(other).status_code for other in wrong] == [404] * len(wrong)


def test_files_of_pictures_are_only_read(client: Client) -> None:
    assert client.post(address(make_picture())).status_code == 405


def test_a_replaced_picture_has_a_new_address(client: Client) -> None:
    old = address(make_picture())
    new = address(make_picture(height=500))
    assert old != new
    assert [client.get(old).status_code, client.get(new).status_code] == [404, 200]
    assert Picture.objects.count() == 1
    assert Rendition.objects.count() == 6


def test_what_the_database_gives_back_is_the_same_master() -> None:
    master = bytes(make_picture().master)
    kept = Picture.objects.get()
    again = clean(bytes(kept.master))
    assert isinstance(again, Cleaned)
    assert (again.master, again.digest) == (master, kept.digest)


# -- In a step --------------------------------------------------------------------------------------------------------


def test_all_steps_of_a_page_get_their_pictures_in_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_picture("front")
    make_picture("label", width=600, height=800)
    steps = [make_step(said("front"), said("label")), make_step(said("label")), make_step()]
    with django_assert_num_queries(1):
        shown = pictures_of(steps)
        assert [len(of_step(shown, step)) for step in steps] == [2, 1, 0]


def test_steps_without_pictures_cost_no_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    step = make_step()
    with django_assert_num_queries(0):
        assert pictures_of([step]) == {}


def test_a_picture_stands_in_the_page_with_its_size_and_its_words() -> None:
    picture = make_picture()
    html = page_part(make_step(said(alt='The "front" <1>')))
    assert 'width="720" height="540" loading="lazy"' in html
    assert 'alt="The &quot;front&quot; &lt;1&gt;"' in html
    for kind in ("avif", "webp", "jpg"):
        assert f"{address(picture, 360, kind)} 360w, {address(picture, 720, kind)} 720w" in html
    assert "<svg" not in html


def test_browsers_are_offered_the_smallest_format_first() -> None:
    make_picture()
    assert re.findall(r'<source type="([^"]+)"|<(img) ', page_part(make_step(said()))) == [
        ("image/avif", ""), ("image/webp", ""), ("", "img"),
    ]  # fmt: skip


def test_a_picture_without_avif_is_offered_in_what_it_has() -> None:
    make_picture().renditions.filter(format="avif").delete()
    html = page_part(make_step(said()))
    assert "avif" not in html
    assert re.findall(r'<source type="([^"]+)"', html) == ["image/webp"]


def test_marks_are_drawn_over_the_picture_and_kept_from_screen_readers() -> None:
    make_picture()
    html = page_part(make_step(said(marks=[RING, ARROW, NUMBER])))
    assert '<svg class="marks" viewBox="0 0 1000 750" aria-hidden="true"' in html
    assert html.count('<circle class="casing" cx="500" cy="188" r="100"/>') == 1
    assert html.count('d="M400 375L500 375 M440 413L500 375 M440 337L500 375"') == 2
    assert '<text x="900" y="675" dy=".35em">3</text>' in html
    assert "style=" not in html


def test_a_decoration_has_an_empty_alt() -> None:
    make_picture()
    assert 'alt=""' in page_part(make_step(said(alt="", decoration=True)))


def test_a_picture_that_is_gone_leaves_the_step_as_it_was() -> None:
    step = make_step(said("gone"))
    assert page_part(step) == ""


def test_a_description_comes_in_the_language_of_the_page() -> None:
    make_picture()
    kept = {"fr": {"alt": {"of": "The front of the radio", "text": "La façade"}}}
    step = make_step(said(translations=kept))
    assert pictures_of([step], language="fr")[step.pk][0].alt == "La façade"


def test_sound_pictures_of_a_step_are_taken() -> None:
    make_picture()
    validate_step_pictures([said(marks=[RING]), said(alt="", decoration=True)])
    validate_step_pictures([])


@pytest.mark.parametrize(
    ("pictures", "words"),
    [
        ([said(alt="")], "picture 1: describe the picture, or tick 'decoration'"),
        ([said(), said(marks=[RING, {**RING, "x": 1001}])], "picture 2, mark 2: x must be between 0 and 1000"),
        ([said(), said("gone")], "picture 2: there is no picture gone"),
        ([said()] * 4, "a step can have 3 pictures at most"),
        (None, "pictures must be a list"),
    ],
)
def test_unsound_pictures_of_a_step_are_refused_with_their_place(pictures: Any, words: str) -> None:
    make_picture()
    with pytest.raises(ValidationError) as wrong:
        validate_step_pictures(pictures)
    assert wrong.value.messages == [words]


# -- At the Desk ------------------------------------------------------------------------------------------------------


def upload(client: Client, data: bytes, name: str = "photo.jpg", title: str = "Front of a radio") -> Any:
    file = SimpleUploadedFile(name, data, content_type="image/jpeg")
    return client.post(ADD, {"title": title, "file": file})


def test_staff_upload_a_picture(editor: Client) -> None:
    assert upload(editor, files.make_jpeg(gps=True), name="no-name-counts.txt").status_code == 302
    picture = Picture.objects.get()
    assert (picture.slug, picture.title, picture.width) == ("front-of-a-radio", "Front of a radio", 1200)
    assert picture.renditions.count() == 6
    assert files.GPS_MARK not in bytes(picture.master)


def test_two_pictures_of_one_title_get_two_names(editor: Client) -> None:
    upload(editor, files.make_jpeg())
    upload(editor, files.make_png())
    assert sorted(Picture.objects.values_list("slug", flat=True)) == ["front-of-a-radio", "front-of-a-radio-2"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty. Choose it again, or choose another one"),
        (b"<svg/>", "The picture must be one of these: JPG, PNG, WebP. Its content counts, not its name"),
        (files.make_jpeg(150, 150), "The picture is too small or too narrow. Each side must have at least 200 pixels"),
        (files.make_jpeg()[:60_000], "The file is damaged. Save the picture again, or choose another one"),
        (files.make_jpeg() + bytes(25 * 1024 * 1024), "The picture must be 25 MB or smaller"),
    ],
    ids=["empty", "svg", "small", "damaged", "heavy"],
)
def test_staff_read_why_a_file_is_not_taken(editor: Client, data: bytes, words: str) -> None:
    answer = upload(editor, data)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not Picture.objects.exists()


def test_staff_are_asked_for_a_picture(editor: Client) -> None:
    assert "Choose a picture" in editor.post(ADD, {"title": "Front"}).content.decode()


def test_the_list_shows_each_picture_small_in_few_queries(
    editor: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    pictures = [make_picture(slug) for slug in ("front", "label", "keys")]
    editor.get(LIST)
    with django_assert_max_num_queries(10) as asked:
        html = editor.get(LIST).content.decode()
    assert all(address(picture, 360, "jpg") in html for picture in pictures)
    assert not any('"master"' in query["sql"] or '"data"' in query["sql"] for query in asked.captured_queries)


def test_the_page_of_a_picture_says_where_it_is_used(editor: Client) -> None:
    picture = make_picture()
    make_step(said())
    Manuscript.objects.create(kind="family", key="medianav", draft={"steps": [{"pictures": [said()]}]})
    Manuscript.objects.create(kind="family", key="other", draft={"steps": [{"pictures": [said("label")]}]})
    html = editor.get(f"{LIST}{picture.pk}/change/").content.decode()
    assert "Radio with buttons 1 to 6 – Pull it out" in html
    assert "Draft of: Radio family: medianav" in html
    assert "Draft of: Radio family: other" not in html


def test_only_the_title_of_a_picture_is_edited(editor: Client) -> None:
    picture = make_picture()
    editor.post(f"{LIST}{picture.pk}/change/", {"title": "Face", "slug": "other", "digest": "0"})
    again = Picture.objects.get()
    assert (again.title, again.slug, again.digest) == ("Face", "front", picture.digest)
    assert bytes(again.master) == bytes(picture.master)


def test_a_picture_in_use_is_not_deleted(editor: Client) -> None:
    picture = make_picture()
    step = make_step(said())
    assert editor.post(f"{LIST}{picture.pk}/delete/", {"post": "yes"}).status_code == 403
    step.delete()
    assert editor.post(f"{LIST}{picture.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Picture.objects.exists()


def test_without_the_permission_no_picture_is_uploaded(client: Client) -> None:
    clerk = make_clerk("clerk")
    clerk.user_permissions.add(Permission.objects.get(codename="view_picture"))
    assert upload(sign_in(client, clerk), files.make_jpeg()).status_code == 403
    assert not Picture.objects.exists()


def test_a_master_that_was_exported_is_imported_byte_for_byte() -> None:
    exported = bytes(make_picture().master)
    again = clean(exported)
    assert isinstance(again, Cleaned)
    kept = Picture.objects.keep(again, slug="front", title="Front")
    assert bytes(kept.master) == exported

"""A guide that says nothing new costs one query; whatever changes what it says is seen at once."""

import gzip

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from guides_app.library.files import CONTENT
from guides_app.library.publishing import manuscript_of, publish, save_draft, withdraw
from guides_app.models import Brand, CarModel, DocumentKind, Guide, Manuscript, Picture, Rendition, Source
from guides_app.views.kept import MOST_PAGES, Page, Shelf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped_library")]

GUIDE, RADIO = "/en/guides/dacia-duster-1/", "/en/radios/buttons-1-6/"
PAGES = [GUIDE, RADIO, "/en/radios/", "/sitemap.xml"]


@pytest.fixture
def editor(db: None) -> User:
    return User.objects.create(username="editor")


def etag(client: Client, address: str = GUIDE) -> str:
    return client.get(address).headers["ETag"]


def published(kind: DocumentKind, key: str, by: User, **change: object) -> None:
    manuscript = manuscript_of(kind, key)
    assert manuscript
    draft = save_draft(manuscript, manuscript.working | change, version=manuscript.version, by=by)
    publish(draft, version=draft.version, by=by)


@pytest.mark.parametrize("address", PAGES)
def test_an_unchanged_page_is_one_query_and_no_rendering(
    client: Client, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    known = etag(client, address)
    with django_assert_num_queries(1):
        answer = client.get(address, headers={"if-none-match": known})
    assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", known)
    assert not answer.cookies


@pytest.mark.parametrize("address", PAGES)
def test_a_page_that_was_made_is_not_made_again(
    client: Client, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = client.get(address).content
    with django_assert_num_queries(1):
        assert client.get(address).content == first


def test_a_new_page_needs_at_most_5_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for kind in ("guides", "families"):
        for file in (CONTENT / kind).glob("*.yaml"):
            with django_assert_max_num_queries(5):
                address = f"/en/{'radios' if kind == 'families' else kind}/{file.stem}/"
                assert client.get(address).status_code == 200


def test_a_published_family_is_seen_on_the_guides_that_name_it(client: Client, editor: User) -> None:
    before = etag(client)
    published(DocumentKind.FAMILY, "buttons-1-6", editor, summary="Another summary of this radio.")
    assert etag(client) != before
    assert b"Another summary of this radio." in client.get(GUIDE).content


def test_a_published_guide_is_seen(client: Client, editor: User) -> None:
    before = etag(client)
    published(DocumentKind.GUIDE, "dacia-duster-1", editor, summary="Another summary of this car.")
    assert etag(client) != before
    assert b"Another summary of this car." in client.get(GUIDE).content


def test_what_holds_for_every_radio_is_seen_on_every_page(client: Client, editor: User) -> None:
    before = [etag(client, GUIDE), etag(client, RADIO)]
    manuscript = manuscript_of(DocumentKind.GENERAL, "general") or Manuscript.objects.get(kind=DocumentKind.GENERAL)
    places = [{"place": "Under the seat", "source": "our-desk", "confidence": "likely"}]
    published(DocumentKind.GENERAL, manuscript.key, editor, places=places)
    assert before[0] != etag(client, GUIDE)
    assert before[1] != etag(client, RADIO)
    assert b"Under the seat" in client.get(RADIO).content


@pytest.mark.parametrize("address", [GUIDE, RADIO])
def test_a_renamed_source_is_seen(client: Client, address: str) -> None:
    before = etag(client, address)
    source = Source.objects.get(slug="manual-mr413")
    source.title = "The manual, as it is called now"
    source.save()
    assert etag(client, address) != before
    assert b"The manual, as it is called now" in client.get(address).content


def test_a_renamed_car_is_seen_on_related_guides_too(client: Client) -> None:
    before = etag(client)
    car = CarModel.objects.get(slug="duster")
    car.name = "Dustre"
    car.save()
    assert etag(client) != before
    assert b"Dacia Dustre I " in client.get(GUIDE).content


def test_a_renamed_make_is_seen(client: Client) -> None:
    before = etag(client)
    make = Brand.objects.get(name="Dacia")
    make.name = "Datsia"
    make.save()
    assert etag(client) != before


def test_a_replaced_picture_is_seen(client: Client) -> None:
    picture = Picture.objects.create(
        slug="label", title="Label", master=b"", width=1, height=1, digest="0", uploaded_at="2026-11-21T00:00Z"
    )
    before = etag(client)
    Rendition.objects.create(picture=picture, width=1, format="webp", data=b"", digest="0")
    assert etag(client) != before


def test_a_withdrawn_guide_is_gone_even_for_who_has_it(client: Client, editor: User) -> None:
    known = etag(client)
    manuscript = manuscript_of(DocumentKind.GUIDE, "dacia-duster-1")
    assert manuscript
    withdraw(manuscript, version=manuscript.version, by=editor)
    assert client.get(GUIDE, headers={"if-none-match": known}).status_code == 404


def test_a_withdrawn_guide_is_no_longer_related(client: Client, editor: User) -> None:
    assert b"/en/guides/dacia-duster-2/" in client.get(GUIDE).content
    Guide.objects.filter(slug="dacia-duster-2").update(rank=1)
    manuscript = manuscript_of(DocumentKind.GUIDE, "dacia-duster-2")
    assert manuscript
    withdraw(manuscript, version=manuscript.version, by=editor)
    assert b"/en/guides/dacia-duster-2/" not in client.get(GUIDE).content


@pytest.mark.parametrize("setting", [("BASE_URL", "https://radio.example"), ("LANGUAGES", [("en", "E"), ("fr", "F")])])
def test_another_configuration_is_another_page(client: Client, settings: Settings, setting: tuple[str, object]) -> None:
    before = etag(client)
    setattr(settings, *setting)
    assert etag(client) != before


def test_new_templates_make_every_known_page_old(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    before = etag(client)
    monkeypatch.setattr("guides_app.views.stamp.fingerprint", lambda: "another release")
    assert etag(client) != before


def test_a_page_is_packed_for_who_can_unpack_it(client: Client) -> None:
    plain = client.get(GUIDE)
    for offer, packed in (("gzip, deflate, br", True), ("br", False), ("gzip;q=0, br", False), ("", False)):
        answer = client.get(GUIDE, headers={"accept-encoding": offer})
        assert answer.headers.get("Content-Encoding") == ("gzip" if packed else None), offer
        assert (gzip.decompress(answer.content) if packed else answer.content) == plain.content
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["ETag"] == plain.headers["ETag"]


def test_a_page_that_is_not_there_is_not_kept(client: Client) -> None:
    for address in ("/en/guides/no-such-car/", "/en/radios/no-such-radio/"):
        answer = client.get(address)
        assert (answer.status_code, "ETag" in answer.headers) == (404, False)


def test_only_so_many_pages_are_kept() -> None:
    full, page = Shelf(), Page(b"", b"", "text/html")
    for number in range(MOST_PAGES + 1):
        full.put(str(number), page)
    assert full.take("0") is None
    assert full.take("1") is page


def test_a_page_that_is_asked_for_stays() -> None:
    full, page = Shelf(), Page(b"", b"", "text/html")
    full.put("wanted", page)
    for number in range(MOST_PAGES):
        full.put(str(number), page)
        assert full.take("wanted") is page

"""What search engines and passed-on links say of a page, and that it is on the page."""

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from guides_app.library.files import CONTENT
from guides_app.library.publishing import manuscript_of, publish, save_draft
from guides_app.models import Answer, DocumentKind, Guide
from guides_app.views.found import Found

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped_library")]

Get = Callable[[str], Any]
HERE = "http://127.0.0.1:8000"
GUIDE = "/en/guides/dacia-duster-1/"
GUIDES = sorted(f"/en/guides/{file.stem}/" for file in (CONTENT / "guides").glob("*.yaml"))
RADIOS = sorted(f"/en/radios/{file.stem}/" for file in (CONTENT / "families").glob("*.yaml"))
NAMES = {"sm": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def page(client: Client | Get, address: str) -> str:
    get = client.get if isinstance(client, Client) else client
    return str(get(address).content.decode())


def head(client: Client | Get, address: str, pattern: str) -> list[Any]:
    return re.findall(pattern, page(client, address).partition("</head>")[0])


def data(client: Client | Get, address: str) -> dict[str, dict[str, Any]]:
    (text,) = head(client, address, r'<script type="application/ld\+json">(.*)</script>')
    return {part["@type"]: part for part in json.loads(text)["@graph"]}


def test_each_guide_and_radio_has_a_title_of_its_own(shipped_page: Get) -> None:
    titles = [head(shipped_page, address, "<title>(.*)</title>")[0] for address in GUIDES + RADIOS]
    assert len(set(titles)) == len(GUIDES) + len(RADIOS)
    assert "Dacia Duster I (2010–2017): get your radio code – Radio Code Desk" in titles


@pytest.mark.parametrize(
    ("address", "hidden"), [("/en/guides/", 0), ("/en/guides/?q=dacia", 1), ("/en/guides/?q=zz", 1)]
)
def test_answers_to_a_search_are_no_pages_to_be_found(client: Client, address: str, hidden: int) -> None:
    assert len(head(client, address, '<meta name="robots" content="noindex">')) == hidden


def test_a_description_says_in_few_words_what_is_there(shipped_page: Get) -> None:
    for address in ["/en/", "/en/guides/", "/en/help/display/", "/en/privacy/", *GUIDES, *RADIOS]:
        (text,) = head(shipped_page, address, '<meta name="description" content="([^"]*)">')
        assert 40 <= len(unescape(text)) <= 190, address


def test_the_one_address_is_the_configured_one_without_a_question(client: Client) -> None:
    for asked in (GUIDE, f"{GUIDE}?utm=1"):
        answer = client.get(asked, headers={"host": "localhost"}).content.decode()
        assert re.findall('rel="canonical" href="(.*?)"', answer) == [f"{HERE}{GUIDE}"]
        assert "localhost" not in answer


def test_the_languages_of_a_public_page_are_named(client: Client, settings: Settings) -> None:
    settings.LANGUAGES = [("en", "English"), ("fr", "Français")]
    links = dict(head(client, GUIDE, 'rel="alternate" hreflang="(.*?)" href="(.*?)"'))
    french = f"{HERE}{GUIDE}".replace("/en/", "/fr/")
    assert links == {"en": f"{HERE}{GUIDE}", "fr": french, "x-default": f"{HERE}{GUIDE}"}


@pytest.mark.parametrize("address", ["/en/request/", "/en/find/", "/en/guides/no-such-car/", "/staff/account/login/"])
def test_what_is_not_public_names_no_address_and_no_language(client: Client, address: str) -> None:
    html = page(client, address)
    assert "hreflang" not in html
    assert "canonical" not in html
    assert "og:url" not in html


def test_a_passed_on_link_has_a_card(client: Client) -> None:
    card = dict(head(client, GUIDE, '<meta property="og:([a-z_]+)" content="([^"]*)">'))
    assert card["title"] == "Dacia Duster I (2010–2017): get your radio code"
    assert (card["type"], card["locale"], card["url"]) == ("article", "en_GB", f"{HERE}{GUIDE}")
    assert card["description"] == head(client, GUIDE, '<meta name="description" content="([^"]*)">')[0]
    assert "image" not in card


def test_the_path_to_a_guide_is_given_as_data(client: Client) -> None:
    items = data(client, GUIDE)["BreadcrumbList"]["itemListElement"]
    assert [item["position"] for item in items] == [1, 2, 3]
    assert [item["item"] for item in items] == [f"{HERE}/en/", f"{HERE}/en/guides/", f"{HERE}{GUIDE}"]
    assert all(client.get(item["item"].removeprefix(HERE)).status_code == 200 for item in items)


def test_questions_are_given_as_data_only_where_the_page_answers_them(shipped_page: Get) -> None:
    asked = 0
    for address in GUIDES + RADIOS:
        text = " ".join(unescape(re.sub("<[^>]+>", " ", page(shipped_page, address).partition("<body>")[2])).split())
        for question in data(shipped_page, address).get("FAQPage", {}).get("mainEntity", []):
            assert question["name"] in text, address
            assert question["acceptedAnswer"]["text"].split(". ")[0] in text, address
            asked += 1
    assert asked > len(GUIDES)


def test_what_an_editor_writes_cannot_end_the_block_of_data(client: Client) -> None:
    hostile = "</script><script>alert(1)</script> <!-- & ?"
    Answer.objects.filter(guide__slug="dacia-duster-1").update(title=hostile)
    html = page(client, GUIDE)
    assert "<script>alert" not in html
    assert hostile in {question["name"] for question in data(client, GUIDE)["FAQPage"]["mainEntity"]}


def test_nothing_to_say_is_no_block() -> None:
    assert Found("Title", "About").data() == ""


def sitemap(client: Client) -> dict[str, ElementTree.Element]:
    tree = ElementTree.fromstring(page(client, "/sitemap.xml"))  # noqa: S314  # our own
    return {url.findtext("sm:loc", "", NAMES): url for url in tree}


def test_the_map_names_every_public_page_and_no_other(client: Client, shipped_page: Get) -> None:
    addresses = [url.removeprefix(HERE) for url in sitemap(client)]
    assert set(GUIDES + RADIOS) <= set(addresses)
    assert len(addresses) == len(set(addresses)) == len(GUIDES) + len(RADIOS) + 9
    for address in addresses:
        answer = shipped_page(address)
        assert answer.status_code == 200, address
        assert f'rel="canonical" href="{HERE}{address}"' in answer.content.decode()


def test_the_map_names_the_other_languages(client: Client, settings: Settings) -> None:
    settings.LANGUAGES = [("en", "English"), ("fr", "Français")]
    pages = sitemap(client)
    links = pages[f"{HERE}{GUIDE}"].findall("x:link", NAMES)
    assert {link.get("hreflang") for link in links} == {"en", "fr", "x-default"}
    assert f"{HERE}/fr/guides/dacia-duster-1/" in pages


def test_a_guide_that_nobody_finds_is_not_on_the_map(client: Client) -> None:
    Guide.objects.filter(slug="dacia-duster-1").update(is_published=False)
    assert f"{HERE}{GUIDE}" not in sitemap(client)


def test_the_map_says_when_something_was_published_last(client: Client) -> None:
    editor = User.objects.create(username="editor")
    manuscript = manuscript_of(DocumentKind.FAMILY, "buttons-1-6")
    assert manuscript
    draft = manuscript.working | {"summary": "New."}
    kept = save_draft(manuscript, draft, version=manuscript.version, by=editor)
    day = publish(kept, version=kept.version, by=editor).published_at
    assert day
    pages = sitemap(client)
    for address in (GUIDE, "/en/radios/buttons-1-6/"):
        assert pages[f"{HERE}{address}"].findtext("sm:lastmod", "", NAMES) == day.date().isoformat()


def test_the_map_costs_few_queries(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(6):
        client.get("/sitemap.xml")


def test_machines_are_led_to_the_map_and_kept_out_of_the_desk(client: Client) -> None:
    answer = client.get("/robots.txt")
    lines = answer.content.decode().splitlines()
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert f"Sitemap: {HERE}/sitemap.xml" in lines
    for place in ("/staff/", "/r/", "/track/", "/*/request/", "/*/find/"):
        assert f"Disallow: {place}" in lines


def test_machines_get_no_cookie_and_may_keep_the_answer(client: Client) -> None:
    for address in ("/robots.txt", "/sitemap.xml"):
        answer = client.get(address)
        assert not answer.cookies
        assert "public" in answer.headers["Cache-Control"]
        assert "X-Robots-Tag" not in answer.headers

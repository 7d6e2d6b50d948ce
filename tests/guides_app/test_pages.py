"""The public pages as a browser gets them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from guides_app.library.files import CONTENT
from guides_app.models import Fitment, Guide, RadioFamily

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped_library")]

Get = Callable[[str], Any]
SLUGS = sorted(file.stem for file in (CONTENT / "guides").glob("*.yaml"))
PAGES = [
    "/en/",
    "/en/guides/",
    "/en/guides/?q=duster",
    "/en/guides/?q=talon",
    "/en/guides/?looks=hidden",
    "/en/guides/which-radio/",
    "/en/guides/other/",
    "/en/help/",
    "/en/help/display/",
    "/en/help/display/?radio=buttons-1-6&tries=3",
    "/en/privacy/",
    "/en/accessibility/",
    *(f"/en/guides/{slug}/" for slug in SLUGS),
    "/en/radios/",
    *(f"/en/radios/{file.stem}/" for file in (CONTENT / "families").glob("*.yaml")),
]


def test_a_public_page_sets_no_cookie_and_may_be_kept(shipped_page: Get) -> None:
    for address in PAGES:
        answer = shipped_page(address)
        assert answer.status_code == 200, address
        assert not answer.cookies, address
        assert "Cookie" not in answer.headers.get("Vary", ""), address
        assert "public" in answer.headers["Cache-Control"], address


def test_who_asks_again_with_the_etag_gets_nothing_new(client: Client, shipped_page: Get) -> None:
    for address in PAGES:
        etag = shipped_page(address).headers["ETag"]
        assert client.get(address, headers={"if-none-match": etag}).status_code == 304, address


@pytest.mark.parametrize("address", ["/en/guides/dacia-duster-1/", "/en/", "/sitemap.xml"])
def test_a_refusal_is_kept_by_no_cache(client: Client, address: str) -> None:
    refused = client.get(address, headers={"if-match": '"something else"'})
    assert refused.status_code == 412
    assert "public" not in refused.headers["Cache-Control"]


def test_a_page_has_one_heading_and_no_inline_style_or_script(shipped_page: Get) -> None:
    for address in PAGES:
        html = shipped_page(address).content.decode()
        assert len(re.findall(r"<h1[ >]", html)) == 1, address
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*(?:\ssrc=|ld\+json))", html), address
        assert '<html lang="en"' in html


def test_every_link_within_a_page_leads_somewhere(shipped_page: Get) -> None:
    for address in PAGES:
        html = shipped_page(address).content.decode()
        assert set(re.findall(r'href="#([^"]+)"', html)) <= set(re.findall(r'\sid="([^"]+)"', html)), address


def test_the_list_does_not_ask_more_for_more_guides(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    guide, family = Guide.objects.get(slug="dacia-dokker"), RadioFamily.objects.get(slug="medianav")
    for number in range(40):
        guide.pk, guide.slug, guide._state.adding = None, f"copy-{number}", True
        guide.save()
        first = Fitment.objects.filter(family=family)[0]
        Fitment.objects.create(guide=guide, family=family, source=first.source, confidence="likely")
    with django_assert_max_num_queries(3):
        assert client.get("/en/guides/").content.count(b"Dokker") >= 40


@pytest.mark.parametrize(
    ("query", "address"),
    [("duster 2012", "dacia-duster-1"), ("Dacia Dùster 2019", "dacia-duster-2"), ("megane 2005", "renault-megane-2")],
)
def test_one_clear_answer_is_opened_at_once(client: Client, query: str, address: str) -> None:
    assert client.get("/en/guides/", {"q": query}).headers["Location"] == f"/en/guides/{address}/"


def test_words_without_an_answer_show_all_models(client: Client) -> None:
    html = client.get("/en/guides/", {"q": "talon"}).content.decode()
    assert "We found no guide for ‘talon’." in html
    assert f"{len(SLUGS)} guides" in html


def test_the_number_of_a_radio_in_the_finder_is_recognised(client: Client) -> None:
    assert "Choose your model first" in client.get("/en/guides/", {"q": "A123"}).content.decode()


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "\x00", "x" * 5000, "'\"><img src=x>"])
def test_a_hostile_search_is_only_text(client: Client, hostile: str) -> None:
    html = client.get("/en/guides/", {"q": hostile}).content.decode()
    assert "<script>alert" not in html
    assert "<img" not in html


def test_which_radio_asks_until_a_picture_is_chosen(client: Client) -> None:
    answer = client.get("/en/guides/which-radio/", {"asked": "1"})
    assert answer.status_code == 422
    assert answer.content.decode().count("Choose the picture that looks most like your radio") == 2
    assert "<title>Error: " in answer.content.decode()


@pytest.mark.parametrize(("looks", "address"), [("touch", "/en/guides/?looks=touch"), ("none", "/en/guides/other/")])
def test_a_chosen_picture_leads_on(client: Client, looks: str, address: str) -> None:
    assert client.get("/en/guides/which-radio/", {"asked": "1", "looks": looks}).headers["Location"] == address


@pytest.mark.parametrize("looks", ["buttons", "knob", "touch", "separate", "hidden", "remote"])
def test_no_picture_is_a_dead_end(client: Client, looks: str) -> None:
    html = client.get("/en/guides/", {"looks": looks}).content.decode()
    assert '<a class="card"' in html or "Ask for my code" in html


def test_a_guide_that_is_not_published_is_not_there(client: Client) -> None:
    Guide.objects.filter(slug="dacia-dokker").update(is_published=False)
    assert client.get("/en/guides/dacia-dokker/").status_code == 404
    assert "Dokker" not in client.get("/en/").content.decode()


def test_an_address_that_leads_nowhere_leads_to_the_guides(client: Client) -> None:
    answer = client.get("/en/guides/a-guide-of-former-years/")
    assert answer.status_code == 404
    assert 'href="/en/guides/">All guides' in answer.content.decode().partition("<main")[2]


def test_a_guide_asks_for_its_own_car(client: Client) -> None:
    assert "?guide=dacia-duster-1" in client.get("/en/guides/dacia-duster-1/").content.decode()


def test_a_guide_tells_that_sources_differ(client: Client) -> None:
    html = client.get("/en/guides/dacia-duster-1/").content.decode()
    assert "Sources differ" in html
    assert "said to lock for good after 10 wrong codes" in html
    assert "manual MR-413" in html


def test_a_car_whose_code_hangs_on_the_vin_says_so(client: Client) -> None:
    html = client.get("/en/guides/dacia-duster-2/").content.decode()
    assert "Find the VIN of your car" in html
    assert "the radio that the factory fitted" in html


@pytest.mark.parametrize(
    ("radio", "tries", "answer"),
    [
        ("buttons-1-6", "0", "No wait."),
        ("buttons-1-6", "3", "Wait 4 to 64 minutes."),
        ("buttons-1-6", "unknown", "Wait 1 to 64 minutes."),
        ("", "unknown", "Wait 1 to 60 minutes."),
        ("philips-22dc459-62e", "2", "Wait 30 to 60 minutes."),
    ],
)
def test_the_display_helper_answers_without_scripts(client: Client, radio: str, tries: str, answer: str) -> None:
    assert answer in client.get("/en/help/display/", {"radio": radio, "tries": tries}).content.decode()


def test_nothing_but_reading_is_allowed(client: Client) -> None:
    assert client.post("/en/guides/dacia-duster-1/").status_code == 405

"""The pages of the finder: one clear answer is opened, numbers are named, not repeated, and nothing is a dead end."""

import re

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client, RequestFactory

from guides_app import finder
from guides_app.admin.failed_searches import FailedSearchAdmin
from guides_app.models import FailedSearch, Guide, Looks, RadioFamily
from requests_app.models import Role
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped_library")]

DRAWINGS = settings.BASE_DIR / "templates" / "components" / "drawings"


def found(client: Client, words: str) -> str:
    answer = client.get("/en/guides/", {"q": words})
    assert answer.status_code == 200
    return answer.content.decode()


def cards(html: str) -> set[str]:
    return set(re.findall(r'class="card" href="/en/guides/([-\w]+)/"', html))


def test_words_that_are_not_known_show_all_models_and_a_way_to_ask(client: Client) -> None:
    html = found(client, "xyzzy")
    assert "We found no guide for ‘xyzzy’." in html
    assert "Here are all models." in html
    assert "Ask anyway" in html
    assert "/en/guides/which-radio/" in html.partition("Ask anyway")[0]
    assert len(cards(html)) == Guide.objects.published().count()


@pytest.mark.parametrize("words", ["🙂", "where is my radio code", "--"])
def test_words_that_name_nothing_lead_to_the_cars_and_to_the_pictures(client: Client, words: str) -> None:
    html = found(client, words)
    assert "These words name no car and no radio." in html
    before = html.partition("<main")[2].partition('role="status"')[0]
    assert "/en/guides/which-radio/" in before
    assert "/en/help/" in before
    assert len(cards(html)) == Guide.objects.published().count()
    assert "These words name no car" not in client.get("/en/guides/").content.decode()


def test_what_was_typed_stays_in_the_box(client: Client) -> None:
    assert 'value="Renault &lt;clio&gt;"' in found(client, "Renault <clio>")


def test_several_answers_are_listed_and_nothing_else(client: Client) -> None:
    html = found(client, "clio")
    assert cards(html) == set(Guide.objects.filter(car_model__slug="clio").values_list("slug", flat=True))
    assert f'role="status" class="soft">{len(cards(html))} guides' in html


def test_a_display_word_beside_a_model_opens_the_guide_at_that_message(client: Client) -> None:
    answer = client.get("/en/guides/", {"q": "duster 2012 safe"})
    assert answer.headers["Location"] == "/en/guides/dacia-duster-1/#shows-safe"


def test_a_display_word_alone_opens_the_display_helper_there(client: Client) -> None:
    places = {"SAFE": "safe", "----": "ready", "code in": "ready", "error": "error"}
    answers = {words: client.get("/en/guides/", {"q": words}).headers["Location"] for words in places}
    assert answers == {words: f"/en/help/display/#shows-{state}" for words, state in places.items()}


def test_a_paper_of_the_car_is_named_as_one(client: Client) -> None:
    html = found(client, "carte grise")
    assert "It is the name of a paper of your car." in html
    assert len(cards(html)) == Guide.objects.published().count()


def test_a_number_is_named_and_stands_nowhere_but_in_the_box(client: Client) -> None:
    seen = {
        "K739": "This looks like a pre-code. Choose your model first.",
        "281150198RT K739": "This looks like a line of a radio&#x27;s label.",
        "UU1HSDAG512345678": "This looks like a VIN",
        "8200607918": "This looks like a part number.",
        "22DC279/62Z": "This looks like the type of a radio.",
        "99887766554": "This looks like the number of a radio or a car.",
    }
    for words, said in seen.items():
        html = found(client, words)
        assert said.replace("&#x27;", "'") in html.replace("&#x27;", "'"), words
        assert html.count(words) == 1, words


@pytest.mark.parametrize("number", ["UU1HSDAG512345678", "A123", "duster 0612345678"])
def test_no_cache_keeps_a_number_that_somebody_typed(client: Client, number: str) -> None:
    answer = client.get("/en/guides/", {"q": number})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert client.get("/en/guides/", {"q": "xyzzy"}).headers["Cache-Control"] == "public, max-age=300"


def test_a_vin_lists_the_cars_of_its_make(client: Client) -> None:
    assert all(slug.startswith("dacia") for slug in cards(found(client, "UU1HSDAG512345678")))
    assert "Here are the guides for Dacia." in found(client, "uu1")


def test_the_type_of_a_radio_shows_the_radio_and_the_cars_with_it(client: Client) -> None:
    html = found(client, "LAN5210WR2")
    assert "/en/radios/medianav/" in html
    assert cards(html) == set(Guide.objects.filter(families__slug="medianav").values_list("slug", flat=True))


def test_a_radio_without_a_code_says_so_right_there(client: Client) -> None:
    html = found(client, "r-link 2")
    assert "/en/radios/r-link-2/" in html
    assert "No code from us" in html.partition("/en/radios/r-link-2/")[2].partition("</a>")[0]


def test_a_radio_in_no_car_of_ours_can_still_be_asked_for(client: Client) -> None:
    RadioFamily.objects.get(slug="r-link-2").fitments.all().delete()
    finder.rebuild()
    html = found(client, "r-link 2")
    assert "Ask for my code" in html
    assert "/en/radios/r-link-2/" in html


@pytest.mark.parametrize("looks", Looks.values)
def test_each_picture_leads_to_its_radios_or_to_a_person(client: Client, looks: str) -> None:
    html = client.get("/en/guides/", {"looks": looks}).content.decode()
    shown = set(re.findall(r"/en/radios/([-\w]+)/", html))
    assert shown == set(RadioFamily.objects.filter(looks=looks).values_list("slug", flat=True))
    assert cards(html) or "Ask for my code" in html


def test_every_list_leads_on_when_nothing_fits(client: Client) -> None:
    for words in ("clio", "xyzzy", "A123", "r-link 2", "talon"):
        html = found(client, words)
        assert "/en/guides/which-radio/" in html
        assert "/en/guides/other/" in html


def test_a_long_list_has_a_link_to_each_make(client: Client) -> None:
    html = client.get("/en/guides/").content.decode()
    links = re.findall(r'href="#(make-\d)"', html)
    assert len(links) > 1
    assert all(f'id="{link}"' in html for link in links)


def test_the_radio_of_most_cars_is_offered_first_and_one_without_a_code_last(client: Client) -> None:
    for html in (
        found(client, "silver radio with 6 buttons"),
        client.get("/en/guides/?looks=buttons").content.decode(),
    ):
        radios = re.findall(r"/en/radios/([-\w]+)/", html)
        assert radios[0] == "buttons-1-6"
        with_code = [RadioFamily.objects.get(slug=slug).carries_code for slug in radios]
        assert with_code == sorted(with_code, reverse=True)


@pytest.mark.parametrize("address", ["/en/", "/en/guides/", "/en/radios/", "/en/guides/dacia-logan-1/"])
def test_a_drawing_is_told_once_however_often_it_is_shown(client: Client, address: str) -> None:
    html = client.get(address).content.decode()
    told, shown = re.findall(r'id="(drawn-\w+)"', html), re.findall(r'href="#(drawn-\w+)"', html)
    assert len(set(told)) == len(told) < len(shown)
    assert set(told) == set(shown)


def test_a_drawing_of_a_radio_is_at_most_1_kb() -> None:
    sizes = {file.name: file.stat().st_size for file in DRAWINGS.glob("*.html") if file.name != "label.html"}
    assert {name for name, size in sizes.items() if size > 1024} == set()
    assert {f"{looks}.html" for looks in Looks.values} <= sizes.keys()


def test_editors_see_failed_searches_and_only_delete_them(rf: RequestFactory) -> None:
    page = admin.site.get_model_admin(FailedSearch)
    assert isinstance(page, FailedSearchAdmin)
    request = rf.get("/")
    request.user = factories.make_staff(factories.make_desk(), "edith", role=Role.GUIDE_EDITOR)
    assert page.has_view_permission(request)
    assert page.has_delete_permission(request)
    assert not page.has_add_permission(request)
    assert not page.has_change_permission(request)


def test_a_clerk_does_not_see_failed_searches(rf: RequestFactory, alice: User) -> None:
    request = rf.get("/")
    request.user = alice
    assert not admin.site.get_model_admin(FailedSearch).has_view_permission(request)

"""What stands on the page of a car and of a radio, and in which order."""

import re
from html import unescape
from itertools import pairwise

import pytest
from django.test import Client, RequestFactory

from guides_app import library
from guides_app.library.items import Kind
from guides_app.library.writing import SHELVES
from guides_app.models import DisplayMessage, DocumentKind, Fitment, Guide, RadioFamily, Source
from guides_app.views.guide import show_guide
from guides_app.views.kept import shelf
from guides_app.views.radio import show_radio

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped_library")]

GUIDE = "/en/guides/dacia-duster-1/"
ORDER = ["display", "free", "radio", "need", "wait", "battery", "swapped", "vin_or_serial", "dealer", "question"]


def page(client: Client, address: str = GUIDE) -> str:
    return client.get(address).content.decode()


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<script.*?</script>|<[^>]+>", " ", html, flags=re.DOTALL)))


def with_radios(*slugs: str, **more: object) -> str:
    """A guide of a Duster with these radios, as readers find it."""
    fits = [{"family": slug, "source": "our-desk", "confidence": "likely"} for slug in slugs]
    SHELVES[Kind.GUIDE].write("made", {"car": "duster", "is_published": True, "fits": fits} | more)
    return "/en/guides/made/"


def test_the_sections_stand_in_the_order_in_which_people_need_them(client: Client) -> None:
    found = re.findall(r'<h2 id="([^"]+)"', page(client))
    assert found == [*ORDER, "related", "sources"]


def test_unknown_years_leave_no_empty_brackets(client: Client) -> None:
    html = page(client, with_radios("medianav"))
    assert "<title>Dacia Duster: get your radio code" in html
    assert "()" not in html


def test_the_years_name_their_source(client: Client) -> None:
    source = Guide.objects.select_related("years_source").get(slug="dacia-duster-1").years_source
    assert source
    assert f"The years 2010–2017: {source.title}" in words(page(client))


def test_who_checked_it_is_told_and_when_it_is_due_is_not(client: Client) -> None:
    text = words(page(client))
    assert "Checked on 21 November 2026 by: guide editor." in text
    assert "2027" not in text


def test_one_radio_stands_open_on_the_page(client: Client) -> None:
    html = page(client, with_radios("medianav"))
    assert "Your radio: MediaNav touch screen" in html
    assert '<details class="radio"' not in html


def test_several_radios_are_folded_and_everything_about_each_is_inside(client: Client) -> None:
    html = page(client, with_radios("buttons-1-6", "medianav", "separate-display"))
    folded = {inside.partition('"')[0]: inside for inside in html.split('<details class="radio" id="')[1:]}
    assert list(folded) == ["buttons-1-6", "medianav", "separate-display"]
    for slug, inside in folded.items():
        for part in ("number", "removal", "entry", "wait"):
            assert f'id="{slug}-{part}"' in inside
        assert "<svg" in inside.partition("</summary>")[0]


def test_a_car_whose_radios_have_no_code_says_so_first_and_asks_for_nothing(client: Client) -> None:
    html = page(client, with_radios("r-link", "easy-link"))
    text = words(html.partition("<main")[2])
    assert "help with the radio We have no code for this radio." in text
    assert "Ask for my code" not in html
    assert "/request/" not in html
    assert 'href="#dealer">How to ask a dealer' in html
    assert "What you need" not in html
    assert "<h3>R-Link, first generation</h3><small" in html


def test_a_radio_without_a_code_is_named_before_anybody_is_asked(client: Client) -> None:
    html = page(client, with_radios("medianav", "r-link"))
    before = html.partition("Ask for my code")[0]
    assert '<a href="#r-link">R-Link, first generation</a>' in before
    assert '<a href="#medianav">' not in before


def test_what_helps_only_with_a_code_is_left_out_where_there_is_none(client: Client) -> None:
    text = words(page(client, "/en/radios/r-link/"))
    assert "Is it button 6 or button 5?" not in text
    assert "What does a dealer ask for?" in text
    assert "Enter the code" not in text


def test_what_a_radio_does_not_say_is_taken_from_the_one_it_is_alike(client: Client) -> None:
    html = page(client, "/en/radios/anatel/")
    assert "What is not known of this radio itself is taken from a similar one: Radio with buttons 1 to 6." in html
    assert 'id="anatel-label-1"' in html
    assert "until each shows its digit" in words(html)
    assert "taken from a similar one" not in page(client, "/en/radios/medianav/")


def test_a_borrowed_fact_is_not_taken_for_one_of_every_radio(client: Client) -> None:
    guide = with_radios("medianav", "anatel")
    medianav = page(client, guide).partition('id="medianav"')[2].partition('id="anatel"')[0]
    assert "2 release keys" not in medianav


def test_the_last_key_is_held_as_long_as_the_radio_wants_it(client: Client) -> None:
    assert "Then hold lower key for 3 to 10 seconds." in words(page(client, "/en/radios/separate-display/"))
    assert "Then press OK ." in words(page(client, "/en/radios/medianav/"))


def test_where_the_vin_stands_is_told_with_its_source(client: Client) -> None:
    html = page(client, "/en/guides/dacia-spring/")
    assert '<a class="standalone" href="#vin_or_serial">Where it stands' in html
    assert "box E" in words(html.split('<h2 id="vin_or_serial"')[1])


def test_the_combinations_are_given_in_the_order_to_try(client: Client) -> None:
    html = page(client, "/en/radios/buttons-1-6/").partition("Read the number on the display")[2].partition("<h2")[0]
    assert re.findall(r"<kbd>(\d)</kbd>", html) == ["1", "6", "1", "5", "2", "6"]


def test_the_words_of_a_radio_stand_for_the_general_ones_on_its_page(client: Client) -> None:
    html = page(client, "/en/radios/r-link/")
    assert html.count('id="shows-pairing') == 1
    assert "The system does not recognise the car." in html
    assert "This screen is not a radio code." not in html


def test_the_words_of_one_radio_of_several_stand_beside_the_general_ones(client: Client) -> None:
    source = Source.objects.get(slug="our-desk")
    radio = RadioFamily.objects.get(slug="r-link")
    DisplayMessage.objects.filter(family=radio, state="nothing").delete()
    DisplayMessage.objects.create(
        family=radio, state="nothing", words="Nothing", means="Dark.", source=source, confidence="likely"
    )
    html = page(client, with_radios("medianav", "r-link"))
    assert re.findall(r'id="(shows-nothing[^"]*)"', html) == ["shows-nothing", "shows-nothing-1"]
    assert "<small>R-Link, first generation</small>" in html.partition('id="shows-nothing-1"')[2]


def test_a_screen_to_be_paired_is_told_of_once_by_the_radio_that_wants_it(client: Client) -> None:
    html = page(client, with_radios("medianav", "r-link"))
    assert re.findall(r'id="(shows-pairing[^"]*)"', html) == ["shows-pairing"]
    assert (
        "The system does not recognise the car." in html.partition('id="shows-pairing"')[2].partition("</summary>")[0]
    )


def test_sources_that_differ_stand_side_by_side_with_the_careful_one_first(client: Client) -> None:
    html = page(client, "/en/radios/buttons-1-6/").partition('id="buttons-1-6-wait"')[2]
    rules = re.findall("<li>(.*?)</li>", html.partition('class="differ"')[2].partition("</ul>")[0])
    told = RadioFamily.objects.get(slug="buttons-1-6").lockout_rules()
    assert len(rules) == len(told) >= 5
    assert [rule.partition(" <a")[0] for rule in rules] == [rule.statement for rule in told]
    assert all(f"({rule.get_confidence_display()})" in shown for rule, shown in zip(told, rules, strict=True))


def test_radios_that_wait_alike_share_one_table(client: Client) -> None:
    html = page(client, with_radios("buttons-1-6", "anatel", "medianav"))
    buttons, anatel, medianav = (
        re.findall(r'href="#(waits-\d+)"', html.partition(f'id="{slug}-wait"')[2])[0]
        for slug in ("buttons-1-6", "anatel", "medianav")
    )
    assert buttons == anatel != medianav
    table = html.partition(f'id="{buttons}"')[2].partition("</details>\n<details")[0]
    assert "Radio with buttons 1 to 6<br>Anatel radio, label AGC" in table
    assert table.count("at least 32 minutes") == 1


def test_a_radio_that_is_alone_says_all_about_its_wait_in_one_place(client: Client) -> None:
    html = page(client, with_radios("medianav")).partition('id="medianav-wait"')[2]
    assert "at least 32 minutes" in html.partition('<h2 id="need"')[0]
    assert 'href="#waits-' not in html


def test_each_radio_leads_to_a_request_for_the_code_of_this_very_radio(client: Client) -> None:
    html = page(client, with_radios("buttons-1-6", "medianav", "r-link"))
    inside = {part.partition('"')[0]: part for part in html.split('<details class="radio" id="')[1:]}
    for slug in ("buttons-1-6", "medianav"):
        assert f"?guide=made&amp;radio={slug}" in inside[slug].partition(f'id="{slug}-entry"')[0]
    assert "radio=r-link" not in html


def test_a_radio_found_by_a_search_engine_says_in_its_heading_what_it_is_for(client: Client) -> None:
    assert "<h1>MediaNav touch screen: get its code</h1>" in page(client, "/en/radios/medianav/")
    assert "<h1>R-Link 2: help without a code</h1>" in page(client, "/en/radios/r-link-2/")


def test_the_way_through_the_page_is_short(client: Client) -> None:
    nav = page(client).partition('aria-label="On this page"')[2].partition("</nav>")[0]
    links = re.findall('href="#([^"]+)"', nav)
    assert links == ["display", "free", "radio", "need", "wait", "battery", "sources"]


def answered(client: Client, query: str) -> str:
    return page(client, f"/en/help/display/?{query}").partition('id="answer"')[2].partition("</div>")[0]


def test_a_wait_that_is_worked_out_leads_to_its_sources(client: Client) -> None:
    several = RadioFamily.objects.get(slug="buttons-1-6").lockout_rules()
    answer = answered(client, "radio=buttons-1-6&tries=3")
    assert f'href="#waits-{several[0].pk}">What each source says' in answer
    assert 'href="#s-' not in answer
    (only,) = RadioFamily.objects.get(slug="medianav-evolution").lockout_rules()
    assert f'href="#s-{only.source_id}">{only.source.title}' in answered(client, "radio=medianav-evolution&tries=3")
    assert "Reported by owners and sellers, not confirmed." in answered(client, "tries=3")
    assert "source" not in answered(client, "radio=buttons-1-6&tries=0")


def test_a_range_made_of_several_sources_is_not_credited_to_one(client: Client) -> None:
    html = page(client, "/en/radios/buttons-1-6/").partition("after a wrong code, as far as sources say.")[2]
    assert 'href="#s-' not in html.partition("</p>")[0]
    alone = page(client, "/en/radios/medianav-evolution/").partition("after a wrong code, as far as sources say.")[2]
    assert 'href="#s-' in alone.partition("</p>")[0]


def test_the_page_of_a_radio_says_what_is_needed_and_asks_for_its_code(client: Client) -> None:
    html = page(client, "/en/radios/medianav/")
    assert html.count("?radio=medianav") == 3  # at the top, at the end, and the way to the wait
    assert "Takes about 4 minutes. You need the number of the radio and your registration certificate." in words(html)
    assert "An email address" in html.partition('id="need"')[2]
    without = page(client, "/en/radios/r-link/")
    assert "/request/" not in without
    assert 'id="need"' not in without


@pytest.mark.parametrize(("likeliest", "is_told"), [("medianav", True), ("separate-display", False)])
def test_a_screen_to_be_paired_is_told_of_only_where_a_screen_is_found(
    client: Client, likeliest: str, is_told: bool
) -> None:
    assert ('id="shows-pairing"' in page(client, with_radios(likeliest, "buttons-1-6"))) is is_told


def test_sources_stand_by_what_they_are_the_manufacturer_first(client: Client) -> None:
    part = page(client).partition('<h2 id="sources"')[2]
    kinds = re.findall("<h3>(.*?)</h3>", part)
    assert kinds[0] == "Manufacturer&#x27;s document"
    assert kinds[-1] == "General knowledge, not checked"
    assert len(kinds) == len(set(kinds))


def test_radios_that_one_source_finds_in_a_car_are_named_together(client: Client) -> None:
    text = words(page(client, with_radios("medianav", "buttons-1-6")))
    said = "MediaNav touch screen; Radio with buttons 1 to 6 in this car: How our own desk works (Likely)"
    assert text.count("in this car:") == 1
    assert said in text


def test_what_is_known_of_the_car_comes_before_its_radios_and_these_before_all(client: Client) -> None:
    answers = words(page(client)).partition("Questions people ask ")[2]
    places = [answers.index(text) for text in ("My Duster has a Renault badge", "Clio IV or Captur", "Is it button 6")]
    assert places == sorted(places)


def test_an_answer_about_one_of_several_radios_names_it(client: Client) -> None:
    html = page(client, with_radios("medianav", "buttons-1-6"))
    assert "Does the first number after the letter matter? <small>(MediaNav touch screen)</small>" in html
    assert "(MediaNav touch screen)" not in page(client, "/en/radios/medianav/")


def test_each_step_has_a_place_and_can_be_judged(client: Client) -> None:
    html = page(client)
    steps = re.findall(r'<li id="([a-z0-9-]+-(?:display|label|entry|after)-\d+)"', html)
    assert len(steps) == len(set(steps)) > 10
    assert "buttons-1-6-label-1" in steps
    for place in steps:
        assert f'value="{place}:yes"' in html


@pytest.mark.parametrize("address", [GUIDE, "/en/radios/r-link/", "/en/radios/anatel/", "/en/help/display/"])
def test_every_statement_leads_to_its_source_and_no_other_source_is_named(client: Client, address: str) -> None:
    html = page(client, address)
    listed = set(re.findall(r'<li id="(s-\d+)"', html))
    assert set(re.findall(r'href="#(s-\d+)"', html)) == listed
    assert len(listed) >= 3


def test_related_guides_are_of_the_model_first_and_at_most_six(client: Client) -> None:
    part = page(client).partition('id="related"')[2].partition("</ul>")[0]
    links = re.findall(r'href="/en/guides/([^/"]+)/"', part)
    models = list(Guide.objects.filter(slug__in=links).values_list("slug", "car_model__slug"))
    of_model = {slug for slug, model in models if model == "duster"}
    assert 1 < len(links) <= 6
    assert of_model
    assert set(links[: len(of_model)]) == of_model
    assert "dacia-duster-1" not in links


def test_something_wrong_leads_to_the_box_of_this_page(client: Client) -> None:
    assert 'href="/en/guides/dacia-duster-1/tell-us/"' in page(client)
    assert 'href="/en/radios/medianav/tell-us/"' in page(client, "/en/radios/medianav/")


def test_a_radio_names_the_cars_in_which_it_is_found(client: Client) -> None:
    html = page(client, "/en/radios/medianav/").partition('id="cars"')[2]
    wanted = Fitment.objects.filter(family__slug="medianav", guide__is_published=True)
    slugs = set(wanted.values_list("guide__slug", flat=True))
    assert slugs
    assert slugs <= set(re.findall(r'href="/en/guides/([^/"]+)/"', html))


def test_every_radio_is_on_the_list_of_radios_by_its_face(client: Client) -> None:
    html = page(client, "/en/radios/")
    assert set(re.findall(r'href="/en/radios/([^/"]+)/"', html)) == set(
        RadioFamily.objects.values_list("slug", flat=True)
    )
    assert html.count("No code from us") == RadioFamily.objects.filter(carries_code=False).count()


def test_no_page_skips_a_level_of_headings(client: Client) -> None:
    addresses = [GUIDE, "/en/guides/dacia-spring/", "/en/help/display/", "/en/radios/"]
    for address in [*addresses, *(f"/en/radios/{family.slug}/" for family in RadioFamily.objects.all())]:
        levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", page(client, address))]
        assert levels.count(1) == 1, address
        assert all(after <= before + 1 for before, after in pairwise(levels)), address


def test_a_preview_shows_the_very_page_and_keeps_nothing(rf: RequestFactory) -> None:
    draft = library.publishing.manuscript_of(DocumentKind.GUIDE, "dacia-duster-1")
    assert draft
    shelf.clear()
    document = draft.working | {"summary": "Only a draft."}
    with library.rehearsal(DocumentKind.GUIDE, "dacia-duster-1", document):
        assert b"Only a draft." in show_guide(rf.get("/"), "dacia-duster-1").content
        assert show_radio(rf.get("/"), "medianav").status_code == 200
    assert not shelf._pages
    assert b"Only a draft." not in show_guide(rf.get("/"), "dacia-duster-1").content

"""The preview: the very page that readers get, of a text that is nowhere kept; nothing in it acts."""

import re
from typing import Any

import pytest
from django.test import Client

from guides_app.admin.editor.previews import inert
from guides_app.models import Guide, RadioFamily
from tests import factories
from tests.guides_app import editing
from tests.guides_app.editing import FAMILY, GENERAL, GUIDE, address, manuscript, opened, publish, save

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_library")]
HOSTILE = """\
<script>alert(1)</script> <img src=x onerror=alert(1)> <svg onload=alert(1)>
[go](javascript:alert(1)) [data](data:text/html,x) ![spy](https://spy.example/x.png)
<iframe src="https://spy.example"></iframe> <a href="https://x.example" onclick="alert(1)">x</a>"""
ACTS = re.compile(
    r"<(script|img|iframe|svg|object|style|link|base|form)\b[^>]*(alert|spy\.example|javascript)|<[^>]*\son\w+=",
    re.IGNORECASE,
)


@pytest.fixture
def erin() -> Client:
    return editing.editor()


def main_of(answer: Any) -> str:
    page = answer.content.decode()
    return str(page[page.index("<main") : page.index("</main>")])


def test_it_shows_what_is_in_the_form_and_keeps_nothing(erin: Client) -> None:
    one = manuscript(*GUIDE)
    answer = erin.post(address(one, "preview/"), opened(erin, one) | {"summary": "Only in the form."})
    assert answer.status_code == 200
    assert "<p>Only in the form.</p>" in answer.content.decode()
    assert manuscript(*GUIDE).version == one.version
    assert Guide.objects.get(slug="duster-1").summary == "Most of these cars have a radio with 6 buttons."


def test_it_is_the_page_that_readers_get(erin: Client) -> None:
    read = main_of(Client().get("/en/guides/duster-1/"))
    assert main_of(erin.get(address(manuscript(*GUIDE), "preview/"))) == inert(read)


def test_a_radio_is_shown_on_its_own_page_or_in_a_guide(erin: Client) -> None:
    one = manuscript(*FAMILY)
    form = opened(erin, one) | {"steps-0-title": "Turn the key"}
    own = erin.post(address(one, "preview/"), form)
    guide = erin.post(address(one, "preview/"), form | {"stage": "duster-1"})
    assert "Turn the key" in own.content.decode()
    assert "Turn the key" in guide.content.decode()
    assert "Dacia Duster I" in guide.content.decode()


def test_what_holds_for_every_radio_is_shown_in_a_guide(erin: Client) -> None:
    one = manuscript(*GENERAL)
    answer = erin.post(address(one, "preview/"), opened(erin, one) | {"places-0-place": "Behind the sun"})
    assert "Behind the sun" in answer.content.decode()


def test_a_guide_that_nobody_published_is_shown_too(erin: Client) -> None:
    erin.post("/staff/guides_app/manuscript/add/?kind=guide", {"slug": "clio-3", "car": "clio", "generation": "III"})
    answer = erin.get(address(manuscript("guide", "clio-3"), "preview/"))
    assert "Renault Clio III" in answer.content.decode()
    assert not Guide.objects.filter(slug="clio-3").exists()


def test_a_broken_text_names_the_exact_place(erin: Client) -> None:
    one = manuscript(*FAMILY)
    answer = erin.post(address(one, "preview/"), opened(erin, one) | {"steps-2-title": ""})
    assert answer.status_code == 422
    assert "Step 3: Title: This field is required." in answer.content.decode()


def test_it_is_stored_nowhere_and_framed_by_this_site_only(erin: Client) -> None:
    headers = erin.get(address(manuscript(*GUIDE), "preview/")).headers
    policy = headers["Content-Security-Policy"]
    assert "no-store" in headers["Cache-Control"]
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in policy
    assert "script-src 'none'" in policy
    assert "sandbox allow-same-origin" in policy
    around = erin.get(address(manuscript(*GUIDE))).headers
    assert (around["X-Frame-Options"], "frame-ancestors 'none'" in around["Content-Security-Policy"]) == ("DENY", True)


def test_nothing_in_it_runs_or_leads_away(erin: Client) -> None:
    page = erin.get(address(manuscript(*GUIDE), "preview/")).content.decode()
    assert "<script" not in page
    assert not re.findall(r'<a\b[^>]*href="(?!#)', page)
    assert not re.findall(r"<form\b[^>]*\saction=", page)
    assert 'href="#' in page, "links within the page stay"


@pytest.mark.parametrize(
    ("which", "field"),
    [(GUIDE, "summary"), (FAMILY, "steps-0-body"), (FAMILY, "summary"), (GENERAL, "messages-0-advice")],
)
def test_hostile_text_is_inert_in_the_preview(erin: Client, which: tuple[str, str], field: str) -> None:
    one = manuscript(*which)
    page = erin.post(address(one, "preview/"), opened(erin, one) | {field: HOSTILE})
    assert page.status_code == 200
    assert "alert(1)" in page.content.decode(), "it is shown as the text that it is"
    assert not ACTS.search(page.content.decode())


def test_hostile_text_is_inert_on_the_page_and_in_the_editor(erin: Client) -> None:
    one = manuscript(*FAMILY)
    harmless = HOSTILE.replace("javascript:alert(1)", "https://x.example/").replace(
        "data:text/html,x", "mailto:a@b.example"
    )
    save(erin, one, **{"steps-0-body": harmless, "steps-0-title": "<script>alert(1)</script>"})
    assert publish(erin, one).status_code == 302
    assert "alert(1)" in RadioFamily.objects.get(slug="buttons").steps()[0].title
    for client, page in ((Client(), "/en/guides/duster-1/"), (erin, address(one)), (erin, address(one, "history/"))):
        assert not ACTS.search(client.get(page).content.decode()), page


def test_an_address_that_is_none_stops_publishing(erin: Client) -> None:
    one = manuscript(*FAMILY)
    save(erin, one, **{"steps-0-body": HOSTILE})
    assert publish(erin, one).status_code == 422


def test_whoever_may_not_look_sees_no_preview() -> None:
    clerk = editing.sign_in(factories.make_staff(None, "carl"))
    assert clerk.get(address(manuscript(*GUIDE), "preview/")).status_code == 403


@pytest.mark.parametrize("stage", ["nowhere", "../../staff", "a\x00b", "x" * 5000])
def test_a_stage_that_is_not_there_is_said_in_the_frame(erin: Client, stage: str) -> None:
    one = manuscript(*FAMILY)
    answer = erin.post(address(one, "preview/"), opened(erin, one) | {"stage": stage})
    assert answer.status_code == 422
    assert "There is no guide yet in which this could be shown." in answer.content.decode()

"""Whoever only looks reads what readers see, where each text stands and who changed it; and no draft by mistake."""

import pytest
from django.test import Client

from requests_app.models import Role
from tests.guides_app import editing
from tests.guides_app.editing import FAMILY, GUIDE, address, manuscript, save

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_library")]
READ = "Most of these cars have a radio with 6 buttons."
DRAFT = "Nobody has checked this yet."
LIST = "/staff/guides_app/manuscript/"


@pytest.fixture
def erin() -> Client:
    return editing.editor()


@pytest.fixture(params=[Role.CLERK, Role.AUDITOR])
def carl(request: pytest.FixtureRequest) -> Client:
    return editing.editor("carl", role=request.param)


def test_the_text_is_the_one_that_readers_see(erin: Client, carl: Client) -> None:
    one = manuscript(*GUIDE)
    save(erin, one, summary=DRAFT)
    for page in ("", "preview/"):
        shown = carl.get(address(one, page)).content.decode()
        assert READ in shown
        assert DRAFT not in shown
    page = carl.get(address(one)).content.decode()
    assert "It is what readers see." in page
    assert "draft waiting" in page
    assert "A draft waits: see what it changes" in page
    assert DRAFT in carl.get(address(one, "compare/")).content.decode(), "whoever asks may see what is coming"
    assert DRAFT in erin.get(address(one)).content.decode()


def test_a_text_that_nobody_published_says_so(erin: Client, carl: Client) -> None:
    form = {"slug": "knob-radio", "name": "Radio with a knob", "looks": "knob"}
    erin.post(f"{LIST}add/?kind=family", form)
    page = carl.get(address(manuscript("family", "knob-radio"))).content.decode()
    assert "Readers do not see it yet." in page


def test_no_page_offers_what_it_would_refuse(carl: Client) -> None:
    one = manuscript(*FAMILY)
    for page in ("", "translations/", "history/"):
        html = carl.get(address(one, page)).content.decode()
        for offer in (">Publish<", ">Save", "Copy source", "Make it the draft", "Update preview", 'name="move"'):
            assert offer not in html, (page, offer)
    assert "New guide" not in carl.get(LIST).content.decode()


def test_nothing_can_be_sent(erin: Client, carl: Client) -> None:
    one = manuscript(*GUIDE)
    version = {"version": str(one.version)}
    form = editing.opened(erin, one)
    assert carl.post(address(one), form | {"do": "save"}).status_code == 403
    assert carl.post(address(one, "preview/"), form).status_code == 403
    assert carl.post(address(one, "translations/"), {"language": "fr"} | version).status_code == 403
    assert carl.post(address(one, "restore/"), {"line": "1"} | version).status_code == 403
    for act in ("publish", "hand_in", "withdraw"):
        assert carl.post(address(one, "publish/"), {"do": act} | version).status_code == 403
    assert carl.get(f"{LIST}add/").status_code == 403
    assert carl.get("/staff/guides_app/libraryrules/").status_code == 403
    assert manuscript(*GUIDE).version == one.version


def test_the_list_leads_only_where_one_may_go(carl: Client) -> None:
    page = carl.get(LIST).content.decode()
    assert "Dacia Duster I (2010–2017)" in page
    assert "Guide health" not in page
    assert "/staff/guides/health/" not in page

"""The list of guides: one line each with what needs a person, found by filters and words, in a handful of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guides_app.admin.editor import shelf
from guides_app.models import Guide, LibraryRules, Remark, StepVote
from requests_app.models import DroppedDraft, Role
from tests import factories
from tests.guides_app import editing
from tests.guides_app.editing import GUIDE, address, manuscript, publish, save

pytestmark = pytest.mark.django_db
LIST = "/staff/guides_app/manuscript/"


@pytest.fixture
def erin() -> Client:
    return editing.editor()


def names(erin: Client, query: str = "") -> list[str]:
    return [line.key for line in erin.get(f"{LIST}{query}").context["lines"]]


@pytest.mark.usefixtures("small_library")
def test_a_line_says_state_radios_languages_and_checks(erin: Client) -> None:
    page = " ".join(erin.get(LIST).content.decode().split())
    assert "Dacia Duster I (2010–2017)" in page
    assert "Radio with buttons" in page
    assert "20 Nov 2026" in page
    assert 'fr<span aria-hidden="true"> –</span><span class="vh"> is missing</span>' in page
    assert ">published</span>" in page


@pytest.mark.usefixtures("small_library")
@pytest.mark.parametrize("query", ["?q=duster", "?q=DACIA+buttons", "?q=duster-1"])
def test_a_guide_is_found_by_its_words_or_its_radios(erin: Client, query: str) -> None:
    assert names(erin, query) == ["duster-1"]


@pytest.mark.usefixtures("small_library")
def test_drafts_and_texts_handed_in_are_found(erin: Client) -> None:
    one = manuscript(*GUIDE)
    save(erin, one, summary="New words.")
    assert names(erin, "?only=draft") == ["duster-1"]
    one.refresh_from_db()
    erin.post(address(one, "publish/"), {"do": "hand_in", "version": str(one.version)})
    assert (names(erin, "?only=handed-in"), names(erin, "?only=draft")) == (["duster-1"], [])
    publish(erin, one)
    assert names(erin, "?only=handed-in") == []


@pytest.mark.usefixtures("small_library")
def test_a_text_that_was_begun_is_in_the_list_before_it_is_published(erin: Client) -> None:
    erin.post(f"{LIST}add/?kind=guide", {"slug": "clio-3", "car": "clio"})
    assert "clio-3" in names(erin, "?only=draft")
    assert "never published" in erin.get(f"{LIST}?only=draft").content.decode()


@pytest.mark.usefixtures("small_library")
def test_overdue_guides_have_a_page_of_their_own(erin: Client) -> None:
    today = timezone.localdate()
    Guide.objects.filter(slug="clio").update(review_by=today - timedelta(days=1))
    Guide.objects.filter(slug="duster-1").update(checked_on=today - timedelta(days=250))
    assert [line.key for line in erin.get(f"{LIST}overdue/").context["lines"]] == ["clio"]
    LibraryRules.objects.create(pk=1, review_months=6)
    assert {line.key for line in erin.get(f"{LIST}overdue/").context["lines"]} == {"clio", "duster-1"}


@pytest.mark.usefixtures("small_library")
def test_guides_that_nobody_checked_for_a_year_are_found(erin: Client) -> None:
    Guide.objects.filter(slug="clio").update(checked_on=timezone.localdate() - timedelta(days=366))
    assert names(erin, "?only=unchecked") == ["clio"]


@pytest.mark.usefixtures("small_library")
def test_translations_that_are_missing_or_old_are_found(erin: Client) -> None:
    one = manuscript("family", "touch")
    form = editing.fields(erin.get(address(one, "translations/?language=fr")), "translations")
    erin.post(address(one, "translations/"), form | {"name": "Écran tactile"})
    assert names(erin, "?kind=family&only=changed") == []
    save(erin, manuscript("family", "touch"), name="Touch screen radio")
    assert names(erin, "?kind=family&only=changed") == ["touch"]
    assert set(names(erin, "?kind=family&only=untranslated")) == {"buttons", "touch"}


@pytest.mark.usefixtures("small_library")
def test_remarks_of_readers_and_steps_that_did_not_help_are_counted(erin: Client) -> None:
    Remark.objects.create(kind="guide", key="clio", text="The label is on top.", language="en")
    Remark.objects.create(kind="guide", key="duster-1", text="Thank you.", language="en", state="done")
    StepVote.count("guide", "clio", "step-1", helped=False)
    for _voice in range(3):
        StepVote.count("guide", "clio", "step-1", helped=True)
    [line] = [line for line in erin.get(LIST).context["lines"] if line.key == "clio"]
    assert (line.remarks, line.lost_percent, line.votes) == (1, 25, 4)
    assert names(erin, "?only=remarks") == ["clio"]


@pytest.mark.usefixtures("small_library")
def test_withdrawn_guides_say_so(erin: Client) -> None:
    one = manuscript(*GUIDE)
    erin.post(address(one, "publish/"), {"do": "withdraw", "version": str(one.version)})
    [line] = [line for line in erin.get(LIST).context["lines"] if line.key == "duster-1"]
    assert [str(state) for state in line.states] == ["withdrawn"]


@pytest.mark.usefixtures("shipped")
def test_all_guides_and_radios_are_listed_in_few_queries() -> None:
    with CaptureQueriesContext(connection) as queries:
        guides = shelf.guides()
    assert len(guides) == Guide.objects.count() >= 40
    assert len(queries) <= 8
    with CaptureQueriesContext(connection) as queries:
        shelf.families()
    assert len(queries) <= 8


@pytest.mark.usefixtures("small_library")
def test_what_holds_for_every_radio_is_a_text_too(erin: Client) -> None:
    answer = erin.get(f"{LIST}open/general/general/")
    assert erin.get(answer.headers["Location"]).status_code == 200
    assert erin.get(f"{LIST}open/guide/nowhere/").status_code == 404
    assert erin.get(f"{LIST}open/nothing/duster-1/").status_code == 404


@pytest.mark.usefixtures("small_library")
def test_how_often_customers_cannot_find_the_number_stands_beside_the_guide() -> None:
    desk = factories.make_desk("Desk of numbers")
    lena = editing.sign_in(factories.make_staff(desk, "lena", role=Role.LEAD))
    guide = Guide.objects.get(slug="clio")
    day = timezone.localdate()
    for stuck in (True, True, False, False, False):
        DroppedDraft.objects.create(desk=desk, guide=guide, began_on=day, dropped_on=day, without_number=stuck)
    page = " ".join(lena.get(LIST).content.decode().split())
    assert '<td data-label="Cannot find it">40%<span class="soft small"> of 5</span></td>' in page
    assert "40%" not in editing.editor("erin").get(LIST).content.decode(), "requests of another desk are not told"
    clerk = editing.sign_in(factories.make_staff(desk, "carl"))
    assert "Cannot find it" not in clerk.get(LIST).content.decode()

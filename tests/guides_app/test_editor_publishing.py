"""From a draft to readers: lints stop or ask, a second person where the shop wants one, history and the way back."""

from typing import Any

import pytest
from django.test import Client

from guides_app import lints
from guides_app.admin.editor.findings import WORDS
from guides_app.library import publishing
from guides_app.models import DocumentKind, Guide, LibraryRules, RadioFamily
from requests_app.models import Role
from tests.guides_app import editing
from tests.guides_app.editing import FAMILY, GUIDE, address, draft_of, manuscript, publish, save, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_library")]
LONG = "This sentence goes on and on until nobody who reads it still knows what it was about when it once began."
NINE_LINES = "\n".join(f"Line {number}." for number in range(9))


@pytest.fixture
def erin() -> Client:
    return editing.editor()


@pytest.fixture
def lena() -> Client:
    return editing.editor("lena", role=Role.LEAD)


def found(answer: Any) -> dict[str, str]:
    return {one.text: one.href for one in answer.context["stops"]}


@pytest.mark.parametrize(
    ("which", "changed", "said", "anchor"),
    [
        (GUIDE, {"checked_on": ""}, "Say when it was checked", "#id_checked_on"),
        (GUIDE, {"checked_by": ""}, "Say who checked it: a role, not a name", "#id_checked_by"),
        (GUIDE, {"summary": "You can simply do it."}, "Use another word: simply", "#id_summary"),
        (GUIDE, {"summary": NINE_LINES}, "This text has more than 8 lines", "#id_summary"),
        (GUIDE, {"fits-0-DELETE": "on"}, "Say which radios are found in this car", "#fits"),
        (FAMILY, {"entry-0-DELETE": "on"}, "Say how the code is entered", "#entry"),
        (FAMILY, {"lockout-0-DELETE": "on"}, "Say how long the radio makes one wait", "#lockout"),
        (FAMILY, {"numbers-0-DELETE": "on"}, "Give the shape of the number with samples", "#numbers"),
        (FAMILY, {"steps-1-body": "It is easy."}, "Use another word: easy", "#id_steps-1-body"),
        (FAMILY, {"steps-2-body": "[Look](http://x.io/)"}, "This link leads nowhere: http://x.io/", "#id_steps-2-body"),
        (FAMILY, {"steps-0-body": NINE_LINES}, "This text has more than 8 lines", "#id_steps-0-body"),
    ],
)  # fmt: skip
def test_a_lint_stops_publishing_and_leads_to_its_field(
    erin: Client, which: tuple[str, str], changed: dict[str, str], said: str, anchor: str
) -> None:
    one = manuscript(*which)
    assert save(erin, one, **changed).status_code == 302, "a draft is kept whatever the lints say"
    page = erin.get(address(one, "publish/"))
    assert found(page)[said] == address(one) + anchor
    assert b'value="publish"' not in page.content
    answer = publish(erin, one)
    assert answer.status_code == 422
    assert [problem.text for problem in answer.context["problems"]] == [
        "It cannot be published yet. Look at what stops it."
    ]
    assert manuscript(*which).edition == 0


@pytest.mark.parametrize(
    ("which", "changed", "said"),
    [
        (GUIDE, {"summary": LONG}, "This sentence has more than 20 words"),
        (GUIDE, {"summary": ""}, "There is no summary"),
        (GUIDE, {"review_by": "2020-01-01"}, "The date for the next check is past: 2020-01-01"),
    ],
)
def test_a_warning_asks_and_a_tick_answers(
    erin: Client, which: tuple[str, str], changed: dict[str, str], said: str
) -> None:
    one = manuscript(*which)
    save(erin, one, **changed)
    one.refresh_from_db()
    without = erin.post(address(one, "publish/"), {"do": "publish", "version": str(one.version)})
    assert without.status_code == 422
    assert any(warning.text.startswith(said) for warning in without.context["asks"])
    assert b"Publish anyway" in without.content
    assert publish(erin, one).status_code == 302
    assert manuscript(*which).edition == 1


def test_every_rule_of_the_lints_has_words() -> None:
    assert set(WORDS) == set(lints.Rule)


def test_years_that_another_guide_has_stop_publishing(erin: Client, lena: Client) -> None:
    begun = erin.post(
        "/staff/guides_app/manuscript/add/?kind=guide", {"slug": "duster-2", "car": "duster", "copy_of": "duster-1"}
    )
    one = manuscript("guide", "duster-2")
    assert begun.headers["Location"] == address(one)
    years = {"year_from": "2015", "year_to": "2020", "years_source": "manual", "checked_on": "2026-11-20"}
    save(erin, one, **years)
    assert "Another guide has the same years: Dacia Duster I (2010–2017)" in found(erin.get(address(one, "publish/")))


def test_a_text_without_changes_is_not_published_again(erin: Client) -> None:
    answer = publish(erin, manuscript(*GUIDE))
    assert answer.status_code == 422
    assert "There is nothing to do: readers see this text already." in answer.content.decode()


def test_where_the_shop_asks_for_it_another_person_publishes(erin: Client, lena: Client) -> None:
    LibraryRules.objects.create(pk=1, second_person=True)
    one = manuscript(*GUIDE)
    save(erin, one, summary="Look at the buttons.")
    refused = publish(erin, one)
    assert refused.status_code == 422
    assert "You changed this text, so somebody else must publish it" in refused.content.decode()
    one.refresh_from_db()
    assert erin.post(address(one, "publish/"), {"do": "hand_in", "version": str(one.version)}).status_code == 302
    assert manuscript(*GUIDE).submitted_by == user_of(erin)
    assert "Erin handed it in." in lena.get(address(one, "publish/")).content.decode()
    assert publish(lena, one).status_code == 302
    assert Guide.objects.get(slug="duster-1").summary == "Look at the buttons."
    assert manuscript(*GUIDE).submitted_by is None


def test_a_guide_is_withdrawn_and_published_again(erin: Client) -> None:
    one = manuscript(*GUIDE)
    assert erin.post(address(one, "publish/"), {"do": "withdraw", "version": str(one.version)}).status_code == 302
    assert Client().get("/en/guides/duster-1/").status_code == 404
    save(erin, manuscript(*GUIDE), summary="It is back.")
    assert publish(erin, one).status_code == 302
    assert "It is back." in Client().get("/en/guides/duster-1/").content.decode()


def test_a_text_that_changed_before_the_button_was_pressed_is_not_published(erin: Client, lena: Client) -> None:
    one = manuscript(*GUIDE)
    save(erin, one, summary="First words.")
    seen = manuscript(*GUIDE).version
    save(lena, one, summary="Other words.")
    late = erin.post(address(one, "publish/"), {"do": "publish", "version": str(seen), "anyway": "yes"})
    assert late.status_code == 409
    assert "Lena changed this text in between." in late.content.decode()
    assert manuscript(*GUIDE).edition == 0


def test_what_changes_for_readers_is_marked_word_by_word(erin: Client) -> None:
    one = manuscript(*GUIDE)
    save(erin, one, summary="Most of these cars have a radio with 4 buttons.")
    page = erin.get(address(one, "publish/")).content.decode()
    assert "have a radio with <del>6</del><ins>4</ins> buttons." in page
    assert '<th scope="row">Summary</th>' in page


def test_any_two_lines_of_the_history_are_compared(erin: Client) -> None:
    one = manuscript(*FAMILY)
    save(erin, one, **{"steps-0-title": "Turn the key"})
    save(erin, manuscript(*FAMILY), **{"steps-0-title": "Turn the key twice"})
    new, old, first = one.history.order_by("-history_id")
    page = erin.get(address(one, f"compare/?from={old.history_id}&to={new.history_id}")).content.decode()
    assert "Turn the key<ins> twice</ins>" in page
    assert "Step 1 › Title" in page
    page = erin.get(address(one, f"compare/?from={first.history_id}&to=now")).content.decode()
    assert "<del>Switch off</del><ins>Turn</ins> the" in page
    assert erin.get(address(one, "compare/?from=99999&to=now")).status_code == 404


def test_the_history_says_who_when_why_and_which_edition(erin: Client) -> None:
    one = manuscript(*GUIDE)
    save(erin, one, summary="New words.")
    publish(erin, one)
    lines = [(who, why, line.edition) for line, who, why in erin.get(address(one, "history/")).context["lines"]]
    assert lines == [("Erin", "Published", 1), ("Erin", "Draft saved", 0), ("–", "Came with the program", 0)]


def test_an_earlier_text_is_brought_back_as_a_draft_and_not_published(erin: Client) -> None:
    one = manuscript(*GUIDE)
    save(erin, one, summary="New words.")
    publish(erin, one)
    first = one.history.order_by("history_id")[0]
    back = {"line": str(first.history_id), "version": str(manuscript(*GUIDE).version)}
    assert erin.post(address(one, "restore/"), back).headers["Location"] == address(one)
    assert Guide.objects.get(slug="duster-1").summary == "New words."
    assert draft_of(*GUIDE)["summary"] == "Most of these cars have a radio with 6 buttons."
    assert erin.get(address(one, "restore/")).headers["Location"] == address(one, "history/")


def test_a_line_of_another_text_is_not_brought_back(erin: Client) -> None:
    one, other = manuscript(*GUIDE), manuscript(*FAMILY)
    line = {"line": str(other.history.get().history_id), "version": str(one.version)}
    assert erin.post(address(one, "restore/"), line).status_code == 404


def test_a_new_radio_begins_as_a_draft_that_nobody_else_sees(erin: Client) -> None:
    form = {"slug": "Knob-Radio", "name": "Radio with a knob", "looks": "knob"}
    erin.post("/staff/guides_app/manuscript/add/?kind=family", form)
    one = manuscript("family", "knob-radio")
    assert one.draft == {"name": "Radio with a knob", "looks": "knob"}
    assert not RadioFamily.objects.filter(slug="knob-radio").exists()
    assert erin.get(address(one)).status_code == 200


@pytest.mark.parametrize(
    ("kind", "slug", "said"),
    [
        ("guide", "duster-1", "There is a guide with this address already."),
        ("guide", "other", "Another page has this address."),
        ("guide", "Größe 1", "Use only letters, numbers, hyphens and underscores."),
        ("family", "buttons", "There is a radio with this address already."),
    ],
)
def test_an_address_that_is_taken_is_refused(erin: Client, kind: str, slug: str, said: str) -> None:
    answer = erin.post(f"/staff/guides_app/manuscript/add/?kind={kind}", {"slug": slug, "car": "clio"})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_copy_claims_no_years_and_no_check(erin: Client) -> None:
    form = {"slug": "clio-2", "car": "clio", "generation": "II", "copy_of": "duster-1"}
    erin.post("/staff/guides_app/manuscript/add/?kind=guide", form)
    draft = draft_of("guide", "clio-2")
    assert (draft["car"], draft["generation"]) == ("clio", "II")
    assert not set(draft) & {"year_from", "year_to", "years_source", "checked_on", "is_published"}
    assert draft["fits"][0]["family"] == "buttons"


def test_whoever_only_looks_reads_everything_and_changes_nothing(erin: Client) -> None:
    reader = editing.reader()
    one = manuscript(*GUIDE)
    for page in ("", "preview/", "publish/", "translations/", "history/", "compare/"):
        assert reader.get(address(one, page)).status_code == 200
    assert b"Save draft" not in reader.get(address(one)).content
    assert b"Update preview" not in reader.get(address(one)).content, "there is nothing of one's own to be shown"
    form = editing.opened(erin, one)
    version = str(one.version)
    assert reader.post(address(one), form | {"do": "save"}).status_code == 403
    assert reader.post(address(one, "translations/"), {"language": "fr", "version": version}).status_code == 403
    for act in ("publish", "withdraw", "hand_in"):
        assert reader.post(address(one, "publish/"), {"do": act, "version": version}).status_code == 403
    assert reader.post(address(one, "restore/"), {"line": "1", "version": version}).status_code == 403
    assert reader.get("/staff/guides_app/manuscript/add/").status_code == 403
    assert manuscript(*GUIDE).version == one.version


def test_a_radio_that_was_never_published_is_not_taken_from_readers(erin: Client) -> None:
    answer = erin.post(address(manuscript(*FAMILY), "publish/"), {"do": "withdraw", "version": "1"})
    assert answer.status_code == 422
    assert publishing.manuscript_of(DocumentKind.FAMILY, "buttons") is not None

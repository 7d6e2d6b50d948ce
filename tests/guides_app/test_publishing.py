"""From a draft to readers: nobody is overwritten unasked, and nothing goes out that this house would not say."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from guides_app import finder, library, lints
from guides_app.library import Wrong, publishing
from guides_app.library.publishing import Blocked, Conflict, NeedsSecondPerson, NothingNew, Refused, Taken
from guides_app.models import Brand, CarModel, DocumentKind, FinderWord, Guide, LibraryRules, Manuscript, RadioFamily
from tests.guides_app import small_library

pytestmark = pytest.mark.django_db
FAMILY, GUIDE = DocumentKind.FAMILY, DocumentKind.GUIDE


@pytest.fixture(autouse=True)
def small(db: None, tmp_path: Path) -> None:
    assert library.load(small_library.write(tmp_path)).refused() == []


@pytest.fixture
def erin(db: None) -> User:
    return User.objects.create_user("erin")


@pytest.fixture
def frank(db: None) -> User:
    return User.objects.create_user("frank")


def said(document: Any) -> Any:
    assert document is not None
    return document


def manuscript(kind: DocumentKind = FAMILY, key: str = "small") -> Manuscript:
    found = publishing.manuscript_of(kind, key)
    assert found is not None
    return found


def saved(by: User, kind: DocumentKind = FAMILY, key: str = "small", **changes: Any) -> Manuscript:
    one = manuscript(kind, key)
    return publishing.save_draft(one, one.working | changes, version=one.version, by=by)


def published(by: User, kind: DocumentKind = FAMILY, key: str = "small", **changes: Any) -> Manuscript:
    one = saved(by, kind, key, **changes)
    return publishing.publish(one, version=one.version, by=by)


def test_a_document_that_nobody_edited_has_what_readers_see() -> None:
    Manuscript.objects.all().delete()
    one = manuscript()
    assert (one.draft, said(one.published)["name"], one.version) == (None, "Small radio", 0)
    assert manuscript().pk == one.pk


def test_there_is_no_manuscript_of_what_is_not_there() -> None:
    assert publishing.manuscript_of(GUIDE, "nowhere") is None


def test_a_new_document_is_seen_by_editors_alone(erin: User) -> None:
    one = publishing.begin(FAMILY, "new", {"name": "New", "looks": "knob"}, by=erin)
    assert (one.published, one.working["name"], one.edited_by_id) == (None, "New", erin.pk)
    assert not RadioFamily.objects.filter(slug="new").exists()


@pytest.mark.parametrize("key", ["small", "SMALL"])
def test_a_name_that_is_there_is_taken(erin: User, key: str) -> None:
    with pytest.raises(Taken):
        publishing.begin(FAMILY, key, {}, by=erin)


def test_two_who_begin_the_same_document_at_once_do_not_both_get_it(
    erin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "manuscript_of", lambda *_: None)
    monkeypatch.setattr(publishing, "_named_alike", lambda *_: False)
    with pytest.raises(Taken):
        publishing.begin(FAMILY, "small", {}, by=erin)


@pytest.mark.parametrize("key", ["", "../up", "a b", "é", "x" * 51])
def test_a_document_is_named_as_a_file_can_be(erin: User, key: str) -> None:
    with pytest.raises(Wrong, match="slug: use letters"):
        publishing.begin(FAMILY, key, {}, by=erin)


def test_a_saved_draft_is_kept_and_readers_see_nothing_of_it(erin: User) -> None:
    one = saved(erin, name="Tiny radio")
    assert said(manuscript().draft)["name"] == "Tiny radio"
    assert (one.edited_by_id, one.version) == (erin.pk, 2)
    assert RadioFamily.objects.get().name == "Small radio"


def test_a_draft_that_says_what_readers_see_is_none(erin: User) -> None:
    saved(erin, name="Tiny radio")
    assert saved(erin, name="Small radio").draft is None


def test_whoever_saves_over_another_ones_text_is_told_and_gets_to_see_it(erin: User, frank: User) -> None:
    before = manuscript()
    saved(frank, name="As Frank says")
    with pytest.raises(Conflict) as caught:
        publishing.save_draft(before, {"name": "As Erin says"}, version=before.version, by=erin)
    assert said(caught.value.theirs.draft)["name"] == "As Frank says"
    assert said(manuscript().draft)["name"] == "As Frank says"


@pytest.mark.parametrize("move", [publishing.hand_in, publishing.publish, publishing.withdraw])
def test_no_move_is_made_from_an_older_text(erin: User, frank: User, move: Any) -> None:
    before = saved(erin, name="Tiny radio")
    saved(frank, name="Little radio")
    with pytest.raises(Conflict):
        move(before, version=before.version, by=erin)


def test_a_draft_that_is_handed_in_waits_for_another_person_until_it_is_saved_again(erin: User) -> None:
    one = saved(erin, name="Tiny radio")
    one = publishing.hand_in(one, version=one.version, by=erin)
    assert one.submitted_by_id == erin.pk
    assert saved(erin, name="Little radio").submitted_by_id is None


@pytest.mark.parametrize("move", [publishing.hand_in, publishing.publish])
def test_there_is_nothing_to_do_without_a_draft(erin: User, move: Any) -> None:
    one = manuscript()
    with pytest.raises(NothingNew):
        move(one, version=one.version, by=erin)


@pytest.mark.parametrize("move", [publishing.hand_in, publishing.publish])
def test_a_draft_that_the_lints_stop_goes_nowhere(erin: User, move: Any) -> None:
    one = saved(erin, summary="Simply enter the code.")
    with pytest.raises(Blocked) as caught:
        move(one, version=one.version, by=erin)
    assert [finding.rule for finding in caught.value.findings] == [lints.Rule.BANNED_WORD]
    assert (RadioFamily.objects.get().summary, manuscript().submitted_by_id) == ("A small radio with buttons.\n", None)


def test_a_draft_that_cannot_become_rows_is_refused_with_its_place(erin: User) -> None:
    one = saved(erin, steps=[{"section": "label", "title": "x", "source": "nobody", "confidence": "likely"}])
    with pytest.raises(Wrong, match="steps: 1: source: nobody is not in"):
        publishing.publish(one, version=one.version, by=erin)
    assert len(RadioFamily.objects.get().steps()) == 2


def test_a_radio_keeps_what_another_one_leans_on(erin: User) -> None:
    base = manuscript().working
    kin = {"name": "Its kin", "looks": "buttons", "alike": "small", "numbers": base["numbers"]}
    begun = publishing.begin(FAMILY, "kin", kin, by=erin)
    publishing.publish(begun, version=begun.version, by=erin)
    one = saved(erin, carries_code=False, entry=[])
    with pytest.raises(Blocked) as caught:
        publishing.publish(one, version=one.version, by=erin)
    assert [(finding.rule, finding.place) for finding in caught.value.findings] == [(lints.Rule.NO_ENTRY, "Its kin")]
    assert RadioFamily.objects.get(slug="kin").procedure() is not None


def test_publishing_shows_readers_the_draft_and_ends_it(erin: User) -> None:
    one = published(erin, name="Tiny radio")
    assert RadioFamily.objects.get().name == "Tiny radio"
    assert (one.draft, said(one.published)["name"], one.edition) == (None, "Tiny radio", 1)
    assert (one.published_by_id, one.published_at is None) == (erin.pk, False)


def test_a_new_guide_is_found_once_it_is_published(erin: User) -> None:
    text = said(manuscript(GUIDE, "duster-1").published) | {"generation": "II", "year_from": 2018, "year_to": None}
    text.pop("is_published")
    one = publishing.begin(GUIDE, "duster-2", text, by=erin)
    publishing.publish(one, version=one.version, by=erin)
    assert Guide.objects.published().filter(slug="duster-2").exists()


def test_years_of_two_guides_of_a_car_do_not_overlap(erin: User) -> None:
    text = said(manuscript(GUIDE, "duster-1").published) | {"generation": "II", "year_from": 2016, "year_to": None}
    one = publishing.begin(GUIDE, "duster-2", text, by=erin)
    with pytest.raises(Blocked, match="years_overlap"):
        publishing.publish(one, version=one.version, by=erin)
    assert not Guide.objects.filter(slug="duster-2").exists()


def test_where_two_are_needed_nobody_publishes_what_they_wrote(erin: User, frank: User) -> None:
    LibraryRules.objects.create(pk=1, second_person=True)
    one = saved(erin, name="Tiny radio")
    with pytest.raises(NeedsSecondPerson):
        publishing.publish(one, version=one.version, by=erin)
    assert publishing.publish(one, version=one.version, by=frank).published_by_id == frank.pk


def test_a_withdrawn_guide_is_not_found_and_its_draft_stays(erin: User) -> None:
    one = saved(erin, GUIDE, "duster-1", summary="A better summary.")
    one = publishing.withdraw(one, version=one.version, by=erin)
    assert not Guide.objects.published().exists()
    assert (said(one.draft)["summary"], one.edition) == ("A better summary.", 0)


def test_a_withdrawn_guide_can_be_published_again_as_it_was(erin: User) -> None:
    one = manuscript(GUIDE, "duster-1")
    one = publishing.withdraw(one, version=one.version, by=erin)
    one = publishing.publish(one, version=one.version, by=erin)
    assert (one.draft, Guide.objects.published().count()) == (None, 1)


def test_what_is_not_shown_cannot_be_withdrawn(erin: User) -> None:
    one, general = manuscript(GUIDE, "duster-1"), manuscript(DocumentKind.GENERAL, "general")
    one = publishing.withdraw(one, version=one.version, by=erin)
    for shown in (one, general):
        with pytest.raises(NothingNew):
            publishing.withdraw(shown, version=shown.version, by=erin)


def test_a_radio_that_a_guide_names_cannot_be_withdrawn(erin: User) -> None:
    family = manuscript()
    with pytest.raises(publishing.InUse) as refusal:
        publishing.withdraw(family, version=family.version, by=erin)
    assert refusal.value.by == ["Dacia Duster I (2010–2017)"]


def test_every_move_leaves_a_line_with_its_reason_and_its_text(erin: User) -> None:
    published(erin, name="Tiny radio")
    saved(erin, name="Little radio")
    lines = list(manuscript().history.order_by("history_id"))
    reasons = [line.history_change_reason for line in lines]
    assert reasons == ["loaded from a file", "saved", "published", "saved"]
    assert [(line.draft or line.published)["name"] for line in lines] == [
        "Small radio", "Tiny radio", "Tiny radio", "Little radio",
    ]  # fmt: skip


def test_an_earlier_text_comes_back_as_a_draft(erin: User) -> None:
    one = published(erin, name="Tiny radio")
    first = one.history.earliest()
    one = publishing.restore(one, first, version=one.version, by=erin)
    assert (said(one.draft)["name"], RadioFamily.objects.get().name) == ("Small radio", "Tiny radio")


def test_the_text_of_another_document_is_not_brought_back(erin: User) -> None:
    one, other = manuscript(), manuscript(GUIDE, "duster-1")
    with pytest.raises(Refused):
        publishing.restore(one, other.history.earliest(), version=one.version, by=erin)


def test_the_finder_knows_what_was_published(erin: User) -> None:
    assert finder.ask("zanzibar").families == ()
    published(erin, name="Zanzibar radio")
    assert finder.ask("zanzibar").families == (RadioFamily.objects.get().pk,)


def test_the_finder_no_longer_finds_a_guide_that_was_withdrawn(erin: User) -> None:
    assert finder.ask("duster").guides
    one = manuscript(GUIDE, "duster-1")
    publishing.withdraw(one, version=one.version, by=erin)
    assert not finder.ask("duster").guides


def test_a_guide_that_mentions_another_car_takes_nothing_from_its_name(erin: User) -> None:
    CarModel.objects.create(slug="sandero", name="Sandero", brand=Brand.objects.get())
    other = {
        "car": "sandero",
        "checked_on": "2026-11-20",
        "checked_by": "guide editor",
        "summary": "A car.",
        "fits": said(manuscript(GUIDE, "duster-1").working)["fits"],
    }
    begun = publishing.begin(GUIDE, "sandero-1", other, by=erin)
    publishing.publish(begun, version=begun.version, by=erin)
    published(erin, GUIDE, "duster-1", summary="It has the radio of the Sandero.")
    assert FinderWord.objects.get(text="sandero").is_name
    assert finder.ask("sandero").guides == (Guide.objects.get(slug="sandero-1").pk,)


def test_a_word_of_the_display_that_was_taken_back_leads_nowhere(erin: User) -> None:
    message = {"state": "safe", "words": "BLOKK", "means": "Locked.", "advice": "Wait.", "source": "somebody"}
    published(erin, messages=[message | {"confidence": "reported"}])
    assert finder.ask("blokk").leads_to == "safe"
    published(erin, messages=[])
    assert finder.ask("blokk").leads_to == ""

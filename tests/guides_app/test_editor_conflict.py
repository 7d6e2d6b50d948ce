"""Two editors at once: the later one is told, loses no letter, and decides."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from guides_app.models import Manuscript
from tests.guides_app import editing
from tests.guides_app.editing import FAMILY, GUIDE, address, draft_of, fields, manuscript, opened, save

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_library")]
MINE, THEIRS = "Mine: it took an hour.", "Theirs was first."


@pytest.fixture
def erin() -> Client:
    return editing.editor()


@pytest.fixture
def otto() -> Client:
    return editing.editor("otto")


@pytest.fixture
def late(erin: Client, otto: Client) -> Any:
    """Erin's answer when Otto has saved while she wrote."""
    one = manuscript(*GUIDE)
    form = opened(erin, one)
    save(otto, one, summary=THEIRS, checked_by="workshop")
    return erin.post(address(one), form | {"summary": MINE, "do": "save"})


def test_the_later_editor_is_told_who_saved_and_what(late: Any) -> None:
    page = late.content.decode()
    assert late.status_code == 409
    assert "Otto saved this text on" in page
    told = {(row.place, row.after) for row in late.context["clash"].changed}
    assert told == {("Checked by", "workshop"), ("Summary", THEIRS)}


def test_every_letter_of_the_later_editor_is_still_in_the_form(late: Any) -> None:
    assert fields(late)["summary"] == MINE
    assert draft_of(*GUIDE)["summary"] == THEIRS


def test_saving_again_without_a_decision_is_refused_again(erin: Client, late: Any) -> None:
    again = erin.post(address(manuscript(*GUIDE)), fields(late) | {"do": "save"})
    assert again.status_code == 409
    assert draft_of(*GUIDE)["summary"] == THEIRS


def test_mine_goes_over_theirs_only_when_somebody_says_so(erin: Client, late: Any) -> None:
    over = str(late.context["clash"].theirs.version)
    assert erin.post(address(manuscript(*GUIDE)), fields(late) | {"over": over}).status_code == 302
    assert draft_of(*GUIDE)["summary"] == MINE


def test_a_third_save_in_between_is_told_too(erin: Client, otto: Client, late: Any) -> None:
    over = str(late.context["clash"].theirs.version)
    save(otto, manuscript(*GUIDE), summary="Theirs again.")
    again = erin.post(address(manuscript(*GUIDE)), fields(late) | {"over": over})
    assert again.status_code == 409
    assert draft_of(*GUIDE)["summary"] == "Theirs again."


def test_taking_theirs_leaves_mine_to_be_copied(erin: Client, late: Any) -> None:
    answer = erin.post(address(manuscript(*GUIDE)), fields(late) | {"take": "theirs"})
    assert answer.status_code == 200
    assert fields(answer)["summary"] == THEIRS
    assert f"readonly>{MINE}</textarea>" in answer.content.decode()
    saved = erin.post(address(manuscript(*GUIDE)), fields(answer) | {"do": "save", "generation": "I, II"})
    assert saved.status_code == 302
    assert draft_of(*GUIDE)["summary"] == THEIRS


def test_even_wrong_text_is_there_to_be_copied(erin: Client, late: Any) -> None:
    form = fields(late) | {"take": "theirs", "year_to": "nineteen"}
    assert ">nineteen</textarea>" in erin.post(address(manuscript(*GUIDE)), form).content.decode()


def test_rows_are_told_apart_by_the_text_that_one_began_from(erin: Client, otto: Client) -> None:
    """Otto takes out the first step; what Erin wrote in the second is still of the second."""
    one = manuscript(*FAMILY)
    form = opened(erin, one)
    save(otto, one, **{"steps-0-DELETE": "on"})
    late = erin.post(address(one), form | {"steps-1-body": "Until they click.", "do": "save"})
    over = str(late.context["clash"].theirs.version)
    erin.post(address(one), fields(late) | {"over": over})
    titles = [(step["title"], step["body"]) for step in draft_of(*FAMILY)["steps"]]
    assert titles[1] == ("Push in the keys", "Until they click.")


@pytest.mark.parametrize(("minutes", "said"), [(3, "Otto saved this text 3 minutes ago."), (11, "")])
def test_a_save_of_the_last_minutes_is_told_at_opening(erin: Client, otto: Client, minutes: int, said: str) -> None:
    one = manuscript(*GUIDE)
    save(otto, one, summary=THEIRS)
    Manuscript.objects.filter(pk=one.pk).update(edited_at=timezone.now() - timedelta(minutes=minutes))
    page = erin.get(address(one)).content.decode()
    assert said in page
    assert ("Ask before you write." in page) is bool(said)
    assert "Ask before you write." not in otto.get(address(one)).content.decode()


def test_a_translation_that_comes_late_is_put_beside_the_text_as_it_is_now(erin: Client, otto: Client) -> None:
    one = manuscript(*FAMILY)
    form = fields(erin.get(address(one, "translations/?language=fr")), "translations") | {
        "steps.1.title": "Poussez les clés"
    }
    save(otto, one, **{"steps-1-ORDER": "1", "steps-2-title": "Pull gently"})
    late = erin.post(address(one, "translations/"), form | {"steps.2.title": "Sortez le poste"})
    assert late.status_code == 409
    page = late.content.decode()
    assert "Otto saved this text" in page
    again = fields(late, "translations")
    assert again["steps.0.title"] == "Poussez les clés"
    assert "Sortez le poste</textarea>" in page
    assert erin.post(address(one, "translations/"), again).status_code == 302
    assert draft_of(*FAMILY)["steps"][0]["translations"]["fr"]["title"]["text"] == "Poussez les clés"


# -- Nobody was first: a file was loaded, or the account is gone ------------------------------------------------------


def forgotten(client: Client, one: Manuscript) -> None:
    """Whoever saved last has left the shop, and the account was deleted."""
    save(client, one, summary=THEIRS)
    editing.user_of(client).delete()


@pytest.mark.parametrize("page", ["", "publish/", "translations/", "history/"])
def test_a_text_outlives_the_account_of_its_editor(erin: Client, otto: Client, page: str) -> None:
    one = manuscript(*GUIDE)
    forgotten(otto, one)
    answer = erin.get(address(one, page))
    assert answer.status_code == 200
    assert "saved by –," in answer.content.decode()


def test_a_save_after_that_of_nobody_keeps_every_letter(erin: Client, otto: Client) -> None:
    one = manuscript(*GUIDE)
    form = opened(erin, one)
    forgotten(otto, one)
    late = erin.post(address(one), form | {"summary": MINE, "do": "save"})
    assert (late.status_code, fields(late)["summary"]) == (409, MINE)


def test_a_translation_after_a_file_was_loaded_keeps_every_letter(erin: Client) -> None:
    one = manuscript(*GUIDE)
    form = fields(erin.get(address(one, "translations/?language=fr")), "translations")
    one.keep("loaded from a file")
    late = erin.post(address(one, "translations/"), form | {"summary": "La mienne."})
    assert late.status_code == 409
    assert fields(late, "translations")["summary"] == "La mienne."

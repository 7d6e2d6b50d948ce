"""Where the shop wants two people: whoever changed a draft since it was last published does not publish it."""

from typing import Any

import pytest
from django.test import Client

from guides_app.library import releasing
from guides_app.models import Guide, LibraryRules
from requests_app.models import Role
from tests.guides_app import editing
from tests.guides_app.editing import FAMILY, GUIDE, address, draft_of, manuscript, publish, save, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_library", "two_people")]
REFUSED = "You changed this text, so somebody else must publish it: hand it in. Who may: {}."


@pytest.fixture
def two_people() -> None:
    LibraryRules.objects.create(pk=1, second_person=True)


@pytest.fixture
def erin() -> Client:
    return editing.editor()


@pytest.fixture
def bert() -> Client:
    return editing.editor("bert")


@pytest.fixture
def lena() -> Client:
    return editing.editor("lena", role=Role.LEAD)


def hand_in(client: Client) -> Any:
    one = manuscript(*GUIDE)
    return client.post(address(one, "publish/"), {"do": "hand_in", "version": str(one.version)})


def refusal(client: Client, which: tuple[str, str] = GUIDE) -> str:
    answer = publish(client, manuscript(*which))
    assert answer.status_code == 422
    return str(answer.context["problems"][0].text)


def test_a_colleague_who_saves_without_a_change_has_written_nothing(erin: Client, bert: Client) -> None:
    save(erin, manuscript(*GUIDE), summary="Look at the buttons.")
    hand_in(erin)
    before = manuscript(*GUIDE)
    assert save(bert, before).status_code == 302
    after = manuscript(*GUIDE)
    assert (after.version, after.edited_by, after.submitted_by) == (before.version, user_of(erin), user_of(erin))
    assert refusal(erin) == REFUSED.format("Bert")
    assert publish(bert, after).status_code == 302
    assert Guide.objects.get(slug="duster-1").summary == "Look at the buttons."


def test_a_save_without_a_change_of_a_text_just_begun_counts_as_little(erin: Client, bert: Client) -> None:
    for kind, form in (
        ("guide", {"slug": "clio-3", "car": "clio", "generation": "III"}),
        ("guide", {"slug": "duster-9", "car": "duster", "copy_of": "duster-1"}),
        ("family", {"slug": "knob-radio", "name": "Radio with a knob", "looks": "knob"}),
    ):
        assert erin.post(f"/staff/guides_app/manuscript/add/?kind={kind}", form).status_code == 302
        begun = manuscript(kind, form["slug"])
        save(bert, begun)
        assert releasing.authors(manuscript(kind, form["slug"])) == {user_of(erin).pk}


def test_whoever_wrote_before_the_last_one_does_not_publish_either(erin: Client, bert: Client, lena: Client) -> None:
    save(erin, manuscript(*GUIDE), summary="Everything in it is by Erin.")
    save(bert, manuscript(*GUIDE), generation="1")
    assert refusal(erin) == REFUSED.format("Lena")
    assert refusal(bert) == REFUSED.format("Lena")
    assert manuscript(*GUIDE).edition == 0
    assert publish(lena, manuscript(*GUIDE)).status_code == 302


def test_what_was_published_is_no_longer_held_against_its_writer(erin: Client, lena: Client) -> None:
    save(erin, manuscript(*GUIDE), summary="By Erin.")
    publish(lena, manuscript(*GUIDE))
    save(lena, manuscript(*GUIDE), summary="By Lena.")
    assert refusal(lena) == REFUSED.format("Erin")
    assert publish(erin, manuscript(*GUIDE)).status_code == 302
    assert Guide.objects.get(slug="duster-1").summary == "By Lena."


def test_a_translation_is_a_change_too(erin: Client, lena: Client) -> None:
    one = manuscript(*FAMILY)
    form = editing.fields(lena.get(address(one, "translations/?language=fr")), "translations")
    lena.post(address(one, "translations/"), form | {"steps.0.title": "Coupez le contact"})
    assert refusal(lena, FAMILY) == REFUSED.format("Erin")
    assert publish(erin, manuscript(*FAMILY)).status_code == 302


def test_bringing_a_text_back_is_a_change_too(erin: Client, lena: Client) -> None:
    save(erin, manuscript(*GUIDE), summary="By Erin.")
    publish(lena, manuscript(*GUIDE))
    one = manuscript(*GUIDE)
    first = one.history.order_by("history_id")[0]
    erin.post(address(one, "restore/"), {"line": str(first.history_id), "version": str(one.version)})
    assert draft_of(*GUIDE) is not None
    assert refusal(erin) == REFUSED.format("Lena")


def test_where_all_have_written_it_is_anybody_but_the_last(erin: Client, bert: Client) -> None:
    save(erin, manuscript(*GUIDE), summary="By Erin.")
    save(bert, manuscript(*GUIDE), generation="1")
    assert refusal(bert) == REFUSED.format("Erin")
    assert publish(erin, manuscript(*GUIDE)).status_code == 302


def test_somebody_alone_is_told_what_to_do(erin: Client) -> None:
    save(erin, manuscript(*GUIDE), summary="By Erin.")
    alone = "You changed this text, and nobody else may publish. Ask a lead to add a guide editor."
    assert alone in erin.get(address(manuscript(*GUIDE), "publish/")).content.decode()
    assert refusal(erin) == alone
    assert manuscript(*GUIDE).edition == 0


def test_the_page_says_who_may_before_anything_is_pressed(erin: Client, lena: Client) -> None:
    gone = user_of(editing.editor("gone"))
    gone.is_active = False
    gone.save()
    save(erin, manuscript(*GUIDE), summary="By Erin.")
    said = REFUSED.format("Lena")
    assert said in erin.get(address(manuscript(*GUIDE), "publish/")).content.decode()
    assert said not in lena.get(address(manuscript(*GUIDE), "publish/")).content.decode()


def test_without_the_rule_everybody_publishes_what_he_wrote(erin: Client, lena: Client) -> None:
    LibraryRules.objects.update(second_person=False)
    save(erin, manuscript(*GUIDE), summary="By Erin.")
    assert publish(erin, manuscript(*GUIDE)).status_code == 302


def send_back(client: Client, note: str) -> Any:
    one = manuscript(*GUIDE)
    return client.post(address(one, "publish/"), {"do": "send_back", "note": note, "version": str(one.version)})


def test_what_was_handed_in_is_sent_back_with_a_note_that_its_writer_reads(erin: Client, lena: Client) -> None:
    save(erin, manuscript(*GUIDE), summary="By Erin.")
    hand_in(erin)
    assert b"Send it back" not in erin.get(address(manuscript(*GUIDE), "publish/")).content
    assert send_back(lena, "Name the <b>page</b> of the manual.").status_code == 302
    one = manuscript(*GUIDE)
    assert (one.submitted_by, draft_of(*GUIDE)["summary"]) == (None, "By Erin.")
    for page in ("", "publish/"):
        shown = erin.get(address(one, page)).content.decode()
        assert "Lena sent this text back:" in shown
        assert "Name the &lt;b&gt;page&lt;/b&gt; of the manual." in shown
    assert "Sent back: Name the" in erin.get(address(one, "history/")).content.decode()
    assert refusal(erin) == REFUSED.format("Lena"), "it is still hers"
    save(erin, one, summary="By Erin, page 12.")
    assert "sent this text back" not in erin.get(address(manuscript(*GUIDE))).content.decode()


@pytest.mark.parametrize("note", ["", "   ", "x" * 86])
def test_nothing_is_sent_back_without_a_note_that_one_can_read(erin: Client, lena: Client, note: str) -> None:
    save(erin, manuscript(*GUIDE), summary="By Erin.")
    hand_in(erin)
    answer = send_back(lena, note)
    assert answer.status_code == 422
    assert "Say in at most 85 letters what is to be changed." in answer.content.decode()
    assert manuscript(*GUIDE).submitted_by == user_of(erin)


def test_what_nobody_handed_in_is_not_sent_back(erin: Client, lena: Client) -> None:
    save(erin, manuscript(*GUIDE), summary="By Erin.")
    assert send_back(lena, "No.").status_code == 422
    assert send_back(editing.editor("carl", role=Role.CLERK), "No.").status_code == 403

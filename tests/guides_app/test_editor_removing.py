"""What nobody wants any more: a draft is thrown away, a radio is taken from readers unless something leans on it."""

from typing import Any

import pytest
from django.test import Client

from guides_app.library import publishing
from guides_app.models import DocumentKind, Guide, RadioFamily
from requests_app.models import CodeRequest
from tests import factories
from tests.guides_app import editing
from tests.guides_app.editing import FAMILY, GUIDE, address, draft_of, manuscript, publish, save

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_library")]
ADD = "/staff/guides_app/manuscript/add/?kind={}"
KNOB = ("family", "radio-with-a-knob")


@pytest.fixture
def erin() -> Client:
    return editing.editor()


def press(client: Client, which: tuple[str, str], do: str, **more: str) -> Any:
    one = manuscript(*which)
    return client.post(address(one, "publish/"), {"do": do, "version": str(one.version), **more})


def begin_knob(client: Client) -> None:
    client.post(ADD.format("family"), {"name": "Radio with a knob", "looks": "knob"})


def publish_knob(client: Client) -> None:
    begin_knob(client)
    save(client, manuscript(*KNOB), carries_code="")
    assert publish(client, manuscript(*KNOB)).status_code == 302


def test_a_draft_goes_and_readers_see_what_they_saw(erin: Client) -> None:
    save(erin, manuscript(*GUIDE), summary="No good.")
    assert press(erin, GUIDE, "discard", sure="yes").status_code == 302
    assert draft_of(*GUIDE) is None
    page = erin.get(address(manuscript(*GUIDE), "history/")).content.decode()
    assert "Draft thrown away" in page
    line = manuscript(*GUIDE).history.get(draft__isnull=False)
    back = {"line": str(line.history_id), "version": str(manuscript(*GUIDE).version)}
    erin.post(address(manuscript(*GUIDE), "restore/"), back)
    assert draft_of(*GUIDE)["summary"] == "No good.", "it can be brought back"


def test_a_draft_does_not_go_without_a_tick(erin: Client) -> None:
    save(erin, manuscript(*GUIDE), summary="No good.")
    answer = press(erin, GUIDE, "discard")
    assert answer.status_code == 422
    assert draft_of(*GUIDE)["summary"] == "No good."


def test_a_draft_that_changed_in_between_does_not_go(erin: Client) -> None:
    save(erin, manuscript(*GUIDE), summary="No good.")
    late = {"do": "discard", "sure": "yes", "version": str(manuscript(*GUIDE).version - 1)}
    assert erin.post(address(manuscript(*GUIDE), "publish/"), late).status_code == 409
    assert draft_of(*GUIDE)["summary"] == "No good."


def test_what_was_begun_by_mistake_leaves_the_list(erin: Client) -> None:
    begin_knob(erin)
    answer = press(erin, KNOB, "discard", sure="yes")
    assert answer.headers["Location"] == "/staff/guides_app/manuscript/?kind=family"
    assert publishing.manuscript_of(DocumentKind.FAMILY, KNOB[1]) is None
    begin_knob(erin)
    assert draft_of(*KNOB)["looks"] == "knob", "its address is free again"


def test_a_radio_that_guides_name_stays_and_says_which(erin: Client) -> None:
    page = erin.get(address(manuscript(*FAMILY), "publish/")).content.decode()
    assert "It stays, because it is named by: Dacia Duster I (2010–2017)" in page
    assert 'value="withdraw"' not in page
    answer = press(erin, FAMILY, "withdraw")
    assert answer.status_code == 422
    assert "Dacia Duster I" in answer.content.decode()
    assert RadioFamily.objects.filter(slug="buttons").exists()


def test_a_radio_that_another_one_leans_on_or_a_customer_has_stays(erin: Client) -> None:
    publish_knob(erin)
    knob = RadioFamily.objects.get(slug=KNOB[1])
    RadioFamily.objects.filter(slug="buttons").update(alike=knob)
    assert publishing.leaning(knob) == [RadioFamily.objects.get(slug="buttons").name]
    RadioFamily.objects.filter(slug="buttons").update(alike=None)
    assert publishing.leaning(knob) == []
    request, _token = factories.make_sent(factories.make_desk("Desk of requests"))
    CodeRequest.objects.filter(pk=request.pk).update(family=knob)
    assert publishing.leaning(knob) == ["requests"]
    assert press(erin, KNOB, "withdraw").status_code == 422
    assert RadioFamily.objects.filter(pk=knob.pk).exists()


def test_a_radio_that_nothing_leans_on_is_taken_from_readers_and_comes_back(erin: Client) -> None:
    publish_knob(erin)
    assert Client().get(f"/en/radios/{KNOB[1]}/").status_code == 200
    assert press(erin, KNOB, "withdraw").status_code == 302
    assert Client().get(f"/en/radios/{KNOB[1]}/").status_code == 404
    page = erin.get(address(manuscript(*KNOB))).content.decode()
    assert "withdrawn" in page
    assert draft_of(*KNOB)["name"] == "Radio with a knob", "its text stays for editors"
    assert publish(erin, manuscript(*KNOB)).status_code == 302
    assert Client().get(f"/en/radios/{KNOB[1]}/").status_code == 200


@pytest.mark.parametrize("do", ["publish", "hand_in"])
def test_a_button_pressed_twice_does_it_once_and_says_so(erin: Client, do: str) -> None:
    save(erin, manuscript(*GUIDE), summary="New words.")
    form = {"do": do, "version": str(manuscript(*GUIDE).version), "anyway": "yes"}
    page = address(manuscript(*GUIDE), "publish/")
    first, second = erin.post(page, form), erin.post(page, form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert manuscript(*GUIDE).edition == (do == "publish")
    other = editing.editor("bert").post(page, form)
    assert other.status_code == 409, "of somebody else it is late, not a second press"


def test_a_guide_withdrawn_twice_is_withdrawn_once(erin: Client) -> None:
    form = {"do": "withdraw", "version": str(manuscript(*GUIDE).version)}
    page = address(manuscript(*GUIDE), "publish/")
    assert [erin.post(page, form).status_code for _press in range(2)] == [302, 302]
    assert not Guide.objects.get(slug="duster-1").is_published


def test_saving_or_beginning_twice_is_no_quarrel_with_oneself(erin: Client) -> None:
    one = manuscript(*GUIDE)
    form = editing.opened(erin, one) | {"do": "save", "summary": "New words."}
    assert [erin.post(address(one), form).status_code for _press in range(2)] == [302, 302]
    assert manuscript(*GUIDE).version == one.version + 1
    form = {"name": "Radio with a knob", "looks": "knob"}
    where = {erin.post(ADD.format("family"), form).headers["Location"] for _press in range(2)}
    assert where == {address(manuscript(*KNOB))}
    assert editing.editor("bert").post(ADD.format("family"), form).status_code == 422


def test_an_address_is_made_from_the_answers(erin: Client) -> None:
    erin.post(ADD.format("guide"), {"car": "duster", "generation": "III"})
    assert draft_of("guide", "dacia-duster-3")["generation"] == "III"
    assert "Dacia Duster III" in erin.get(address(manuscript("guide", "dacia-duster-3"))).content.decode()
    assert "Dacia Duster III" in erin.get("/staff/guides_app/manuscript/?only=draft").content.decode()
    answer = erin.post(ADD.format("family"), {"name": "收音机", "looks": "knob"})
    assert answer.status_code == 422
    assert "Type an address: none can be made from the other answers." in answer.content.decode()


def test_a_withdrawn_guide_is_brought_back_as_it_was(erin: Client) -> None:
    press(erin, GUIDE, "withdraw")
    page = erin.get(address(manuscript(*GUIDE), "publish/")).content.decode()
    assert "Readers do not find it now. Publishing brings it back as it was." in page
    assert "Readers see this text already" not in page
    assert 'value="publish"' in page
    assert publish(erin, manuscript(*GUIDE)).status_code == 302
    assert Client().get("/en/guides/duster-1/").status_code == 200

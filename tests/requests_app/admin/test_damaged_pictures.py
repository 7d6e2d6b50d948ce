"""Pictures whose sealed files are lost or damaged, as staff meet them."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from requests_app import tasks, workflow
from requests_app.models import CodeRequest, Desk, Event, Page, Slot
from tests import factories
from tests.damage import HARMS, Harm, harm_all
from tests.requests_app.admin.conftest import SignIn


@pytest.fixture
def checked(desk: Desk, alice: User) -> CodeRequest:
    """A request with an identity paper, in Alice's hands."""
    draft = factories.make_draft(desk)
    factories.add_photo(draft, Slot.IDENTITY)
    workflow.send(draft)
    workflow.claim(draft, by=alice)
    return draft


def opened(client: Client, page: Page, *, size: str = "") -> Any:
    address = f"/staff/requests/{page.upload.code_request.reference}/photos/{page.pk}/{size}"
    return client.post(address, {"reason": "check"}) if size == "show/" else client.get(address)


@pytest.mark.parametrize("harm", HARMS)
def test_every_way_to_a_picture_says_that_it_is_damaged(at_desk: Client, checked: CodeRequest, harm: Harm) -> None:
    label, paper = (Page.objects.get(upload__slot=slot) for slot in (Slot.LABEL, Slot.IDENTITY))
    harm_all(harm)
    answers = [opened(at_desk, label), opened(at_desk, label, size="small/"), opened(at_desk, paper, size="show/")]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert all("This picture cannot be shown" in answer.content.decode() for answer in answers)
    assert "ask for it again" in at_desk.get(f"/staff/requests/{checked.reference}/").content.decode()


def test_the_first_page_names_the_request_without_anybody_having_looked(
    at_desk: Client, sign_in: SignIn, checked: CodeRequest
) -> None:
    stranger = sign_in(factories.make_staff(factories.make_desk("Other Desk"), "olga"))
    harm_all(HARMS[0])
    tasks.do_chores()
    tasks.do_chores()
    alarm = "Requests of which pictures are lost or damaged: 1."
    assert alarm in at_desk.get("/staff/requests/").content.decode()
    assert str(checked.reference) in at_desk.get("/staff/requests/?tab=damaged").content.decode()
    assert alarm not in stranger.get("/staff/requests/").content.decode()
    assert Event.objects.filter(code_request=checked, kind="document_damaged").count() == Page.objects.count()

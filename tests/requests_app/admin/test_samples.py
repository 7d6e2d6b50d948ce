"""The quality sample at the Desk: papers without the first person's answers, and what did not agree, for leads."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from requests_app.models import CodeRequest, Desk, QualitySample
from tests import factories
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.test_sampling import read

PAGE = "/staff/requests/samples/"


@pytest.fixture
def drawn(desk: Desk, alice: User, bob: User) -> CodeRequest:
    """Sent by Alice at a desk that draws every code."""
    desk.sample_share = 100
    desk.save()
    return factories.make_ready(desk, by=alice)[0]


def test_the_page_of_a_sample_is_blind_and_keeps_what_was_typed(
    sign_in: SignIn,
    drawn: CodeRequest,
    bob: User,
    charlie: User,
) -> None:
    bobs: Client = sign_in(bob)
    address = f"/staff/requests/{drawn.reference}/sample/"
    assert address in bobs.get(PAGE).text
    page = bobs.get(address).text
    for reading in drawn.readings.all():
        assert reading.value not in page
    told = {"verdict": "no", "reason": "The label is another radio’s"}
    answer = bobs.post(address, told)
    assert answer.status_code == 422
    assert "Open every page first" in answer.text
    assert told["reason"] in answer.text
    factories.open_papers(drawn, by=bob)
    assert bobs.post(address, told).headers["Location"] == PAGE
    assert bobs.get(address).status_code == 404
    assert "would not give this code" not in bobs.get(PAGE).text
    leads = sign_in(charlie)
    assert "would not give this code" in leads.get(PAGE).text
    settle = f"{PAGE}{QualitySample.objects.get().pk}/settle/"
    assert leads.post(settle, {"reason": ""}).status_code == 422
    assert bobs.post(settle, {"reason": "mine"}).status_code == 404
    assert leads.post(settle, {"reason": "The clerk was shown it"}).status_code == 302
    assert "would not give this code" not in leads.get(PAGE).text


def test_leads_see_the_agreement_by_first_person_on_the_overview(
    sign_in: SignIn,
    drawn: CodeRequest,
    bob: User,
    charlie: User,
) -> None:
    read(drawn, bob)
    page = sign_in(charlie).get("/staff/overview/").text
    assert "Agreement by first person" in page
    assert "Quality samples that agreed</th><td><a" in page
    assert "Agreement by first person" not in sign_in(bob).get("/staff/overview/").text

"""At the Desk: relying on an earlier verification of the same owner, and what is told where something differs."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from requests_app import workflow
from requests_app.models import CodeRequest, Desk, Event, Role
from tests import factories
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.admin.desk_forms import CODE, page_of, post
from tests.requests_app.short_way import begins_again, gave, reads


@pytest.fixture
def one(desk: Desk, alice: User) -> CodeRequest:
    """Begun on the page of an earlier request, and taken."""
    Desk.objects.filter(pk=desk.pk).update(again_days=60)
    desk.refresh_from_db()
    code_request = begins_again(gave(desk, alice))
    factories.take(code_request, by=alice)
    return code_request


def words(page: str) -> str:
    return " ".join(page.split())


def test_a_clerk_reads_the_label_relies_and_approves(at_desk: Client, one: CodeRequest, alice: User) -> None:
    earlier = one.again_of
    assert earlier is not None
    page = words(page_of(at_desk, one))
    assert f"The customer began this request on the page of {earlier.reference}" in page
    assert "approved on" in page
    assert "by Alice." in page
    assert "Read the number off the new photo" in page
    assert "Rely on that verification" not in page
    assert f"Open {earlier.reference}" not in page, "the number read then stands there, and this reading is blind"
    post(at_desk, one, "check", number="S053")
    page = words(page_of(at_desk, one))
    assert f"Open {earlier.reference}" in page
    assert "Rely on that verification" in page
    assert post(at_desk, one, "rely").status_code == 302
    page = words(page_of(at_desk, one))
    assert "This round relies on that verification" in page
    assert "check-holder" not in page
    assert post(at_desk, one, "check", then="all_fits").status_code == 302
    page = words(page_of(at_desk, one))
    assert f"given before: {earlier.reference}" in page
    assert "Confirmed</span>" in page
    assert CODE not in page


def test_what_differs_is_told_and_nothing_can_be_pressed(at_desk: Client, one: CodeRequest, alice: User) -> None:
    reads(one, alice)
    CodeRequest.objects.filter(pk=one.pk).update(name="Another Customer")
    page = words(page_of(at_desk, one))
    assert "Name, or who asks for whom, is not the same" in page
    assert "Rely on that verification" not in page
    answer = post(at_desk, one, "rely")
    assert answer.status_code == 422
    assert "Name, or who asks for whom, is not the same" in words(answer.content.decode())
    assert not Event.objects.filter(kind="rely").exists()


def test_another_code_is_not_taken(at_desk: Client, one: CodeRequest, alice: User) -> None:
    reads(one, alice)
    workflow.rely(one, by=alice)
    post(at_desk, one, "check", then="all_fits")
    one.refresh_from_db()
    answer = post(
        at_desk, one, "type-code", first="1234", second="1234", source="papers", provenance="card"
    )  # fmt: skip
    assert answer.status_code == 422
    assert "good for that code alone" in words(answer.content.decode())


def test_an_auditor_sees_it_in_the_record_only(sign_in: SignIn, desk: Desk, one: CodeRequest, alice: User) -> None:
    reads(one, alice)
    workflow.rely(one, by=alice)
    auditor = sign_in(factories.make_staff(desk, "audit", role=Role.AUDITOR))
    assert "The same code again" not in page_of(auditor, one)
    record = words(auditor.get(f"/staff/requests/{one.reference}/record/").content.decode())
    assert "Earlier verification of the same owner relied on" in record
    assert str(one.again_of) in record


def test_a_request_like_others_says_nothing_of_it(at_desk: Client, desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    assert "The same code again" not in page_of(at_desk, code_request)

"""The manufacturer's answer at the Desk: attached on the form, opened by a press, and never the customer's."""

import time
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from requests_app import workflow
from requests_app.models import AccessLink, AnswerPicture, CodeRequest, Desk, Event, Role, Source
from requests_app.workflow import quota
from requests_app.workflow.quota import Counted
from tests import factories
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.admin.desk_forms import address, page_of, post

TYPED = {
    "first": "1234", "second": "1234", "source": "manufacturer", "provenance": "case 7", "answered_on": "2026-01-05",
}  # fmt: skip


def picture(content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile("answer.jpg", content or factories.make_photo("1234").read())


def show(client: Client, code_request: CodeRequest, key: int | None = None) -> Any:
    key = key or AnswerPicture.objects.get().pk
    return client.post(address(code_request, f"answers/{key}/show/"))


@pytest.fixture
def attached(alice: User, desk: Desk) -> CodeRequest:
    """A request with a code that the manufacturer gave, and a picture of the answer."""
    code_request, _ = factories.make_approved(desk, by=alice)
    workflow.type_code(
        code_request, "1234", "1234", source=Source.MANUFACTURER, provenance="case 7", by=alice,
        answered_on=date(2026, 1, 5), answer=factories.make_photo("1234"),
    )  # fmt: skip
    return code_request


def test_the_picture_stands_beside_its_code_and_opens_after_a_fresh_second_step(
    at_desk: Client, alice: User, desk: Desk
) -> None:
    code_request, _ = factories.make_approved(desk, by=alice)
    assert post(at_desk, code_request, "type-code", **TYPED, answer=picture()).status_code == 302
    assert "Show Manufacturer’s answer, page 1 (is logged)" in page_of(at_desk, code_request)
    assert show(at_desk, code_request).status_code == 302
    assert not Event.objects.filter(kind="see_answer").exists()
    session = at_desk.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session.save()
    answer = show(at_desk, code_request)
    assert answer.content.startswith(b"\xff\xd8")
    assert "no-store" in answer.headers["Cache-Control"]
    line = Event.objects.get(kind="see_answer")
    assert (line.user, line.data["answer"]) == (alice, AnswerPicture.objects.get().pk)
    assert at_desk.get(address(code_request, f"answers/{AnswerPicture.objects.get().pk}/show/")).status_code == 302


def test_nobody_else_opens_it(sign_in: SignIn, mallory: User, attached: CodeRequest, desk: Desk) -> None:
    other, _ = factories.make_sent(desk)
    auditor = factories.make_staff(desk, "olga", role=Role.AUDITOR)
    reader = sign_in(auditor, fresh=True)
    for client in (sign_in(mallory, fresh=True), reader):
        assert show(client, attached).status_code == 404
    clerk = sign_in(factories.make_staff(desk, "carol"), fresh=True)
    assert show(clerk, other).status_code == 404
    assert "Manufacturer’s answer" not in page_of(reader, attached)


def test_the_second_person_finds_it_among_the_papers(
    sign_in: SignIn, attached: CodeRequest, bob: User, alice: User
) -> None:
    client = sign_in(bob, fresh=True)
    page = client.get(address(attached, "second-look/")).content.decode()
    assert "Show Manufacturer’s answer, page 1 (is logged)" in page
    yes = {"verdict": "yes", "number": "S053", "vin6": "123456", "reason": "Both papers fit"}
    assert (
        "Open every page of the manufacturer’s answer first"
        in post(client, attached, "second-look", **yes).content.decode()
    )
    assert show(client, attached).status_code == 200
    page = client.get(address(attached, "second-look/")).content.decode()
    assert page.count("✓ opened") == 1


def test_opening_answers_has_a_days_share_as_codes_have(
    sign_in: SignIn, alice: User, attached: CodeRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(quota.PER_DAY, Counted.SEE_ANSWER, 1)
    client = sign_in(alice, fresh=True)
    assert show(client, attached).status_code == 200
    refused = show(client, attached)
    assert refused.status_code == 422
    assert "more than one person looks up in a day" in refused.content.decode()


@pytest.mark.parametrize(
    ("wrong", "file", "words"),
    [
        ({"second": "4321"}, picture, "Choose the picture of the answer again"),
        ({"source": "papers"}, picture, "choose this source, or leave the picture out"),
        ({"answered_on": ""}, picture, "Write the day of the manufacturer’s answer"),
        ({}, lambda: picture(b"no picture at all"), "The photo must be a"),
        ({}, lambda: picture(b"\xff\xd8\xff broken"), "We cannot open this photo"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    at_desk: Client, alice: User, desk: Desk, wrong: dict[str, str], file: Any, words: str
) -> None:
    code_request, _ = factories.make_approved(desk, by=alice)
    answer = post(at_desk, code_request, "type-code", **{**TYPED, **wrong}, answer=file())
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert 'value="case 7"' in page
    assert not AnswerPicture.objects.exists()
    assert [one.source for one in workflow.candidates_of(code_request)] == ["calculator"]


def test_the_customer_is_never_shown_it(attached: CodeRequest, alice: User, client: Client) -> None:
    workflow.deliver(attached, workflow.candidates_of(attached)[-1], by=alice, reason="the manufacturer knows")
    link = workflow.new_link(attached, AccessLink.Kind.DEVICE)
    page = client.get(f"/r/{link}/", follow=True).content.decode()
    assert str(attached.reference) in page
    shown = set(attached.uploads.values_list("pages__pk", flat=True))
    key = AnswerPicture.objects.get().pk
    assert "anufacturer" not in page
    for number in {key, max(shown) + 1} - shown:
        assert client.get(f"/track/{attached.reference}/picture/{number}/").status_code == 404
    assert client.post(address(attached, f"answers/{key}/show/")).status_code == 302  # to the staff's sign-in

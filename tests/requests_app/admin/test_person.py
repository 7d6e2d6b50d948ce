"""A lead hands one person a copy of what is held, and nothing of anybody else."""

import io
import json
import zipfile
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from requests_app import workflow
from requests_app.admin import words
from requests_app.labels.voting import LabelReading
from requests_app.models import CodeRequest, Desk, Event, MachineReading, Member, Page, Role, Slot, seal_found
from requests_app.states import Party, Status
from tests import factories
from tests.requests_app.admin.conftest import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(desk: Desk) -> User:
    return factories.make_staff(desk, "lena", role=Role.LEAD)


def copy_of(client: Client, code_request: CodeRequest) -> zipfile.ZipFile:
    answer = client.post(reverse("admin:person", args=[code_request.reference]))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return zipfile.ZipFile(io.BytesIO(answer.content))


def data_of(file: zipfile.ZipFile) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads(file.read("data.json"))
    return told


def test_the_copy_has_what_was_typed_the_photos_and_the_dates(desk: Desk, lead: User, sign_in: SignIn) -> None:
    code_request, _ = factories.make_sent(desk)
    file = copy_of(sign_in(lead, fresh=True), code_request)
    (told,) = data_of(file)
    assert (told["name"], told["email"], told["number"]) == (
        code_request.name, code_request.email, code_request.number,
    )  # fmt: skip
    assert {photo["file"] for photo in told["photos"]} == {name for name in file.namelist() if name != "data.json"}
    assert told["photos"]
    assert file.read(told["photos"][0]["file"]).startswith(b"\xff\xd8")
    assert [line["kind"] for line in told["record"]][-1] == "export_person"


def test_the_copy_has_what_engines_read_off_the_label(desk: Desk, lead: User, sign_in: SignIn) -> None:
    code_request, _ = factories.make_sent(desk)
    page = Page.objects.get(upload__code_request=code_request, upload__slot=Slot.LABEL)
    found = seal_found(LabelReading(precode="S053"), page_id=page.pk)
    MachineReading.objects.create(page=page, found_sealed=found, answer=MachineReading.Answer.YES)
    (told,) = data_of(copy_of(sign_in(lead, fresh=True), code_request))
    (read,) = [photo["read_by_engines"] for photo in told["photos"] if "read_by_engines" in photo]
    assert (read["precode"], read["customer_said"]) == ("S053", "yes")


def test_it_has_no_code_and_no_name_of_staff(desk: Desk, lead: User, alice: User, sign_in: SignIn) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.verify(code_request, by=alice)
    workflow.approve(code_request, by=alice)
    workflow.deliver(code_request, workflow.candidates_of(code_request)[0], by=alice)
    text = copy_of(sign_in(lead, fresh=True), code_request).read("data.json").decode()
    assert "7913" not in text
    assert alice.username not in text
    assert "sealed" not in text


def test_requests_of_the_same_mailbox_come_along_from_this_desk_alone(desk: Desk, lead: User, sign_in: SignIn) -> None:
    code_request, _ = factories.make_sent(desk)
    same, _ = factories.make_sent(desk)
    other = factories.make_desk("Other Desk")
    Member.objects.create(desk=other, user=lead, role=Role.LEAD)
    elsewhere, _ = factories.make_sent(other)
    mailbox = {"email": code_request.email, "email_fingerprint": code_request.email_fingerprint}
    CodeRequest.objects.filter(pk__in=[same.pk, elsewhere.pk]).update(**mailbox)
    file = copy_of(sign_in(lead, fresh=True), code_request)
    assert {told["reference"] for told in data_of(file)} == {code_request.reference, same.reference}


def test_each_request_keeps_a_line_of_it(desk: Desk, lead: User, sign_in: SignIn) -> None:
    code_request, _ = factories.make_sent(desk)
    copy_of(sign_in(lead, fresh=True), code_request)
    line = Event.objects.get(code_request=code_request, kind="export_person")
    assert (line.user, line.party) == (lead, Party.STAFF)


def test_without_a_fresh_second_factor_nothing_leaves(desk: Desk, lead: User, sign_in: SignIn) -> None:
    code_request, _ = factories.make_sent(desk)
    answer = sign_in(lead).post(reverse("admin:person", args=[code_request.reference]))
    assert answer.status_code == 302
    assert not Event.objects.filter(kind="export_person").exists()


def test_a_clerk_takes_no_copy(desk: Desk, alice: User, sign_in: SignIn) -> None:
    code_request, _ = factories.make_sent(desk)
    assert sign_in(alice, fresh=True).post(reverse("admin:person", args=[code_request.reference])).status_code == 404


def test_where_each_request_stands_is_said_in_the_words_of_staff(desk: Desk, lead: User, sign_in: SignIn) -> None:
    code_request, _ = factories.make_sent(desk)
    page = sign_in(lead).get(reverse("admin:person", args=[code_request.reference])).content.decode()
    assert f">{words.STATES[Status.RECEIVED]}<" in page
    assert code_request.get_status_display() not in page

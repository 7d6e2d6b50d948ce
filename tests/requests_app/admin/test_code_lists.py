"""Lists of known codes at the desk: a file is looked at, then taken; a list is taken back; others may do neither."""

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from requests_app.models import CodeBatch, Desk, Event, KnownCode, Role
from tests import factories
from tests.requests_app.admin.conftest import SignIn

LISTS = "/staff/requests_app/codebatch/"
TEXT = "number,code\nS053,7913\nA583,86\n"


@pytest.fixture
def lead(sign_in: SignIn, charlie: User) -> Client:
    return sign_in(charlie, fresh=True)


def send(client: Client, desk: Desk, text: str = TEXT, **more: str) -> str:
    file = {"file": SimpleUploadedFile("list.csv", text.encode())} if text else {}
    data = {"desk": desk.pk, "name": "Old list", "source": "dealer", **more, **file}
    return client.post(f"{LISTS}import/", data, follow=True).content.decode()


def looked_at(page: str) -> str:
    return page.partition('name="looked_at" value="')[2].partition('"')[0]


def test_a_list_is_looked_at_and_then_taken_without_the_file(lead: Client, desk: Desk, charlie: User) -> None:
    page = send(lead, desk)
    assert "3 lines: 1 codes to add, 0 of which disagree" in page
    assert "<td>3</td><td>the code has less than 4 digits" in page
    assert not CodeBatch.objects.exists()
    assert "7913" not in page
    page = send(lead, desk, text="", looked_at=looked_at(page), take="1", fill_zeros="on")
    assert "2 codes of this list are known now." in page
    assert (CodeBatch.objects.get().added, KnownCode.objects.count()) == (2, 2)
    assert Event.objects.filter(desk=desk, kind="import_codes").get().user == charlie


def test_what_one_looked_at_is_taken_by_nobody_else(lead: Client, desk: Desk, sign_in: SignIn) -> None:
    other = sign_in(factories.make_staff(desk, "dora", role=Role.LEAD), fresh=True)
    page = send(other, desk, text="", looked_at=looked_at(send(lead, desk)), take="1")
    assert "Choose a file" in page
    assert not CodeBatch.objects.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "Choose a file"), ("a,b\n1,2\n", "no column is called code"), ("x" * 500_001, "too large for this page")],
)
def test_a_file_that_cannot_be_taken_is_told(lead: Client, desk: Desk, text: str, words: str) -> None:
    page = send(lead, desk, text=text, take="1")
    assert words in page
    assert "Nothing was taken" in page


def test_a_list_is_taken_back_by_its_lead_alone(
    lead: Client, desk: Desk, sign_in: SignIn, alice: User, charlie: User
) -> None:
    send(lead, desk, take="1")
    batch = CodeBatch.objects.get()
    clerk = sign_in(alice, fresh=True)
    assert "Take the list back" not in clerk.get(f"{LISTS}{batch.pk}/change/").content.decode()
    assert clerk.post(f"{LISTS}{batch.pk}/withdraw/").status_code == 403
    assert clerk.get(f"{LISTS}import/").status_code == 403
    assert KnownCode.objects.count() == 1
    assert "Take the list back" in lead.get(f"{LISTS}{batch.pk}/change/").content.decode()
    assert "1 code was taken back." in lead.post(f"{LISTS}{batch.pk}/withdraw/", follow=True).content.decode()
    assert not KnownCode.objects.exists()
    assert Event.objects.filter(desk=desk, kind="withdraw_codes").get().user == charlie


def test_lists_of_another_desk_are_not_there(lead: Client, desk: Desk, sign_in: SignIn) -> None:
    send(lead, desk, take="1")
    batch = CodeBatch.objects.get()
    other = factories.make_desk("Other Desk")
    stranger = sign_in(factories.make_staff(other, "erik", role=Role.LEAD), fresh=True)
    assert "Old list" not in stranger.get(LISTS).content.decode()
    assert stranger.post(f"{LISTS}{batch.pk}/withdraw/").status_code == 404
    assert "Select a valid choice" in send(stranger, desk)
    assert KnownCode.objects.count() == 1

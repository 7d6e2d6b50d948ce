"""The demonstration answers this machine only, and shows the letters that would have been sent."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from requests_app.flags import FlagKind, flags_for, kinds_of
from requests_app.management.demonstration import examples
from requests_app.models import CodeRequest, Desk, Member, Message, QualitySample, Role
from requests_app.states import Status
from requests_app.tasks import send_due_letters
from requests_app.workflow import second_person
from tests import factories
from tests.config import staff

pytestmark = pytest.mark.django_db
README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
PAGES = ["/demo/", "/demo/letters/", "/demo/letters/20261120-090000-000000-0123abcd/"]
LOCAL = {"host": "127.0.0.1:8000"}


@pytest.fixture
def clerk(settings: Settings) -> None:
    account = staff.make_clerk(superuser=True)
    User.objects.filter(pk=account.pk).update(username=settings.DEMO_STAFF_EMAIL)


@pytest.fixture
def letter(settings: Settings) -> str:
    settings.EMAIL_BACKEND = "config.letters.FileOfLetters"
    message = mail.EmailMultiAlternatives("About your radio", "Plain words", to=["ann@example.org"])
    message.attach_alternative("<p>Fine <b>words</b></p><script>alert(1)</script>", "text/html")
    message.send()
    (file,) = settings.LETTERS_DIR.glob("*.eml")
    return str(file.stem)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "where",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=203.0.113.9"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "testserver"},
        {"REMOTE_ADDR": ""},
    ],
)
def test_other_machines_find_no_demonstration(page: str, where: dict[str, Any]) -> None:
    assert Client(**({"HTTP_HOST": "127.0.0.1:8000"} | where)).get(page).status_code == 404


def test_the_strict_profile_answers_nobody(client: Client, settings: Settings, clerk: None) -> None:
    settings.EMBEDDED = False
    assert client.get("/demo/", headers=LOCAL).status_code == 404
    assert client.post("/demo/sign-in/", headers=LOCAL).status_code == 404


def test_one_press_signs_in_as_the_lead_who_edits_guides(client: Client, settings: Settings) -> None:
    User.objects.filter(pk=staff.make_clerk(superuser=True).pk).update(username=settings.DEMO_LEAD_EMAIL)
    assert client.post("/demo/sign-in/", headers=LOCAL).status_code == 404
    assert client.post("/demo/sign-in/", {"as": "lead"}, headers=LOCAL).headers["Location"] == "/staff/"
    assert client.get("/staff/", headers=LOCAL).status_code == 200


def test_one_press_signs_in_as_the_example_clerk(client: Client, clerk: None) -> None:
    assert client.get("/demo/sign-in/", headers=LOCAL).status_code == 405
    assert client.post("/demo/sign-in/", headers=LOCAL).headers["Location"] == "/staff/"
    assert client.get("/staff/", headers=LOCAL).status_code == 200


def test_another_machine_cannot_press_it(client: Client, clerk: None) -> None:
    assert client.post("/demo/sign-in/", headers=LOCAL, REMOTE_ADDR="203.0.113.9").status_code == 404
    assert client.get("/staff/", headers=LOCAL).status_code == 302


def test_a_letter_can_be_read(client: Client, letter: str) -> None:
    assert b"About your radio" in client.get("/demo/letters/", headers=LOCAL).content
    page = client.get(f"/demo/letters/{letter}/", headers=LOCAL).content.decode()
    assert "Plain words" in page
    assert "<iframe sandbox " in page


def test_the_html_of_a_letter_runs_nothing(client: Client, letter: str) -> None:
    response = client.get(f"/demo/letters/{letter}/html/", headers=LOCAL)
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'self'; sandbox"
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("name", ["..", "20261120", "x.eml", "20261120-090000-000000-0123abcg"])
def test_no_other_file_can_be_named(client: Client, name: str) -> None:
    assert client.get(f"/demo/letters/{name}/", headers=LOCAL).status_code == 404


def test_letters_are_private_files(letter: str, settings: Settings) -> None:
    assert (settings.LETTERS_DIR / f"{letter}.eml").stat().st_mode & 0o077 == 0


SHOWN = {
    FlagKind.SAME_VIN, FlagKind.SAME_RADIO, FlagKind.SAME_PHOTO, FlagKind.ADDRESS_CHANGED_LATE,
    FlagKind.ADDRESS_OBJECTED, FlagKind.FROM_STAFF, FlagKind.NAME_OF_STAFF, FlagKind.OVERRIDE, FlagKind.NO_VIN,
    FlagKind.TYPED_CODE, FlagKind.SAME_VIN_END, FlagKind.SHARED_NUMBER, FlagKind.NOT_OWNER, FlagKind.FOR_PERSON,
    FlagKind.ADDRESS_CHANGED,
}  # fmt: skip


def test_the_demonstration_shows_every_state_and_is_made_once(db: None, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "config.letters.FileOfLetters"
    factories.make_guide("dacia-duster-1")
    call_command("load_demo", every=True)
    all_made = list(CodeRequest.objects.select_related("desk").order_by("-pk"))
    made = {one.name or "erased": one for one in all_made}  # of the two that were merged, the one that goes on
    assert all(one.desk.is_demo for one in all_made)
    assert {one.status for one in all_made} == set(Status) - {Status.DRAFT}
    assert f"{len(all_made) - len(examples.FIRST)} more requests are made one by one" in " ".join(README.split())
    kinds = kinds_of(all_made)
    assert {kind for found in kinds.values() for kind in found} >= SHOWN
    assert not kinds[made["Demo Customer 1"].pk], "one person can bring it to its end"
    alike = [name for name, one in made.items() if FlagKind.SAME_PHOTO in kinds[one.pk]]
    assert sorted(alike) == ["Demo Customer 28", "Demo Customer 29"]
    assert second_person.state_of(made["Demo Customer 16"]).missing == ("second_person",)
    assert made["Demo Customer 9"].answer_until, "an appeal is open"
    assert made["Demo Customer 10"].asked_items.get().answer_text, "an appeal was made"
    assert made["Demo Customer 35"].parked_until
    (merged,) = (one for one in all_made if one.status == Status.MERGED)
    assert merged.merged_into == made["Demo Customer 8"]
    desks = [merged.desk_id]
    assert QualitySample.objects.unread(desks).get().code_request == made["Demo Customer 36"]
    assert QualitySample.objects.differing(desks).get().code_request == made["Demo Customer 37"]
    call_command("verify_store", stdout=StringIO())  # which ends with an error where a file or a line does not fit
    send_due_letters()
    assert Message.objects.troubled().get().code_request == made["Demo Customer 34"]
    call_command("load_demo", every=True)
    assert set(CodeRequest.objects.values_list("pk", flat=True)) == {one.pk for one in all_made}
    assert [desk.name for desk in Desk.objects.all()] == ["Demo Garage", "Demo Radio Desk"]
    assert User.objects.count() == 6
    for name in ("Demo Customer 32", "Demo Customer 38"):
        (flag,) = (flag for flag in flags_for(made[name]) if flag.kind is FlagKind.SAME_VIN)
        assert any(one.elsewhere for one in flag.evidence), name


def test_where_one_desk_is_enough_there_is_one(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examples, "FIRST", ())
    settings.DEMO_ALL = False
    call_command("load_demo")
    assert Desk.objects.get().slug == "demo-desk"
    assert "second, small desk" not in Client().get("/demo/", headers=LOCAL).content.decode()


@pytest.mark.parametrize(
    ("button", "email", "role"),
    [
        ("clerk", "clerk@desk.example", Role.CLERK),
        ("colleague", "colleague@desk.example", Role.CLERK),
        ("lead", "lead@desk.example", Role.LEAD),
        ("auditor", "auditor@desk.example", Role.AUDITOR),
        ("editor", "editor@desk.example", Role.GUIDE_EDITOR),
        ("garage", "garage@desk.example", Role.CLERK),
    ],
)
def test_everybody_signs_in_with_the_role_said(
    client: Client, monkeypatch: pytest.MonkeyPatch, button: str, email: str, role: Role
) -> None:
    monkeypatch.setattr(examples, "FIRST", ())
    call_command("load_demo")
    page = client.get("/demo/", headers=LOCAL).content.decode()
    assert f'name="as" value="{button}"' in page
    assert f"{email}: {role.label}" in page
    assert client.post("/demo/sign-in/", {"as": button}, headers=LOCAL).headers["Location"] == "/staff/"
    person = User.objects.get(pk=client.session["_auth_user_id"])
    assert {seat.role for seat in Member.objects.filter(user=person)} == {role}
    assert person.username == email
    assert not person.is_superuser
    assert person.first_name.startswith("Demo ")
    assert Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()
    assert client.get("/staff/", headers=LOCAL, follow=True).status_code == 200

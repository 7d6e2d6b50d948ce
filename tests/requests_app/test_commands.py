"""Commands for operators: what each does, refuses, and says."""

import shutil
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from requests_app.models import CodeRequest, Desk, Event, Member, Message, Page, append_only
from requests_app.vault import cipher
from requests_app.vault.storage import vault
from tests import factories


def run(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


# -- verify_store -----------------------------------------------------------------------------------------------------
def test_a_sound_store_is_found_sound(desk: Desk) -> None:
    factories.make_sent(desk)
    assert run("verify_store") == "4 files and 3 records looked at.\n"  # and the desk's, and the installation's


def test_a_row_without_its_file_is_told(desk: Desk) -> None:
    factories.make_sent(desk)
    name = Page.objects.values_list("file_name", flat=True)[0]
    vault.delete(name)
    assert f"row without its file: {name}" in failing_verification()


def test_a_file_that_was_changed_is_told(desk: Desk, settings: LazySettings) -> None:
    factories.make_sent(desk)
    name = Page.objects.values_list("thumb_name", flat=True)[0]
    (settings.VAULT_DIR / name[:2] / name).write_bytes(b"something else")
    assert f"does not open: file {name}" in failing_verification()


def test_a_folder_that_is_gone_is_told_once(desk: Desk, settings: LazySettings) -> None:
    factories.make_sent(desk)
    shutil.rmtree(settings.VAULT_DIR)
    with pytest.raises(CommandError, match="The folder of sealed files cannot be used: ENOENT"):
        call_command("verify_store")


def test_a_lost_key_is_told(desk: Desk, settings: LazySettings) -> None:
    factories.make_sent(desk)
    settings.VAULT_KEYS = {"t1": bytes(range(7, 39))}
    assert failing_verification().count("does not open") == 5  # four files and the number


def test_a_file_without_a_row_is_told(db: None) -> None:
    name = vault.write(b"whose row never came")
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert f"file without a row: {name}" in failing_verification()


def test_a_changed_record_is_told(desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    append_only.remove(connection)
    Event.objects.filter(code_request=code_request).update(party="system")
    append_only.install(connection)
    assert f"record was changed: {code_request.reference}, line 1" in failing_verification()


def failing_verification() -> str:
    out = StringIO()
    with pytest.raises(CommandError, match="not sound"):
        call_command("verify_store", stdout=out)
    return out.getvalue()


# -- purge ------------------------------------------------------------------------------------------------------------
def test_a_dry_run_counts_and_deletes_nothing(desk: Desk) -> None:
    factories.make_draft(desk)
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert "Due: drafts 1" in run("purge", "--dry-run")
        assert CodeRequest.objects.count() == 1
        assert "Done: drafts 1" in run("purge")
    assert not CodeRequest.objects.exists()


# -- make_staff -------------------------------------------------------------------------------------------------------
def test_a_new_member_of_staff_sets_a_strong_password_by_a_link_that_works_once(desk: Desk, client: Client) -> None:
    link = next(line for line in run("make_staff", "Ann@Desk.Example", desk.slug, "clerk").splitlines() if "//" in line)
    place = link.removeprefix("http://127.0.0.1:8000")
    form = client.get(place, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "short", "password2": "short"})
    ann = User.objects.get(username="ann@desk.example")
    assert not ann.has_usable_password()
    client.post(form, {"password1": "a long phrase of mine", "password2": "a long phrase of mine"})
    ann.refresh_from_db()
    assert ann.check_password("a long phrase of mine")
    assert not Client().get(place, follow=True).redirect_chain, "the link still works"


def test_a_first_desk_is_opened_with_its_lead(db: None) -> None:
    run("make_staff", "ann@desk.example", "first-desk", "lead", "--new-desk", "First Desk")
    seat = Member.objects.get()
    assert (seat.desk.name, seat.desk.email, seat.role) == ("First Desk", "ann@desk.example", "lead")
    assert not seat.user.is_superuser


def test_a_second_run_changes_the_role_and_keeps_the_password(desk: Desk) -> None:
    alice = factories.make_staff(desk, "alice")
    run("make_staff", alice.username, desk.slug, "lead")
    assert Member.objects.get(user=alice).role == "lead"
    alice.refresh_from_db()
    assert alice.check_password("a long test phrase")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("no address", "test-desk", "clerk"), "not an email address"),
        (("a@desk.example", "nowhere", "clerk"), "Known: test-desk"),
        (("a@desk.example", "test-desk", "king"), "invalid choice"),
        (("a@desk.example", "request", "lead", "--new-desk", "Request"), "is the address of a page"),
    ],
)
def test_a_wrong_argument_makes_nobody(desk: Desk, arguments: tuple[str, ...], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        run("make_staff", *arguments)
    assert not User.objects.exists()


def test_a_closed_account_is_not_opened_by_the_way(desk: Desk) -> None:
    alice = factories.make_staff(desk, "alice")
    User.objects.update(is_active=False)
    with pytest.raises(CommandError, match="was closed"):
        run("make_staff", alice.username, desk.slug, "lead")


# -- createsuperuser and changepassword -------------------------------------------------------------------------------
def test_an_account_with_all_rights_leaves_a_line_and_its_password_is_chosen_by_a_link(db: None) -> None:
    said = run("createsuperuser", "--email", "Root@Desk.Example", "--noinput")
    root = User.objects.get(username="root@desk.example", is_superuser=True, email="root@desk.example")
    assert not root.has_usable_password()
    assert "/staff/account/password/reset/key/" in said
    rights = {"is_active": [None, True], "is_staff": [None, True], "is_superuser": [None, True]}
    assert account_lines() == [("account_changed", {"user": root.pk, **rights})]


def test_a_password_given_with_a_new_account_leaves_a_line_too(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a long phrase of mine")
    assert "/key/" not in run("createsuperuser", "--username", "root", "--email", "root@desk.example", "--noinput")
    root = User.objects.get(username="root")
    assert root.check_password("a long phrase of mine")
    assert [kind for kind, _ in account_lines()] == ["account_changed", "password_set"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [((), "Give the email address"), (("--username", "root"), "not an"), (("--email", "a@desk.example"), "taken")],
)
def test_no_account_with_all_rights_is_made_by_halves(db: None, arguments: tuple[str, ...], says: str) -> None:
    User.objects.create_user("a@desk.example", "a@desk.example")
    with pytest.raises(CommandError, match=says):
        run("createsuperuser", "--noinput", *arguments)
    assert User.objects.count() == 1
    assert account_lines() == []


def test_an_account_without_its_line_is_not_made(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cipher, "fingerprint", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run("createsuperuser", "--email", "root@desk.example", "--noinput")
    assert not User.objects.exists()


def test_a_password_set_in_the_shell_leaves_a_line_and_is_told_to_its_owner(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getpass", lambda *prompt: "a long phrase of mine")
    run("changepassword", alice.username)
    alice.refresh_from_db()
    assert alice.check_password("a long phrase of mine")
    assert account_lines() == [("password_set", {"user": alice.pk})]
    assert Message.objects.get(user=alice).letter == "password_changed"


@pytest.mark.parametrize("typed", [["short"] * 6, ["a long phrase of mine", "another phrase of mine"] * 3])
def test_a_password_that_is_weak_or_mistyped_changes_nothing(
    alice: User, monkeypatch: pytest.MonkeyPatch, typed: list[str]
) -> None:
    answers = iter(typed)
    monkeypatch.setattr("getpass.getpass", lambda *prompt: next(answers))
    with pytest.raises(CommandError, match="after 3 attempts"):
        run("changepassword", alice.username)
    assert User.objects.get(pk=alice.pk).password == alice.password
    assert account_lines() == []
    assert not Message.objects.exists()


def test_nobody_s_password_cannot_be_set(db: None) -> None:
    with pytest.raises(CommandError, match="does not exist"):
        run("changepassword", "nobody@desk.example")


def account_lines() -> list[tuple[str, dict[str, Any]]]:
    """Kind and data of the lines on the installation's chain."""
    return list(Event.objects.of(None).order_by("number").values_list("kind", "data"))


# -- load_demo --------------------------------------------------------------------------------------------------------
def test_outside_the_embedded_profile_there_is_no_demonstration(db: None, settings: LazySettings) -> None:
    settings.EMBEDDED = False
    with pytest.raises(CommandError, match="embedded"):
        run("load_demo")
    assert not Desk.objects.exists()

"""The slow check: every sealed file has its turn, a few at a time, and what is damaged is known."""

import shutil

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from requests_app import inventory, tasks
from requests_app.labels.voting import LabelReading
from requests_app.models import CodeRequest, Desk, MachineReading, Page, seal_found
from requests_app.vault.storage import StoreAway, vault
from tests import factories
from tests.damage import HARMS, Harm, sealed_files

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_file_is_found_by_the_worker(desk: Desk, client: Client, harm: Harm) -> None:
    factories.make_draft(desk)
    assert inventory.check_some_files() == "2 checked, 0 damaged"
    assert client.get("/healthz/files").content == b"ok\n"
    harm(sealed_files()[0])
    assert inventory.check_some_files() == "2 checked, 1 damaged"
    answer = client.get("/healthz/files")
    assert (answer.status_code, answer.content) == (503, b"1 damaged\n")
    assert client.get("/healthz/ready").status_code == 200


def test_all_have_their_turn_a_few_at_a_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inventory, "CHECKED_AT_ONCE", 1)
    factories.make_draft(desk)
    before = dict(Page.objects.values_list("pk", "checked_at"))
    for _ in range(2):
        assert inventory.check_some_files() == "1 checked, 0 damaged"
    assert all(page.checked_at > before[page.pk] for page in Page.objects.all())


def test_a_file_brought_back_from_the_backup_is_sound_again(desk: Desk) -> None:
    factories.make_draft(desk)
    file = sealed_files()[0]
    kept = file.read_bytes()
    file.unlink()
    inventory.check_some_files()
    file.write_bytes(kept)
    assert inventory.check_some_files() == "2 checked, 0 damaged"
    assert not Page.objects.exclude(damaged_at=None).exists()


def test_a_page_that_is_deleted_while_it_is_checked_is_no_damage(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.make_draft(desk)
    read = vault.read

    def deleted_first(name: str) -> bytes:
        Page.objects.all().delete()
        vault.delete(name)
        return read(name)

    monkeypatch.setattr(vault, "read", deleted_first)
    assert inventory.check_some_files() == "2 checked, 0 damaged"


def test_without_its_folder_of_sealed_files_the_server_is_not_ready(client: Client, settings: Settings) -> None:
    shutil.rmtree(settings.VAULT_DIR)
    answer = client.get("/healthz/ready")
    assert (answer.status_code, answer.content) == (503, b"not ready: sealed files\n")


def test_a_vault_that_is_away_as_a_whole_damages_nothing(desk: Desk, settings: Settings) -> None:
    factories.make_draft(desk)
    shutil.rmtree(settings.VAULT_DIR)
    with pytest.raises(StoreAway):
        inventory.check_some_files()
    assert not Page.objects.exclude(damaged_at=None).exists()


def test_a_lost_key_is_found_and_named_in_the_log(
    desk: Desk, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    factories.make_draft(desk)
    keys = settings.VAULT_KEYS
    settings.VAULT_KEYS = {"new": bytes(32)}
    assert inventory.check_some_files() == "2 checked, 2 damaged"
    assert "master key 't1' is not in VAULT_KEYS" in caplog.text
    settings.VAULT_KEYS = keys
    assert inventory.check_some_files() == "2 checked, 0 damaged"


def test_a_machine_reading_that_does_not_open_is_found(desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    page = Page.objects.filter(upload__code_request=code_request).first()
    assert page
    MachineReading.objects.create(page=page, found_sealed=seal_found(LabelReading("S053"), page_id=page.pk))
    assert inventory.verify().sound
    MachineReading.objects.update(found_sealed=seal_found(LabelReading("S053"), page_id=page.pk + 1))
    assert inventory.verify().unreadable == [f"machine reading {MachineReading.objects.get().pk}"]


def test_a_number_that_does_not_open_is_told_in_the_log_and_by_the_probe(
    desk: Desk, client: Client, caplog: pytest.LogCaptureFixture, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    code_request, _ = factories.make_sent(desk)
    whole = code_request.number_sealed
    assert inventory.check_open_requests() == "0 do not open"
    CodeRequest.objects.update(number_sealed=b"\x01" + bytes(200))
    tasks.do_chores()
    assert f"does not open: number of request {code_request.pk}" in caplog.text
    with django_assert_num_queries(3):  # two tables of damaged files, and what the worker noted
        answer = client.get("/healthz/files")
    assert (answer.status_code, answer.content) == (503, b"sealed columns that do not open: 1\n")
    CodeRequest.objects.update(number_sealed=whole)
    tasks.do_chores()
    assert client.get("/healthz/files").content == b"ok\n"

"""The round: due letters, chores, and that one failure stops none of the others."""

import os
import time
from datetime import timedelta
from itertools import count
from types import SimpleNamespace

import pytest
import time_machine
from django.conf import LazySettings
from django.db.models.functions import Now
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from guides_app.models import Counter
from requests_app import tasks
from requests_app.management.commands import worker
from requests_app.models import CodeRequest, EvidenceLevel, Letter, Message
from requests_app.notifications import letters, mail_server, outbox
from requests_app.vault.storage import vault
from tests import factories
from tests.requests_app.notifications.post_office import Clerk, clerk, free_port, post_to

__all__ = ["clerk"]


@pytest.fixture
def code_request(db: None) -> CodeRequest:
    return factories.make_sent(factories.make_desk(level=EvidenceLevel.COUNTER))[0]


def test_the_round_sends_what_is_due_and_nothing_else(code_request: CodeRequest, clerk: Clerk) -> None:
    outbox.write(code_request, Letter.LOST_LINK, key="1", due_at=Now() + timedelta(seconds=30))
    with time_machine.travel(timezone.now() + timedelta(hours=26)):  # only the database's clock counts
        assert tasks.send_due_letters() == 1
    Message.objects.update(due_at=Now())
    assert tasks.send_due_letters() == 1
    assert tasks.send_due_letters() == 0


def test_a_poison_letter_does_not_hold_the_others_up(
    code_request: CodeRequest, clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(letters.LETTERS, Letter.RECEIVED, lambda *_: 1 / 0)
    for number in range(5):
        outbox.write(code_request, Letter.LOST_LINK, key=str(number))
    assert tasks.send_due_letters() == 5


def test_a_round_without_a_mail_server_ends_early(code_request: CodeRequest, settings: LazySettings) -> None:
    for number in range(9):
        outbox.write(code_request, Letter.LOST_LINK, key=str(number))
    post_to(settings, free_port())
    tasks.send_due_letters()
    assert Message.objects.filter(attempts__gt=0).count() == mail_server.FAILURES


def test_sealed_files_without_a_row_go_after_an_hour(code_request: CodeRequest) -> None:
    name = vault.write(b"whose row never came")
    assert tasks.do_chores()["stray files"] == 0
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert tasks.do_chores()["stray files"] == 1
    assert not vault.exists(name)


def test_files_with_a_row_stay(desk: object) -> None:
    code_request = factories.make_draft(desk)  # type: ignore[arg-type]
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert tasks.do_chores()["stray files"] == 0
    assert all(vault.exists(page.file_name) for upload in code_request.uploads.all() for page in upload.pages.all())


def test_stale_temporary_files_go(settings: LazySettings, db: None) -> None:
    settings.VAULT_TMP.mkdir(parents=True)
    old, young = settings.VAULT_TMP / "old", settings.VAULT_TMP / "young"
    for file in (old, young):
        file.write_bytes(b"half a photo")
    long_ago = time.time() - 7200
    os.utime(old, (long_ago, long_ago))
    assert tasks.sweep_temporary_files() == 1
    assert not old.exists()
    assert young.exists()


def test_a_chore_that_fails_does_not_stop_the_others(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(tasks.CHORES, "purge", lambda: 1 / 0)
    Counter.objects.create(bucket="b", window_start=timezone.now() - timedelta(days=3))
    done = tasks.do_chores()
    assert done["purge"] == "ZeroDivisionError"
    assert done["counters"] == 1


def test_the_round_may_run_twice(code_request: CodeRequest, clerk: Clerk) -> None:
    first, second = tasks.do_chores(), tasks.do_chores()
    assert first.pop("daily head") or not second["daily head"]
    assert second.pop("daily head") is False
    assert first == second
    assert tasks.send_due_letters() + tasks.send_due_letters() == 1


def test_finished_tasks_are_forgotten_after_a_day(db: None) -> None:
    ended = timezone.now() - timedelta(days=2)
    DBTaskResult.objects.create(args_kwargs={}, status="SUCCESSFUL", finished_at=ended)
    assert tasks.tidy_engine() == 1


def test_a_slow_mail_server_does_not_hold_up_what_has_to_be_deleted(
    code_request: CodeRequest, clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        outbox.write(code_request, Letter.LOST_LINK, key=f"{number}")
    chores: list[str] = []
    monkeypatch.setattr(tasks, "CHORES", {"deleting": lambda: chores.append("done")})
    monkeypatch.setattr(worker, "Engine", lambda *_, **__: SimpleNamespace(run=lambda: None))
    monkeypatch.setattr(worker, "time", SimpleNamespace(monotonic=count(0, step=50).__next__))  # each letter takes long
    worker.Round(worker.StopSign()).run()
    assert Message.objects.filter(sent_at=None, lease_until=None).count() > 1
    assert chores == ["done"]


def test_a_raised_stop_sign_ends_the_round(code_request: CodeRequest, clerk: Clerk) -> None:
    assert tasks.send_due_letters(go_on=lambda: False) == 0
    assert tasks.do_chores(go_on=lambda: False) == {}

"""A marker planted in one request, in every kind of row that hangs on it, is looked for everywhere after its time.

Everywhere: all tables of the database, sealed files, log, and on SQLite the main file and its log, byte by byte.
"""

import json
import logging
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection, models
from django.utils import timezone

from guides_app.models import Counter
from requests_app import tasks, workflow
from requests_app.models import TOLD_STATES, CodeRequest, Desk, Role, Source, record, record_folded
from requests_app.states import Party
from requests_app.vault.storage import vault
from requests_app.webhooks import endpoints
from tests import factories
from tests.requests_app.api.software import open_token, read_token

MARK = "Zzyzxqua"
ADDRESS = f"{MARK.lower()}@customer.example"
FREE_TEXT = 100  # shorter columns hold codes of our own, digests, or a number that is planted by name
pytestmark = pytest.mark.django_db(transaction=True)


def children() -> Iterator[tuple[type[models.Model], str]]:
    """Every table that hangs on a request, and by which column; tables that hang on those, too."""
    found: dict[type[models.Model], str] = {CodeRequest: "pk"}
    for model in [*apps.get_models(), *apps.get_models()]:
        for field in model._meta.fields:
            above = field.related_model
            if field.is_relation and above in found and model is not CodeRequest and field.name != "delivered":
                found.setdefault(model, field.name if above is CodeRequest else f"{field.name}__{found[above]}")
    yield from found.items()


def _way_to(model: Any) -> str:
    return dict(children())[model]


def value_for(field: "models.Field[Any, Any]", one: CodeRequest, alice: User) -> Any:
    """Something that this column takes, with the marker where it holds text."""
    if field.is_relation:
        people, near = {User: alice, CodeRequest: one}, field.related_model
        return people[near] if near in people else models.QuerySet(near).filter(**{_way_to(near): one.pk}).first()
    if field.choices:
        return field.choices[0][0]
    if field.name in {"file_name", "thumb_name"}:
        return vault.write(MARK.encode())
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.BinaryField):
        return MARK.encode()
    if isinstance(field, models.JSONField):
        return [MARK]
    return f"{MARK}{field.name}"[: field.max_length] if isinstance(field, models.CharField | models.TextField) else 1


# lines and records that are bound by digests; people type none of their text, and that of notes is planted by `lived`
WRITTEN_BY_US = {"requests_app.Event", "requests_app.EventNote", "requests_app.ReleaseRecord"}


def plant(one: CodeRequest, alice: User) -> None:
    """At least one row of every kind, and the marker in all free text of all of them."""
    for model, way in children():
        rows: models.QuerySet[Any] = models.QuerySet(model).filter(**{way: one.pk})
        if not rows.exists():
            needed = [field for field in model._meta.fields if not field.primary_key and not field.has_default()]
            model(**{field.name: value_for(field, one, alice) for field in needed}).save()
        if model._meta.label not in WRITTEN_BY_US:
            free = [f.name for f in model._meta.fields if is_free_text(f)]
            rows.update(**dict.fromkeys(free, f"{MARK} Müller"))
        assert rows.exists(), model


def is_free_text(field: "models.Field[Any, Any]") -> bool:
    long = isinstance(field, models.TextField) or (field.max_length or 0) >= FREE_TEXT
    words = isinstance(field, models.CharField | models.TextField) and not isinstance(field, models.EmailField)
    return words and long and not field.unique and not field.choices


def lived(desk: Desk, alice: User, bob: User) -> CodeRequest:
    """Sent, worked on, delivered, seen and closed; with the marker in all that people type."""
    boss = factories.make_staff(desk, "boss", role=Role.LEAD)
    software = read_token(open_token(desk, by=boss, acts_as=boss))
    endpoints.add(software, "https://hooks.example/", TOLD_STATES, by=boss)
    draft = factories.make_draft(desk, email=ADDRESS)
    workflow.save_answers(draft, name=f"{MARK} Müller", owner_name=MARK)
    workflow.send(draft)
    factories.verify(draft, by=alice)
    workflow.approve(draft, by=alice)
    code = workflow.type_code(draft, "4711", "4711", source=Source.PAPERS, provenance=f"book of {MARK}", by=alice)
    tasks.send_due_letters()
    factories.second_look(draft, by=bob, reason=f"{MARK} was there twice")
    workflow.deliver(draft, code, by=alice, reason=f"{MARK} showed the book")
    record(draft, "see_page", party=Party.STAFF, user_id=alice.pk, reason=f"{MARK} is here")
    for _ in range(2):
        record_folded(draft, "wrong_factor", party=Party.CUSTOMER)
    workflow.reveal(draft, draft.links.filter(kind="device").get())
    draft.refresh_from_db()
    workflow.say_worked(draft, comment=f"{MARK} says thanks")
    plant(draft, alice)
    return draft


def traces(one: CodeRequest) -> set[bytes]:
    """What must not be found: the marker, what was derived from the person, what rests sealed, names of files."""
    found = {MARK.encode(), MARK.lower().encode(), one.email_fingerprint.encode()}
    for model, way in children():
        sealed = [field.name for field in model._meta.fields if isinstance(field, models.BinaryField)]
        personal = {"digest", "file_name", "thumb_name", "source_fingerprint", "code_fingerprint"}
        names = [field.name for field in model._meta.fields if field.name in personal]
        rows: models.QuerySet[Any, Any] = (
            models.QuerySet(model).filter(**{way: one.pk}).values_list("pk", *sealed, *names)
        )
        cells = (cell for row in rows for cell in row[1:] if cell)
        found |= {cell.encode() if isinstance(cell, str) else bytes(cell) for cell in cells}
    return found


def named_by_releases(one: CodeRequest) -> set[bytes]:
    """Digests of photos: release records name the proofs by them, and stay as long as the record of the request."""
    documents = [json.loads(row.document) for row in one.release_records.all()]
    return {proof["sha256"].encode() for document in documents for proof in document["proofs"]}


def places(caplog: pytest.LogCaptureFixture, sealed: Path) -> Iterator[tuple[str, bytes]]:
    """Every place where something may have stayed."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables
            cells = (cell for row in cursor.fetchall() for cell in row)
            raw = (bytes(c) if isinstance(c, bytes | memoryview) else str(c).encode() for c in cells)
            yield f"table {table}", b"\0".join(raw)
    yield "log", caplog.text.encode()
    for file in sealed.rglob("*"):
        yield f"file {file.name}", file.name.encode() + (file.read_bytes() if file.is_file() else b"")
    if connection.vendor == "sqlite":
        main = str(connection.settings_dict["NAME"])
        for file in (Path(main), Path(f"{main}-wal")):
            yield file.suffix, read_elsewhere(file)


def read_elsewhere(file: Path) -> bytes:
    """By another process: closing a database's file here would drop every lock that this process has on it."""
    return subprocess.run(["cat", str(file)], capture_output=True, check=True).stdout if file.exists() else b""


def look(caplog: pytest.LogCaptureFixture, sealed: Path, marks: set[bytes]) -> list[str]:
    return [f"{place}: {mark[:20]!r}" for place, text in places(caplog, sealed) for mark in marks if mark in text]


@pytest.mark.parametrize("how", ["erased", "purged"])
def test_a_marker_in_one_request_is_found_nowhere_after_its_time(
    how: str, settings: LazySettings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="requests_app")
    desk = factories.make_desk()
    alice = factories.make_staff(desk, "alice")
    with time_machine.travel(timezone.now() - timedelta(days=800), tick=False) as clock:
        one = lived(desk, alice, factories.make_staff(desk, "bob"))
        marks = traces(one)
        assert len(look(caplog, settings.VAULT_DIR, marks)) > 20  # it is really there, and looking finds it
        if how == "erased":
            workflow.erase(one, party=Party.CUSTOMER)
            marks -= named_by_releases(one)
            tasks.send_due_letters()
            clock.shift(timedelta(days=3))
        else:
            for days in (31, 60, 640):
                clock.shift(timedelta(days=days))
                tasks.do_chores()
            marks.add(str(one.reference).encode())
        done = tasks.do_chores()
        assert look(caplog, settings.VAULT_DIR, marks) == []
        assert not [part for part, what in done.items() if "Error" in str(what) or "STUCK" in str(what)]
        assert CodeRequest.objects.exists() == (how == "erased")


def test_the_round_clears_sessions_counters_and_tries_of_networks(settings: LazySettings) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store["who"] = MARK
    store.set_expiry(1)
    store.save()
    cache.set(f"login:192.0.2.7:{MARK}", 1, timeout=1)
    Counter.objects.create(bucket=MARK, window_start=timezone.now())
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        tasks.do_chores()
    with connection.cursor() as cursor:
        for table in ("cache_entries", "django_session", "guides_app_counter"):
            cursor.execute(f"SELECT COUNT(*) FROM {table}")  # noqa: S608 - our own tables
            assert cursor.fetchone() == (0,), table


def test_what_is_deleted_stays_in_no_log_beside_the_database(desk: Desk) -> None:
    """SQLite keeps one; elsewhere there is nothing to empty."""
    one, _ = factories.make_sent(desk)
    workflow.erase(one, party=Party.CUSTOMER)
    assert tasks.empty_log() is (connection.vendor == "sqlite")
    log = Path(f"{connection.settings_dict['NAME']}-wal")
    assert not log.exists() or log.stat().st_size == 0

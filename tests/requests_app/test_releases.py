"""The release record: signed, complete without a personal datum, and found out wherever it or the record is changed."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test import Client

from requests_app import inventory, releases, workflow
from requests_app.models import AccessLink, CodeRequest, Desk, Event, EventNote, ReleaseRecord, append_only
from requests_app.models import record as write_line
from requests_app.releases import Judgement
from requests_app.states import Party
from requests_app.workflow.ending import forget
from tests import factories


@pytest.fixture
def released(desk: Desk, alice: User) -> CodeRequest:
    """A request whose code was sent and seen."""
    code_request, _ = factories.make_ready(desk, by=alice)
    workflow.reveal(code_request, AccessLink.objects.get(code_request=code_request, kind=AccessLink.Kind.DEVICE))
    return code_request


def newest(code_request: CodeRequest) -> ReleaseRecord:
    row = releases.newest(code_request)
    assert row is not None
    return row


def checked(client: Client, text: str) -> str:
    answer = client.post("/en/release/", {"record": text})
    assert answer.status_code == 200
    page = answer.content.decode()
    (found,) = [word for word in ("Genuine.", "Altered.", "Unknown.") if word in page]
    return found


def is_found(code_request: CodeRequest) -> bool:
    return any(str(code_request) in name for name in inventory.verify().broken_records)


def test_it_says_who_asked_what_was_checked_by_whom_and_what_became_of_it(released: CodeRequest) -> None:
    workflow.say_worked(released)
    document = json.loads(newest(released).document)
    assert document["asked"]["as"] == "owner"
    assert {check.get("check", check["what"]): check["by"] for check in document["checks"]} == dict.fromkeys(
        ("read_number", "label_real", "read_vin", "certificate", "holder", "car"), "Alice"
    )
    assert [proof["photo"] for proof in document["proofs"]] == ["label:1", "certificate:1"]
    assert all(len(proof["sha256"]) == 64 for proof in document["proofs"])
    assert document["source"] == "calculator"
    assert document["policy"]["level"] == "standard"
    assert [line["what"] for line in document["releases"]] == ["deliver", "reveal", "worked"]
    assert document["outcome"] == "closed"


def test_it_holds_nothing_of_the_customer(released: CodeRequest) -> None:
    text = releases.as_file(newest(released))
    for datum in (released.name, released.email, released.number, "7913"):
        assert datum not in text


def test_a_recalled_release_says_so(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_ready(desk, by=alice)
    workflow.recall(code_request, by=alice)
    assert [line["what"] for line in json.loads(newest(code_request).document)["releases"]] == ["deliver", "recall"]


def test_without_a_release_there_is_none(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_approved(desk, by=alice)
    assert releases.newest(code_request) is None


def test_the_check_page_knows_its_code_and_its_file_and_shows_nothing_personal(
    client: Client, released: CodeRequest
) -> None:
    row = newest(released)
    answer = client.get(f"/release/{row.code}/")
    page = answer.content.decode()
    assert "Genuine." in page
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    for datum in (released.name, released.email, str(released.reference), "Alice", "calculator"):
        assert datum not in page
    assert checked(client, releases.as_file(row)) == "Genuine."
    assert checked(client, row.code[:8] + "-" + row.code[8:].lower()) == "Genuine."
    assert checked(client, "A" * 24) == "Unknown."


def test_an_older_issue_is_genuine_and_says_that_there_is_a_newer_one(client: Client, released: CodeRequest) -> None:
    first = released.release_records.order_by("pk")[0]
    assert "A newer record" in client.get(f"/release/{first.code}/").content.decode()
    assert "A newer record" not in client.get(f"/release/{newest(released).code}/").content.decode()


def test_the_check_page_asks_too_many_to_wait(db: None, client: Client) -> None:
    answers = [client.get("/release/AAAA/").status_code for _ in range(61)]
    assert answers[:60] == [200] * 60
    assert answers[60] == 429


def test_it_outlives_the_data_of_the_person(client: Client, released: CodeRequest) -> None:
    row = newest(released)
    assert releases.person_digest(released, row.person_salt) == json.loads(row.document)["asked"]["person"]
    workflow.erase(released, party=Party.CUSTOMER)
    row.refresh_from_db()
    assert row.person_salt == ""
    assert checked(client, releases.as_file(row)) == "Genuine."
    assert json.loads(newest(released).document)["outcome"] == "erased"
    assert inventory.verify().broken_records == []
    forget(released)
    given = releases.as_file(row)
    append_only.remove(connection)
    released.events.all().delete()
    released.delete()
    append_only.install(connection)
    assert checked(client, given) == "Genuine."  # by its signature alone


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The ways to every value of a document."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    nested = [(*path, key) for key, _ in items]
    if not nested:
        yield path
    for way in nested:
        yield from leaves(_at(value, way[len(path) :]), way)


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def other(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return f"{value}x"
    return "x"


def test_a_file_that_differs_in_any_field_is_altered(client: Client, released: CodeRequest) -> None:
    text = releases.as_file(newest(released))
    whole = json.loads(text)
    ways = list(leaves(whole))
    assert len(ways) > 60
    for way in ways:
        changed = json.loads(text)
        _at(changed, way[:-1])[way[-1]] = other(_at(whole, way))
        assert releases.check_file(json.dumps(changed)).judgement is Judgement.ALTERED, way
        del _at(changed, way[:-1])[way[-1]]
        assert releases.check_file(json.dumps(changed)).judgement is Judgement.ALTERED, way
    for more in (text + "x", text[:-1] + ',"note":1}', text.replace('{"document"', '{"document":1,"document"', 1)):
        assert releases.check_file(more).judgement is Judgement.ALTERED
    assert checked(client, text[:-2] + '0"}') == "Altered."


def behind_the_guard(change: Callable[[], object]) -> None:
    append_only.remove(connection)
    change()
    append_only.install(connection)


def columns_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    return [field for field in model._meta.fields if not field.primary_key]


def another(row: models.Model, field: models.Field[Any, Any]) -> Any:
    """A value that differs in one byte, or in one step, from what stands in this column."""
    value = getattr(row, field.attname)
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return f"{value[:-1]}{'0' if value[-1:] != '0' else '1'}" if value else "x"
        case dict():
            return {**value, "more": 1}
        case None:
            return None
    return value.replace(microsecond=(value.microsecond + 1) % 1_000_000)


@pytest.mark.parametrize("column", [field.attname for field in columns_of(Event)])
def test_a_byte_of_any_column_of_any_line_is_found(desk: Desk, alice: User, bob: User, column: str) -> None:
    released, _ = factories.make_ready(desk, by=alice)
    factories.make_ready(desk, by=bob)
    field = next(field for field in columns_of(Event) if field.attname == column)
    assert not is_found(released)
    lines = list(released.events.order_by("number"))
    for line in (lines[0], lines[len(lines) // 2], lines[-1]):
        was, value = getattr(line, column), another(line, field)
        if column in ("code_request_id", "desk_id", "at_desk_id", "user_id"):
            value = {"user_id": bob.pk if was != bob.pk else alice.pk}.get(column)
        if column == "number":
            value = was + 1000
        if value == was:
            continue

        def write(to: Any, pk: int = line.pk) -> None:
            behind_the_guard(lambda: Event.objects.filter(pk=pk).update(**{column: to}))

        write(value)
        assert is_found(released) or inventory.verify().broken_records, (column, line.kind)
        write(was)
    assert not is_found(released)


def test_lines_that_were_cut_out_cut_off_or_added_are_found(released: CodeRequest, client: Client) -> None:
    code = newest(released).code
    lines = list(released.events.order_by("number"))
    last = lines[-1]
    more = Event(code_request=released, number=last.number + 1, kind="worked", party="customer", at=last.at)
    more.previous_hash, more.hash, more.at_desk = last.hash, last.hash, released.desk
    behind_the_guard(more.save)
    assert is_found(released)
    assert checked(client, code) == "Altered."
    behind_the_guard(Event.objects.get(pk=more.pk).delete)
    assert checked(client, code) == "Genuine."
    for line in (last, lines[len(lines) // 2]):  # the last one names the record that was issued
        behind_the_guard(Event.objects.get(pk=line.pk).delete)
        assert is_found(released)
        assert checked(client, code) == "Altered."


@pytest.mark.parametrize("column", ["code", "document", "signature", "person_salt"])
def test_a_byte_of_any_column_of_a_release_record_is_found(released: CodeRequest, column: str) -> None:
    row = newest(released)
    ReleaseRecord.objects.filter(pk=row.pk).update(**{column: f"{getattr(row, column)[:-1]}~"})
    assert is_found(released)
    assert releases.check_code(row.code).judgement is not Judgement.GENUINE
    with pytest.raises(CommandError):
        call_command("verify_store")


def test_what_was_altered_is_not_signed_anew_and_stops_no_move(released: CodeRequest) -> None:
    row = newest(released)
    forged = json.loads(row.document)
    forged["proofs"][0]["sha256"] = "0" * 64
    ReleaseRecord.objects.filter(pk=row.pk).update(document=releases.canonical(forged))
    workflow.say_worked(released)
    again = newest(released)
    assert again.pk != row.pk
    assert "0" * 64 not in again.document
    assert json.loads(again.document)["outcome"] == "closed"


def test_a_release_record_that_was_taken_away_is_found(released: CodeRequest) -> None:
    newest(released).delete()
    assert is_found(released)


def test_a_note_that_was_changed_is_found(released: CodeRequest, alice: User) -> None:
    write_line(released, "see_page", party=Party.STAFF, user_id=alice.pk, reason="Mrs Dupont")
    behind_the_guard(lambda: EventNote.objects.filter(event__code_request=released).update(salt="0" * 32))
    assert is_found(released)

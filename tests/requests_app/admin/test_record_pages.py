"""The record as auditors, leads and clerks read it: whole, in words, page by page, and as a file."""

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from requests_app import workflow
from requests_app.admin import export, record
from requests_app.admin.happened import HAPPENED
from requests_app.models import (
    CheckKind,
    CodeRequest,
    Desk,
    Event,
    Letter,
    Message,
    Role,
    Slot,
    Verdict,
    append_only,
    record_at_desk,
)
from requests_app.notifications import sending
from requests_app.notifications.bounces import mark
from requests_app.states import MOVES, Party
from requests_app.workflow.quota import Counted
from requests_app.workflow.seeing import standing_pages
from tests import factories
from tests.requests_app.admin.conftest import SignIn

ROOT = Path(record.__file__).parents[2]


@pytest.fixture
def auditor(desk: Desk) -> User:
    return factories.make_staff(desk, "audrey", role=Role.AUDITOR)


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_line_says_which_check_photo_source_letter_and_refusal(
    desk: Desk, alice: User, auditor: User, sign_in: SignIn
) -> None:
    code_request, _ = factories.make_ready(desk, by=alice)
    letter = Message.objects.get(code_request=code_request, letter=Letter.READY)
    Message.objects.filter(pk=letter.pk).update(sent_at=timezone.now())
    mark(letter.pk, "5.1.1")
    refused, _ = factories.make_sent(desk)
    factories.take(refused, by=alice)
    workflow.answer_check(refused, CheckKind.HOLDER, Verdict.NO, by=alice, reason="another name")
    workflow.refuse(refused, workflow.Refusal.NOT_HOLDER, by=alice)
    client = sign_in(auditor)
    text = page_of(client, f"/staff/requests/{code_request.reference}/record/")
    for words in (
        "The photo shows a real radio, not a screen or a print · Yes · Radio label or display, page 1 · round 1",
        "agrees with the customer · Radio label or display, page 1",
        "Calculated from the pre-code",
        "Letter came back</strong> <span>“Your code is ready”",
        "Letter written</strong> <span>“We have your request”",
        "looks at photos on this day",
    ):
        assert words in text
    text = page_of(client, f"/staff/requests/{refused.reference}/record/")
    assert "Holder and requester do not match, no permission" in text
    assert "(C.1) The holder is the person who asks, or gave permission · No" in text
    assert "another name" in text


def test_a_letter_that_left_or_failed_stands_in_the_record(desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    sending.send_due(most=5, go_on=lambda: True)
    assert code_request.events.filter(kind="letter_sent", data={"letter": "received"}).count() == 1


def test_looks_of_a_day_are_one_line_that_counts_them_and_opens_them(
    desk: Desk, alice: User, bob: User, auditor: User, sign_in: SignIn
) -> None:
    code_request, _ = factories.make_sent(desk)
    with time_machine.travel(datetime(2026, 11, 3, 10, tzinfo=UTC)):
        for who in (alice, alice, bob):
            factories.open_papers(code_request, by=who)
    with time_machine.travel(datetime(2026, 11, 4, 10, tzinfo=UTC)):
        factories.open_papers(code_request, by=alice)
    client = sign_in(auditor)
    text = page_of(client, f"/staff/requests/{code_request.reference}/record/")
    assert re.findall(r">(\d+) looks? at photos", text) == ["2", "2", "4"]
    one = re.search(r'href="([^"]*day=2026-11-03&amp;looks=all)">4 looks', text)
    assert one
    opened = page_of(client, one[1].replace("&amp;", "&"))
    assert opened.count("<strong>Photo opened</strong>") == 4
    assert "Registration certificate, page 1" in opened


def test_a_lead_and_an_auditor_read_the_desk_and_others_do_not(
    desk: Desk, alice: User, charlie: User, mallory: User, auditor: User, sign_in: SignIn
) -> None:
    code_request, _ = factories.make_sent(desk)
    record_at_desk(desk, "policy_changed", party=Party.STAFF, data={"evidence_level": ["strict", "basic"]})
    for who in (charlie, auditor):
        text = page_of(sign_in(who), "/staff/record/")
        assert str(code_request.reference) in text
        assert "evidence level: strict → basic" in text
    clerk = sign_in(alice)
    assert clerk.get("/staff/record/").status_code == 404
    assert clerk.get(f"/staff/requests/{code_request.reference}/record/").status_code == 200
    assert sign_in(mallory).get(f"/staff/requests/{code_request.reference}/record/").status_code == 404


def test_lines_are_found_by_person_kind_and_day(desk: Desk, alice: User, bob: User) -> None:
    code_request, _ = factories.make_sent(desk)
    with time_machine.travel(datetime(2026, 11, 3, 23, 30, tzinfo=UTC)):  # the 4th in Paris
        workflow.claim(code_request, by=alice)
    with time_machine.travel(datetime(2026, 11, 5, 10, tzinfo=UTC)):
        workflow.claim(code_request, by=bob, take_over=True)
    zone = record_zone(desk)

    def found(**asked: str) -> list[str]:
        listing = record.listed(record.lines_of(desk), record.Chosen.of(asked), zone)
        return [line.event.kind for line in listing.lines]

    assert found(person=str(alice.pk)) == ["take", "claim"]
    assert found(day="2026-11-04") == ["take", "claim"]
    assert found(day="2026-11-03") == []
    assert found(kind="take_over") == ["take_over"]
    assert found(kind="nonsense", person="x", day="y") == found()


def record_zone(desk: Desk) -> ZoneInfo:
    return ZoneInfo(desk.time_zone)


def test_pages_follow_each_other_and_lose_no_line(desk: Desk) -> None:
    for number in range(record.PER_PAGE * 2 + 3):
        record_at_desk(desk, "search", party=Party.STAFF, data={"hits": number})
    seen, after = [], None
    for _ in range(3):
        listing = record.listed(record.lines_of(desk), record.Chosen(), record_zone(desk), after=after)
        seen += [line.event.number for line in listing.lines]
        after = listing.after
    assert after is None
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == record.PER_PAGE * 2 + 3


def test_the_pages_ask_as_many_questions_of_many_lines_as_of_few(
    desk: Desk, alice: User, auditor: User, sign_in: SignIn
) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.open_papers(code_request, by=alice)
    client = sign_in(auditor)
    addresses = ("/staff/record/", f"/staff/requests/{code_request.reference}/record/")

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                page_of(client, address)
            counts.append(len(queries))
        return counts

    asked()  # what is kept from the first page on
    few = asked()
    fill(code_request.pk, desk.pk, alice.pk, lines=1000)
    assert asked() == few
    assert max(few) <= 15


def fill(request_id: int, desk_id: int, user_id: int, *, lines: int, looks: bool = True) -> None:
    """Lines as a busy desk has them; they need not be chained to be listed."""
    now, kinds = timezone.now(), ("see_page", "check", "letter_sent", "claim")
    rows = (
        Event(
            code_request_id=request_id, number=1000 + n, kind=kinds[n % 4], status="checking", party="staff",
            user_id=user_id, at=now - timedelta(minutes=n), at_desk_id=desk_id, again=n % 4 == 0,
        )
        for n in range(lines)
    )  # fmt: skip
    Event.objects.bulk_create(rows, batch_size=2000)


@pytest.mark.postgresql
def test_no_page_of_the_record_walks_sorts_or_counts_the_table(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk)
    fill(code_request.pk, desk.pk, alice.pk, lines=100_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE requests_app_event")
    scopes: tuple[Desk | CodeRequest, ...] = (desk, code_request)
    for scope in scopes:
        for asked in ({}, {"person": str(alice.pk)}, {"kind": "claim"}, {"day": timezone.localdate().isoformat()}):
            chosen = record.Chosen.of(asked)
            with CaptureQueriesContext(connection) as queries:
                record.listed(record.lines_of(scope), chosen, record_zone(desk), after=Event.objects.latest("pk").pk)
            for query in queries:
                if 'FROM "requests_app_event"' in query["sql"]:
                    plan = plan_of(query["sql"])
                    assert "Seq Scan on requests_app_event" not in plan, plan
                    assert "Limit" not in plan or "Sort Key" not in plan or "Incremental Sort" in plan, plan


def plan_of(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(row[0] for row in cursor.fetchall())


def test_every_kind_of_line_has_its_words() -> None:
    written = {move.name for move in MOVES} | set(Counted)
    writers = r"(?:record|record_at_desk|record_folded|append|note|_note|_record(?:_reading)?)"
    calls = writers + r'\(\s*[\w.]+,\s*(?:[\w.]+, )?"([a-z_]+)"'
    for folder in ("requests_app", "config"):
        for file in (ROOT / folder).rglob("*.py"):
            written |= set(re.findall(calls, file.read_text()))
    assert len(written) > 40
    assert written - set(HAPPENED) == set()


def test_an_export_asks_for_a_fresh_factor_and_leaves_a_line(
    desk: Desk, alice: User, charlie: User, auditor: User, sign_in: SignIn
) -> None:
    code_request, _ = factories.make_sent(desk)
    asked = {"format": "json", "kind": "send", "desk": desk.slug}
    stale = sign_in(charlie).post("/staff/record/export/", asked)
    assert stale.headers["Location"].startswith("/staff/account/2fa/reauthenticate/")
    assert not Event.objects.filter(kind="export_record").exists()
    answer = sign_in(auditor, fresh=True).post("/staff/record/export/", asked)
    rows = json.loads(answer.getvalue())
    assert [(row["request"], row["kind"]) for row in rows] == [(code_request.reference, "send")]
    line = Event.objects.get(kind="export_record")
    assert (line.desk, line.user, line.data) == (desk, auditor, {"format": "json", "kind": "send"})
    assert sign_in(alice, fresh=True).post("/staff/record/export/", asked).status_code == 404


def test_a_table_is_safe_to_open_in_a_spreadsheet(desk: Desk, alice: User, auditor: User, sign_in: SignIn) -> None:
    User.objects.filter(pk=alice.pk).update(first_name='=cmd|"/C calc"!A0')
    code_request, _ = factories.make_sent(desk)
    workflow.see_page(standing_pages(code_request, Slot.LABEL)[0], by=alice, reason="Mrs Dupont stands here")
    for who, name in ((alice, "+1"), (alice, "@x"), (alice, "-1")):
        User.objects.filter(pk=who.pk).update(first_name=name, last_name="")
        assert export._cell(name).startswith("'")
    data = {"format": "csv", "reference": code_request.reference}
    answer = sign_in(auditor, fresh=True).post("/staff/record/export/", data)
    text = answer.getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["kind"] for row in rows if row["kind"] == "see_page"] == ["see_page"]
    assert not [cell for row in rows for cell in row.values() if cell.startswith(export.FORMULAS)]
    assert "Dupont" not in text


def test_an_auditor_changes_nothing(desk: Desk, alice: User, auditor: User, sign_in: SignIn) -> None:
    code_request, _ = factories.make_ready(desk, by=alice)
    client = sign_in(auditor, fresh=True)
    text = page_of(client, f"/staff/requests/{code_request.reference}/")
    assert "The whole record" in text
    for act in ("claim", "recall", "send", "erase", "refuse", "ask"):
        assert client.post(f"/staff/requests/{code_request.reference}/{act}/", {}).status_code in (403, 404)


def test_the_guard_lets_nobody_move_a_line_to_another_desk(desk: Desk) -> None:
    assert append_only.is_installed(connection)
    line = record_at_desk(desk, "search", party=Party.STAFF)
    with pytest.raises(Exception, match="append-only"):
        Event.objects.filter(pk=line.pk).update(again=True)

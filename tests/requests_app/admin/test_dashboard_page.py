"""The overview: what waits and whose move it is, for everybody; the numbers, for leads and auditors of the desk."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from guides_app.models import Remark
from requests_app import tasks, totals, waiting
from requests_app.models import (
    CodeRequest,
    DailyTotal,
    Desk,
    DroppedDraft,
    Event,
    Feedback,
    Letter,
    Message,
    Problem,
    Role,
)
from requests_app.states import WITH_STAFF
from tests import factories
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.test_totals import a_day

PAGE = "/staff/overview/"


@pytest.fixture
def lead(sign_in: SignIn, charlie: User) -> Client:
    return sign_in(charlie)


def numbers(page: str) -> dict[str, int]:
    """What waits, as the page says it."""
    return {kind: int(n) for kind, n in re.findall(r'<td data-kind="(\w+)">(?:<a [^>]*>)?(\d+)', page)}


def figures(page: str) -> dict[str, str]:
    """The first column of every table with the second."""
    return dict(re.findall(r'<th scope="row">([^<]+)</th><td[^>]*>(?:<a [^>]*>)?([^<]+)<', page))


@pytest.fixture
def seeded(desk: Desk, alice: User) -> None:
    """A day's work, a late request, a failed letter and a remark."""
    a_day(desk, alice)
    late, _ = factories.make_sent(desk)
    CodeRequest.objects.filter(pk=late.pk).update(promised_at=timezone.now() - timedelta(minutes=5))
    letter = Message.objects.filter(letter=Letter.RECEIVED).order_by("pk")[0]
    Message.objects.filter(pk=letter.pk).update(failed_at=timezone.now(), problem=Problem.MAILBOX)
    Remark.objects.create(kind="guide", key="dacia-duster-1", text="The picture is of another radio.")


def test_ac_63_the_numbers_of_the_overview_are_those_of_the_database(
    lead: Client, desk: Desk, seeded: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    tasks.do_chores()
    lead.get("/staff/requests/keys/")  # the session notes once a minute that it is in use
    with django_assert_max_num_queries(20):
        page = lead.get(PAGE).text
    rows = CodeRequest.objects.filter(desk=desk)
    assert numbers(page) == {
        "not_worked": rows.filter(status="not_worked").count(),
        "late": rows.filter(status__in=WITH_STAFF, promised_at__lt=timezone.now()).count(),
        "sample": 0,
        "sample_differs": 0,
        "failed_letter": Message.objects.filter(failed_at__isnull=False).values("code_request").distinct().count(),
        "answered": rows.filter(status__in=WITH_STAFF, came_by="answer").count(),
        "appeal": rows.filter(status__in=WITH_STAFF, came_by="appeal").count(),
        "second_look": rows.filter(second_look_since__isnull=False).count(),
        "parked": rows.filter(parked_until__gt=timezone.now()).count(),
        "manufacturer": rows.filter(parked_for="manufacturer").count(),
        "new": rows.filter(status="received").count(),
        "all": rows.filter(status__in=WITH_STAFF).count(),
        "needs_info": rows.filter(status="needs_info").count(),
        "ready": rows.filter(status="ready").count(),
        "remarks": Remark.objects.filter(state=Remark.State.OPEN).count(),
    }
    assert (numbers(page)["late"], numbers(page)["failed_letter"], numbers(page)["remarks"]) == (1, 1, 1)
    told = figures(page)
    assert told["Requests sent"] == str(Event.objects.filter(kind="send").count()) == "6"
    assert told["Refused"] == str(rows.filter(status="refused").count()) == "1"
    assert told["First decisions that asked for more"] == "1 of 4: too few to say"
    assert told["Radio with buttons 1 to 6 – Calculated from the pre-code"] == "1 of 1: too few to say"
    assert told["Radio with buttons 1 to 6 – Known codes of this desk"] == "0 of 1: too few to say"
    assert Feedback.objects.filter(worked=True).count() == 1
    assert (told["Requests begun"], told["Sent"]) == (str(CodeRequest.objects.count()), "6")
    assert told["Less than 1 hour ago"] == str(rows.filter(status__in=WITH_STAFF).count())
    assert "No deletion is overdue." in page


def test_it_asks_as_often_with_more_days_and_more_requests(
    lead: Client, seeded: None, desk: Desk, alice: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    a_day(desk, alice)
    lead.get("/staff/requests/keys/")
    with django_assert_max_num_queries(20):
        assert lead.get(PAGE, {"days": 90}).status_code == 200


def test_each_number_of_the_queue_leads_to_its_list(lead: Client, seeded: None) -> None:
    page = lead.get(PAGE).text
    for address, n in re.findall(r'href="(/staff/requests/\?[^"]+)">(\d+)', page):
        assert lead.get(address.replace("&amp;", "&")).status_code == 200, n
    failed = lead.get("/staff/requests/?tab=failed-letters").text
    assert failed.count('name="reference"') == numbers(page)["failed_letter"] == 1


def test_each_number_of_the_period_leads_to_its_list(lead: Client, seeded: None) -> None:
    page = lead.get(PAGE).text
    found = re.findall(r'href="(/staff/overview/list/[^"]+)">(\d+)(?: of (\d+))?', page)
    assert len(found) > 10
    for address, n, of in found:
        answer = lead.get(address.replace("&amp;", "&"))
        both = "kind=failed" in address  # a share of two kinds lists both
        median = "kind=decided" in address  # stands for the four that were decided
        assert answer.text.count('<a class="ref"') == (4 if median else int(of if both else n)), address


def test_the_funnel_says_how_far_requests_came(lead: Client, desk: Desk) -> None:
    for reached in ("begun", "number", "number", "certificate", "contact"):
        DroppedDraft.objects.create(
            desk=desk, began_on=totals.today_at(desk), dropped_on=totals.today_at(desk), reached=reached
        )
    factories.make_sent(desk)
    told = figures(lead.get(PAGE).text)
    steps = ("Begun", "Radio’s number", "Photo of the radio", "Registration certificate or other proof")
    assert [told[step] for step in (*steps, "Name and address", "Sent")] == ["6", "5", "3", "3", "2", "1"]


def test_open_requests_stand_by_their_age_and_are_listed(at_desk: Client, desk: Desk) -> None:
    for hours in (0, 2, 30, 30, 400):
        one, _ = factories.make_sent(desk)
        CodeRequest.objects.filter(pk=one.pk).update(sent_at=timezone.now() - timedelta(hours=hours))
    told = figures(at_desk.get(PAGE).text)
    assert [told[f"{age} ago"] for age in ("Less than 1 hour", "1 to 4 hours", "1 to 3 days")] == ["1", "1", "2"]
    assert at_desk.get(f"{PAGE}list/", {"desk": desk.slug, "age": "days"}).text.count('<a class="ref"') == 2


def test_lists_behind_numbers_are_for_who_reads_the_numbers(
    lead: Client, at_desk: Client, desk: Desk, mallory: User, seeded: None
) -> None:
    asked = {"desk": desk.slug, "kind": "sent"}
    assert lead.get(f"{PAGE}list/", asked).status_code == 200
    assert at_desk.get(f"{PAGE}list/", asked).status_code == 404
    other = mallory.desk_roles.get().desk.slug
    for slug in (other, "none"):
        assert lead.get(f"{PAGE}list/", asked | {"desk": slug}).status_code == 404
        assert lead.get(f"{PAGE}list/", {"desk": slug, "age": "day"}).status_code == 404
    for odd in ({"kind": "none"}, {"age": "none"}, {}):
        assert lead.get(f"{PAGE}list/", {"desk": desk.slug} | odd).status_code == 404


def test_clerks_see_what_waits_and_no_numbers_of_the_desk(at_desk: Client, seeded: None) -> None:
    page = at_desk.get(PAGE).text
    assert numbers(page)["late"] == 1
    assert "Requests sent" not in page
    assert "Retention" not in page
    assert at_desk.get(f"{PAGE}totals/").status_code == 404


def test_auditors_read_the_numbers(sign_in: SignIn, desk: Desk, seeded: None) -> None:
    browser = sign_in(factories.make_staff(desk, "vera", role=Role.AUDITOR))
    assert figures(browser.get(PAGE).text)["Requests sent"] == "6"
    assert browser.get(f"{PAGE}totals/").status_code == 200


def test_a_desk_of_others_does_not_exist(lead: Client, mallory: User, sign_in: SignIn) -> None:
    other = mallory.desk_roles.get().desk
    for page in (PAGE, f"{PAGE}totals/"):
        assert lead.get(page, {"desk": other.slug}).status_code == lead.get(page, {"desk": "none"}).status_code == 404


def test_a_share_below_90_percent_is_marked(lead: Client, desk: Desk) -> None:
    day = totals.today_at(desk) - timedelta(days=1)
    rows = (("sent", "", 1), ("worked", "buttons-1-4/registry", 8), ("failed", "buttons-1-4/registry", 2))
    for kind, key, n in (*rows, ("worked", "none/dealer", 9)):
        DailyTotal.objects.create(desk=desk, day=day, kind=kind, key=key, count=n)
    page = lead.get(PAGE).text
    assert page.count("below 90 %") == 1
    assert '<rect class="low" x="0" y="0" width="80"' in page
    assert "style=" not in page


def test_an_overdue_deletion_is_told(lead: Client, desk: Desk) -> None:
    assert "has not counted" in lead.get(PAGE).text
    draft = factories.make_draft(desk)
    CodeRequest.objects.filter(pk=draft.pk).update(touched_at=timezone.now() - timedelta(days=4))
    totals.keep()
    assert "Deletions overdue: Requests that were not sent 1." in lead.get(PAGE).text


def test_the_file_holds_the_totals_by_day_and_no_formula(lead: Client, desk: Desk, seeded: None) -> None:
    day = totals.today_at(desk) - timedelta(days=1)
    for kind, key in (("sent", ""), ("refused", "=1+1")):
        DailyTotal.objects.create(desk=desk, day=day, kind=kind, key=key, count=3)
    answer: Any = lead.get(f"{PAGE}totals/")
    assert answer.streaming
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["day", "kind", "what", "key", "count"]
    assert [f"{day}", "refused", "Refusals, by reason", "'=1+1", "3"] in rows
    assert [
        f"{totals.today_at(desk)}",
        "sent",
        "Requests sent, by guide and radio",
        "dacia-duster-1/buttons-1-4",
        "6",
    ] in rows


def test_the_bar_of_every_page_says_what_waits(at_desk: Client, seeded: None, alice: User) -> None:
    for address in (PAGE, "/staff/requests/", "/staff/settings/"):
        page = at_desk.get(address).text
        assert re.search(r"Waiting</span> <b>\d+</b></summary>", page), address
        assert '<li data-kind="late">Late: 1</li>' in page
        assert '<li data-kind="failed_letter">A letter failed: 1</li>' in page


def test_what_waits_is_counted_to_99_and_by_one_question(
    desk: Desk, alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    factories.make_sent(desk)
    with django_assert_num_queries(1):
        found, _ages = waiting.whole(desk)
    assert {one.kind: one.words for one in found}["new"] == "1"
    assert waiting.Waiting("new", "New", "", 100).words == "99+"


def test_nothing_that_waits_is_said_in_words(at_desk: Client) -> None:
    page = at_desk.get(PAGE).text
    assert "Nothing is waiting." in page
    assert "<summary" not in page.split("</header>")[0]

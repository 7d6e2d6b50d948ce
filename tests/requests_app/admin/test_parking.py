"""Setting a request aside at the Desk, what the customer reads of it, and two people on one request."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from requests_app import workflow
from requests_app.models import CodeRequest, Desk, ParkReason
from tests import factories
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.admin.desk_forms import address
from tests.requests_app.views.person import Person


def form(one: CodeRequest, **fields: object) -> dict[str, object]:
    until = timezone.localtime() + timedelta(days=3)
    usual = {"act": "park", "version": one.version, "reason": "manufacturer", "until": f"{until:%Y-%m-%dT%H:%M}"}
    return {**usual, "case": "M 2026/17", **fields}


def test_a_parked_request_is_out_of_the_way_and_found_by_its_case_number(at_desk: Client, desk: Desk) -> None:
    one, _ = factories.make_sent(desk)
    assert "is parked" in at_desk.post(f"{address(one)}set-aside/", form(one), follow=True).content.decode()
    assert str(one.reference) not in at_desk.get("/staff/requests/?tab=waiting").content.decode()
    assert "Parked until" in at_desk.get("/staff/requests/?tab=manufacturer").content.decode()
    assert str(one.reference) in at_desk.post("/staff/requests/search/", {"q": "2026/17"}).content.decode()
    one.refresh_from_db()
    at_desk.post(f"{address(one)}unpark/", {"version": one.version})
    assert str(one.reference) in at_desk.get("/staff/requests/?tab=waiting").content.decode()


def test_the_customer_reads_the_case_number_and_the_day(desk: Desk, alice: User) -> None:
    one, token = factories.make_sent(desk)
    until = timezone.now() + timedelta(days=3)
    workflow.park(one, ParkReason.MANUFACTURER, until=until, case="M 2026/17", by=alice)
    CodeRequest.objects.update(promised_at=timezone.now() - timedelta(hours=1))
    ben = Person()
    page = ben.get(ben.at("link", token), follow=True).content.decode()
    assert "We asked the manufacturer" in page
    assert "M 2026/17" in page
    assert "This takes longer than we said" not in page


def test_what_is_missing_or_overtaken_is_said_at_the_form_and_nothing_is_lost(
    at_desk: Client, bob: User, desk: Desk
) -> None:
    one, _ = factories.make_sent(desk)
    page = at_desk.post(f"{address(one)}set-aside/", form(one, case="", note="called twice"))
    assert page.status_code == 422
    assert "Write the manufacturer’s case number" in page.content.decode()
    assert "called twice" in page.content.decode()
    stale = form(one)
    workflow.claim(one, by=bob)
    page = at_desk.post(f"{address(one)}set-aside/", stale)
    assert page.status_code == 422
    assert "changed while you had it open" in page.content.decode()
    one.refresh_from_db()
    assert one.parked_for == ""


def test_two_people_on_one_request_are_told_of_each_other(
    at_desk: Client, sign_in: SignIn, alice: User, bob: User, desk: Desk
) -> None:
    one, _ = factories.make_sent(desk)
    workflow.claim(one, by=alice)
    CodeRequest.objects.update(claimed_until=timezone.now() + timedelta(minutes=2))
    assert at_desk.post(f"{address(one)}here/").json()["others"] == []
    answer = sign_in(bob).post(f"{address(one)}here/").json()
    one.refresh_from_db()
    assert answer == {"version": one.version, "others": ["Alice"], "answer": 0}
    assert one.claimed_until is not None
    assert one.claimed_until > timezone.now() + timedelta(minutes=10), "who is there keeps it"
    assert at_desk.post(f"{address(one)}here/").json()["others"] == ["Bob"]
    assert one.clerk == alice

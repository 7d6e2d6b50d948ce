"""Sources of codes at the Desk: a lead says which are asked and in which order; staff see what each said."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models.functions import Now
from django.test import Client

from requests_app import tasks
from requests_app.lookup import plugs
from requests_app.lookup.source import Found, Unavailable
from requests_app.models import CodeRequest, Desk, Event, OpenQuestion, Role
from tests import factories
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.admin.desk_forms import address, page_of
from tests.requests_app.admin.desk_settings import form_of, save
from tests.requests_app.lookup.plugged import Scripted, plug_in

DOWN = Unavailable("closed on <b>Sundays</b>")
FOUND = Found("7913", "row 3 <script>", number="S053")


@pytest.fixture
def lead(sign_in: SignIn, charlie: User) -> Client:
    return sign_in(charlie, fresh=True)


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_new_source_is_not_asked_before_a_lead_ticks_it(
    lead: Client, desk: Desk, charlie: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = plugs.Plugs({"partner": Scripted("partner"), "other": Scripted("other")}, ())
    monkeypatch.setattr(plugs, "installed", lambda: there)
    form = form_of(lead, desk, "sources")
    assert "partner-on" not in form
    form |= {"partner-on": "on", "partner-place": "1"}
    del form["calculator-on"]
    assert save(lead, desk, "sources", form).status_code == 302
    desk.refresh_from_db()
    assert desk.sources == ["registry", "partner"], "of two with one place the one that stood first"
    line = Event.objects.get(kind="policy_changed")
    assert (line.user, line.data) == (charlie, {"sources": [["registry", "calculator"], ["registry", "partner"]]})
    page = words(lead.get(f"/staff/desks/{desk.pk}/sources/"))
    assert "Plugged in. It learns what the label says and the end of the VIN; its answers are waited for." in page
    assert page.index("Place of Known codes") < page.index("Place of Partner") < page.index("Place of Other")


@pytest.mark.parametrize("place", ["0", "100", "first", ""])
def test_a_place_is_a_number(lead: Client, desk: Desk, place: str) -> None:
    form = form_of(lead, desk, "sources") | {"registry-place": place}
    assert save(lead, desk, "sources", form).status_code == 422
    desk.refresh_from_db()
    assert desk.sources == ["registry", "calculator"]


def test_a_source_that_is_gone_or_not_configured_says_so(
    lead: Client, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    unset = Scripted("unset")
    monkeypatch.setattr(unset, "check", lambda: ["PARTNER_TOKEN is missing"])
    plug_in(monkeypatch, desk, unset)
    Desk.objects.update(sources=["registry", "gone", "unset"])
    page = words(lead.get(f"/staff/desks/{desk.pk}/sources/"))
    assert "Not installed now; it is not asked." in page
    assert "Its configuration is not right; the operator’s command “manage.py check” says why." in page
    assert "PARTNER_TOKEN" not in page


@pytest.fixture
def one(desk: Desk, alice: User, monkeypatch: pytest.MonkeyPatch) -> CodeRequest:
    """Approved, and its only source has not been asked yet; it will be out first."""
    plug_in(monkeypatch, desk, Scripted("partner", DOWN, FOUND), only=True)
    return factories.make_approved(desk, by=alice)[0]


def test_the_clerk_sees_what_is_waited_for_and_what_each_source_said(at_desk: Client, one: CodeRequest) -> None:
    assert "Partner is being asked." in page_of(at_desk, one)
    tasks.ask_sources()
    page = " ".join(page_of(at_desk, one).split())
    assert "Partner does not answer: asked 1 time since" in page
    assert "You need not wait." in page
    assert "not available: closed on &lt;b&gt;Sundays&lt;/b&gt;" in page
    assert "Back in the queue now" in page
    assert "Type a code" in page
    queue = words(at_desk.get("/staff/requests/?tab=parked"))
    assert "A source of codes answers" in queue
    OpenQuestion.objects.update(due_at=Now())
    tasks.ask_sources()
    page = " ".join(page_of(at_desk, one).split())
    assert "does not answer" not in page
    assert "row 3 &lt;script&gt;" in page
    assert "Likely</span> Partner" in page


def test_an_open_page_is_told_that_a_source_has_answered(at_desk: Client, one: CodeRequest) -> None:
    def said() -> int:
        return int(json.loads(at_desk.post(address(one, "here/")).content)["answer"])

    assert said() == 0
    assert "data-waits" in page_of(at_desk, one)
    tasks.ask_sources()
    newest = one.attempts.latest("pk").pk
    assert said() == newest
    assert f'data-answer="{newest}"' in page_of(at_desk, one)


def test_an_auditor_reads_of_sources_in_the_record_only(sign_in: SignIn, desk: Desk, one: CodeRequest) -> None:
    tasks.ask_sources()
    auditor = sign_in(factories.make_staff(desk, "audit", role=Role.AUDITOR))
    assert "closed on" not in page_of(auditor, one)
    assert "Partner" not in page_of(auditor, one)
    record = words(auditor.get(address(one, "record/")))
    assert "Source of codes answered" in record
    assert "partner, not available" in record.lower() or "not available" in record


def test_nobody_parks_for_a_source_by_hand(at_desk: Client, one: CodeRequest) -> None:
    page = at_desk.get(address(one, "set-aside/")).content.decode()
    assert 'value="manufacturer"' in page
    assert 'value="source"' not in page

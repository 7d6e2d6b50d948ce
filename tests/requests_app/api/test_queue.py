"""The list of the desk for software: in the order of work, filtered, page by page, at the same few questions."""

from dataclasses import fields
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from requests_app import workflow
from requests_app.api.desk_shapes import QueueQuery
from requests_app.models import CodeRequest, Desk, Slot
from requests_app.queue_filters import Filters
from requests_app.tokens import new_reference
from tests import factories
from tests.requests_app.api.software import Software, open_token, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def software(desk: Desk, lead: User, alice: User) -> Software:
    return Software(open_token(desk, by=lead, acts_as=alice))


def pages(software: Software, query: str) -> list[list[str]]:
    """The references of every page."""
    found, cursor = [], ""
    while True:
        answer = told(software.get(f"/desk/requests?{query}{cursor}"))
        found.append([line["reference"] for line in answer["items"]])
        if answer["next_cursor"] is None:
            return found
        cursor = f"&cursor={answer['next_cursor']}"


def references(software: Software, query: str) -> list[str]:
    return [reference for page in pages(software, query) for reference in page]


def test_pages_go_through_everything_once_in_the_order_of_work(software: Software, desk: Desk) -> None:
    sent = [str(factories.make_sent(desk)[0].reference) for _ in range(5)]
    assert [len(page) for page in pages(software, "limit=2")] == [2, 2, 1]
    assert references(software, "limit=2") == sent
    assert references(software, "view=all&limit=3") == sent[::-1]


def test_views_hold_what_the_tabs_hold(software: Software, desk: Desk, alice: User, bob: User) -> None:
    mine, his = (factories.make_sent(desk)[0] for _ in range(2))
    workflow.claim(mine, by=alice)
    workflow.claim(his, by=bob)
    (line,) = told(software.get("/desk/requests?view=mine"))["items"]
    assert (line["reference"], line["clerk"], line["claimed"]) == (mine.reference, "Alice", True)
    assert references(software, "view=done") == []


def test_a_filter_chooses_and_the_list_goes_on_behind_what_it_left_out(
    software: Software, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("requests_app.api.desk_queue.LOOKED_THROUGH", 2)
    sent = [factories.make_sent(desk)[0] for _ in range(5)]
    CodeRequest.objects.filter(pk=sent[4].pk).update(family=factories.make_family("other-radio"))
    assert references(software, "radio=other-radio") == [sent[4].reference]
    assert references(software, "language=en") == [one.reference for one in sent]
    assert references(software, "radio=no-such-radio") == []


def test_software_chooses_by_whatever_the_pages_choose_by(
    software: Software, desk: Desk, alice: User, bob: User
) -> None:
    plain, mine, his, bare = (factories.make_sent(desk)[0] for _ in range(4))
    workflow.claim(mine, by=alice)
    workflow.claim(his, by=bob)
    factories.give_same_car(plain, his)
    bare.uploads.filter(slot=Slot.LABEL).update(deleted_at=timezone.now())
    assert references(software, "clerk=me") == [mine.reference]
    assert references(software, "missing=label") == [bare.reference]
    for flag in ("same_vin", "high"):
        assert references(software, f"flag={flag}") == [plain.reference, his.reference]
    assert {plain.reference, his.reference} <= set(references(software, "flag=any"))
    assert references(software, "flag=high&clerk=me") == []
    asked = {one.name for one in fields(Filters)} - {"family", "desk", "who"}
    assert asked | {"clerk"} <= set(QueueQuery().fields)


def test_a_state_is_read_off_its_index(software: Software, desk: Desk, alice: User) -> None:
    one, _other = (factories.make_sent(desk)[0] for _ in range(2))
    workflow.claim(one, by=alice)
    assert references(software, "state=checking") == [one.reference]
    assert references(software, "state=closed") == []
    assert references(software, "view=all&state=checking") == [one.reference]


@pytest.mark.parametrize(
    "query",
    [
        "view=everything", "view=failed-letters", "state=draft'", "limit=1000", "cursor=MS4y", "o=email", "q=a",
        "flag=some", "missing=spoon", "clerk=bob",
    ],
)  # fmt: skip
def test_what_the_list_cannot_be_asked_is_said(query: str, software: Software) -> None:
    assert software.get(f"/desk/requests?{query}").status_code == 400


def test_no_draft_no_name_and_no_number_is_in_it(software: Software, desk: Desk) -> None:
    draft = factories.make_draft(desk)
    one = factories.make_sent(desk)[0]
    body = software.get("/desk/requests?view=all").content.decode()
    assert str(one.reference) in body
    assert draft.reference is None
    for text in (one.name, one.email, "S053"):
        assert text not in body


def multiply(desk: Desk, times: int) -> None:
    """As many more requests like the first one."""
    one = CodeRequest.objects.filter(desk=desk).order_by("pk")[0]
    names = [field.attname for field in CodeRequest._meta.concrete_fields if not field.unique]
    like = {name: getattr(one, name) for name in names}
    CodeRequest.objects.bulk_create(CodeRequest(**like, reference=new_reference()) for _ in range(times))


@pytest.mark.parametrize(
    "query",
    ["view=waiting", "view=all", "view=all&radio=buttons-1-4", "view=second-look", "missing=vin_plate&clerk=me"],
)
def test_a_page_costs_five_questions_at_any_size(query: str, software: Software, desk: Desk) -> None:
    factories.make_sent(desk)
    costs: list[Any] = []
    for _ in range(2):
        software.get("/token")  # the use of the token is noted once a minute
        with CaptureQueriesContext(connection) as queries:
            assert software.get(f"/desk/requests?{query}&limit=100").status_code == 200
        costs.append(len(queries))
        multiply(desk, 120)
    assert max(costs) <= 5, [one["sql"] for one in queries]

"""Where the record cannot be written, nothing is shown and nothing is moved."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection
from django.test import Client

from requests_app import workflow
from requests_app.models import AccessLink, CodeRequest, Desk, Event, Page, Reveal, Slot
from tests import factories
from tests.requests_app.admin.conftest import SignIn

CODE = b"7913"


@pytest.fixture
def no_record(ready: CodeRequest, clerk: Client) -> Iterator[None]:
    """The database takes no line any more."""

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('INSERT INTO "requests_app_event"'):
            raise DatabaseError("disk full")
        return execute(sql, params, many, context)

    clerk.raise_request_exception = False
    with connection.execute_wrapper(refuse):
        yield


@pytest.fixture
def ready(desk: Desk, alice: User) -> CodeRequest:
    return factories.make_ready(desk, by=alice)[0]


@pytest.fixture
def clerk(sign_in: SignIn, alice: User) -> Client:
    return sign_in(alice, fresh=True)


@pytest.mark.usefixtures("no_record")
def test_no_picture_is_shown(clerk: Client, ready: CodeRequest) -> None:
    page = Page.objects.filter(upload__code_request=ready, upload__slot=Slot.LABEL)[0]
    base = f"/staff/requests/{ready.reference}"
    for answer in (
        clerk.get(f"{base}/photos/{page.pk}/"),
        clerk.get(f"{base}/photos/{page.pk}/small/"),
        clerk.get(f"{base}/"),
    ):
        assert answer.status_code == 500 or not answer.headers["Content-Type"].startswith("image/")
        assert answer.headers["Content-Type"] != "image/jpeg"


@pytest.mark.usefixtures("no_record")
def test_no_code_is_shown_to_anybody(clerk: Client, ready: CodeRequest) -> None:
    candidate = ready.candidates.get()
    asked = {"candidate": candidate.pk, "reason": "the customer calls", "version": ready.version}
    answer = clerk.post(f"/staff/requests/{ready.reference}/code/", asked)
    assert answer.status_code == 500
    assert CODE not in answer.content
    with pytest.raises(DatabaseError):
        workflow.reveal(ready, AccessLink.objects.get(code_request=ready, kind=AccessLink.Kind.DEVICE))
    assert not Reveal.objects.exists()


@pytest.mark.usefixtures("no_record")
def test_no_search_is_answered(clerk: Client, ready: CodeRequest) -> None:
    answer = clerk.post("/staff/requests/search/", {"q": str(ready.reference)})
    assert answer.status_code == 500
    assert str(ready.reference).encode() not in answer.content


@pytest.mark.usefixtures("no_record")
def test_nothing_is_moved(ready: CodeRequest, alice: User, bob: User) -> None:
    before = CodeRequest.objects.values().get(pk=ready.pk)
    moves: tuple[Callable[[], None], ...] = (
        lambda: workflow.recall(ready, by=alice),
        lambda: workflow.release(ready, by=alice),
        lambda: workflow.claim(ready, by=bob, take_over=True),
    )
    for move in moves:
        with pytest.raises(DatabaseError):
            move()
        ready.refresh_from_db()
    assert CodeRequest.objects.values().get(pk=ready.pk) == before
    assert Event.objects.filter(kind="recall").count() == 0


@pytest.mark.usefixtures("no_record")
def test_no_line_leaves_without_a_line(desk: Desk, charlie: User, sign_in: SignIn) -> None:
    lead = sign_in(charlie, fresh=True)
    lead.raise_request_exception = False
    answer = lead.post("/staff/record/export/", {"format": "csv", "desk": desk.slug})
    assert answer.status_code == 500

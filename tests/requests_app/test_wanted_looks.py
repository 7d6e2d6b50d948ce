"""A request that waits for a second look is found by an index, and whoever could give the look gets a letter."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import connection

from requests_app import workflow
from requests_app.models import CodeRequest, Desk, Member, Message, Role, StaffLetter, Verdict
from requests_app.notifications import staff_letters
from requests_app.states import Party
from tests import factories


@pytest.fixture
def waiting(desk: Desk, alice: User, bob: User) -> CodeRequest:
    """Approved by Alice at a desk that always asks for two people."""
    Desk.objects.filter(pk=desk.pk).update(second_always=True)
    desk.refresh_from_db()
    return factories.make_approved(desk, by=alice)[0]


def awaits(user: User) -> list[CodeRequest]:
    return list(workflow.awaiting_second_look(user))


def written() -> set[int | None]:
    return set(Message.objects.filter(letter=StaffLetter.SECOND_LOOK).values_list("user_id", flat=True))


def test_it_waits_for_everybody_who_works_here_but_who_approved_it(
    desk: Desk, waiting: CodeRequest, alice: User, bob: User
) -> None:
    stranger = factories.make_staff(factories.make_desk("Other Desk"), "zoe")
    auditor = factories.make_staff(desk, "otto", role=Role.AUDITOR)
    assert awaits(bob) == [waiting]
    assert [awaits(one) for one in (alice, stranger, auditor)] == [[], [], []]


def test_letters_go_to_those_who_could_give_it_and_want_them(desk: Desk, alice: User, bob: User) -> None:
    dora = factories.make_staff(desk, "dora")
    Member.objects.filter(user=dora).update(second_look_letters=False)
    Desk.objects.filter(pk=desk.pk).update(second_always=True)
    desk.refresh_from_db()
    code_request, _ = factories.make_approved(desk, by=alice)
    assert bob.pk in written()
    assert not {alice.pk, dora.pk} & written()
    message = Message.objects.filter(letter=StaffLetter.SECOND_LOOK, user=bob).get()
    email = staff_letters.compose(message)
    assert email is not None
    assert f"/staff/requests/{code_request.reference}/" in str(email.body)
    assert code_request.name not in str(email.body)
    factories.second_look(code_request, by=bob)
    assert staff_letters.compose(message) is None


@pytest.mark.parametrize(
    "end",
    [
        lambda one, alice, bob: factories.second_look(one, by=bob),
        lambda one, alice, bob: factories.second_look(one, by=bob, verdict=Verdict.NO),
        lambda one, alice, bob: workflow.recheck(one, by=alice, reason="once more"),
        lambda one, alice, bob: workflow.withdraw(one),
        lambda one, alice, bob: workflow.erase(one, party=Party.CUSTOMER),
    ],
    ids=["yes", "no", "recheck", "withdraw", "erase"],
)
def test_it_waits_no_longer_once_something_was_done(
    waiting: CodeRequest, alice: User, bob: User, end: Callable[[CodeRequest, User, User], object]
) -> None:
    waiting.refresh_from_db()
    end(waiting, alice, bob)
    assert awaits(bob) == []


def test_a_clear_request_waits_for_nobody(desk: Desk, alice: User, bob: User) -> None:
    factories.make_approved(desk, by=alice)
    assert awaits(bob) == []
    assert not written()


def test_the_tab_has_an_index(desk: Desk, bob: User) -> None:
    rows = CodeRequest.objects.filter(desk=desk, second_look_since__isnull=False).order_by("promised_at", "pk")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert "second_look_by_due" in rows.explain()

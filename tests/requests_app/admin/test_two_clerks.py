"""Two clerks on one request in the same moment: one of them wins, one letter goes, and neither loses a text."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from requests_app import workflow
from requests_app.models import CodeRequest, EvidenceLevel, FormName, Letter, UnsentForm, verify_chain
from tests import factories
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.admin.desk_forms import address
from tests.requests_app.test_concurrency import fresh, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
LIVES = 10
Act = Callable[[], Any]


class Pair:
    """Both clerks before one request."""

    def __init__(self, one: CodeRequest, people: list[User], clients: list[Client]) -> None:
        self.one, self.people, self.clients = one, people, clients

    def race(self, act: Callable[..., object], *given: object, **fields: object) -> User:
        """Both do the same on the copy that both have; who won."""
        outcomes = together(*[partial(act, fresh(self.one), *given, by=person, **fields) for person in self.people])
        won = [not isinstance(outcome, workflow.WorkflowError) for outcome in outcomes]
        assert sorted(won) == [False, True], outcomes
        return self.people[won.index(True)]

    def send(self, form: str, **fields: str) -> int:
        """Both send the same form, each with own words; who won. The words of the other are kept."""
        version = str(fresh(self.one).version)

        def act(name: str, client: Client) -> int:
            words = {field: f"{text} of {name}" if field.startswith(("note", "reason")) else text
                     for field, text in fields.items()}  # fmt: skip
            answer: Any = client.post(address(self.one, f"{form}/"), {"version": version, **words})
            return int(answer.status_code)

        statuses = together(*[partial(act, *pair) for pair in zip(("first", "second"), self.clients, strict=True)])
        won = [status == 302 for status in statuses]
        assert sorted(won) == [False, True], statuses
        loser = won.index(False)
        kept = UnsentForm.objects.get(code_request=self.one, by=self.people[loser], form=form).typed
        assert any(text.endswith(f"of {('first', 'second')[loser]}") for text in kept.values())
        return loser

    def letters(self, letter: Letter) -> int:
        return self.one.messages.filter(letter=letter).count()


def taken(pair: Pair) -> None:
    winner = pair.race(workflow.claim)
    assert fresh(pair.one).clerk == winner
    workflow.release(fresh(pair.one), by=winner)


def typed(pair: Pair) -> None:
    acts = [partial(client.post, address(pair.one, "keep/note/"), {"note": f"half a note {number}"})
            for number, client in enumerate(pair.clients)]  # fmt: skip
    assert [answer.status_code for answer in together(*acts)] == [204, 204]
    rows = UnsentForm.objects.filter(code_request=pair.one, form=FormName.NOTE).order_by("by")
    assert [row.typed["note"] for row in rows] == ["half a note 0", "half a note 1"]


def noted(pair: Pair) -> None:
    together(*[partial(workflow.add_note, fresh(pair.one), f"from {person.pk}", by=person) for person in pair.people])
    assert {note.text for note in pair.one.internal_notes.all()} == {f"from {person.pk}" for person in pair.people}


def asked(pair: Pair) -> None:
    pair.send("ask", **{"problem-label": "blur", "note-label": "once more"})
    assert pair.letters(Letter.NEEDS_INFO) == 1
    workflow.answer_item(pair.one.asked_items.get(), text="here it is")
    workflow.answer(fresh(pair.one))


def refused(pair: Pair) -> None:
    pair.race(workflow.refuse, workflow.Refusal.NO_CODE)
    assert pair.letters(Letter.REFUSED) == 1


def approved(pair: Pair) -> None:
    one = fresh(pair.one)
    factories.verify(one, by=one.clerk or pair.people[0])
    pair.race(workflow.approve)


def sent(pair: Pair) -> None:
    candidate = workflow.candidates_of(fresh(pair.one))[0]
    pair.race(workflow.deliver, candidate)
    assert pair.letters(Letter.READY) == 1


def test_fifty_rounds_of_two_clerks_on_one_request(sign_in: SignIn) -> None:
    desk = factories.make_desk(level=EvidenceLevel.COUNTER)
    people = [factories.make_staff(desk, name) for name in ("alice", "bob")]
    clients = [sign_in(person) for person in people]
    rounds = 0
    for life in range(LIVES):
        pair = Pair(factories.make_sent(desk)[0], people, clients)
        acts = (taken, typed, asked, approved, sent) if life % 2 else (taken, typed, noted, asked, refused)
        for act in acts:
            act(pair)
            rounds += 1
        assert verify_chain(pair.one) is None
    assert rounds == 50

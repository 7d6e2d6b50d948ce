"""Two requests of one customer become one, by somebody who may work on the one that stays."""

import pytest
from django.contrib.auth.models import User

from requests_app import workflow
from requests_app.models import CodeRequest, Desk, Letter, Message
from requests_app.states import Status
from tests import factories


@pytest.fixture
def three(desk: Desk, alice: User) -> list[CodeRequest]:
    """Requests of one customer; Alice has two of them in hand."""
    found = [factories.make_sent(desk, email="ana@customer.example")[0] for _ in range(3)]
    for one in found[:2]:
        workflow.claim(one, by=alice)
    return found


def test_what_was_merged_goes_into_no_other_request(three: list[CodeRequest], alice: User) -> None:
    kept, other, third = three
    workflow.claim(third, by=alice)
    workflow.merge(other, into=kept, by=alice)
    other.refresh_from_db()
    with pytest.raises(workflow.NotComplete, match="merge_ended"):
        workflow.merge(other, into=third, by=alice)
    other.refresh_from_db()
    assert other.merged_into == kept


def test_nobody_merges_into_a_request_of_their_own_mailbox(three: list[CodeRequest], alice: User) -> None:
    kept, other, _ = three
    CodeRequest.objects.filter(pk=kept.pk).update(email=alice.email)
    with pytest.raises(workflow.NotComplete):
        workflow.merge(other, into=kept, by=alice)
    other.refresh_from_db()
    assert other.status == Status.CHECKING


def test_of_the_one_that_ended_only_the_letter_about_it_still_goes(three: list[CodeRequest], alice: User) -> None:
    kept, other, _ = three
    workflow.merge(other, into=kept, by=alice)
    waiting = Message.objects.filter(code_request=other, sent_at=None, cancelled_at=None)
    assert [one.letter for one in waiting] == [Letter.MERGED]
    assert Message.objects.filter(code_request=kept, letter=Letter.RECEIVED, cancelled_at=None).exists()

"""The people of a request: whoever has a share in it works on it by nobody's leave."""

import pytest
from django.contrib.auth.models import User

from requests_app import workflow
from requests_app.models import CodeRequest, Desk
from tests import factories


def test_nobody_is_handed_the_request_of_their_own_mailbox(desk: Desk, alice: User, bob: User) -> None:
    others, own = (factories.make_sent(desk)[0] for _ in range(2))
    CodeRequest.objects.filter(pk=own.pk).update(email=bob.email)
    own.refresh_from_db()
    workflow.hand_over(others, to=bob, by=alice)
    assert others.clerk == bob
    with pytest.raises(workflow.NotComplete, match="colleague_may_not"):
        workflow.hand_over(own, to=bob, by=alice)

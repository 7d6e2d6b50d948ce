"""What docs/api.md says of webhooks is what the code does."""

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import User

from requests_app import tasks
from requests_app.keeping import WEBHOOK_LOG
from requests_app.models import TOLD_STATES, ApiToken, Desk
from requests_app.webhooks import endpoints, posting, sending
from tests.requests_app.api.test_guide_for_developers import TEXT
from tests.requests_app.webhooks.deliveries import sent_by
from tests.requests_app.webhooks.receiver import Receiver

SECTION = TEXT.partition("## Webhooks")[2]
FLAT = " ".join(SECTION.split())


@pytest.mark.django_db
def test_the_example_knows_a_genuine_delivery_from_a_forged_one(
    receiver: Receiver, token: ApiToken, desk: Desk, charlie: User
) -> None:
    _, secret = endpoints.add(token, receiver.address, TOLD_STATES, by=charlie)
    sent_by(token, desk)
    tasks.send_due_webhooks()
    (call,) = receiver.taken
    given: dict[str, Any] = {}
    exec(re.findall(r"```python\n(.*?)```", SECTION, re.DOTALL)[0], given)  # noqa: S102 - our own document
    is_genuine = given["is_genuine"]
    assert is_genuine(call.headers, call.body, secret)
    assert not is_genuine(call.headers, call.body + b" ", secret)
    assert not is_genuine(call.headers, call.body, secret.swapcase().replace("WHSEC_", "whsec_"))
    assert not is_genuine({**call.headers, "webhook-timestamp": "1"}, call.body, secret)
    shown = json.loads(re.findall(r"```json\n(.*?)```", SECTION, re.DOTALL)[0])
    assert shown.keys() == json.loads(call.body).keys()
    assert shown["data"].keys() == json.loads(call.body)["data"].keys()


def test_every_number_is_that_of_the_code() -> None:
    assert f"within {posting.WHOLE_SECONDS:.0f} seconds" in FLAT
    assert f"after about {sending.FIRST_WAIT.seconds} seconds" in FLAT
    assert f"up to {sending.LONGEST_WAIT.seconds // 3600} hours" in FLAT
    assert f"after {sending.GIVEN_UP_AFTER.days} days it is given up" in FLAT
    assert f"for {WEBHOOK_LOG.days} days" in FLAT
    assert f"`{sending.GONE}`" in FLAT
    assert endpoints.OVERLAP.days == 1

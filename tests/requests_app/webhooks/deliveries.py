"""What tests of webhooks do with rows."""

from datetime import timedelta

from django.db.models.functions import Now

from requests_app import leases, workflow
from requests_app.models import ApiToken, CodeRequest, Desk, WebhookDelivery, WebhookEndpoint
from requests_app.states import Party
from requests_app.webhooks import sending
from requests_app.webhooks.sending import Outcome
from tests import factories


def sent_by(token: ApiToken, desk: Desk) -> CodeRequest:
    """A request that this software filed, and that was sent."""
    draft = factories.make_draft(desk)
    CodeRequest.objects.filter(pk=draft.pk).update(filed_by=token)
    draft.refresh_from_db()
    workflow.send(draft)
    return draft


def withdraw(code_request: CodeRequest) -> None:
    code_request.refresh_from_db()
    workflow.withdraw(code_request)


def erase(code_request: CodeRequest) -> None:
    code_request.refresh_from_db()
    workflow.erase(code_request, party=Party.CUSTOMER)


def send() -> Outcome:
    """One try at the delivery that is due the longest."""
    taken = leases.claim(sending.due(), most=1, lease=sending.LEASE)
    return sending.send(taken.ids[0], claim=taken.token)


def make_due() -> None:
    """As if all waits were over."""
    WebhookDelivery.objects.update(due_at=Now())
    WebhookEndpoint.objects.update(quiet_until=None)


def let_pass(time: timedelta) -> None:
    """As if everything had begun this much earlier, by the database's clock."""
    for delivery in WebhookDelivery.objects.all():
        WebhookDelivery.objects.filter(pk=delivery.pk).update(
            begun_at=delivery.begun_at - time, due_at=delivery.due_at - time
        )
    for endpoint in WebhookEndpoint.objects.exclude(failing_since=None):
        since, quiet = endpoint.failing_since, endpoint.quiet_until
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(
            failing_since=since and since - time, quiet_until=quiet and quiet - time
        )

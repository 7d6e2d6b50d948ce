"""Write what endpoints are told, in the transaction of the move; and what each delivery says.

The body names the request by its key, the state and the moment, and nothing else: whoever wants more asks the interface
with the token, whose rights are looked at then.
"""

import json
from datetime import UTC

from django.db.models import Q
from django.db.models.functions import Now

from requests_app.models import ApiToken, CodeRequest, Event, WebhookDelivery, WebhookEndpoint
from requests_app.webhooks import signatures


def announce(code_request: CodeRequest, event: Event) -> None:
    """The request has come to its state by this line of its record: a delivery for each endpoint that is told of it."""
    concerned = Q(token__kind=ApiToken.Kind.STAFF)
    if code_request.filed_by_id:
        concerned |= Q(token=code_request.filed_by_id)
    endpoints = WebhookEndpoint.objects.filter(concerned, off_at=None, token__desk=code_request.desk_id)
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(
            endpoint=endpoint,
            code_request=code_request,
            number=event.number,
            state=code_request.status,
            occurred_at=event.at,
            message_id=signatures.new_message_id(),
            due_at=Now(),
            begun_at=Now(),
        )
        for endpoint in endpoints
        if code_request.status in endpoint.states
    )


def body(delivery: WebhookDelivery) -> bytes:
    """What is sent: the same bytes with every try."""
    said = {
        "type": f"request.{delivery.state}",
        "timestamp": delivery.occurred_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "data": {"request": delivery.code_request_id, "state": delivery.state},
    }
    return json.dumps(said, separators=(",", ":")).encode()

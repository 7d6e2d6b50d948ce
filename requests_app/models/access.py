"""Making a new key to a tracking page. Letters make theirs when they leave, doors and workflow when they need one."""

from datetime import timedelta

from django.utils import timezone

from requests_app.models.code_request import AccessLink, CodeRequest
from requests_app.tokens import digest, new_token

LINK_LIFE = timedelta(days=90)


def new_link(code_request: CodeRequest, kind: AccessLink.Kind) -> str:
    """A new key to the tracking page; the token is returned once and never kept."""
    token = new_token()
    AccessLink.objects.create(
        code_request=code_request, digest=digest(token), kind=kind, expires_at=timezone.now() + LINK_LIFE
    )
    return token

"""A desk where two people look, and what the first of them has done there."""

import pytest
from django.contrib.auth.models import User

from requests_app import workflow
from requests_app.models import Candidate, CodeRequest, Desk
from tests import factories


@pytest.fixture
def strict_pair(desk: Desk) -> Desk:
    """A desk that always asks for two people."""
    Desk.objects.filter(pk=desk.pk).update(second_always=True)
    desk.refresh_from_db()
    return desk


def approved(desk: Desk, by: User, **fields: object) -> CodeRequest:
    return factories.make_approved(desk, by=by, **fields)[0]


def first_code(code_request: CodeRequest) -> Candidate:
    return workflow.candidates_of(code_request)[0]

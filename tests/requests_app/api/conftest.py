"""Software with a token, and the promise that every answer is what the description says."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from requests_app.models import Desk
from tests.requests_app.api.software import Software, open_token


@pytest.fixture
def lead(desk: Desk, charlie: User) -> User:
    return charlie


@pytest.fixture
def customers(desk: Desk, lead: User) -> Software:
    """Software of customers of the desk."""
    return Software(open_token(desk, by=lead))


@pytest.fixture
def at_work(desk: Desk, lead: User) -> Callable[[User], Software]:
    """Software of staff that acts as this person."""
    return lambda user: Software(open_token(desk, by=lead, acts_as=user))

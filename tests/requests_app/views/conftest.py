"""Customers, and what they find: a guide and a desk."""

import pytest

from guides_app.models import Guide
from requests_app.models import Desk
from tests.factories import make_guide
from tests.requests_app.views.person import Person


@pytest.fixture
def guide(desk: Desk) -> Guide:
    """The Duster, with one family of radios; the desk is open."""
    return make_guide()


@pytest.fixture
def ana(guide: Guide) -> Person:
    """A customer."""
    return Person()


@pytest.fixture
def ben(guide: Guide) -> Person:
    """Another customer, on another device."""
    return Person()

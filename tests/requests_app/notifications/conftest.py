"""The post office for the tests of this room."""

from tests.requests_app.notifications.post_office import clerk

__all__ = ["clerk"]

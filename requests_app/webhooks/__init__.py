"""Webhooks: other software is told that a request moved.

endpoints keeps who is told what; outbox writes a row in the transaction of the move; sending takes what is due, signed
by signatures, by posting, to what addresses lets through.
"""

from requests_app.webhooks.outbox import announce

__all__ = ["announce"]

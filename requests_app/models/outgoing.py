"""What the rows of every outbox have: when they are due, and which worker has them."""

from django.db import models


class Outgoing(models.Model):
    """Something that must go out at least once. `due_at` and `lease_until` are told by the database's clock, for the
    workers' clocks differ; `claim` tells the lease of one worker from that of another."""

    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    claim = models.CharField(max_length=16, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True

"""Counters against floods: one row per bucket and window. The bucket is a keyed fingerprint, never an address."""

from django.db import models


class Counter(models.Model):
    """How often something happened in one window of time."""

    bucket = models.CharField(max_length=80)
    window_start = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bucket", "window_start"], name="flood_counter_once_in_a_window")
        ]
        indexes = [models.Index(fields=["window_start"], name="flood_counters_by_age")]

    def __str__(self) -> str:
        return f"{self.count} since {self.window_start}"

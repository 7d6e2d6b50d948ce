"""Places where the code may already be, free of charge: readers see them before they are asked for anything."""

from django.db import models
from simple_history.models import HistoricalRecords

from guides_app.models.fact import Fact


class FreePlace(Fact):
    """One place to look first."""

    TEXTS = ("place",)

    place = models.CharField(max_length=160)
    history = HistoricalRecords()

    def __str__(self) -> str:
        return self.place

"""Places where the code may already be, free of charge: readers see them before they are asked for anything."""

from django.db import models
from simple_history.models import HistoricalRecords

from guides_app.models.car import Brand
from guides_app.models.fact import Fact


class FreePlace(Fact):
    """One place to look first; without a brand it holds for every car."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="free_places", null=True, blank=True)
    place = models.CharField(max_length=160)
    history = HistoricalRecords()

    def __str__(self) -> str:
        return self.place

"""Cars as people name them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Brand(models.Model):
    """A make on the bonnet."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=60, unique=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class CarModel(models.Model):
    """A model of a make, with the other names that people type for it."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="car_models")
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=60)
    nicknames = models.TextField(blank=True, help_text=_("One on a line."))
    history = HistoricalRecords()

    class Meta:
        ordering = ("brand__name", "name")
        constraints = [models.UniqueConstraint(fields=("brand", "name"), name="car_model_once_in_a_brand")]

    def __str__(self) -> str:
        return f"{self.brand.name} {self.name}"

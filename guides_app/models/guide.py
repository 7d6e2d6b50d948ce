"""A guide for one generation of a car, and which radio families are found in it."""

from collections.abc import Sequence
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from guides_app.models.car import CarModel
from guides_app.models.family import RadioFamily
from guides_app.models.source import Source, Sourced
from guides_app.models.translated import Translated


class GuideQuerySet(models.QuerySet["Guide"]):
    """The questions asked of guides."""

    def published(self) -> Self:
        """What readers may see."""
        return self.filter(is_published=True)

    def with_car(self) -> Self:
        """With the names that a label needs."""
        return self.select_related("car_model__brand")

    def with_families(self) -> Self:
        """With the radios that fit, the likeliest first."""
        return self.prefetch_related("fitments__family")

    def most_asked(self, limit: int) -> Self:
        """The guides for the cards of the home page."""
        return self.order_by("rank", "car_model__name", "year_from")[:limit]

    def with_radio_like(self, looks: str) -> Self:
        """Guides of cars in which a radio of this face is found."""
        return self.filter(fitments__family__looks=looks).distinct()

    def with_any_radio_of(self, families: Sequence[int]) -> Self:
        """Guides of cars in which a radio of one of these families is found."""
        return self.filter(fitments__family__in=families).distinct()


class Guide(Translated):
    """What a driver of one generation of a car reads."""

    TEXTS = ("summary",)

    slug = models.SlugField(unique=True)
    car_model = models.ForeignKey(CarModel, on_delete=models.PROTECT, related_name="guides")
    generation = models.CharField(max_length=20, blank=True, help_text=_("I, II, III …"))
    year_from = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Only what a source says; leave it empty otherwise.")
    )
    year_to = models.PositiveSmallIntegerField(null=True, blank=True)
    years_source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    summary = models.TextField(blank=True, help_text=_("Markdown."))
    rank = models.PositiveSmallIntegerField(default=100, help_text=_("Small numbers come first on the home page."))
    is_published = models.BooleanField(default=False)
    checked_on = models.DateField(null=True, blank=True)
    checked_by = models.CharField(max_length=60, blank=True, help_text=_("A role, not a name: workshop, parts desk."))
    review_by = models.DateField(null=True, blank=True, help_text=_("When it is due to be checked again."))
    families = models.ManyToManyField(RadioFamily, through="Fitment", related_name="guides")
    history = HistoricalRecords()

    objects = GuideQuerySet.as_manager()

    class Meta:
        ordering = ("car_model__brand__name", "car_model__name", "year_from")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(year_to__isnull=True) | models.Q(year_to__gte=models.F("year_from")),
                name="guide_years_are_a_range",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def name(self) -> str:
        """Make, model, generation."""
        return f"{self.car_model} {self.generation}".strip()

    @property
    def years(self) -> str:
        """The years of building, open at the end while it is still built; empty when no source says them."""
        return f"{self.year_from}–{self.year_to or ''}" if self.year_from else ""

    @property
    def label(self) -> str:
        """As lists and letters name it: Dacia Duster I (2010–2017)."""
        return f"{self.name} ({self.years})" if self.years else self.name

    def fitting_families(self) -> list[RadioFamily]:
        """The radios found in this car, the likeliest first."""
        return list(dict.fromkeys(fitment.family for fitment in self.fitments.all()))

    @property
    def face(self) -> str:
        """The looks of its likeliest radio, for a drawing; "unsure" while no radio is known."""
        families = self.fitting_families()
        return families[0].looks if families else "unsure"

    def clean(self) -> None:
        """Years come with the source that says them."""
        super().clean()
        if self.year_to and not self.year_from:
            raise ValidationError({"year_from": _("Say the first year too, or leave both empty.")})
        if self.year_from and self.year_to and self.year_to < self.year_from:
            raise ValidationError({"year_to": _("The end year must be the same as or after the start year.")})
        if self.year_from and not self.years_source_id:
            raise ValidationError({"years_source": _("Say where these years come from.")})


class Fitment(Translated, Sourced):
    """Which radio family is found in which guide's car, in which years, and how sure that is."""

    TEXTS = ("note",)

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, related_name="fitments")
    family = models.ForeignKey(RadioFamily, on_delete=models.PROTECT, related_name="fitments")
    year_from = models.PositiveSmallIntegerField(null=True, blank=True)
    year_to = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta(Sourced.Meta):
        constraints = [
            models.UniqueConstraint(fields=("guide", "family"), name="family_once_in_a_guide"),
            models.CheckConstraint(
                condition=models.Q(year_from__isnull=True)
                | models.Q(year_to__isnull=True)
                | models.Q(year_to__gte=models.F("year_from")),
                name="fitment_years_are_a_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.family}"

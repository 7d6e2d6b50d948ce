"""A guide for one generation of a car, and which radio families are found in it."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from guides_app import lints, search
from guides_app.models.car import CarModel
from guides_app.models.family import RadioFamily
from guides_app.models.source import Sourced


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

    def found_by(self, text: str) -> list["Guide"]:
        """The guides that answer these words best, forgiving of accents and typing errors; empty when none does."""
        guides = list(self.with_car().with_families())
        best = search.best([guide.search_entry() for guide in guides], text)
        return [guides[place] for place in best]


class Guide(models.Model):
    """What a driver of one generation of a car reads."""

    slug = models.SlugField(unique=True)
    car_model = models.ForeignKey(CarModel, on_delete=models.PROTECT, related_name="guides")
    generation = models.CharField(max_length=20, blank=True, help_text=_("I, II, III …"))
    year_from = models.PositiveSmallIntegerField()
    year_to = models.PositiveSmallIntegerField(null=True, blank=True)
    summary = models.TextField(blank=True, help_text=_("Markdown."))
    rank = models.PositiveSmallIntegerField(default=100, help_text=_("Small numbers come first on the home page."))
    is_published = models.BooleanField(default=False)
    checked_on = models.DateField(null=True, blank=True)
    checked_by = models.CharField(max_length=60, blank=True, help_text=_("A role, not a name: workshop, parts desk."))
    families = models.ManyToManyField(RadioFamily, through="Fitment", related_name="guides")
    history = HistoricalRecords()

    objects = GuideQuerySet.as_manager()

    class Meta:
        ordering = ("car_model__brand__name", "car_model__name", "year_from")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(year_to__isnull=True) | models.Q(year_to__gte=models.F("year_from")),
                name="guide_years_are_a_range",
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def name(self) -> str:
        """Make, model, generation."""
        return f"{self.car_model} {self.generation}".strip()

    @property
    def years(self) -> str:
        """The years of building, open at the end while it is still built."""
        return f"{self.year_from}–{self.year_to or ''}"

    @property
    def label(self) -> str:
        """As lists and letters name it: Dacia Duster I (2010–2017)."""
        return f"{self.name} ({self.years})"

    def fitting_families(self) -> list[RadioFamily]:
        """The radios found in this car, the likeliest first."""
        return list(dict.fromkeys(fitment.family for fitment in self.fitments.all()))

    def search_entry(self) -> search.Entry:
        """The words under which the finder knows this guide."""
        radios = " ".join(f"{family.name} {family.get_looks_display()}" for family in self.fitting_families())
        car = self.car_model
        return search.Entry(
            names=f"{car.name} {car.nicknames}",
            brand=car.brand.name,
            generation=self.generation,
            radios=radios,
            year_from=self.year_from,
            year_to=self.year_to,
        )

    def findings(self) -> list[lints.Finding]:
        """What stops this guide, or asks for a second look."""
        families = self.fitting_families()
        return lints.lint(
            lints.Draft(
                checked_on=self.checked_on,
                families=tuple(
                    lints.FamilyFacts(
                        name=family.name,
                        carries_code=family.carries_code,
                        has_entry=family.procedure() is not None,
                        has_wait=bool(family.lockout_rules()),
                    )
                    for family in families
                ),
                passages=(
                    lints.Passage(str(_("Summary")), self.summary),
                    *(lints.Passage(family.name, family.summary) for family in families),
                    *(lints.Passage(step.title, step.body) for family in families for step in family.steps()),
                ),
            )
        )


class Fitment(Sourced):
    """Which radio family is found in which guide's car, in which years, and how sure that is."""

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

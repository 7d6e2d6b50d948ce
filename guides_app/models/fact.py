"""A fact about a radio family, about one car, or about all of them, with its source.

The kinds of facts are children of one table on purpose: a page reads all that is known about its radios in one query.
"""

from typing import Self, TypeVar

from django.db import models

from guides_app.models.source import Sourced
from guides_app.models.translated import Translated

KINDS = (
    "identifierrule",
    "entryprocedure",
    "lockoutrule",
    "displayreading",
    "displaymessage",
    "familystep",
    "freeplace",
    "answer",
)


F = TypeVar("F", bound=models.Model)


class FactQuerySet(models.QuerySet[F]):
    """The questions asked of facts."""

    def about(self, family_ids: list[int], *, guide_id: int | None = None) -> Self:
        """Facts of these families and of this car, and those that hold for every radio."""
        wanted = models.Q(family__in=family_ids) | models.Q(family__isnull=True, guide__isnull=True)
        return self.filter(wanted | models.Q(guide=guide_id) if guide_id else wanted)

    def whole(self) -> Self:
        """With the child row of each, and its source."""
        return self.select_related("source", *KINDS)


class Fact(Translated, Sourced):
    """One statement; without a family and a guide it holds for every radio."""

    family = models.ForeignKey(
        "guides_app.RadioFamily", on_delete=models.CASCADE, related_name="facts", null=True, blank=True
    )
    guide = models.ForeignKey("guides_app.Guide", on_delete=models.CASCADE, related_name="facts", null=True, blank=True)

    objects = FactQuerySet.as_manager()

    class Meta(Sourced.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=models.Q(family__isnull=True) | models.Q(guide__isnull=True), name="fact_has_one_subject"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    def of_its_kind(self) -> "Fact":
        """The child row, with the source that is in hand already; for facts that were read `whole`."""
        child: Fact = next((getattr(self, kind) for kind in KINDS if hasattr(self, kind)), self)
        child.source = self.source
        return child

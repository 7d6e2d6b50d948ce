"""A fact about a radio family, or about all of them, with its source.

The kinds of facts are children of one table on purpose: a page reads all that is known about its radios in one query.
"""

from typing import Self, TypeVar

from django.db import models

from guides_app.models.source import Sourced

KINDS = ("entryprocedure", "lockoutrule", "displayreading", "displaymessage", "familystep", "freeplace")


F = TypeVar("F", bound=models.Model)


class FactQuerySet(models.QuerySet[F]):
    """The questions asked of facts."""

    def about(self, family_ids: list[int]) -> Self:
        """Facts of these families, and those that hold for all radios."""
        return self.filter(models.Q(family__in=family_ids) | models.Q(family__isnull=True))

    def whole(self) -> Self:
        """With the child row of each, and its source."""
        return self.select_related("source", *KINDS)


class Fact(Sourced):
    """One statement; without a family it holds for every radio."""

    family = models.ForeignKey(
        "guides_app.RadioFamily", on_delete=models.CASCADE, related_name="facts", null=True, blank=True
    )

    objects = FactQuerySet.as_manager()

    class Meta(Sourced.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.pk}"

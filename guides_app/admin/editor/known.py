"""What a document may name: sources, families, cars and pictures, read once for a whole form."""

from dataclasses import dataclass
from functools import cached_property

from guides_app.models import CarModel, Picture, RadioFamily, Source

Choices = list[tuple[str, str]]
NOTHING: Choices = [("", "–")]


@dataclass
class Known:
    """Rows by their slug."""

    @cached_property
    def sources(self) -> dict[str, Source]:
        """By title."""
        return {source.slug: source for source in Source.objects.order_by("title")}

    @cached_property
    def families(self) -> dict[str, RadioFamily]:
        """By name."""
        return {family.slug: family for family in RadioFamily.objects.select_related("alike")}

    @cached_property
    def cars(self) -> dict[str, CarModel]:
        """By make and name."""
        return {car.slug: car for car in CarModel.objects.select_related("brand")}

    @cached_property
    def pictures(self) -> dict[str, Picture]:
        """By title, without their bytes."""
        return {picture.slug: picture for picture in Picture.objects.light()}

"""How each kind of item is found, written and described."""

from typing import Any, Protocol

from guides_app.library.files import Kind
from guides_app.library.rows import (
    FAMILY_FACTS,
    Wrong,
    checked,
    described,
    described_fact,
    facts_of,
    filled,
    own_fields,
    written_fact,
)
from guides_app.models import Brand, CarModel, DisplayMessage, Fitment, FreePlace, Guide, RadioFamily, Source

_GENERAL = {"messages": DisplayMessage, "places": FreePlace}
_KEYED = frozenset({"slug"})


class Shelf(Protocol):
    """One kind of item in the database."""

    def describe(self, key: str) -> dict[str, Any] | list[Any] | None:
        """As a file would say it; None when it is not there."""

    def write(self, key: str, data: Any) -> None:
        """Make the rows say what the data says. Raises Wrong."""


class Sources:
    """sources.yaml."""

    def describe(self, key: str) -> dict[str, Any] | None:
        """One source."""
        source = Source.objects.filter(slug=key).first()
        return described(source, fields=own_fields(Source, without=_KEYED)) if source else None

    def write(self, key: str, data: Any) -> None:
        """One source."""
        source = Source.objects.filter(slug=key).first() or Source(slug=key)
        filled(source, data, fields=own_fields(Source, without=_KEYED))
        checked(source)
        source.save()


class Cars:
    """cars.yaml: a model with the name of its make."""

    def describe(self, key: str) -> dict[str, Any] | None:
        """One model."""
        car = CarModel.objects.select_related("brand").filter(slug=key).first()
        return {"brand": car.brand.name} | described(car, fields=own_fields(CarModel, without=_KEYED)) if car else None

    def write(self, key: str, data: Any) -> None:
        """One model; a new make comes with its first model."""
        rest = dict(data)
        name = rest.pop("brand", "")
        brand, _made = Brand.objects.get_or_create(name=name, defaults={"slug": name.lower()})
        car = CarModel.objects.filter(slug=key).first() or CarModel(slug=key)
        car.brand = brand
        filled(car, rest, fields=own_fields(CarModel, without=_KEYED))
        checked(car)
        car.save()


class General:
    """general.yaml: facts that hold for every radio."""

    def describe(self, key: str) -> list[Any] | None:
        """All rows of one kind."""
        if key not in _GENERAL:
            return None
        rows = facts_of(_GENERAL[key], family=None)
        return [described_fact(row) for row in rows] or None

    def write(self, key: str, data: Any) -> None:
        """Replace all rows of one kind."""
        if key not in _GENERAL:
            raise Wrong(f"{key} is not one of {', '.join(_GENERAL)}")
        for row in facts_of(_GENERAL[key], family=None):
            row.delete()
        for position, fact in enumerate(data):
            written_fact(_GENERAL[key], fact, position=position, family=None)


class Families:
    """families/*.yaml: a family and everything known about it."""

    def describe(self, key: str) -> dict[str, Any] | None:
        """The family with its facts."""
        family = RadioFamily.objects.filter(slug=key).first()
        if family is None:
            return None
        facts = {name: [described_fact(row) for row in facts_of(m, family=family)] for name, m in FAMILY_FACTS.items()}
        return described(family, fields=own_fields(RadioFamily, without=_KEYED)) | {n: f for n, f in facts.items() if f}

    def write(self, key: str, data: Any) -> None:
        """The family, and its facts anew."""
        family = RadioFamily.objects.filter(slug=key).first() or RadioFamily(slug=key)
        plain = {name: value for name, value in data.items() if name not in FAMILY_FACTS}
        filled(family, plain, fields=own_fields(RadioFamily, without=_KEYED))
        checked(family)
        family.save()
        for name, model in FAMILY_FACTS.items():
            for row in facts_of(model, family=family):
                row.delete()
            for position, fact in enumerate(data.get(name, [])):
                written_fact(model, fact, position=position, family=family)


class Guides:
    """guides/*.yaml: a guide and the radios found in its car."""

    def describe(self, key: str) -> dict[str, Any] | None:
        """The guide with its fitments."""
        guide = Guide.objects.select_related("car_model").filter(slug=key).first()
        if guide is None:
            return None
        fitments = guide.fitments.select_related("family", "source")
        return described(guide, fields=own_fields(Guide, without=_KEYED)) | {
            "car": guide.car_model.slug,
            "fits": [{"family": fitment.family.slug} | described_fact(fitment) for fitment in fitments],
        }

    def write(self, key: str, data: Any) -> None:
        """The guide, and its fitments anew."""
        rest = dict(data)
        fits, car_slug = rest.pop("fits", []), rest.pop("car", None)
        car = CarModel.objects.filter(slug=car_slug).first()
        if car is None:
            raise Wrong(f"car: {car_slug} is not in cars.yaml")
        guide = Guide.objects.filter(slug=key).first() or Guide(slug=key)
        guide.car_model = car
        filled(guide, rest, fields=own_fields(Guide, without=_KEYED))
        checked(guide)
        guide.save()
        for row in guide.fitments.all():
            row.delete()
        for position, fit in enumerate(fits):
            self._fit(guide, dict(fit), position)

    def _fit(self, guide: Guide, fit: dict[str, Any], position: int) -> None:
        slug = fit.pop("family", None)
        family = RadioFamily.objects.filter(slug=slug).first()
        if family is None:
            raise Wrong(f"family: {slug} is not known")
        written_fact(Fitment, fit, position=position, guide=guide, family=family)


SHELVES: dict[Kind, Shelf] = {
    Kind.SOURCE: Sources(),
    Kind.CAR: Cars(),
    Kind.GENERAL: General(),
    Kind.FAMILY: Families(),
    Kind.GUIDE: Guides(),
}

"""Items that staff edit as documents: what holds for every radio, a family, a guide."""

from typing import Any

from guides_app.library.entry_shelves import KEYED
from guides_app.library.rows import (
    FAMILY_FACTS,
    GENERAL_FACTS,
    GUIDE_FACTS,
    Wrong,
    all_sources,
    checked,
    described,
    described_fact,
    described_facts,
    filled,
    mapping,
    named_source,
    own_fields,
    written_fact,
    written_facts,
)
from guides_app.models import CarModel, Fitment, Guide, RadioFamily

GENERAL_KEY = "general"
_EVERY_RADIO = {"family": None, "guide": None}


class General:
    """general.yaml: facts that hold for every radio."""

    def keys(self) -> list[str]:
        """The one document, if it says anything."""
        return [GENERAL_KEY] if self.describe(GENERAL_KEY) else []

    def describe(self, key: str) -> dict[str, Any] | None:
        """All of them."""
        return described_facts(GENERAL_FACTS, **_EVERY_RADIO) or None

    def write(self, key: str, data: Any) -> None:
        """All of them anew."""
        facts = mapping(data)
        if unknown := sorted(set(map(str, facts)) - set(GENERAL_FACTS)):
            raise Wrong(f"is not one of {', '.join(GENERAL_FACTS)}", unknown[0])
        written_facts(GENERAL_FACTS, facts, **_EVERY_RADIO)


class Families:
    """families/*.yaml: a family and everything known about it."""

    def keys(self) -> list[str]:
        """By slug."""
        return sorted(RadioFamily.objects.values_list("slug", flat=True))

    def describe(self, key: str) -> dict[str, Any] | None:
        """The family with its facts."""
        family = RadioFamily.objects.select_related("alike").filter(slug=key).first()
        if family is None:
            return None
        said = described(family, fields=own_fields(RadioFamily, without=KEYED))
        alike = {"alike": family.alike.slug} if family.alike else {}
        return said | alike | described_facts(FAMILY_FACTS, family=family)

    def write(self, key: str, data: Any) -> None:
        """The family, and its facts anew."""
        rest = mapping(data)
        alike = rest.pop("alike", None)
        family = RadioFamily.objects.filter(slug=key).first() or RadioFamily(slug=key)
        family.alike = named_family(alike, field="alike") if alike else None
        plain = {name: value for name, value in rest.items() if name not in FAMILY_FACTS}
        filled(family, plain, fields=own_fields(RadioFamily, without=KEYED))
        checked(family)
        family.save()
        written_facts(FAMILY_FACTS, rest, family=family)


class Guides:
    """guides/*.yaml: a guide, the radios found in its car, and what is known of this car alone."""

    def keys(self) -> list[str]:
        """By slug."""
        return sorted(Guide.objects.values_list("slug", flat=True))

    def describe(self, key: str) -> dict[str, Any] | None:
        """The guide with its fitments."""
        guide = Guide.objects.select_related("car_model", "years_source").filter(slug=key).first()
        if guide is None:
            return None
        fitments = guide.fitments.select_related("family", "source")
        source = {"years_source": guide.years_source.slug} if guide.years_source else {}
        return (
            {"car": guide.car_model.slug}
            | described(guide, fields=own_fields(Guide, without=KEYED))
            | source
            | {"fits": [{"family": fitment.family.slug} | described_fact(fitment) for fitment in fitments]}
            | described_facts(GUIDE_FACTS, guide=guide)
        )

    def write(self, key: str, data: Any) -> None:
        """The guide, its fitments and its own facts anew."""
        rest = mapping(data)
        fits, car, source = rest.pop("fits", []), rest.pop("car", None), rest.pop("years_source", None)
        facts = {name: rest.pop(name, []) for name in GUIDE_FACTS}
        guide = Guide.objects.filter(slug=key).first() or Guide(slug=key)
        guide.car_model = named_car(car)
        guide.years_source = named_source(source, all_sources(), field="years_source") if source else None
        filled(guide, rest, fields=own_fields(Guide, without=KEYED))
        checked(guide)
        guide.save()
        written_fitments(guide, fits)
        written_facts(GUIDE_FACTS, facts, guide=guide)


def written_fitments(guide: Guide, fits: Any) -> None:
    """The radios found in a car, anew."""
    for row in guide.fitments.all():
        row.delete()
    if not isinstance(fits, list):
        raise Wrong("needs a list", "fits")
    sources, found = all_sources(), set()
    for position, fit in enumerate(fits):
        try:
            rest = mapping(fit)
            family = named_family(rest.pop("family", None))
            if family in found:
                raise Wrong(f"{family.slug} is there twice", "family")
            found.add(family)
            written_fact(Fitment, rest, sources, position=position, guide=guide, family=family)
        except Wrong as wrong:
            raise wrong.within("fits", position) from wrong


def named_family(slug: Any, *, field: str = "family") -> RadioFamily:
    """A family that exists."""
    family = RadioFamily.objects.filter(slug=slug).first() if isinstance(slug, str) else None
    if family is None:
        raise Wrong(f"{slug or 'missing'} is not known", field)
    return family


def named_car(slug: Any) -> CarModel:
    """A model that exists."""
    car = CarModel.objects.filter(slug=slug).first() if isinstance(slug, str) else None
    if car is None:
        raise Wrong(f"{slug or 'missing'} is not in cars.yaml", "car")
    return car

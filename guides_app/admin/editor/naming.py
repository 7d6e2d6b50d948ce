"""What colleagues call a text, also one that has no row yet."""

from collections.abc import Mapping
from typing import Any

from guides_app.models import CarModel, DocumentKind, Guide, Manuscript, RadioFamily


def name_of(manuscript: Manuscript) -> str:
    """Of one text."""
    kind = DocumentKind(manuscript.kind)
    if kind is DocumentKind.GUIDE:
        guide = Guide.objects.with_car().filter(slug=manuscript.key).first()
        return guide.label if guide else of_draft(manuscript, cars_of([manuscript]))
    if kind is DocumentKind.FAMILY:
        family = RadioFamily.objects.filter(slug=manuscript.key).first()
        return family.name if family else of_draft(manuscript, {})
    return str(DocumentKind.GENERAL.label)


def cars_of(manuscripts: list[Manuscript]) -> Mapping[str, CarModel]:
    """The cars that these texts name, by slug; one query."""
    slugs = {str(said["car"]) for one in manuscripts if isinstance(said := one.working or {}, dict) and said.get("car")}
    return CarModel.objects.select_related("brand").in_bulk(slugs, field_name="slug") if slugs else {}


def of_draft(manuscript: Manuscript, cars: Mapping[str, CarModel]) -> str:
    """Of a text that readers do not see: as its rows would be called."""
    said: dict[str, Any] = manuscript.working or {}
    car = cars.get(str(said.get("car")))
    if manuscript.kind == DocumentKind.GUIDE and car:
        facts = {name: said.get(name) for name in ("year_from", "year_to")}
        return Guide(car_model=car, generation=said.get("generation") or "", **facts).label
    return str(said.get("name") or manuscript.key)

"""Text -> rows -> text, field by field. What a row says in a file is exactly what differs from its defaults."""

from typing import Any, TypeAlias

from django.core.exceptions import ValidationError
from django.db import models

from guides_app.library.values import in_order, misfit
from guides_app.models import (
    Answer,
    DisplayMessage,
    DisplayReading,
    EntryProcedure,
    Fact,
    FamilyStep,
    FreePlace,
    IdentifierRule,
    LockoutRule,
    Source,
    Sourced,
)
from guides_app.models.picture import validate_step_pictures

FactKinds: TypeAlias = "dict[str, type[Sourced]]"
FAMILY_FACTS: FactKinds = {
    "numbers": IdentifierRule,
    "readings": DisplayReading,
    "messages": DisplayMessage,
    "steps": FamilyStep,
    "entry": EntryProcedure,
    "lockout": LockoutRule,
    "advice": Answer,
}
GENERAL_FACTS: FactKinds = {"messages": DisplayMessage, "places": FreePlace, "advice": Answer}
GUIDE_FACTS: FactKinds = {"advice": Answer}
_RELATIONS = {"source", "family", "guide", "brand", "car_model", "fact_ptr", "alike", "years_source"}  # looked up by us
Fields: TypeAlias = "dict[str, models.Field[Any, Any]]"
Sources: TypeAlias = "dict[str, Source]"
_NOT_IN_FILES = {"id", "position"}


class Wrong(Exception):
    """An item that cannot become rows. `place` leads to it from the top: ("steps", 2, "title")."""

    def __init__(self, reason: str, *place: str | int) -> None:
        self.reason, self.place = reason, place
        super().__init__(reason)

    def __str__(self) -> str:
        return f"{self.where()}: {self.reason}" if self.place else self.reason

    def where(self) -> str:
        """The place as people count: steps: 3: title."""
        return ": ".join(str(part + 1) if isinstance(part, int) else part for part in self.place)

    def within(self, *place: str | int) -> "Wrong":
        """The same, seen from further up."""
        return Wrong(self.reason, *place, *self.place)


def own_fields(model: type[models.Model], *, without: frozenset[str] = frozenset()) -> Fields:
    """The plain columns that a file may set."""
    return {
        field.name: field
        for field in model._meta.concrete_fields  # noqa: SLF001  # Django documents it for this use
        if field.name not in _NOT_IN_FILES | without and not field.is_relation
    }


def filled(row: models.Model, data: dict[str, Any], *, fields: Fields) -> None:
    """Set every field from the data, or to its default; a name that is no field is refused."""
    if unknown := sorted(set(map(str, data)) - set(fields)):
        raise Wrong("is not a name that is known here", unknown[0])
    for name, field in fields.items():
        value = data.get(name, field.get_default())
        if why := misfit(field, value):
            raise Wrong(why, name)
        setattr(row, name, value)


def described(row: models.Model, *, fields: Fields) -> dict[str, Any]:
    """The row as a file would say it, translations at the end."""
    values = {name: getattr(row, name) for name in sorted(fields, key=lambda name: name == "translations")}
    return {name: in_order(value) for name, value in values.items() if value != fields[name].get_default()}


def checked(row: models.Model, *, without: frozenset[str] = frozenset()) -> None:
    """The checks that a form makes of plain fields; the first problem with its field. Keys are left to the database."""
    try:
        row.full_clean(exclude=_RELATIONS | without, validate_unique=False)
        if isinstance(row, FamilyStep):
            _check_pictures(row.pictures)
    except ValidationError as problem:
        for name, texts in problem.message_dict.items():
            raise Wrong(" ".join(texts), *([] if name == "__all__" else [name])) from problem


def _check_pictures(value: Any) -> None:
    try:
        validate_step_pictures(value)
    except ValidationError as problem:
        raise ValidationError({"pictures": problem}) from problem


def mapping(data: Any) -> dict[str, Any]:
    """A copy of it, if it is names with values."""
    if not isinstance(data, dict):
        raise Wrong("needs names with values")
    return dict(data)


def written_facts(kinds: FactKinds, data: dict[str, Any], **parents: models.Model | None) -> None:
    """All facts of a document anew; the former ones go."""
    for row in (row for rows in facts_of(kinds, **parents).values() for row in rows):
        row.delete()
    sources = all_sources()
    for name, model in kinds.items():
        facts = data.get(name, [])
        if not isinstance(facts, list):
            raise Wrong("needs a list", name)
        for position, fact in enumerate(facts):
            try:
                written_fact(model, fact, sources, position=position, **parents)
            except Wrong as wrong:
                raise wrong.within(name, position) from wrong


def written_fact(
    model: type[Sourced], data: Any, sources: Sources, *, position: int, **parents: models.Model | None
) -> Sourced:
    """One new fact row, checked and saved."""
    rest = mapping(data)
    row = model(source=named_source(rest.pop("source", None), sources), position=position, **parents)
    filled(row, rest, fields=own_fields(model))
    checked(row)
    row.save()
    return row


def described_fact(row: Sourced) -> dict[str, Any]:
    """The fact as a file would say it, where it comes from at the end."""
    said = described(row, fields=own_fields(type(row)))
    sure, translations = said.pop("confidence", None), said.pop("translations", None)
    said |= {"source": row.source.slug, "confidence": sure}
    return said | {"translations": translations} if translations else said


def described_facts(kinds: FactKinds, **parents: models.Model | None) -> dict[str, Any]:
    """All facts of a document; kinds without any are left out."""
    found = facts_of(kinds, **parents).items()
    return {name: [described_fact(row) for row in rows] for name, rows in found if rows}


def facts_of(kinds: FactKinds, **parents: models.Model | None) -> dict[str, list[Sourced]]:
    """The rows of each kind in their order, read at once."""
    facts = list(Fact.objects.whole().filter(**parents).order_by("position", "pk"))
    return {name: [row for fact in facts for row in _child(fact, model)] for name, model in kinds.items()}


def _child(fact: Fact, model: type[Sourced]) -> list[Sourced]:
    row = getattr(fact, model.__name__.lower(), None)
    if row is None:
        return []
    row.source = fact.source  # read already; a child does not take it over from its parent
    return [row]


def all_sources() -> Sources:
    """Read once for each document, whose every fact names one."""
    return Source.objects.in_bulk(field_name="slug")


def named_source(slug: Any, sources: Sources, *, field: str = "source") -> Source:
    """Every fact names a source that exists."""
    if not isinstance(slug, str) or slug not in sources:
        raise Wrong(f"{slug or 'missing'} is not in sources.yaml", field)
    return sources[slug]

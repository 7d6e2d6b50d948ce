"""Text -> rows -> text, field by field. What a row says in a file is exactly what differs from its defaults."""

from typing import Any, TypeAlias

from django.core.exceptions import ValidationError
from django.db import models

from guides_app.models import (
    DisplayMessage,
    DisplayReading,
    EntryProcedure,
    FamilyStep,
    IdentifierRule,
    LockoutRule,
    RadioFamily,
    Source,
    Sourced,
)

FAMILY_FACTS: dict[str, type[Sourced]] = {
    "entry": EntryProcedure,
    "lockout": LockoutRule,
    "readings": DisplayReading,
    "messages": DisplayMessage,
    "steps": FamilyStep,
    "numbers": IdentifierRule,
}
_GIVEN = {"source", "family", "guide", "brand", "car_model", "fact_ptr"}  # looked up by us, or made by saving
Fields: TypeAlias = "dict[str, models.Field[Any, Any]]"
_NOT_IN_FILES = {"id", "fact_ptr", "source", "family", "guide", "brand", "position"}


class Wrong(Exception):
    """An item that cannot become rows; the text names the field."""


def own_fields(model: type[models.Model], *, without: frozenset[str] = frozenset()) -> Fields:
    """The plain columns that a file may set."""
    return {
        field.name: field
        for field in model._meta.concrete_fields  # noqa: SLF001  # Django documents it for this use
        if field.name not in _NOT_IN_FILES | without and not field.is_relation
    }


def filled(row: models.Model, data: dict[str, Any], *, fields: Fields) -> None:
    """Set every field from the data, or to its default; a name that is no field is refused."""
    if unknown := set(data) - set(fields):
        raise Wrong(f"unknown: {', '.join(sorted(unknown))}")
    for name, field in fields.items():
        setattr(row, name, data.get(name, field.get_default()))


def described(row: models.Model, *, fields: Fields) -> dict[str, Any]:
    """The row as a file would say it."""
    values = {name: getattr(row, name) for name in fields}
    return {name: value for name, value in values.items() if value != fields[name].get_default()}


def checked(row: models.Model) -> None:
    """The checks that the admin makes of plain fields; the problem as one line. Keys are left to the database."""
    try:
        row.full_clean(exclude=_GIVEN, validate_unique=False)
    except ValidationError as problem:
        raise Wrong(
            "; ".join(f"{name}: {' '.join(texts)}" for name, texts in problem.message_dict.items())
        ) from problem


def written_fact(model: type[Sourced], data: Any, *, position: int, **parents: models.Model | None) -> Sourced:
    """One new fact row, checked and saved."""
    if not isinstance(data, dict):
        raise Wrong(f"{model.__name__}: needs names with values")
    rest = dict(data)
    row = model(source=named_source(rest.pop("source", None)), position=position, **parents)
    filled(row, rest, fields=own_fields(model))
    checked(row)
    row.save()
    return row


def described_fact(row: Sourced) -> dict[str, Any]:
    """The fact as a file would say it."""
    return {"source": row.source.slug} | described(row, fields=own_fields(type(row)))


def facts_of(model: type[Sourced], *, family: RadioFamily | None) -> list[Sourced]:
    """The rows of one kind of fact in their order."""
    rows = model.objects  # type: ignore[attr-defined]  # each child of Sourced that is passed here has it
    return list(rows.filter(family=family).select_related("source").order_by("position", "pk"))


def named_source(slug: Any) -> Source:
    """Every fact names a source that exists."""
    source = Source.objects.filter(slug=slug).first() if isinstance(slug, str) else None
    if source is None:
        raise Wrong(f"source: {slug or 'missing'} is not in sources.yaml")
    return source

"""Values of a document as the form shows them: the words of a choice, the title of a source, the name of a radio."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from guides_app.admin.editor.known import Known
from guides_app.admin.editor.texts import FACTS, HEADS

NAMED = {
    "source": "sources", "years_source": "sources", "family": "families", "alike": "families", "car": "cars",
    "picture": "pictures",
}  # fmt: skip


class Worded:
    """Reads what a document may name at most once, and only when somebody asks."""

    def __init__(self) -> None:
        self._known = Known()

    def __call__(self, place: str, value: str) -> str:
        """`place` as `library.compare` gives it; a value that stands for nothing in a list is itself."""
        *parents, field = place.split(" › ")
        if not value:
            return value
        if field in NAMED:
            rows: Mapping[str, Model] = getattr(self._known, NAMED[field])
            return str(rows.get(value, value))
        section = parents[0].split(" ")[0] if parents else ""
        models = {facts[section] for facts in FACTS.values() if section in facts} if section else set(HEADS.values())
        labels = {str(key): str(label) for model in models for key, label in _choices(model, field)}
        return labels.get(value, value)


def _choices(model: type[Model], field: str) -> list[tuple[Any, Any]]:
    own = {one.name: one for one in model._meta.fields}  # noqa: SLF001  # Django documents it for this use
    return list(own[field].flatchoices) if field in own else []

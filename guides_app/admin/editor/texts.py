"""The texts of a document, each with its translations, and how far a document is translated."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from guides_app import translation
from guides_app.admin.editor.base_form import same_or_new
from guides_app.library.publishing import as_json
from guides_app.library.rows import FAMILY_FACTS, GENERAL_FACTS, GUIDE_FACTS, FactKinds
from guides_app.models import DocumentKind, Fitment, Guide, RadioFamily, Translated
from guides_app.translation import Status

FACTS: dict[DocumentKind, FactKinds] = {
    DocumentKind.GUIDE: {"fits": Fitment, **GUIDE_FACTS},
    DocumentKind.FAMILY: FAMILY_FACTS,
    DocumentKind.GENERAL: GENERAL_FACTS,
}
HEADS: dict[DocumentKind, type[Model]] = {DocumentKind.GUIDE: Guide, DocumentKind.FAMILY: RadioFamily}


@dataclass(frozen=True)
class Text:
    """One text: where it stands, what it says, and the part of the document that holds its translations."""

    place: tuple[str | int, ...]
    source: str
    holder: dict[str, Any]
    field: str

    @property
    def name(self) -> str:
        """The place as the name of a form field."""
        return ".".join(map(str, self.place))

    def kept(self, language: str) -> translation.Translation:
        """What it says in this language, and of which text that is a translation."""
        return translation.of_field(self.holder.get("translations") or {}, language, self.field)

    def translate(self, language: str, *, of: str, text: str) -> None:
        """Put a translation into the document; an empty one goes."""
        translations = dict(self.holder.get("translations") or {})
        fields = {name: kept for name, kept in translations.get(language, {}).items() if name != self.field}
        if text:
            fields[self.field] = {"of": of, "text": text}
        translations = {name: said for name, said in translations.items() if name != language}
        if fields:
            translations[language] = fields
        self.holder.pop("translations", None)
        if translations:
            self.holder["translations"] = translations


def texts(kind: DocumentKind, document: Any) -> list[Text]:
    """Every text of it that says something, in the order of the document."""
    return [text for text in _all(kind, document or {}) if text.source.strip()]


def _all(kind: DocumentKind, document: dict[str, Any]) -> Iterator[Text]:
    if kind in HEADS:
        yield from _of_row((), document, HEADS[kind])
    for name, model in FACTS[kind].items():
        for index, row in enumerate(document.get(name) or []):
            yield from _of_row((name, index), row, model)
            for at, picture in enumerate(row.get("pictures") or []):
                if not picture.get("decoration"):
                    yield Text((name, index, "pictures", at, "alt"), str(picture.get("alt", "")), picture, "alt")


def _of_row(place: tuple[str | int, ...], row: dict[str, Any], model: type[Model]) -> Iterator[Text]:
    fields = model.TEXTS if issubclass(model, Translated) else ()
    for field in fields:
        yield Text((*place, field), str(row.get(field) or ""), row, field)


def translated(kind: DocumentKind, base: Any, language: str, typed: Mapping[str, str]) -> Any:
    """The document with what was typed, each beside the very text that it translates."""
    document = as_json(base)
    for text in texts(kind, document):
        kept = text.kept(language)
        said = same_or_new(typed.get(text.name, kept.text), kept.text)
        still_right = typed.get(f"still.{text.name}") == "yes"
        if said != kept.text or still_right:
            text.translate(language, of=text.source, text=said)
    return document


def progress(kind: DocumentKind, document: Any) -> dict[str, Counter[Status]]:
    """For each language how many texts are done, changed since, and new."""
    there = texts(kind, document)
    return {
        language: Counter(text.kept(language).status(text.source) for text in there)
        for language in translation.LANGUAGES
    }


def standing(counted: Counter[Status]) -> Status:
    """One word for a language: any change needs a look, and all that is missing is new."""
    if counted[Status.CHANGED]:
        return Status.CHANGED
    return Status.NEW if counted[Status.NEW] else Status.DONE

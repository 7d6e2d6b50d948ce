"""Items that are entries of one file each: sources, cars, local words and pictures."""

import re
from typing import Any

from django.utils.text import slugify

from guides_app.library.items import FILE
from guides_app.library.rows import Wrong, checked, described, filled, mapping, own_fields
from guides_app.models import Brand, CarModel, LocalWord, Picture, Source
from guides_app.pictures import formats, limits, masters
from guides_app.pictures.answers import UploadProblem, UploadRefused

KEYED = frozenset({"slug"})
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z]{2,4})?")
_OF_ANOTHER_KIND = f"is none of {', '.join(formats.names())}, whatever its name says"
REFUSED = {
    UploadProblem.EMPTY: "is empty",
    UploadProblem.TOO_BIG: f"is larger than {limits.MAX_MEGABYTES} MB",
    UploadProblem.NOT_ACCEPTED: _OF_ANOTHER_KIND,
    UploadProblem.HEIC: _OF_ANOTHER_KIND,
    UploadProblem.PDF_NOT_HERE: _OF_ANOTHER_KIND,
    UploadProblem.ANIMATED: "moves; only still pictures are taken",
    UploadProblem.TOO_MANY_PIXELS: "has too many pixels to be opened",
    UploadProblem.TOO_SMALL: f"is smaller than {limits.LEAST_SHORT_EDGE} pixels on one side",
    UploadProblem.BROKEN: "is damaged",
    UploadProblem.BUSY: "cannot be looked at just now; load it again in a moment",
}


class Sources:
    """sources.yaml."""

    def keys(self) -> list[str]:
        """By slug."""
        return sorted(Source.objects.values_list("slug", flat=True))

    def describe(self, key: str) -> dict[str, Any] | None:
        """One source."""
        source = Source.objects.filter(slug=key).first()
        return described(source, fields=own_fields(Source, without=KEYED)) if source else None

    def write(self, key: str, data: Any) -> None:
        """One source."""
        source = Source.objects.filter(slug=key).first() or Source(slug=key)
        filled(source, mapping(data), fields=own_fields(Source, without=KEYED))
        checked(source)
        source.save()


class Cars:
    """cars.yaml: a model with the name of its make."""

    def keys(self) -> list[str]:
        """By slug."""
        return sorted(CarModel.objects.values_list("slug", flat=True))

    def describe(self, key: str) -> dict[str, Any] | None:
        """One model."""
        car = CarModel.objects.select_related("brand").filter(slug=key).first()
        return {"brand": car.brand.name} | described(car, fields=own_fields(CarModel, without=KEYED)) if car else None

    def write(self, key: str, data: Any) -> None:
        """One model; a new make comes with its first model."""
        rest = mapping(data)
        brand = _brand(rest.pop("brand", None))
        car = CarModel.objects.filter(slug=key).first() or CarModel(slug=key)
        car.brand = brand
        filled(car, rest, fields=own_fields(CarModel, without=KEYED))
        checked(car)
        car.save()


def _brand(name: Any) -> Brand:
    if not isinstance(name, str) or not slugify(name):
        raise Wrong("names no make", "brand")
    known = Brand.objects.filter(name=name).first()
    if known is None:
        known = Brand(name=name, slug=slugify(name))
        try:
            checked(known)
        except Wrong as wrong:
            raise Wrong(wrong.reason, "brand") from wrong
        known.save()
    return known


class Words:
    """words.yaml: what people of a language say -> the English word that the library uses."""

    def keys(self) -> list[str]:
        """By language, then by word."""
        rows = LocalWord.objects.values_list("language", "word")
        return sorted(f"{language}/{word}" for language, word in rows)

    def describe(self, key: str) -> str | None:
        """The English word."""
        language, _, word = key.partition("/")
        row = LocalWord.objects.filter(language=language, word=word).first()
        return row.stands_for if row else None

    def write(self, key: str, data: Any) -> None:
        """One word."""
        language, _, word = key.partition("/")
        if not _LANGUAGE.fullmatch(language):
            raise Wrong(f"{language} is not the code of a language, such as fr")
        row = LocalWord.objects.filter(language=language, word=word).first() or LocalWord()
        fields = own_fields(LocalWord)
        filled(row, {"language": language, "word": word, "stands_for": data}, fields=fields)
        checked(row)
        row.save()


class Pictures:
    """pictures.yaml, and the file of each entry."""

    def keys(self) -> list[str]:
        """By slug."""
        return sorted(Picture.objects.values_list("slug", flat=True))

    def describe(self, key: str) -> dict[str, Any] | None:
        """The title and the bytes of the master."""
        picture = Picture.objects.filter(slug=key).first()
        return {"title": picture.title, FILE: bytes(picture.master)} if picture else None

    def write(self, key: str, data: Any) -> None:
        """The picture, cleaned. A master that comes back keeps its bytes."""
        rest = mapping(data)
        cleaned = masters.clean(rest.pop(FILE, b""))
        if isinstance(cleaned, UploadRefused):
            raise Wrong(REFUSED[cleaned.problem], FILE)
        picture = Picture(slug=key)
        filled(picture, rest, fields={"title": own_fields(Picture)["title"]})
        checked(picture, without=frozenset({"master", "width", "height", "digest", "uploaded_at"}))
        Picture.objects.keep(cleaned, slug=key, title=picture.title)

"""What tests of the exchange say of folders, files and those who write."""

import io
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from PIL import Image

from guides_app import library
from guides_app.library import Outcome, publishing
from guides_app.models import (
    Brand,
    CarModel,
    DocumentKind,
    Fact,
    Guide,
    LocalWord,
    Manuscript,
    Picture,
    RadioFamily,
    ShippedFile,
    Source,
)

SMALL = "families/small.yaml"
DUSTER = "guides/duster-1.yaml"
PICTURE = "pictures: [{picture: keys, alt: Two keys, marks: [{kind: number, x: 500, y: 500, number: 1}]}]"


def outcomes(report: library.Report) -> dict[str, Outcome]:
    return {result.path: result.outcome for result in report.results}


def refusal(folder: Path) -> str:
    [refused] = library.load(folder).refused()
    return str(refused)


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def emptied() -> None:
    RadioFamily.objects.update(alike=None)
    for model in (Guide, RadioFamily, Fact, Picture, LocalWord, CarModel, Brand, Source, ShippedFile, Manuscript):
        model.objects.all().delete()


def png(width: int = 240, height: int = 220, **how: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "PNG", **how)
    return out.getvalue()


def with_picture(folder: Path, data: bytes, name: str = "keys.png") -> Path:
    (folder / "pictures").mkdir()
    (folder / "pictures" / name).write_bytes(data)
    (folder / "pictures.yaml").write_text("# ours\nkeys: {title: Release keys}\n")
    return folder


def edited(by: User, kind: str, key: str, **changes: Any) -> Manuscript:
    one = publishing.manuscript_of(DocumentKind(kind), key)
    assert one is not None
    return publishing.save_draft(one, one.working | changes, version=one.version, by=by)


def published(by: User, kind: str, key: str, **changes: Any) -> Manuscript:
    one = edited(by, kind, key, **changes)
    return publishing.publish(one, version=one.version, by=by)

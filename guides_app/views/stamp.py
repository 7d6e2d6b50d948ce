"""What a page of the library depends on, in one query: if its stamp is the same, the page says the same.

Counters first: two editors who publish at once cannot leave a page that is neither the one nor the other. The time of
the last change is there too, for a library that was brought back from a back-up and counts anew.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.utils.translation import get_language

from guides_app.models import Brand, CarModel, Guide, Manuscript, RadioFamily, Rendition, Source

CODE = ("guides_app", "config", "templates", "requests_app/urls.py")
SUFFIXES = {".py", ".html", ".css", ".js", ".svg", ".mo"}


def of_guide(slug: str) -> str | None:
    """None when readers find no such guide."""
    return _stamp(f"{_table(Guide)} WHERE is_published AND slug = %s", [slug])


def of_radio(slug: str) -> str | None:
    """None when there is no such family."""
    return _stamp(f"{_table(RadioFamily)} WHERE slug = %s", [slug])


def of_library(_slug: str = "") -> str | None:
    """For pages about the library as a whole. An empty library has no stamp, and nothing to keep."""
    return _stamp(f"{_table(Source)} WHERE 1 = 1", [])


def _stamp(which: str, values: list[str]) -> str | None:
    """One query, written out: to have it built anew for each reader costs more than to run it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {_everything()} FROM {which} ORDER BY id LIMIT 1", values)  # noqa: S608  # no input
        found = cursor.fetchone()
    return None if found is None else _mixed(found)


@cache
def _everything() -> str:
    """Every count that goes up when something that readers see is written."""
    counted = [_figure("COUNT(*)", model.history.model) for model in (Source, CarModel, Brand)]
    return ", ".join(
        [
            _figure("SUM(version)", Manuscript),
            _figure("COUNT(*)", Manuscript),
            _figure("MAX(history_date)", Manuscript.history.model),
            _figure("MAX(id)", Rendition),
            *counted,
        ]
    )


def _figure(what: str, model: type[Model]) -> str:
    return f"(SELECT {what} FROM {_table(model)})"  # noqa: S608  # no input


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001  # Django documents it for this use


def _mixed(parts: tuple[Any, ...]) -> str:
    languages = [code for code, _name in settings.LANGUAGES]
    whole = repr((parts, get_language(), languages, settings.BASE_URL, fingerprint()))
    return hashlib.sha256(whole.encode()).hexdigest()[:32]


@cache
def fingerprint() -> str:
    """Of the code, templates and styles that this process runs; read once."""
    whole = hashlib.sha256()
    for path in sorted(file for place in CODE for file in _files(Path(settings.BASE_DIR) / place)):
        whole.update(path.name.encode() + path.read_bytes())
    return whole.hexdigest()


def _files(place: Path) -> list[Path]:
    return [place] if place.is_file() else [file for file in place.rglob("*") if file.suffix in SUFFIXES]

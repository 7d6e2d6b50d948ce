"""The sources of codes that are plugged in: partner desks, those that the settings name, then those that installed
packages offer.

One that cannot be loaded is left out and told by a system check; it never stops the desk.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points

from django.conf import settings

from requests_app.lookup.source import CodeSource, TrustWord
from requests_app.models import LONGEST_SOURCE, Source

GROUP = "radio_code_desk.sources"
OWN = EntryPoint("partner", "requests_app.lookup.partner:PartnerDesks", GROUP)
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
LONGEST_NAME = 60
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Plugs:
    """The sources by their slugs, and why others were left out, in words for the operator."""

    sources: dict[str, CodeSource]
    problems: tuple[str, ...]


class NotASource(Exception):
    """What an entry point gave cannot be used as a source."""


@lru_cache(maxsize=1)
def installed() -> Plugs:
    """Loaded once in each process. What is installed later is there after a restart."""
    sources: dict[str, CodeSource] = {}
    problems = []
    for entry in _entries():
        try:
            source = _loaded(entry)
            if source.slug in sources:
                raise NotASource(f"the slug {source.slug} is taken by another source")
            sources[source.slug] = source
        except NotASource as problem:
            problems.append(f"{entry.value}: {problem}")
        except Exception as error:  # noqa: BLE001 - whatever a package does, the desk goes on without it
            _log.warning("A source of codes cannot be loaded: %s: %s", entry.value, type(error).__name__)
            problems.append(f"{entry.value} cannot be loaded: {type(error).__name__}")
    return Plugs(sources, tuple(problems))


def _entries() -> Iterator[EntryPoint]:
    yield OWN
    for value in settings.CODE_SOURCES:
        yield EntryPoint(value, value, GROUP)
    yield from sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value))


def _loaded(entry: EntryPoint) -> CodeSource:
    """The source that the entry point's class or function gives, with all that one must have."""
    source = entry.load()()
    slug, name = getattr(source, "slug", None), getattr(source, "name", None)
    if not isinstance(slug, str) or not SLUG.fullmatch(slug) or len(slug) > LONGEST_SOURCE:
        raise NotASource(f"its slug must be at most {LONGEST_SOURCE} lower-case letters, digits and hyphens")
    if slug in Source.values:
        raise NotASource(f"the slug {slug} is one of our own")
    if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_NAME:
        raise NotASource(f"its name must have 1 to {LONGEST_NAME} characters")
    if getattr(source, "trust", None) not in list(TrustWord):
        raise NotASource(f"its trust word must be one of {', '.join(TrustWord)}")
    if not (callable(getattr(source, "find", None)) and callable(getattr(source, "check", None))):
        raise NotASource("it must have find() and check()")
    found: CodeSource = source
    return found


def name_of(slug: str) -> str:
    """A source as staff read it; one that is not there any more goes by its slug."""
    if slug in Source.values:
        return str(Source(slug).label)
    source = installed().sources.get(slug)
    return source.name if source else slug

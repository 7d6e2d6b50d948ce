"""What a shop may be called in the addresses of its pages: a segment behind the language, a host name of its own."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from urllib.parse import urlsplit

import idna
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import slug_re
from django.http.request import validate_host
from django.urls import LocalePrefixPattern, URLPattern, URLResolver, get_resolver
from django.utils.translation import get_language_from_path
from django.utils.translation import gettext_lazy as _

_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_HOST_NAME = re.compile(rf"(?=.{{1,253}}\Z)(?:{_LABEL}\.)+(?=[a-z0-9-]*[a-z]){_LABEL}")


def segment_in(path: str) -> str:
    """What stands in this path behind the language, if no page has this name; or nothing."""
    if not get_language_from_path(path):
        return ""
    segment = path.split("/", 3)[2:3]
    return segment[0] if segment and slug_re.fullmatch(segment[0]) and segment[0] not in page_names() else ""


@cache
def page_names() -> frozenset[str]:
    """The first segments behind the language that lead to pages: no shop is called so."""
    return frozenset(_below_the_language(get_resolver(settings.ROOT_URLCONF).url_patterns))


def _below_the_language(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and isinstance(pattern.pattern, LocalePrefixPattern):
            yield from _first_segments(pattern.url_patterns)
        elif isinstance(pattern, URLResolver) and not str(pattern.pattern):
            yield from _below_the_language(pattern.url_patterns)


def _first_segments(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        written = str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver) and not written:
            yield from _first_segments(pattern.url_patterns)
        elif written:
            yield written.partition("/")[0]


def check_slug(slug: str) -> None:
    """Raise ValidationError for the name of a page: the shop's own pages would not be found behind it."""
    if slug in page_names():
        raise ValidationError(_("‘%(slug)s’ is the address of a page. Choose another one."), params={"slug": slug})


def as_host_name(typed: str) -> str:
    """A host name as browsers send it, in small ASCII letters; what is none is left as it was typed."""
    try:
        return idna.encode(typed.strip(), uts46=True).decode("ascii").removesuffix(".")
    except UnicodeError:
        return typed


def check_host_name(name: str) -> None:
    """Raise ValidationError for what is no whole name of a host as browsers send it, and for that of all desks."""
    if not is_host_name(name):
        raise ValidationError(_("Enter a host name alone, for example radio.shop.example."))
    if name == urlsplit(settings.BASE_URL).hostname:
        raise ValidationError(_("All desks have this address. Leave it out, or choose another one."))


def is_host_name(name: str) -> bool:
    """Whether a shop might be called so: neither an address in numbers nor the bare name of a machine."""
    return _HOST_NAME.fullmatch(name) is not None


def is_served(host_name: str) -> bool:
    """Whether this installation answers for this host name."""
    return validate_host(host_name, settings.ALLOWED_HOSTS)

"""What the frame of every page needs: the same page in the other languages."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.urls import translate_url

register = template.Library()


@dataclass(frozen=True)
class LanguageLink:
    """One entry of the language menu, named in its own language."""

    code: str
    name: str
    url: str


@register.simple_tag(takes_context=True)
def language_links(context: dict[str, Any]) -> list[LanguageLink]:
    """The offered languages, in the order of their own names; each leads to this very page."""
    request = context.get("request")
    if request is None:
        return []
    links = [LanguageLink(code, str(name), translate_url(request.path, code)) for code, name in settings.LANGUAGES]
    return sorted(links, key=lambda link: link.name)

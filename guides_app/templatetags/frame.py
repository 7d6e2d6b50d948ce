"""What the frame of every page needs: the same page in other languages, and what search engines read."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.urls import reverse, translate_url
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override

register = template.Library()
PUBLIC_NAMESPACE = "guides"
TERRITORIES = {"en": "GB", "fr": "FR", "ro": "RO", "de": "DE", "it": "IT", "es": "ES"}


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


@register.inclusion_tag("components/found.html", takes_context=True)
def how_to_find(context: dict[str, Any], own_base: str = "") -> dict[str, Any]:
    """For public pages: the one address of this page, its other languages, and a card for whoever passes it on.

    The address is the configured one, never what a request claims. Below the address of a shop the pages are those of
    the library, and say so; with `own_base` this one is the shop's own. A page may hand in `found`.
    """
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    if request is None or match is None or match.namespace != PUBLIC_NAMESPACE:
        return {}
    found, language = context.get("found"), get_language() or settings.LANGUAGE_CODE
    written_in = getattr(found, "language", "") or language
    own = {code: f"{own_base}{translate_url(request.path, code)}" for code, _name in settings.LANGUAGES if own_base}
    addresses = own or {
        code: f"{settings.BASE_URL}{_without_a_shop(match, code)}" for code, _name in settings.LANGUAGES
    }
    return {
        "found": found,
        "canonical": addresses[written_in],
        "alternates": addresses,
        "anywhere": addresses[settings.LANGUAGE_CODE],
        "locale": f"{written_in}_{TERRITORIES[written_in]}" if written_in in TERRITORIES else written_in,
    }


def _without_a_shop(match: Any, language: str) -> str:
    """The page in this language as the library has it."""
    with override(language):
        return reverse(match.view_name, urlconf=settings.ROOT_URLCONF, args=match.args, kwargs=match.captured_kwargs)


class Speaking(template.Node):
    """A part of a page in one language, whose links stay in the reader's."""

    def __init__(self, language: FilterExpression, nodelist: NodeList) -> None:
        self.language, self.nodelist = language, nodelist

    def render(self, context: Context) -> SafeString:
        """The part, with a mark of its language where it is not that of the page."""
        reads, speaks = get_language(), self.language.resolve(context)
        if reads == speaks:
            return self.nodelist.render(context)
        with override(speaks):
            html = str(self.nodelist.render(context)).replace(f'="/{speaks}/', f'="/{reads}/')
        return mark_safe(f'<div lang="{speaks}">{html}</div>')


@register.tag
def speaking(parser: Parser, token: Token) -> Speaking:
    """`{% speaking language %}…{% endspeaking %}`: gettext speaks it too. Links lead on in the reader's language."""
    language = parser.compile_filter(token.split_contents()[1])
    nodelist = parser.parse(("endspeaking",))
    parser.delete_first_token()
    return Speaking(language, nodelist)

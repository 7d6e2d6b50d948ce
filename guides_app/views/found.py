"""What search engines and people who pass a page on are told of it, and nothing that is not on the page."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

MOST_QUESTIONS = 6
ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@dataclass(frozen=True)
class Found:
    """The name of a page, 1 or 2 sentences about it, where it stands, and the questions that it answers.

    `language` is the one that the page is written in, where it is not the reader's.
    """

    title: str
    description: str
    crumbs: tuple[tuple[str, str], ...] = ()
    questions: dict[str, str] = field(default_factory=dict)
    is_article: bool = False
    language: str = ""

    @property
    def address(self) -> str:
        """Where the page is, for paper."""
        return f"{settings.BASE_URL}{self.crumbs[-1][1]}" if self.crumbs else ""

    def data(self) -> SafeString:
        """JSON-LD for a block of data: no sign in it can end the block."""
        graph = [self._breadcrumbs(), *self._questions()] if self.crumbs else self._questions()
        if not graph:
            return SafeString()
        whole = {"@context": "https://schema.org", "@graph": graph}
        return mark_safe(json.dumps(whole, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES))

    def _breadcrumbs(self) -> dict[str, Any]:
        items = [
            {"@type": "ListItem", "position": place, "name": name, "item": f"{settings.BASE_URL}{address}"}
            for place, (name, address) in enumerate(self.crumbs, start=1)
        ]
        return {"@type": "BreadcrumbList", "itemListElement": items}

    def _questions(self) -> list[dict[str, Any]]:
        asked = [
            {"@type": "Question", "name": title, "acceptedAnswer": {"@type": "Answer", "text": text}}
            for title, text in list(self.questions.items())[:MOST_QUESTIONS]
        ]
        return [{"@type": "FAQPage", "mainEntity": asked}] if asked else []


def home_crumb() -> tuple[str, str]:
    """Where every path begins."""
    return (_("Radio Code Desk"), reverse("guides:home"))

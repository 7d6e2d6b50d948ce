"""Filters for the staff's pages: what the customer will read, beside what staff choose."""

from django import template

from requests_app.models import CheckKind
from requests_app.notifications.wording import PROBLEMS, REFUSALS

register = template.Library()


@register.filter
def customer_words(problem: str) -> str:
    """What a letter says about a document with this problem."""
    return str(PROBLEMS.get(problem, ""))  # type: ignore[call-overload]  # the enum's values are its strings


@register.filter
def refusal_words(refusal: str) -> str:
    """What a letter says about a refusal; nothing where no letter goes out."""
    found = REFUSALS.get(str(refusal))
    return f"{found.why} {found.way_on}" if found else ""


@register.filter
def check_label(kind: str) -> str:
    """A question of the verification in words."""
    return str(CheckKind(kind).label)

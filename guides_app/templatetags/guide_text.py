"""Editors' Markdown as HTML, and how sure each statement is."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from guides_app.models import Sourced
from guides_app.rendering import render

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    """Safe to print: the renderer keeps only a few plain tags."""
    return mark_safe(render(text))


@register.simple_tag
def sure(fact: Sourced, *, named: bool = False) -> SafeString:
    """How sure it is, as a link to its source in the list at the end of the page; `named` says the source as well."""
    said = f"{fact.source.title} ({fact.get_confidence_display()})" if named else fact.get_confidence_display()
    return format_html('<a href="#s-{}">{}</a>', fact.source_id, said)

"""Editors' Markdown as HTML."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from guides_app.rendering import render

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    """Safe to print: the renderer keeps only a few plain tags."""
    return mark_safe(render(text))

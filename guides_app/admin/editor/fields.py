"""A form field in which a row is chosen by its slug, from a list that is drawn quickly however often it is there."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

SELECTED = mark_safe(" selected")


class QuickSelect(forms.Select):
    """A list of choices without one template for each of them."""

    def render(
        self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """The same element that Django draws."""
        said = "" if value is None else str(value)
        rows = ((key, SELECTED if str(key) == said else "", label if key else "–") for key, label in self.choices)
        options = format_html_join("", '<option value="{}"{}>{}</option>', rows)
        attributes = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<select{}>{}</select>", flatatt(attributes), options)


class BySlug(forms.Field):
    """Gives a row, or None where nothing need be chosen. `offer` says which rows there are."""

    widget = QuickSelect
    default_error_messages = {"unknown": _("Choose one of the list")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rows: Mapping[str, Model] = {}

    def offer(self, rows: Mapping[str, Model]) -> None:
        """Let one of these be chosen."""
        self.rows = rows
        self.widget.choices = [("", "–"), *((slug, str(row)) for slug, row in rows.items())]

    def to_python(self, value: Any) -> Model | None:
        """The row of this slug."""
        if value in self.empty_values:
            return None
        if value not in self.rows:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        return self.rows[value]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Slugs are compared."""
        return str(initial or "") != str(data or "")

"""Radio families with all their facts on one page; each fact names its source."""

from typing import Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from guides_app import entry
from guides_app.admin.bases import FactInline
from guides_app.models import (
    DisplayMessage,
    DisplayReading,
    EntryProcedure,
    FamilyStep,
    IdentifierRule,
    LockoutRule,
)

SAMPLE_CODES = ("5029", "0007")


class IdentifierRuleInline(FactInline):
    """Shapes of numbers with their samples."""

    model = IdentifierRule
    extra = 0


class DisplayReadingInline(FactInline):
    """Key combinations, in the order to try."""

    model = DisplayReading
    extra = 0


class DisplayMessageInline(FactInline):
    """Messages of this family only."""

    model = DisplayMessage
    extra = 0


class EntryProcedureInline(FactInline):
    """Entry procedures with the presses that they give for two sample codes."""

    model = EntryProcedure
    extra = 0
    readonly_fields = ("sample_presses",)

    @admin.display(description=_("Presses for 5029 and 0007"))
    def sample_presses(self, procedure: EntryProcedure) -> str:
        """One line per sample code, so that a zero is seen to be right."""
        if not procedure.pk:
            return ""
        lines = [" · ".join(_press(step) for step in entry.presses(procedure.procedure(), c)) for c in SAMPLE_CODES]
        return format_html("{}<br>{}", *lines)


class LockoutRuleInline(FactInline):
    """What each source says about the wait; the first is what readers are told."""

    model = LockoutRule
    extra = 0


class FamilyStepInline(FactInline):
    """Written steps; ordered by number, no dragging."""

    model = FamilyStep
    extra = 0


class RadioFamilyAdmin(SimpleHistoryAdmin):
    """A radio family and everything known about it."""

    list_display = ("name", "looks", "number_kind", "carries_code", "display_word")
    list_filter = ("looks", "number_kind", "carries_code")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (
        EntryProcedureInline,
        LockoutRuleInline,
        DisplayReadingInline,
        DisplayMessageInline,
        FamilyStepInline,
        IdentifierRuleInline,
    )
    history_list_display: tuple[Any, ...] = ("name",)


def _press(step: entry.Press) -> str:
    return f"{step.action.value} {step.key} ×{step.times}" if step.digit else f"{step.action.value} {step.key}"

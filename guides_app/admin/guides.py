"""Guides in the admin: publishing is an action that the lints may stop, never a tick in a form."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from simple_history.admin import SimpleHistoryAdmin

from guides_app import lints
from guides_app.admin.bases import FactInline
from guides_app.models import Fitment, Guide


class FitmentInline(FactInline):
    """Radios found in this car, the likeliest first."""

    model = Fitment
    extra = 0


class GuideAdmin(SimpleHistoryAdmin):
    """Guides with their lints."""

    list_display = ("label", "is_published", "checked_on", "checked_by", "rank")
    list_filter = ("is_published", "car_model__brand")
    list_select_related = ("car_model__brand",)
    search_fields = ("car_model__name", "car_model__nicknames", "generation", "slug")
    readonly_fields = ("is_published", "what_the_lints_say")
    inlines = (FitmentInline,)
    actions = ("publish", "withdraw")

    @admin.display(description=_("What the lints say"))
    def what_the_lints_say(self, guide: Guide) -> str:
        """Errors stop publishing, warnings only ask."""
        if not guide.pk:
            return ""
        found = guide.findings()
        if not found:
            return str(_("Nothing. The guide may be published."))
        rows = ((finding.level, finding.rule, finding.place, finding.detail) for finding in found)
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {} – {} {}</li>", rows))

    @admin.action(description=_("Publish the chosen guides"), permissions=["change"])
    def publish(self, request: HttpRequest, guides: QuerySet[Guide]) -> None:
        """Publish those that no lint blocks; name the others."""
        for guide in guides:
            if lints.blocks(guide.findings()):
                self.message_user(request, _("%s is not published: open it to read why.") % guide.label, messages.ERROR)
                continue
            guide.is_published = True
            guide.save(update_fields=["is_published"])
            self.message_user(request, _("%s is published.") % guide.label, messages.SUCCESS)

    @admin.action(description=_("Withdraw the chosen guides"), permissions=["change"])
    def withdraw(self, request: HttpRequest, guides: QuerySet[Guide]) -> None:
        """Readers no longer find them."""
        for guide in guides:
            guide.is_published = False
            guide.save(update_fields=["is_published"])
        count = len(guides)
        self.message_user(request, ngettext("%d guide withdrawn.", "%d guides withdrawn.", count) % count)

"""The outbox in the admin: read only, without recipients; a letter that failed may be tried again."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from requests_app.admin.bases import SeatAdmin
from requests_app.admin.roles import WORKS, desks_of
from requests_app.models import Desk, Message
from requests_app.notifications import outbox


class OutcomeFilter(admin.SimpleListFilter):
    """Sent, waiting, failed."""

    title = _("outcome")
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("failed", _("Failed")), ("waiting", _("Waiting")), ("sent", _("Sent"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "failed":
                return queryset.filter(failed_at__isnull=False)
            case "waiting":
                return queryset.filter(sent_at=None, failed_at=None, cancelled_at=None)
            case "sent":
                return queryset.filter(sent_at__isnull=False)
        return queryset


class MessageAdmin(SeatAdmin):
    """Letters of the own desks."""

    list_display = ("code_request", "letter", "created_at", "sent_at", "failed_at", "attempts", "last_error")
    list_display_links = None
    list_filter = (OutcomeFilter, "letter")
    list_select_related = ("code_request",)
    fields = (
        "code_request",
        "letter",
        "created_at",
        "due_at",
        "sent_at",
        "failed_at",
        "cancelled_at",
        "attempts",
        "last_error",
    )
    ordering = ("-pk",)
    actions = ("try_again",)

    def desks(self, request: HttpRequest) -> list[Desk]:
        return desks_of(request.user, *WORKS)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super(SeatAdmin, self).get_queryset(request)
        return rows.filter(code_request__desk__in=[desk.pk for desk in self.desks(request)])

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return bool(self.desks(request))

    @admin.action(description=_("Try the chosen failed letters again"), permissions=["retry"])
    def try_again(self, request: HttpRequest, letters: QuerySet[Message]) -> None:
        """Due now, from the first attempt; those without an address any more stay as they are."""
        n = outbox.send_again(letters)
        text = ngettext("%(n)d letter will be tried again.", "%(n)d letters will be tried again.", n) % {"n": n}
        self.message_user(request, text, messages.SUCCESS if n else messages.WARNING)


def register(site: admin.AdminSite) -> None:
    """Put letters on the site."""
    site.register(Message, MessageAdmin)

"""The outbox at the Desk: read only, without recipients. What failed is sent again, or set aside, by one press."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from guides_app.posted import posted
from requests_app import workflow
from requests_app.admin.bases import SeatAdmin
from requests_app.admin.frame import signed_in, to_request
from requests_app.models import CodeRequest, Member, Message, Problem
from requests_app.notifications import mail_server, outbox
from requests_app.permissions import CHANGE_DESK, WORK_ON_REQUESTS, allows, desks_of, find

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.utils.functional import Promise

Act = Callable[..., None]


def letters_of(user: "User") -> QuerySet[Message]:
    """Letters about requests of the desks where this person works; a lead sees those to the staff there and to the
    operator, too."""
    works = [desk.pk for desk in desks_of(user, WORK_ON_REQUESTS)]
    leads = [desk.pk for desk in desks_of(user, CHANGE_DESK)]
    others = Q(code_request=None, user__in=Member.objects.filter(desk__in=leads).values("user"))
    if leads:
        others |= Q(code_request=None, user=None)
    return Message.objects.filter(Q(code_request__desk__in=works) | others)


def post_of(user: "User") -> dict[str, QuerySet[Any]]:
    """What the first page says of the post, as rows to be counted: letters that fail, those of them that could not be
    written, and for leads whether letters are stopped because the mail server takes none."""
    failing = outbox.troubled(letters_of(user))
    found: dict[str, QuerySet[Any]] = {"failing": failing, "unwritten": failing.filter(problem=Problem.FAULT)}
    return found | ({"stopped": mail_server.stopped()} if desks_of(user, CHANGE_DESK) else {})


def failing(code_request: CodeRequest) -> list[Message]:
    """The letters about this request that fail, for its page."""
    return list(outbox.troubled().filter(code_request=code_request))


@posted(to_request())
def again(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """From the request's page: send one letter again, or set it aside."""
    user = signed_in(request)
    code_request = find(user, reference, WORK_ON_REQUESTS)
    message = get_object_or_404(Message, pk=key, code_request=code_request)
    aside = request.POST.get("then") == "aside"
    try:
        (workflow.set_letter_aside if aside else workflow.send_letter_again)(message, by=user)
    except workflow.MoveRefused:
        messages.warning(request, _("This letter does not wait for you any more."))
    else:
        messages.info(request, _("The letter is set aside.") if aside else _("The letter goes again now."))
    return redirect("admin:review", code_request.reference)


class OutcomeFilter(admin.SimpleListFilter):
    """Sent, waiting, failed."""

    title = _("outcome")
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("failed", _("Failed")), ("waiting", _("Waiting")), ("sent", _("Sent"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "failed":
                return outbox.troubled(queryset)
            case "waiting":
                return queryset.filter(sent_at=None, failed_at=None, cancelled_at=None)
            case "sent":
                return queryset.filter(sent_at__isnull=False, failed_at=None)
        return queryset


@admin.register(Message)
class MessageAdmin(SeatAdmin):
    """Letters of the own desks."""

    list_display = ("about", "letter", "created_at", "outcome")
    list_display_links = None
    list_filter = (OutcomeFilter, "letter")
    list_select_related = ("code_request", "user")
    fields = (
        "about",
        "letter",
        "created_at",
        "due_at",
        "sent_at",
        "failed_at",
        "cancelled_at",
        "problem",
        "attempts",
        "last_error",
    )
    ordering = ("-pk",)
    actions = ("try_again", "set_aside")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return letters_of(signed_in(request))

    @admin.display(description=_("about"))
    def about(self, message: Message) -> str:
        return str(message.code_request or message.user or _("the record"))

    @admin.display(description=_("outcome"))
    def outcome(self, message: Message) -> str:
        """What became of it and when; of one in trouble, why, after how many tries, and what the server said."""
        why = ", ".join(part for part in (message.get_problem_display(), message.last_error) if part)
        if message.cancelled_at:
            return _on(_("Set aside"), message.cancelled_at)
        if message.failed_at:
            tries = ngettext("%(n)d try", "%(n)d tries", message.attempts) % {"n": message.attempts}
            return f"{_on(_('Failed'), message.failed_at)}: {why} ({tries})"
        if message.sent_at:
            return _on(_("Sent"), message.sent_at)
        return f"{_('Waiting')}: {why}" if why else str(_("Waiting"))

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return allows(request.user, WORK_ON_REQUESTS)

    @admin.action(description=_("Send the chosen failed letters again"), permissions=["retry"])
    def try_again(self, request: HttpRequest, letters: QuerySet[Message]) -> None:
        """Due now, from the first try; those whose recipient is forgotten stay as they are."""
        n = _each(letters, workflow.send_letter_again, by=signed_in(request))
        text = ngettext("%(n)d letter goes again.", "%(n)d letters go again.", n) % {"n": n}
        self.message_user(request, text, messages.SUCCESS if n else messages.WARNING)

    @admin.action(description=_("Set the chosen failed letters aside"), permissions=["retry"])
    def set_aside(self, request: HttpRequest, letters: QuerySet[Message]) -> None:
        """They are not sent any more, and nobody is reminded of them."""
        n = _each(letters, workflow.set_letter_aside, by=signed_in(request))
        text = ngettext("%(n)d letter is set aside.", "%(n)d letters are set aside.", n) % {"n": n}
        self.message_user(request, text, messages.SUCCESS if n else messages.WARNING)


def _on(what: "Promise", when: datetime) -> str:
    return f"{what}, {date_format(timezone.localtime(when), 'DATETIME_FORMAT')}"


def _each(letters: QuerySet[Message], act: Act, *, by: "User") -> int:
    done = 0
    for message in letters.select_related("code_request"):
        try:
            act(message, by=by)
        except workflow.WorkflowError:
            continue
        done += 1
    return done

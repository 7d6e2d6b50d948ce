"""The outbox at the Desk: read only, without recipients. What failed is sent again, or set aside, by one press."""

from collections.abc import Callable
from datetime import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, cast

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
from requests_app.admin.bounded import MOST, NewestFirst
from requests_app.admin.frame import signed_in, to_request
from requests_app.models import CodeRequest, Member, Message, MessageQuerySet, Problem
from requests_app.notifications import mail_server
from requests_app.permissions import CHANGE_DESK, WORK_ON_REQUESTS, allows, desks_of, find
from requests_app.queue_order import keys_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.utils.functional import Promise

Act = Callable[..., None]


def parts_of(user: "User") -> list[Q]:
    """The letters that this person sees, each part read off an index: those about requests of each desk where they
    work; for a lead those to the staff there, and to the operator."""
    parts = [Q(at_desk=desk) for desk in desks_of(user, WORK_ON_REQUESTS)]
    if leads := [desk.pk for desk in desks_of(user, CHANGE_DESK)]:
        staff = Member.objects.filter(desk__in=leads).values("user")
        parts.append(Q(Q(user__in=staff) | Q(user=None), at_desk=None))
    return parts


def letters_of(user: "User") -> MessageQuerySet:
    """All of them."""
    parts = parts_of(user)
    return Message.objects.filter(reduce(or_, parts)) if parts else Message.objects.none()


def post_of(user: "User") -> dict[str, QuerySet[Any]]:
    """What the first page says of the post, as rows to be counted: letters that fail, those of them that could not be
    written, and for leads whether letters are stopped because the mail server takes none."""
    failing = letters_of(user).troubled()
    found: dict[str, QuerySet[Any]] = {"failing": failing, "unwritten": failing.filter(problem=Problem.FAULT)}
    return found | ({"stopped": mail_server.stopped()} if desks_of(user, CHANGE_DESK) else {})


def failing(code_request: CodeRequest) -> list[Message]:
    """The letters about this request that fail, for its page."""
    return list(Message.objects.troubled().filter(code_request=code_request))


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
        return of_outcome(cast("MessageQuerySet", queryset), self.value())


def of_outcome(letters: MessageQuerySet, outcome: str | None) -> MessageQuerySet:
    """Of these letters those with this outcome; all of them without one."""
    match outcome:
        case "failed":
            return letters.troubled()
        case "waiting":
            return letters.waiting()
        case "sent":
            return letters.filter(sent_at__isnull=False, failed_at=None)
    return letters


@admin.register(Message)
class MessageAdmin(SeatAdmin):
    """Letters of the own desks."""

    list_display = ("about", "letter", "created_at", "outcome")
    list_display_links = None
    change_list_template = "admin/requests/letters.html"
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

    def get_paginator(  # type: ignore[override]
        self, request: HttpRequest, queryset: QuerySet[Any], per_page: int
    ) -> NewestFirst:
        """Each part is read off its own index, no further than the list goes."""
        outcome = request.GET.get(OutcomeFilter.parameter_name)
        parts = [of_outcome(Message.objects.filter(part), outcome) for part in parts_of(signed_in(request))]
        keys = keys_of([part.order_by("-pk") for part in parts], MOST + 1)
        return NewestFirst(queryset, keys, per_page)

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

"""The outbox at the Desk: read only, without recipients. What failed is sent again, or set aside, by one press."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from requests_app import workflow
from requests_app.admin.bases import SeatAdmin
from requests_app.admin.frame import signed_in
from requests_app.admin.roles import WORKS, desks_of, find
from requests_app.models import CodeRequest, Desk, Message, Problem, Role
from requests_app.notifications import mail_server, outbox

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Act = Callable[..., None]


def letters_of(user: "User") -> QuerySet[Message]:
    """Letters about requests of the desks where this person works; a lead sees those to the staff there and to the
    operator, too."""
    works = [desk.pk for desk in desks_of(user, *WORKS)]
    leads = [desk.pk for desk in desks_of(user, Role.LEAD)]
    others = Q(code_request=None, user__desk_roles__desk__in=leads)
    if leads:
        others |= Q(code_request=None, user=None)
    return Message.objects.filter(Q(code_request__desk__in=works) | others).distinct()


def post_of(user: "User") -> dict[str, object]:
    """What the first page says of the post: how many letters fail, and for leads whether the mail server takes any."""
    problems = list(letters_of(user).filter(pk__in=outbox.troubled()).values_list("problem", flat=True))
    return {
        "failing": len(problems),
        "unwritten": problems.count(Problem.FAULT),
        "stopped": bool(desks_of(user, Role.LEAD)) and mail_server.is_stopped(),
    }


def failing(code_request: CodeRequest) -> list[Message]:
    """The letters about this request that fail, for its page."""
    return list(outbox.troubled().filter(code_request=code_request))


@require_POST
def again(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """From the request's page: send one letter again, or set it aside."""
    user = signed_in(request)
    code_request = find(user, reference, *WORKS)
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
                return queryset.filter(pk__in=outbox.troubled())
            case "waiting":
                return queryset.filter(sent_at=None, failed_at=None, cancelled_at=None)
            case "sent":
                return queryset.filter(sent_at__isnull=False, failed_at=None)
        return queryset


class MessageAdmin(SeatAdmin):
    """Letters of the own desks."""

    list_display = ("about", "letter", "created_at", "sent_at", "failed_at", "problem", "attempts", "last_error")
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

    def desks(self, request: HttpRequest) -> list[Desk]:
        return desks_of(request.user, *WORKS)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return letters_of(signed_in(request))

    @admin.display(description=_("about"))
    def about(self, message: Message) -> str:
        return str(message.code_request or message.user or _("the record"))

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return bool(self.desks(request))

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


def _each(letters: QuerySet[Message], act: Act, *, by: "User") -> int:
    done = 0
    for message in letters.select_related("code_request"):
        try:
            act(message, by=by)
        except workflow.WorkflowError:
            continue
        done += 1
    return done


def register(site: admin.AdminSite) -> None:
    """Put letters on the site."""
    site.register(Message, MessageAdmin)

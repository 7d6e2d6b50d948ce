"""Webhooks at the Desk: leads add the addresses of other software, see what it was told, and send again what failed. A
secret stands on the page that answers the press, and on no other."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app.admin.bases import PlainAdmin, SteppedUp
from requests_app.admin.frame import frame, signed_in
from requests_app.forms.fields import TextField
from requests_app.models import TOLD_STATES, ApiToken, Desk, WebhookDelivery, WebhookEndpoint
from requests_app.permissions import CHANGE_DESK, allows, desks_of
from requests_app.states import Status
from requests_app.webhooks import addresses, endpoints

ON_A_PAGE = 50
LIST = "admin:requests_app_webhookendpoint_changelist"
USUAL = ("received", "needs_info", "ready", "refused", "closed", "withdrawn", "expired", "merged", "erased")
REFUSED = {
    "address": gettext_lazy("Enter an address such as https://hooks.shop.example/desk, without a password or spaces."),
    "https": gettext_lazy("The address must begin with https://"),
    "port": gettext_lazy("The port must be 443, or one above 1023."),
    "inner": gettext_lazy("This address leads to an inner network."),
    "token": gettext_lazy("This token does not open any more, or its person does not see requests any more."),
    "states": gettext_lazy("Choose what it is told."),
    "many": gettext_lazy("This token has as many webhooks as it may. Switch one off first."),
    "off": gettext_lazy("Switch it on first. Its token must open, too."),
}


class TokenField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """A token, by the name of its software and what it is told of."""

    def label_from_instance(self, obj: Any) -> str:
        if obj.kind == ApiToken.Kind.STAFF:
            return _("%(name)s: told of all requests of the desk") % {"name": obj.name}
        return _("%(name)s: told of the requests that it filed") % {"name": obj.name}


class AddForm(forms.Form):
    """A new webhook at one desk."""

    token = TokenField(label=gettext_lazy("Software"), queryset=ApiToken.objects.none())
    url = TextField(
        label=gettext_lazy("Address"),
        help_text=gettext_lazy("https only, to a host of the public internet."),
        longest=addresses.LONGEST,
        too_long=gettext_lazy("The address must be 400 characters or less"),
    )
    states = forms.MultipleChoiceField(
        label=gettext_lazy("It is told when a request is"),
        choices=[(state.value, f"request.{state}") for state in TOLD_STATES],
        widget=forms.CheckboxSelectMultiple,
        initial=USUAL,
    )

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk = desk
        follow = [token.pk for token in endpoints.tokens_of(desk)]
        self.fields["token"].queryset = ApiToken.objects.filter(pk__in=follow)  # type: ignore[attr-defined]

    def save(self, *, by: User) -> tuple[WebhookEndpoint, str]:
        """Add it, and its secret; or raise ValidationError."""
        told = self.cleaned_data
        states = [Status(state) for state in told["states"]]
        try:
            return endpoints.add(told["token"], told["url"], states, by=by)
        except (endpoints.Refused, addresses.NotAllowed) as refused:
            raise ValidationError(REFUSED[refused.reason]) from None


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(SteppedUp, PlainAdmin):
    """A list, and a log of each; the site asks for a fresh second factor before anything but the list."""

    def get_urls(self) -> list[URLPattern]:
        """The list, the logs, and what can be done."""
        door = self.admin_site.admin_view
        return [
            path("", door(self.changelist_view), name="requests_app_webhookendpoint_changelist"),
            path("add/<int:key>/", door(self.add_endpoint), name="requests_app_webhookendpoint_open"),
            path("<int:key>/", door(self.log_view), name="requests_app_webhookendpoint_log"),
            path("<int:key>/secret/", door(self.secret_view), name="requests_app_webhookendpoint_secret"),
            path("<int:key>/switch/", door(self.switch_view), name="requests_app_webhookendpoint_switch"),
            path("<int:key>/again/", door(self.again_view), name="requests_app_webhookendpoint_again"),
        ]

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """In the list of settings for leads."""
        return {"view": allows(request.user, CHANGE_DESK)}

    def has_module_permission(self, request: HttpRequest) -> bool:
        return allows(request.user, CHANGE_DESK)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Of stock forms there are none, so those of other models lead to none."""
        return False

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The webhooks of the desks that one leads."""
        if not allows(request.user, CHANGE_DESK):
            raise PermissionDenied
        return _page(request)

    def add_endpoint(self, request: HttpRequest, key: int) -> HttpResponse:
        """A new one at this desk; its secret is shown here and nowhere again."""
        desk = next((desk for desk in desks_of(request.user, CHANGE_DESK) if desk.pk == key), None)
        if desk is None:
            raise PermissionDenied
        if request.method != "POST":
            return redirect(LIST)
        form = AddForm(request.POST, desk=desk, prefix=f"desk-{desk.pk}")
        if form.is_valid():
            try:
                return _secret_page(request, *form.save(by=signed_in(request)), overlap=False)
            except ValidationError as error:
                form.add_error(None, error)
        return _page(request, form)

    def log_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """What it was told, the newest first."""
        endpoint = _endpoint(request, key)
        rows = endpoint.deliveries.select_related("code_request").order_by("-pk")
        page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
        failed = _not_taken(endpoint).count()
        context = {"endpoint": endpoint, "page": page, "failed": failed, "here": "settings"}
        return render(request, "admin/webhooks/log.html", frame(request, **context))

    def secret_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """A new secret, shown here and nowhere again."""
        endpoint = _endpoint(request, key)
        if request.method != "POST":
            return redirect("admin:requests_app_webhookendpoint_log", key)
        at_once = request.POST.get("former") == "ends"
        secret = endpoints.new_secret(endpoint, by=signed_in(request), at_once=at_once)
        return _secret_page(request, endpoint, secret, overlap=not at_once)

    def switch_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Off, or on again."""
        endpoint = _endpoint(request, key)
        if request.method == "POST":
            switch = endpoints.switch_on if request.POST.get("switch") == "on" else endpoints.switch_off
            try:
                switch(endpoint, by=signed_in(request))
            except endpoints.Refused as refused:
                messages.error(request, REFUSED[refused.reason])
            else:
                messages.success(request, _("Done."))
        return redirect("admin:requests_app_webhookendpoint_log", key)

    def again_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Send one delivery again, or all that were not taken."""
        endpoint = _endpoint(request, key)
        if request.method == "POST":
            named = request.POST.get("delivery", "")
            chosen = endpoint.deliveries.filter(message_id=named) if named else _not_taken(endpoint)
            try:
                count = endpoints.send_again(chosen, endpoint, by=signed_in(request))
            except endpoints.Refused as refused:
                messages.error(request, REFUSED[refused.reason])
            else:
                messages.success(request, _("To be sent again: %(n)s") % {"n": count})
        return redirect("admin:requests_app_webhookendpoint_log", key)


def _not_taken(endpoint: WebhookEndpoint) -> QuerySet[WebhookDelivery]:
    ended_in_vain = (WebhookDelivery.Outcome.FAILED, WebhookDelivery.Outcome.DROPPED)
    return endpoint.deliveries.filter(outcome__in=ended_in_vain)


def _seen(request: HttpRequest) -> QuerySet[WebhookEndpoint]:
    """Those of the desks that this person leads."""
    led = [desk.pk for desk in desks_of(request.user, CHANGE_DESK)]
    return WebhookEndpoint.objects.filter(token__desk__in=led).select_related("token__desk", "token__user")


def _endpoint(request: HttpRequest, key: int) -> WebhookEndpoint:
    """One of them; others are not there."""
    return get_object_or_404(_seen(request), pk=key)


def _secret_page(request: HttpRequest, endpoint: WebhookEndpoint, secret: str, *, overlap: bool) -> HttpResponse:
    context = {"endpoint": endpoint, "secret": secret, "overlap": overlap, "here": "settings"}
    return render(request, "admin/webhooks/secret.html", frame(request, **context))


def _page(request: HttpRequest, sent: AddForm | None = None) -> HttpResponse:
    in_vain = Count("deliveries", filter=Q(deliveries__outcome=WebhookDelivery.Outcome.FAILED))
    forms_ = [
        sent if sent and sent.desk == desk else AddForm(desk=desk, prefix=f"desk-{desk.pk}")
        for desk in desks_of(request.user, CHANGE_DESK)
    ]
    endpoints_ = _seen(request).annotate(in_vain=in_vain)
    context = {"endpoints": endpoints_, "forms": forms_, "faulty": sent is not None, "here": "settings"}
    status = 422 if sent else 200
    return render(request, "admin/webhooks/list.html", frame(request, **context), status=status)

"""Tokens of other software at the Desk: leads open, extend and revoke those of their desks; whoever one acts as takes
its secret. A secret stands on the page that answers the press, and on no other."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app import api_tokens, partners
from requests_app.admin.bases import PlainAdmin, SteppedUp
from requests_app.admin.frame import frame, signed_in
from requests_app.forms.fields import TextField
from requests_app.models import ApiScope, ApiToken, Desk, Member
from requests_app.permissions import CHANGE_DESK, SEE_REQUESTS, allows, desks_of

LIVES = [(30, gettext_lazy("30 days")), (90, gettext_lazy("90 days")), (365, gettext_lazy("12 months"))]
REFUSED = {
    "scopes": gettext_lazy("Choose what it may do; each kind of software has its own."),
    "person": gettext_lazy("Software of staff acts as somebody who works at this desk, other software as nobody."),
    "over": gettext_lazy("This token is revoked or over. Open a new one, or extend it first."),
}


class LifeForm(forms.Form):
    """For how long a token opens, from now."""

    days = forms.TypedChoiceField(label=gettext_lazy("Opens for"), choices=LIVES, coerce=int, initial=90)

    @property
    def life(self) -> timedelta:
        return timedelta(days=self.cleaned_data["days"])


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """A seat, by the name of its person."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.user.get_full_name() or obj.user.get_username()} ({obj.get_role_display()})"


class OpenForm(LifeForm):
    """A new token at one desk."""

    name = TextField(
        label=gettext_lazy("Software"),
        help_text=gettext_lazy("By which colleagues know it."),
        longest=80,
        too_long=gettext_lazy("The name must be 80 characters or less"),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ApiToken.Kind.choices, widget=forms.RadioSelect)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("It may"), choices=ApiScope.choices, widget=forms.CheckboxSelectMultiple
    )
    person = PersonField(
        label=gettext_lazy("Acts as"),
        help_text=gettext_lazy("Software of staff only. Only this person is shown the secret."),
        queryset=Member.objects.none(),
        required=False,
    )
    field_order = ("name", "kind", "scopes", "person", "days")

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk = desk
        self.fields["person"].queryset = api_tokens.people_of(desk)  # type: ignore[attr-defined]

    def save(self, *, by: User) -> ApiToken:
        """Open it, or raise ValidationError."""
        told = self.cleaned_data
        scopes = [ApiScope(scope) for scope in told["scopes"]]
        person = told["person"].user if told["person"] else None
        try:
            return api_tokens.open_token(
                self.desk, told["name"], ApiToken.Kind(told["kind"]), scopes, life=self.life, by=by, acts_as=person
            )
        except api_tokens.Refused as refused:
            raise ValidationError(REFUSED[refused.reason]) from None


@dataclass(frozen=True)
class Shown:
    """A token as the page shows it to somebody."""

    token: ApiToken
    takes_secret: bool
    leads: bool

    @property
    def held_at(self) -> datetime | None:
        """Since when it is held, if it is one of a partner desk that asked in vain too often."""
        access = getattr(self.token, "partner_access", None)
        return access.held_at if access else None

    @property
    def scopes(self) -> list[str]:
        return [str(ApiScope(scope).label) for scope in self.token.scopes]


@admin.register(ApiToken)
class ApiTokenAdmin(SteppedUp, PlainAdmin):
    """One page; everything that is sent to it asks for a fresh second factor."""

    def get_urls(self) -> list[URLPattern]:
        """The list, and what can be done."""
        door = self.admin_site.admin_view
        return [
            path("", door(self.changelist_view), name="requests_app_apitoken_changelist"),
            path("open/<int:key>/", door(self.open_view), name="requests_app_apitoken_open"),
            path("<int:key>/secret/", door(self.secret_view), name="requests_app_apitoken_secret"),
            path("<int:key>/extend/", door(self.extend_view), name="requests_app_apitoken_extend"),
            path("<int:key>/go-on/", door(self.go_on_view), name="requests_app_apitoken_go_on"),
            path("<int:key>/revoke/", door(self.revoke_view), name="requests_app_apitoken_revoke"),
        ]

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """In the list of settings for whoever may be acted for."""
        return {"view": allows(request.user, SEE_REQUESTS)}

    def has_module_permission(self, request: HttpRequest) -> bool:
        return allows(request.user, SEE_REQUESTS)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Of stock forms there are none, so those of other models lead to none."""
        return False

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The tokens of the desks that one leads, and those that act as oneself."""
        if not allows(request.user, SEE_REQUESTS):
            raise PermissionDenied
        return _page(request)

    def open_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """A new token at this desk."""
        desk = next((desk for desk in desks_of(request.user, CHANGE_DESK) if desk.pk == key), None)
        if desk is None:
            raise PermissionDenied
        if request.method != "POST":
            return redirect("admin:requests_app_apitoken_changelist")
        form = OpenForm(request.POST, desk=desk, prefix=f"desk-{desk.pk}")
        if form.is_valid():
            try:
                form.save(by=signed_in(request))
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("Opened. It has no secret yet: take it in the list."))
                return redirect("admin:requests_app_apitoken_changelist")
        return _page(request, form)

    def secret_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """A new secret, shown here and nowhere again."""
        token = _token(request, key)
        if request.method != "POST":
            return redirect("admin:requests_app_apitoken_changelist")
        had_one, at_once = bool(token.digest), request.POST.get("former") == "ends"
        try:
            secret = api_tokens.new_secret(token, by=signed_in(request), at_once=at_once)
        except api_tokens.Refused as refused:
            messages.error(request, REFUSED[refused.reason])
            return redirect("admin:requests_app_apitoken_changelist")
        context = {"token": token, "secret": secret, "overlap": had_one and not at_once, "here": "settings"}
        return render(request, "admin/api_tokens/secret.html", frame(request, **context))

    def extend_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """A new end, counted from now."""
        token = _token(request, key)
        form = LifeForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                api_tokens.extend(token, life=form.life, by=signed_in(request))
            except api_tokens.Refused as refused:
                messages.error(request, REFUSED[refused.reason])
            else:
                messages.success(request, _("Done."))
        return redirect("admin:requests_app_apitoken_changelist")

    def go_on_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """A held token of a partner desk is answered again."""
        token = _token(request, key)
        if request.method == "POST":
            partners.let_go_on(token, by=signed_in(request))
            messages.success(request, _("Done."))
        return redirect("admin:requests_app_apitoken_changelist")

    def revoke_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """It opens nothing from now on."""
        token = _token(request, key)
        if request.method == "POST":
            api_tokens.revoke(token, by=signed_in(request))
            messages.success(request, _("Revoked. It opens nothing from now on."))
        return redirect("admin:requests_app_apitoken_changelist")


def _seen(request: HttpRequest) -> Any:
    """Those of the desks that this person leads, and those that act as this person."""
    user = signed_in(request)
    mine = Q(user=user, desk__in=[desk.pk for desk in desks_of(user, SEE_REQUESTS)])
    led = Q(desk__in=[desk.pk for desk in desks_of(user, CHANGE_DESK)])
    return ApiToken.objects.filter(mine | led).select_related("desk", "user", "partner_access")


def _token(request: HttpRequest, key: int) -> ApiToken:
    """One of them; others are not there."""
    token: ApiToken = get_object_or_404(_seen(request), pk=key)
    return token


def _page(request: HttpRequest, sent: OpenForm | None = None) -> HttpResponse:
    user = signed_in(request)
    led = {desk.pk: desk for desk in desks_of(user, CHANGE_DESK)}
    shown = [Shown(token, api_tokens.may_take_secret(token, user), token.desk_id in led) for token in _seen(request)]
    forms_ = [
        sent if sent and sent.desk == desk else OpenForm(desk=desk, prefix=f"desk-{desk.pk}") for desk in led.values()
    ]
    context = {"tokens": shown, "forms": forms_, "lives": LIVES, "faulty": sent is not None, "here": "settings"}
    status = 422 if sent else 200
    return render(request, "admin/api_tokens/list.html", frame(request, **context), status=status)

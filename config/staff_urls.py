"""Addresses of staff accounts: sign in and out, password, second factors. Nobody signs up or changes email here.

The library's own list of addresses is public as a whole only; here each view stands by itself, so that what nobody may
do has no address. Whatever shows or changes a password, a factor or a recovery code asks for a fresh second factor of
whoever has one.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, re_path

from config.admin_site import prove_it
from requests_app import second_factor


def own_account(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page on which people change how they sign in. What is typed is not kept while they prove who they are. The
    session that made a change goes on, all others of the account end; who enrols a factor has proved it."""

    @login_required
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not second_factor.is_fresh(request):
            return prove_it(request)
        had_one = second_factor.has_second_factor(request)
        response = view(request, *args, **kwargs)
        if request.method == "POST" and request.user.is_authenticated:
            second_factor.bind_session(request)
            if "code" in request.POST:  # the first code of a new authenticator app opens nothing again
                second_factor.use_code(request.user, request.POST["code"])
            if not had_one and second_factor.has_second_factor(request):
                second_factor.record_proof(request, request.user)
        return response

    return inner


urlpatterns: list[URLPattern] = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", own_account(views.password_change), name="account_change_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("2fa/", own_account(factors.index), name="mfa_index"),
    path("2fa/authenticate/", factors.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", own_account(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", own_account(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", own_account(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        own_account(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        own_account(recovery_codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("2fa/webauthn/", own_account(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", own_account(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("2fa/webauthn/reauthenticate/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/remove/", own_account(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/edit/", own_account(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
]

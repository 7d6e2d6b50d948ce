"""How staff accounts behave: nobody signs up, only staff sign in, secrets of second factors rest sealed."""

import base64
import secrets
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from config import devices, tries
from requests_app import second_factor
from requests_app.allauth_internals import filter_users_by_email
from requests_app.models import StaffLetter, record_at_desk, record_folded
from requests_app.notifications import outbox
from requests_app.states import Party
from requests_app.vault import cipher

FACTOR_CONTEXT = "second-factor"
SIGNING_IN = "signing_in"
CHANGES = {  # what allauth reports after it was done: the line that it leaves, and the letter to the owner
    "account/email/password_changed": ("password_changed", StaffLetter.PASSWORD_CHANGED),
    "account/email/password_set": ("password_changed", StaffLetter.PASSWORD_CHANGED),
    "account/email/password_reset": ("password_reset", StaffLetter.PASSWORD_CHANGED),
    "mfa/email/totp_activated": ("factor_added", StaffLetter.FACTOR_CHANGED),
    "mfa/email/totp_deactivated": ("factor_removed", StaffLetter.FACTOR_CHANGED),
    "mfa/email/webauthn_added": ("factor_added", StaffLetter.FACTOR_CHANGED),
    "mfa/email/webauthn_removed": ("factor_removed", StaffLetter.FACTOR_CHANGED),
    "mfa/email/recovery_codes_generated": ("recovery_codes_made", StaffLetter.FACTOR_CHANGED),
}


class StaffAccountAdapter(DefaultAccountAdapter):
    """Whatever happens to an account leaves its line on the installation's chain, not on a desk's: a person signs in
    once, with however many seats, and the line names the account."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("Email or password is not correct"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """allauth sends nothing itself: letters go through the outbox, and no page waits for the mail server."""

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """A password or a factor was changed: that leaves a line, and its owner is told."""
        kind, letter = CHANGES[template_prefix]
        record_at_desk(None, kind, party=Party.STAFF, user_id=user.pk)
        outbox.write_to_staff(user, letter, key=secrets.token_hex(8))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Also for the checks that allauth makes itself: a sign-in a moment ago counts."""
        return not second_factor.is_fresh(self.request)

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """The password proves nothing more for whoever has a second factor."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [one for one in methods if one["id"] != "reauthenticate"] or methods

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try before its outcome is known, for an account that there is and for one that there is not."""
        login = credentials.get("email") or credentials.get("username") or ""
        self.account_id = request.user.pk or next((user.pk for user in filter_users_by_email(login)), None)
        self.one_try = tries.begin_password(request, login, self.account_id)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user:
            self.one_try.give_back()
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A name that is nobody's is counted and never written; both cost the same."""
        record_folded(None, "wrong_password", party=Party.STAFF, user_id=self.account_id)
        tries.tell_if_unusually_many()

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse | None:
        """The password was right. The second step holds for this password alone."""
        request.session[SIGNING_IN] = _password_state(user)
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        if request.session.pop(SIGNING_IN, None) != _password_state(user):
            raise ImmediateHttpResponse(redirect("account_login"))
        super().login(request, user)
        second_factor.bind_session(request)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        """Leaves a line; on a browser that was not used for this account before, its owner is told."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        is_new = not devices.is_known(request, user.pk)
        record_at_desk(None, "signed_in", party=Party.STAFF, user_id=user.pk, data={"new_device": is_new})
        if is_new:
            outbox.write_to_staff(cast("User", user), StaffLetter.NEW_DEVICE, key=secrets.token_hex(8))
        devices.remember(request, response, user.pk)
        return response

    def logout(self, request: HttpRequest) -> None:
        if request.user.pk:
            record_at_desk(None, "signed_out", party=Party.STAFF, user_id=request.user.pk)
        super().logout(request)


def _password_state(user: AbstractBaseUser) -> str:
    return cast("User", user).get_session_auth_hash()


class StaffMFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "The code is not correct, or was used already. Check the time on your phone, or wait for the next code"
        ),
    }

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return str(user.get_username())

    def encrypt(self, text: str) -> str:
        return base64.b64encode(cipher.seal(text.encode(), context=FACTOR_CONTEXT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher.unseal(base64.b64decode(encrypted_text), context=FACTOR_CONTEXT).decode()

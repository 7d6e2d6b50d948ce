"""Forms of staff accounts: one mailbox in every spelling, and every try of a password, code or link is counted."""

from typing import Any, cast

from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.http import HttpRequest

from config import tries
from requests_app import second_factor
from requests_app.allauth_internals import context
from requests_app.identity import mailbox
from requests_app.models import record_at_desk, record_folded
from requests_app.notifications import forgotten
from requests_app.states import Party


class SecondStep:
    """A code of an authenticator app or a recovery code: counted per account and place, and good once."""

    user: User
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        """Keeps the factor that the code belongs to, as allauth's own form does."""
        code = str(self.cleaned_data["code"])
        one_try = tries.begin_code(context.request, self.user.pk)
        found = second_factor.use_code(self.user, code)
        if found is None:
            record_folded(None, "wrong_second_step", party=Party.STAFF, user_id=self.user.pk)
            tries.tell_if_unusually_many()
            raise get_adapter().validation_error("incorrect_code")
        one_try.give_back()
        if found.type == Authenticator.Type.RECOVERY_CODES:
            record_at_desk(None, "recovery_code_used", party=Party.STAFF, user_id=self.user.pk)
        self.authenticator = found
        return code


class SignInForm(LoginForm):
    """Address and password; however the address is spelled, it is that of one mailbox."""

    def clean_login(self) -> str:
        return mailbox(super().clean_login())


class SignInStepForm(SecondStep, AuthenticateForm):
    """The second step of a sign-in."""


class FreshStepForm(SecondStep, ReauthenticateForm):
    """The second step once more, in an open session."""


class NewPasswordForm(ChangePasswordForm):
    """A new password beside the one before."""

    def clean_oldpassword(self) -> str:
        """Counted like a password at sign-in."""
        user = cast("User", self.user)
        one_try = tries.begin_password(context.request, user.get_username(), user.pk)
        password: str = super().clean_oldpassword()
        one_try.give_back()
        return password


class ForgottenPasswordForm(ResetPasswordForm):
    """An address to which a link goes if it is an account's. Known and unknown ones cost the same."""

    def clean_email(self) -> str:
        """Looks nobody up."""
        tries.begin_link(context.request)
        return mailbox(str(self.cleaned_data["email"]))

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """What one mailbox is asked for too often is dropped, with the same answer: it has got its letters."""
        address = str(self.cleaned_data["email"])
        if tries.may_write_to(address):
            forgotten.ask_for_link(address)
        return address

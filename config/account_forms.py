"""Forms of staff accounts that count tries: the second step, the former password, a new link to a password."""

from typing import Any, cast

from allauth.account.forms import ChangePasswordForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.contrib.auth.models import User

from config import tries
from requests_app.admin import second_factor
from requests_app.models import record_folded
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
        self.authenticator = found
        return code


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

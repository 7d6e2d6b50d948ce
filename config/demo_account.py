"""The example clerk of the embedded profile: an account with a second factor whose secret the owner can read."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser


def ensure() -> None:
    """Makes the account where it is missing. An account that is there keeps what its owner changed."""
    users = get_user_model().objects
    email = settings.DEMO_STAFF_EMAIL
    clerk, made = users.get_or_create(username=email, defaults={"email": email, "is_staff": True, "is_superuser": True})
    if made:
        clerk.set_password(settings.DEMO_PASSWORD)
        clerk.save(update_fields=["password"])
    if made or not _has_second_factor(clerk):
        TOTP.activate(clerk, settings.DEMO_TOTP_SECRET)


def _has_second_factor(user: AbstractUser) -> bool:
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())

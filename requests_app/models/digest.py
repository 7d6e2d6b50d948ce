"""Whether somebody of the staff wants letters that count what waits, how often, and of what."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DigestOf(models.TextChoices):
    """What a digest may count."""

    NEW = "new", _("New")
    ANSWERED = "answered", _("Answered")
    LATE = "late", _("Late")
    SECOND_LOOK = "second_look", _("Second look wanted")
    FAILED_LETTER = "failed_letter", _("A letter failed")


def all_of_them() -> list[str]:
    return list(DigestOf.values)


class DigestChoice(models.Model):
    """What one person chose; without a row, no letters. Up to `told_until` they know."""

    class Often(models.TextChoices):
        NEVER = "never", _("No letters")
        AT_ONCE = "at_once", _("Within ten minutes, when there is something")
        DAILY = "daily", _("Once a day, when something waits")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest_choice")
    often = models.CharField(_("how often"), max_length=8, choices=Often.choices, default=Often.NEVER)
    hour = models.PositiveSmallIntegerField(
        _("hour of the daily letter, by the clock of your desk"), default=8, validators=[MaxValueValidator(23)]
    )
    kinds = models.JSONField(default=all_of_them)
    told_until = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"digest for {self.user_id}: {self.often}"

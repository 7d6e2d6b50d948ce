"""How long a family makes people wait after wrong codes: one row per source, for they disagree."""

from collections.abc import Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from guides_app import lockout
from guides_app.models.fact import Fact


class LockoutKind(models.TextChoices):
    """The values equal `lockout.RuleKind`."""

    DOUBLING = lockout.RuleKind.DOUBLING.value, _("Doubles after each wrong code")
    FIXED = lockout.RuleKind.FIXED.value, _("A fixed time or range")
    UNKNOWN = lockout.RuleKind.UNKNOWN.value, _("Not known")


class LockoutRule(Fact):
    """What one source says about the wait."""

    TEXTS = ("statement",)

    kind = models.CharField(max_length=8, choices=LockoutKind)
    first_minutes = models.PositiveSmallIntegerField(default=1)
    cap_minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("The longest wait that this source names; empty if it names none.")
    )
    permanent_after = models.PositiveSmallIntegerField(null=True, blank=True)
    statement = models.CharField(max_length=200, help_text=_("What the source says, in our words."))
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cap_minutes__isnull=True) | models.Q(cap_minutes__gte=models.F("first_minutes")),
                name="lockout_minutes_are_a_range",
            )
        ]

    def __str__(self) -> str:
        return self.statement


def careful_rule(rules: Sequence[LockoutRule]) -> lockout.Rule:
    """One rule from what the sources say.

    It grows as the first source says, may last as long as any source says, and locks for good as early as any says.
    """
    if not rules:
        return lockout.NOT_KNOWN
    first = rules[0]
    permanent = [rule.permanent_after for rule in rules if rule.permanent_after is not None]
    return lockout.Rule(
        kind=lockout.RuleKind(first.kind),
        first_minutes=first.first_minutes,
        cap_minutes=first.cap_minutes or 0,
        permanent_after=min(permanent, default=None),
        certainty=lockout.Certainty(first.confidence),
        longest_minutes=max(rule.cap_minutes or 0 for rule in rules),
    )

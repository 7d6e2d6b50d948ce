"""What editors write, beside what readers see.

A document is one guide, one family, or the facts that hold for every radio, as plain data: what its file would say.
The rows of the library are what readers see; a draft is a document here until it is published. Every save leaves a
line of history, so any earlier text can be compared and brought back.
"""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class DocumentKind(models.TextChoices):
    """The documents that staff edit."""

    GUIDE = "guide", _("Guide")
    FAMILY = "family", _("Radio family")
    GENERAL = "general", _("For every radio")


class Manuscript(models.Model):
    """One document's draft and published text. `version` goes up with every save, so that two editors notice."""

    kind = models.CharField(max_length=7, choices=DocumentKind)
    key = models.SlugField()
    draft = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    published = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    version = models.PositiveIntegerField(default=0)
    edition = models.PositiveIntegerField(default=0, help_text=_("How often it was published."))
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    edited_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()
    _change_reason: str  # simple-history's way to say why

    class Meta:
        ordering = ("kind", "key")
        constraints = [models.UniqueConstraint(fields=("kind", "key"), name="one_manuscript_per_document")]
        verbose_name, verbose_name_plural = _("guide or radio"), _("guides and radios")
        permissions = [("publish_manuscript", "Can publish guides and radio families")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.key}"

    def keep(self, reason: str) -> None:
        """Save as the next version, with a line of history that says why."""
        self.version += 1
        self._change_reason = reason
        self.save()

    @property
    def working(self) -> Any:
        """What an editor goes on writing: the draft, or else what is published."""
        return self.published if self.draft is None else self.draft


class LibraryRules(models.Model):
    """How this shop publishes: one row."""

    second_person = models.BooleanField(
        default=False, help_text=_("A guide is published by somebody else than who wrote it.")
    )
    review_months = models.PositiveSmallIntegerField(
        default=12, help_text=_("After so many months a guide is due for a new check.")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = _("rules for publishing")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="only_one_set_of_rules")]

    def __str__(self) -> str:
        return str(_("Rules for publishing"))

    @classmethod
    def current(cls) -> "LibraryRules":
        """The one row, or what holds while nobody has saved one."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)

"""The registry: codes that a desk knows for a radio or a car. Neither can be read from the database."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from requests_app.models.desk import Desk
from requests_app.models.lookup import LONGEST_SOURCE, Source

KEY_BYTES = 16


class CodeBatch(models.Model):
    """A list of known codes that was imported, so that it can be gone on with and withdrawn whole.

    Its codes are sealed under a key of its own, `sealed_key`. `digest` is the SHA-256 of its file, or empty.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("not at its end")
        DONE = "done", _("imported")
        WITHDRAWN = "withdrawn", _("withdrawn")

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="code_batches")
    name = models.CharField(_("list"), max_length=120)
    source = models.CharField(_("source"), max_length=12, choices=Source.choices)
    digest = models.CharField(max_length=64, blank=True)
    sealed_key = models.BinaryField()
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.RUNNING)
    lines_done = models.PositiveIntegerField(_("lines read"), default=0)
    added = models.PositiveIntegerField(_("codes added"), default=0)
    known = models.PositiveIntegerField(_("known before"), default=0)
    conflicts = models.PositiveIntegerField(_("disagreeing"), default=0)
    refused = models.PositiveIntegerField(_("rows refused"), default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("list of known codes")
        verbose_name_plural = _("lists of known codes")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["desk", "digest"],
                condition=~models.Q(digest="") & ~models.Q(state="withdrawn"),
                name="a_list_is_imported_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.created_at:%Y-%m-%d})"


class KnownCode(models.Model):
    """A code for one radio or car, under keyed fingerprints of KEY_BYTES each; `lookup.registry` makes them.

    `key` is that of the fullest identity that is known, and `identity` says which; by `number_key` all radios that
    share a pre-code are found. One that is `learnt` rests on what customers said and on nothing else.
    """

    class Identity(models.TextChoices):
        """What the code is known for; the fullest first."""

        UNIT = "unit", _("this very radio")
        PART = "part", _("number and part number")
        NUMBER = "number", _("radio's number")
        VIN = "vin", _("VIN (radio fitted at the factory)")

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="known_codes")
    identity = models.CharField(_("known by"), max_length=6, choices=Identity.choices)
    key = models.BinaryField(max_length=KEY_BYTES)
    number_key = models.BinaryField(max_length=KEY_BYTES, null=True)
    code_key = models.BinaryField(max_length=KEY_BYTES)
    sealed_code = models.BinaryField()
    source = models.CharField(_("source"), max_length=LONGEST_SOURCE, choices=Source.choices)
    provenance = models.CharField(_("where exactly"), max_length=200, blank=True)
    dated = models.DateField(_("from"), null=True)
    batch = models.ForeignKey(CodeBatch, on_delete=models.PROTECT, null=True, related_name="codes")
    line = models.PositiveIntegerField(null=True)
    learnt = models.BooleanField(default=False, db_default=False)
    times_worked = models.PositiveIntegerField(default=0)
    times_failed = models.PositiveIntegerField(default=0)
    last_worked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("known code")
        verbose_name_plural = _("known codes")
        constraints = [
            models.UniqueConstraint(fields=["desk", "key", "code_key"], name="a_known_code_stands_once"),
        ]
        indexes = [
            models.Index(
                fields=["desk", "number_key", "-times_worked"],
                condition=models.Q(number_key__isnull=False),
                name="known_codes_of_a_number",
            ),
            models.Index(fields=["desk"], condition=models.Q(learnt=True), name="learnt_codes_of_a_desk"),
        ]

    def __str__(self) -> str:
        return f"{self.get_identity_display()} {self.pk}"

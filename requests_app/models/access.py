"""The keys to a tracking page, and when the code was shown through one. Letters make theirs when they leave, doors and
workflow when they need one."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests_app.models.code_request import CodeRequest
from requests_app.tokens import digest, new_token

LINK_LIFE = timedelta(days=90)


class AccessLink(models.Model):
    """A key to one tracking page, in a letter or on the device that asked. Only its digest is kept."""

    class Kind(models.TextChoices):
        LETTER = "letter", _("in a letter")
        DEVICE = "device", _("the device that asked")

    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    failed_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class Reveal(models.Model):
    """The code was shown to the customer: when, and through which link."""

    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="reveals")
    link = models.ForeignKey(AccessLink, on_delete=models.SET_NULL, null=True)
    shown_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"shown at {self.shown_at}"


def new_link(code_request: CodeRequest, kind: AccessLink.Kind) -> str:
    """A new key to the tracking page; the token is returned once and never kept."""
    token = new_token()
    AccessLink.objects.create(
        code_request=code_request, digest=digest(token), kind=kind, expires_at=timezone.now() + LINK_LIFE
    )
    return token

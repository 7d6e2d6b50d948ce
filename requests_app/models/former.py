"""What a changed email address leaves behind: who had it before may object, and the links of old letters explain
themselves.
"""

from datetime import datetime, timedelta

from django.core import signing
from django.db import models
from django.utils import timezone

from requests_app.models.access import AccessLink
from requests_app.models.code_request import CodeRequest

OBJECT_FOR = timedelta(hours=72)
_signer = signing.Signer(salt="requests.address-change")


class AddressChange(models.Model):
    """One change of a request's address; `late` where the papers had been approved already."""

    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="address_changes")
    changed_at = models.DateTimeField(auto_now_add=True)
    late = models.BooleanField()
    objected_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"changed at {self.changed_at}"

    @property
    def key(self) -> str:
        """What the letter to the former address carries. It opens nothing; it only lets its holder object."""
        return _signer.sign(str(self.pk))

    @property
    def may_object_until(self) -> datetime:
        return self.changed_at + OBJECT_FOR


class FormerLink(models.Model):
    """A link that died with the address it was sent to. It opens nothing; its page says what happened."""

    code_request = models.ForeignKey(CodeRequest, on_delete=models.CASCADE, related_name="former_links")
    digest = models.CharField(max_length=64, unique=True)
    link_id = models.BigIntegerField(db_index=True)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"former link {self.pk}"


def change_with_key(key: str) -> AddressChange | None:
    """The change of address that this key of a letter belongs to."""
    try:
        pk = _signer.unsign(key)
    except signing.BadSignature:
        return None
    return AddressChange.objects.select_related("code_request__desk").filter(pk=pk).first()


def retire_links(code_request: CodeRequest) -> None:
    """Links in letters stop working; whoever follows one is told why, as long as it would have lived."""
    links = code_request.links.filter(kind=AccessLink.Kind.LETTER)
    FormerLink.objects.bulk_create(
        FormerLink(code_request=code_request, digest=link.digest, link_id=link.pk, expires_at=link.expires_at)
        for link in links.filter(expires_at__gt=timezone.now())
    )
    links.delete()

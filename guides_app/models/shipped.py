"""Which shipped file was loaded, and how its rows read then: so that loading never overwrites what staff changed."""

from django.db import models


class ShippedFile(models.Model):
    """One file as it was last loaded; those of a folder of the shop's own stand below `own/`."""

    path = models.CharField(max_length=120, unique=True)
    file_digest = models.CharField(max_length=64)
    rows_digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("path",)

    def __str__(self) -> str:
        return self.path

"""The library's pictures, with their bytes: one back-up has everything, and every process sees the same.

A step holds its pictures as plain data; `validate_step_pictures` says whether the data are sound.
"""

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from guides_app import marks

if TYPE_CHECKING:
    from guides_app.pictures.masters import Cleaned

MOST_TRIES = 3


class PictureQuerySet(models.QuerySet["Picture"]):
    """The questions asked of pictures."""

    def light(self) -> Self:
        """Without the bytes of the masters, which no list needs."""
        return self.defer("master")

    def missing(self, slugs: list[str]) -> list[str]:
        """Those of these slugs that name no picture; asks nothing when there are none."""
        kept = set(self.filter(slug__in=slugs).values_list("slug", flat=True)) if slugs else set()
        return [slug for slug in slugs if slug not in kept]

    def free_slug(self, title: str) -> str:
        """A slug for a new picture of this title."""
        stem = slugify(title)[:40] or "picture"
        taken = set(self.filter(slug__startswith=stem).values_list("slug", flat=True))
        numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
        return next(slug for slug in (stem, *numbered) if slug not in taken)

    def keep(self, cleaned: "Cleaned", *, slug: str, title: str) -> "Picture":
        """The picture under this slug from now on; what was there before is replaced in every step at once."""
        picture = self.light().filter(slug=slug).first() or Picture(slug=slug)
        picture.title, picture.uploaded_at = title, timezone.now()
        picture.keep(cleaned)
        return picture

    def keep_new(self, cleaned: "Cleaned", *, title: str, reason: str = "") -> "Picture":
        """A picture of its own, beside all others; its slug comes from the title. Two at once get two slugs."""
        for _again in range(MOST_TRIES):
            picture = Picture(slug=self.free_slug(title), title=title, uploaded_at=timezone.now())
            with suppress(IntegrityError):
                picture.keep(cleaned, reason=reason)
                return picture
        raise IntegrityError("no slug was free")


class Picture(models.Model):
    """A picture as it was cleaned (`guides_app.pictures`). Marks are never drawn into it.

    Its history says who changed it, when and how, and keeps no bytes: what was covered or cut off is gone for good.
    """

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=120, help_text=_("For staff, to find it again. Readers do not see it."))
    master = models.BinaryField()
    width = models.PositiveSmallIntegerField(editable=False)
    height = models.PositiveSmallIntegerField(editable=False)
    digest = models.CharField(max_length=64, editable=False)
    uploaded_at = models.DateTimeField(editable=False)
    history = HistoricalRecords(excluded_fields=["master"])
    _change_reason: str  # simple-history's way to say why

    objects = PictureQuerySet.as_manager()

    class Meta:
        ordering = ("title", "slug")

    def __str__(self) -> str:
        return self.title

    def keep(self, cleaned: "Cleaned", *, reason: str = "") -> None:
        """Save it with these pixels and their files alone, all at once; `reason` goes into the line of history."""
        self.master, self.digest = cleaned.master, cleaned.digest
        self.width, self.height = cleaned.width, cleaned.height
        self._change_reason = reason
        with transaction.atomic():
            self.save()
            self.renditions.all().delete()
            Rendition.objects.bulk_create(
                Rendition(picture=self, width=one.width, format=one.format, data=one.data, digest=one.digest)
                for one in cleaned.renditions
            )


class RenditionQuerySet(models.QuerySet["Rendition"]):
    """The questions asked of renditions."""

    def light(self) -> Self:
        """Without any bytes: what an address is made of."""
        return self.select_related("picture").defer("data", "picture__master")

    def data_of(self, slug: str, *, digest: str, width: int, kind: str) -> bytes | None:
        """The bytes of one file of a picture whose digest starts so; None when there is none."""
        named = self.filter(picture__slug=slug, picture__digest__startswith=digest, width=width, format=kind)
        data = named.values_list("data", flat=True).first()
        return None if data is None else bytes(data)


class Rendition(models.Model):
    """One file of a picture, as pages show it."""

    class Format(models.TextChoices):
        """The values equal `pictures.Format`."""

        AVIF = "avif", "AVIF"
        WEBP = "webp", "WebP"
        JPEG = "jpg", "JPEG"

    picture = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")
    width = models.PositiveSmallIntegerField()
    format = models.CharField(max_length=4, choices=Format)
    data = models.BinaryField()
    digest = models.CharField(max_length=64)

    objects = RenditionQuerySet.as_manager()

    class Meta:
        ordering = ("picture", "width", "format")
        constraints = [
            models.UniqueConstraint(fields=("picture", "width", "format"), name="picture_once_in_a_width_and_format")
        ]

    def __str__(self) -> str:
        return f"{self.picture.slug} {self.width} {self.format}"


def validate_step_pictures(value: Any) -> None:
    """Raises ValidationError with the place, unless `value` is what a step may hold and every picture exists."""
    try:
        shown = marks.parse_pictures(value)
    except marks.Wrong as wrong:
        raise ValidationError(str(wrong), code="wrong") from wrong
    slugs = [picture.picture for picture in shown]
    if missing := Picture.objects.missing(slugs):
        place = slugs.index(missing[0]) + 1
        raise ValidationError(f"picture {place}: there is no picture {missing[0]}", code="missing")

"""Who says so, and how sure that is."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class SourceKind(models.TextChoices):
    """What a source is; readers see it beside each fact."""

    MAKER = "maker", _("Manufacturer's document")
    REPOSITORY = "repository", _("Public program or data")
    CATALOGUE = "catalogue", _("Catalogue of radios")
    SELLER = "seller", _("Seller or service site")
    FORUM = "forum", _("Owners and forums")
    ARTICLE = "article", _("Published article")
    DESK = "desk", _("Our own experience")
    ENCYCLOPEDIA = "encyclopedia", _("Encyclopedia")
    UNCHECKED = "unchecked", _("General knowledge, not checked")


class Confidence(models.TextChoices):
    """How sure a fact is. The values equal `lockout.Certainty`."""

    CONFIRMED = "confirmed", _("Confirmed")
    LIKELY = "likely", _("Likely")
    REPORTED = "reported", _("Reported, not confirmed")
    UNKNOWN = "unknown", _("Not known")


class Source(models.Model):
    """A document, site or person that a fact rests on."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=SourceKind)
    address = models.URLField(blank=True)
    note = models.TextField(blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class Sourced(models.Model):
    """Something said by a source. Rows that disagree are kept side by side, the careful one first."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    confidence = models.CharField(max_length=10, choices=Confidence)
    position = models.PositiveSmallIntegerField(default=0, help_text=_("The first one is what readers are told."))

    class Meta:
        abstract = True
        ordering = ("position", "pk")

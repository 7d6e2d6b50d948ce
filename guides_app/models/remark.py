"""What readers say of a page, without a name: a remark in words, yes or no under a step, and how often it was opened.

A page is a document of the library by its kind and key, so nothing here holds on to rows that publishing rewrites.
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guides_app.models.manuscript import DocumentKind

if TYPE_CHECKING:
    from django.contrib.auth.models import User

PLACE_LENGTH = 80
LONGEST_REMARK = 1000
PAGES = [(kind.value, kind.label) for kind in (DocumentKind.GUIDE, DocumentKind.FAMILY)]


class OfAPage(models.Model):
    """Belongs to one page of the library."""

    kind = models.CharField(max_length=7, choices=PAGES)
    key = models.SlugField()

    class Meta:
        abstract = True


class Remark(OfAPage):
    """What somebody found wrong. What looked like a number, an address or a telephone is masked before it gets here."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DONE = "done", _("Done")

    place = models.CharField(max_length=PLACE_LENGTH, blank=True)
    text = models.CharField(max_length=LONGEST_REMARK)
    language = models.CharField(max_length=8)
    created_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=4, choices=State, default=State.OPEN)
    note = models.CharField(max_length=300, blank=True, help_text=_("What was done about it."))
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at", "pk")
        indexes = [models.Index(fields=("state", "kind", "key"), name="remarks_by_page")]

    def __str__(self) -> str:
        return f"{self.key} {self.place}".strip()

    def finish(self, *, by: "User", note: str = "") -> bool:
        """Somebody has dealt with it; False where another person was faster."""
        rows = Remark.objects.filter(pk=self.pk, state=self.State.OPEN)
        return bool(rows.update(state=self.State.DONE, done_by=by, done_at=timezone.now(), note=note.strip()))


class StepVote(OfAPage):
    """How many readers a step helped on one day. Nobody can tell who."""

    place = models.CharField(max_length=PLACE_LENGTH)
    day = models.DateField(db_index=True)
    yes = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("kind", "key", "place", "day"), name="votes_of_a_step_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.place}: {self.yes} + {self.no}"

    @classmethod
    def count(cls, kind: str, key: str, place: str, *, helped: bool) -> None:
        """One more voice."""
        row, _made = cls.objects.get_or_create(kind=kind, key=key, place=place, day=timezone.localdate())
        answer = "yes" if helped else "no"
        cls.objects.filter(pk=row.pk).update(**{answer: F(answer) + 1})


class VisitCount(OfAPage):
    """How often a page was answered on one day."""

    day = models.DateField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("kind", "key", "day"), name="visits_of_a_page_once_a_day")]

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"

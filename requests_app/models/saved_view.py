"""Views of the queue that staff keep under a name: a tab, what the filters choose, and the words of a search."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests_app.keeping import SAVED_SEARCHES
from requests_app.models.desk import Desk
from requests_app.models.sealed import open_text, seal_text

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_NAME = 40


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Questions asked of saved views."""

    def open_to(self, user_id: int, desks: "Iterable[Desk]") -> Self:
        """A person's own, and those that are shared at these desks; the words of a search only as long as they may be
        kept."""
        over = models.Q(words_sealed__isnull=False, saved_at__lt=timezone.now() - SAVED_SEARCHES.kept)
        mine = models.Q(owner=user_id) | models.Q(desk__in=[desk.pk for desk in desks])
        return self.filter(mine).exclude(over)


class SavedView(models.Model):
    """One view. With a desk it is shared there. `filters` are kept as they were chosen: who looks stays `@me`.

    The words of a search may name a customer, so they rest sealed.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, null=True, blank=True, related_name="saved_views")
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    tab = models.CharField(max_length=20)
    filters = models.JSONField(default=dict)
    words_sealed = models.BinaryField(null=True)
    saved_at = models.DateTimeField(auto_now_add=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="one_view_of_a_name",
                violation_error_message=_("You have a view of this name. Choose another one."),
            )
        ]
        indexes = [
            models.Index(fields=["saved_at"], name="saved_searches", condition=models.Q(words_sealed__isnull=False))
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def words(self) -> str:
        """The words of its search, opened; or nothing."""
        return open_text(self.words_sealed, context=self._context)

    def may_be_changed_by(self, user_id: int, leads: "Iterable[Desk]") -> bool:
        """By its owner, and where it is shared by a lead of that desk."""
        return user_id == self.owner_id or self.desk_id in {desk.pk for desk in leads}

    def set_words(self, words: str) -> None:
        """Seal the words for this row; its owner must be set. Nothing is the view of a tab."""
        self.words_sealed = seal_text(words, context=self._context)

    @property
    def _context(self) -> str:
        return f"saved-search:{self.owner_id}"

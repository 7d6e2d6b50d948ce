"""Who may let readers see a text where the shop wants a second person: nobody who changed it since it was published.

Where everybody who may publish has changed it, whoever did not change it last may: then two people have seen all of it.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser

from guides_app.models import LibraryRules, Manuscript

PERMISSION = "guides_app.publish_manuscript"


@dataclass(frozen=True)
class Release:
    """Whether one person may publish a text, and who else may."""

    allowed: bool
    others: tuple[Any, ...] = ()


def authors(manuscript: Manuscript) -> set[int]:
    """Whoever changed the draft since readers and editors last saw the same text, by primary key."""
    found: set[int] = set()
    lines = manuscript.history.order_by("-history_date", "-history_id")
    for waiting, person in lines.values_list("draft__isnull", "edited_by_id").iterator():
        if waiting:
            break
        found |= {person} - {None}
    return found


def release(manuscript: Manuscript, *, by: AbstractBaseUser) -> Release:
    """The answer of the rule for this text as it was saved last."""
    if not LibraryRules.current().second_person:
        return Release(allowed=True)
    wrote = authors(manuscript)
    if by.pk not in wrote:
        return Release(allowed=True)
    others = [person for person in publishers() if person.pk != by.pk]
    outside = tuple(person for person in others if person.pk not in wrote)
    if outside:
        return Release(allowed=False, others=outside)
    if manuscript.edited_by_id != by.pk:
        return Release(allowed=True)
    return Release(allowed=False, others=tuple(others))


def publishers() -> list[Any]:
    """Everybody who may publish, in the order of their names."""
    staff = get_user_model().objects.filter(is_active=True, is_staff=True).order_by("first_name", "username")
    return [person for person in staff if person.has_perm(PERMISSION)]

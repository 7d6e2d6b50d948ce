"""A picture of the library, changed by an editor: turned, cropped, or with squares of it covered.

A cover leaves every place where it is, so it goes into the picture itself, in every step and at once: what nobody must
see does not wait until somebody publishes. A turn or a crop moves what marks point at, and readers would see it before
anybody looked at the step. So it goes into the picture itself only while no text names the picture, be it a step, a
draft, or an earlier text that can be brought back. Otherwise it makes a new picture: an editor chooses that one in the
step, looks at its marks, and publishes it as every other change. Either way pages show the whole picture before or the
whole picture after. Who loaded a file before it was covered has it still; nobody gets it anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from guides_app.library.refusals import Refused
from guides_app.models import FamilyStep, Manuscript, Picture
from guides_app.pictures.answers import UploadProblem, UploadRefused
from guides_app.pictures.editing import Cover, Crop, Edit, Turn, edited


class PictureChanged(Refused):
    """Somebody else changed the picture in between: what was meant for the one before does not fit this one."""


class NotEdited(Refused):
    """The pixels do not allow it."""

    def __init__(self, problem: UploadProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True)
class Uses:
    """Where a picture stands: in steps that readers see, and in drafts."""

    steps: list[FamilyStep]
    drafts: list[Manuscript]

    def __bool__(self) -> bool:
        return bool(self.steps or self.drafts)


def uses_of(slug: str) -> Uses:
    """Where this picture is shown; nowhere, when it may go."""
    steps = FamilyStep.objects.exclude(pictures=[]).select_related("family")
    drafts = Manuscript.objects.filter(draft__isnull=False)
    return Uses(
        [step for step in steps if slug in _named(step.pictures)],
        [draft for draft in drafts if slug in _named(draft.draft)],
    )


def stays_itself(slug: str, edit: type[Edit]) -> bool:
    """True when such an edit goes into the picture itself; false when it makes a new one."""
    return edit is Cover or not (uses_of(slug) or _was_named(slug))


def retouch(picture: Picture, edit: Edit, *, began_from: str, title: str) -> Picture:
    """The picture after the edit, itself or a new one of this title. `began_from` is the digest of what the editor saw.

    Raises PictureChanged, NotEdited.
    """
    if picture.digest != began_from:
        raise PictureChanged("changed by somebody else in between")
    made = edited(bytes(picture.master), edit)
    if isinstance(made, UploadRefused):
        raise NotEdited(made.problem)
    with transaction.atomic():
        locked = Picture.objects.light().select_for_update().filter(pk=picture.pk, digest=began_from).first()
        if locked is None:
            raise PictureChanged("changed by somebody else in between")
        if not stays_itself(locked.slug, type(edit)):
            return Picture.objects.keep_new(made, title=title, reason=f"{_done(edit)}, from {locked.slug}")
        locked.keep(made, reason=_done(edit))
        return locked


def _done(edit: Edit) -> str:
    match edit:
        case Turn():
            return f"turned {edit}"
        case Crop():
            return "cropped"
        case Cover():
            return f"covered {len(edit.mask.cells)} squares"


def _was_named(slug: str) -> bool:
    """Whether a line of a manuscript's history names it: the database finds the word, then it must be a picture's."""
    lines = Manuscript.history.annotate(a=Cast("draft", TextField()), b=Cast("published", TextField()))
    found = lines.filter(Q(a__contains=f'"{slug}"') | Q(b__contains=f'"{slug}"')).values_list("draft", "published")
    return any(slug in _named(list(texts)) for texts in found)


def _named(data: Any) -> Iterator[str]:
    """Every picture named anywhere in plain data."""
    if isinstance(data, dict):
        if isinstance(name := data.get("picture"), str):
            yield name
        data = list(data.values())
    if isinstance(data, list):
        for part in data:
            yield from _named(part)

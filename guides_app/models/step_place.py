"""The names of the steps on a page, by which readers say which one they mean: `buttons-1-6-label-3`."""

from collections.abc import Sequence

from guides_app.models.family import RadioFamily
from guides_app.models.family_step import FamilyStep, Section


def step_place(family: RadioFamily, section: str, number: int) -> str:
    """The nth written step of a section, as this family's part of a page numbers it."""
    return f"{family.slug}-{section}-{number}"


def step_places(families: Sequence[RadioFamily]) -> dict[str, FamilyStep]:
    """All written steps of these families by their places, in the order of a page; one query."""
    speakers = [pk for family in families for pk in family.speakers()]
    steps = list(FamilyStep.objects.filter(family__in=speakers))
    return {
        step_place(family, section, number): step
        for family in families
        for section in Section
        for number, step in enumerate(family.said(s for s in steps if s.section == section), start=1)
    }

"""The pictures of steps, ready for parts/picture.html: addresses, sizes, words and what is drawn over them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import template
from django.urls import reverse

from guides_app import marks
from guides_app.models import FamilyStep, Picture, Rendition

register = template.Library()
DIGEST_SIGNS = 12


@dataclass(frozen=True)
class Offer:
    """One format of a picture: the address of each width for `srcset`, and the largest width on its own."""

    srcset: str
    largest: str


@dataclass(frozen=True)
class Shown:
    """One picture in one step. `view_height` is the height of the drawing over it, `marks.VIEW_WIDTH` its width.

    `avif` is None for a picture that was kept where nothing wrote AVIF.
    """

    alt: str
    width: int
    height: int
    avif: Offer | None
    webp: Offer
    jpeg: Offer
    shapes: tuple[marks.Shape, ...]
    view_height: int


def address_of(picture: Picture, *, width: int, kind: str) -> str:
    """Where a file of this picture is found."""
    values = {"slug": picture.slug, "digest": picture.digest[:DIGEST_SIGNS], "width": width, "kind": kind}
    return reverse("guides:picture", kwargs=values)


def pictures_of(steps: Iterable[FamilyStep], *, language: str = "") -> dict[int, list[Shown]]:
    """What each of these steps shows, by the step's key, in one query for all of them (none when nothing is shown).

    A picture that no longer exists is left out. Without `language` the words are as they were written.
    """
    told = {step.pk: marks.parse_pictures(step.pictures) for step in steps if step.pictures}
    files = files_of({picture.picture for pictures in told.values() for picture in pictures})
    return {
        key: [shown(one, files[one.picture], language) for one in pictures if one.picture in files]
        for key, pictures in told.items()
    }


def files_of(slugs: Iterable[str]) -> dict[str, list[Rendition]]:
    """The files of these pictures without their bytes, narrow ones first."""
    wanted = sorted(set(slugs))
    if not wanted:
        return {}
    rows = Rendition.objects.light().filter(picture__slug__in=wanted).order_by("picture__slug", "width")
    return {slug: list(files) for slug, files in groupby(rows, lambda one: one.picture.slug)}


def shown(told: marks.StepPicture, files: Sequence[Rendition], language: str = "") -> Shown:
    """One picture as a page shows it, with its marks."""
    picture, widest = files[0].picture, files[-1].width
    formats = {one.format for one in files}
    view_height = marks.view_height(picture.width, picture.height)
    return Shown(
        alt=told.alt_in(language),
        width=widest,
        height=max(1, round(picture.height * widest / picture.width)),
        avif=_offer(files, Rendition.Format.AVIF) if Rendition.Format.AVIF in formats else None,
        webp=_offer(files, Rendition.Format.WEBP),
        jpeg=_offer(files, Rendition.Format.JPEG),
        shapes=tuple(marks.shape(mark, height=view_height) for mark in told.marks),
        view_height=view_height,
    )


def _offer(files: Sequence[Rendition], kind: str) -> Offer:
    addresses = {one.width: address_of(one.picture, width=one.width, kind=kind) for one in files if one.format == kind}
    srcset = ", ".join(f"{address} {width}w" for width, address in addresses.items())
    return Offer(srcset, list(addresses.values())[-1])


@register.filter
def of_step(pictures: Mapping[int, list[Shown]] | Any, step: FamilyStep) -> list[Shown]:
    """What this step shows: `{% for shown in pictures|of_step:step %}`."""
    return pictures.get(step.pk, []) if isinstance(pictures, Mapping) else []

"""Pictures in the admin: uploaded once, found again by their title, deleted only when no step shows them."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from guides_app.admin.bases import PlainAdmin
from guides_app.admin.picture_fields import NewPictureForm
from guides_app.models import FamilyStep, Manuscript, Picture, Rendition
from guides_app.templatetags.pictures import address_of


def uses_of(slug: str) -> list[str]:
    """Where a picture is shown, and the drafts in which it stands; empty when it may go."""
    steps = FamilyStep.objects.exclude(pictures=[]).select_related("family")
    shown = [f"{step.family or _('Every radio')} – {step}" for step in steps if slug in _names(step.pictures)]
    drafts = Manuscript.objects.filter(draft__isnull=False)
    return shown + [str(_("Draft of: %s") % draft) for draft in drafts if slug in _names(draft.draft)]


def _names(data: Any) -> Iterator[str]:
    """Every picture named anywhere in plain data."""
    if isinstance(data, dict):
        if isinstance(name := data.get("picture"), str):
            yield name
        data = list(data.values())
    if isinstance(data, list):
        for part in data:
            yield from _names(part)


class PictureAdmin(PlainAdmin):
    """The library's pictures."""

    list_display = ("thumbnail", "title", "slug", "size", "uploaded_at")
    list_display_links = ("thumbnail", "title")
    search_fields = ("title", "slug")
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Picture]:
        """Without bytes; with the addresses of the files."""
        pictures: QuerySet[Picture] = super().get_queryset(request).defer("master")
        return pictures.prefetch_related(Prefetch("renditions", Rendition.objects.defer("data")))

    def get_form(self, request: HttpRequest, obj: Picture | None = None, change: bool = False, **kwargs: Any) -> Any:
        """A file is asked for once; later only the title is edited."""
        return super().get_form(request, obj, change, **({} if obj else {"form": NewPictureForm}) | kwargs)

    def get_fields(self, request: HttpRequest, obj: Picture | None = None) -> Any:
        """First the file, later what became of it."""
        return ("title", "preview", "slug", "size", "digest", "uploaded_at", "used_in") if obj else ("file", "title")

    def get_readonly_fields(self, request: HttpRequest, obj: Picture | None = None) -> Any:
        """Everything but the title."""
        return ("preview", "slug", "size", "digest", "uploaded_at", "used_in") if obj else ()

    def save_model(self, request: HttpRequest, obj: Picture, form: forms.ModelForm[Picture], change: bool) -> None:
        """A new picture is kept with its renditions; of an old one only the title changes."""
        if change:
            obj.save(update_fields=["title"])
            return
        slug = Picture.objects.free_slug(obj.title)
        kept = Picture.objects.keep(form.cleaned_data["file"], slug=slug, title=obj.title)
        obj.pk = kept.pk
        obj.refresh_from_db()

    def has_delete_permission(self, request: HttpRequest, obj: Picture | None = None) -> bool:
        """Not while a step or a draft shows it."""
        return super().has_delete_permission(request, obj) and not (obj and uses_of(obj.slug))

    @admin.display(description=_("Picture"))
    def thumbnail(self, picture: Picture) -> str:
        """The narrow file, small."""
        return _image(picture, min, shown_width=120)

    @admin.display(description=_("Picture"))
    def preview(self, picture: Picture) -> str:
        """The wide file."""
        return _image(picture, max, shown_width=720)

    @admin.display(description=_("Size"))
    def size(self, picture: Picture) -> str:
        """Of the master."""
        return f"{picture.width} × {picture.height}"

    @admin.display(description=_("Used in"))
    def used_in(self, picture: Picture) -> str:
        """Steps and drafts that show it."""
        found = uses_of(picture.slug)
        if not found:
            return str(_("Not used. It can be deleted."))
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((use,) for use in found)))


def _image(picture: Picture, choose: Callable[[Iterable[int]], int], *, shown_width: int) -> str:
    width = choose(one.width for one in picture.renditions.all())
    address = address_of(picture, width=width, kind=Rendition.Format.JPEG)
    width = min(width, shown_width)
    height = max(1, round(picture.height * width / picture.width))
    mark_up = '<img src="{}" width="{}" height="{}" loading="lazy" alt="{}">'
    return format_html(mark_up, address, width, height, picture.title)

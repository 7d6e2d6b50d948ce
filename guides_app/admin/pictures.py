"""Pictures in the admin: uploaded, turned, cropped and covered, found again by their title, deleted only when no step
shows them."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from guides_app.admin import picture_editing
from guides_app.admin.bases import PlainAdmin
from guides_app.admin.picture_fields import NewPictureForm
from guides_app.library.retouching import uses_of
from guides_app.models import Picture, Rendition
from guides_app.templatetags.pictures import address_of

FACTS = ("edits", "preview", "slug", "size", "digest", "uploaded_at", "used_in")


@admin.register(Picture)
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
        return ("title", *self._facts(request)) if obj else ("file", "title")

    def get_readonly_fields(self, request: HttpRequest, obj: Picture | None = None) -> Any:
        """Everything but the title."""
        return self._facts(request) if obj else ()

    def _facts(self, request: HttpRequest) -> tuple[str, ...]:
        """Its tools are offered to whom may use them."""
        return FACTS if self.has_change_permission(request) else tuple(name for name in FACTS if name != "edits")

    def save_model(self, request: HttpRequest, obj: Picture, form: forms.ModelForm[Picture], change: bool) -> None:
        """A new picture is kept with its renditions; of an old one only the title changes."""
        if change:
            obj.save(update_fields=["title"])
            return
        kept = Picture.objects.keep_new(form.cleaned_data["file"], title=obj.title)
        obj.pk = kept.pk
        obj.refresh_from_db()

    def has_delete_permission(self, request: HttpRequest, obj: Picture | None = None) -> bool:
        """Not while a step or a draft shows it."""
        return super().has_delete_permission(request, obj) and not (obj and uses_of(obj.slug))

    def get_urls(self) -> list[URLPattern]:
        """A page for each tool, before the pages that every admin has."""
        return [*(self._page(tool) for tool in picture_editing.Tool), *super().get_urls()]

    def _page(self, tool: picture_editing.Tool) -> URLPattern:
        view = require_http_methods(["GET", "HEAD", "POST"])(partial(picture_editing.edit, self, tool=tool))
        name = picture_editing.NAME.format(tool)
        found: URLPattern = path(f"<int:key>/{tool}/", self.admin_site.admin_view(view), name=name)
        return found

    def response_post_save_add(self, request: HttpRequest, obj: Picture) -> HttpResponseRedirect:
        """To its own page: there it is seen whether it is upright, and whether something must be covered."""
        return redirect("admin:guides_app_picture_change", obj.pk)

    @admin.display(description=_("Picture"))
    def thumbnail(self, picture: Picture) -> str:
        """The narrow file, small."""
        return _image(picture, min, shown_width=120)

    @admin.display(description=_("Picture"))
    def preview(self, picture: Picture) -> str:
        """The wide file."""
        return _image(picture, max, shown_width=720)

    @admin.display(description=_("Edit"))
    def edits(self, picture: Picture) -> str:
        """The ways to its tools."""
        links = ((picture_editing.address(picture, tool), tool.label) for tool in picture_editing.Tool)
        asked = _("Is it upright? Are number plates, faces and VINs covered?")
        buttons = format_html_join(" ", '<a class="button tool" href="{}">{}</a>', links)
        return format_html("<p>{}</p>{}", asked, buttons)

    @admin.display(description=_("Size"))
    def size(self, picture: Picture) -> str:
        """Of the master."""
        return f"{picture.width} × {picture.height}"

    @admin.display(description=_("Used in"))
    def used_in(self, picture: Picture) -> str:
        """Steps and drafts that show it."""
        found = picture_editing.in_words(uses_of(picture.slug))
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

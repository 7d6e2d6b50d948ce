"""The pages on which an editor turns a picture, crops it, or covers number plates, faces and VINs. Complete without
scripts. What an edit may do to texts that show the picture is decided in `library.retouching`."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guides_app.admin.bases import PlainAdmin
from guides_app.admin.picture_fields import refusal_text
from guides_app.admin.picture_forms import CoverForm, CropForm, EditForm, TurnForm
from guides_app.library.retouching import NotEdited, PictureChanged, Uses, retouch, stays_itself, uses_of
from guides_app.models import Picture, Rendition
from guides_app.pictures.editing import Cover, Crop, Edit, Turn
from guides_app.templatetags.pictures import address_of

NAME = "guides_app_picture_{}"
LONGEST_TITLE = 120


class Tool(TextChoices):
    """One page each."""

    TURN = "turn", gettext_lazy("Turn")
    CROP = "crop", gettext_lazy("Crop")
    COVER = "cover", gettext_lazy("Cover parts")


FORMS: dict[Tool, type[EditForm]] = {Tool.TURN: TurnForm, Tool.CROP: CropForm, Tool.COVER: CoverForm}
EDITS: dict[Tool, type[Edit]] = {Tool.TURN: Turn, Tool.CROP: Crop, Tool.COVER: Cover}
FIRST: dict[type[EditForm], str] = {TurnForm: "id_turn_left", CropForm: "id_left", CoverForm: "id_cells_0"}
HOW = {Tool.TURN: gettext_lazy("turned"), Tool.CROP: gettext_lazy("cropped")}  # a cover makes no new picture
DONE = {
    Tool.TURN: gettext_lazy("The picture is turned."),
    Tool.CROP: gettext_lazy("The picture is cropped."),
    Tool.COVER: gettext_lazy("The squares are covered. Nothing of what lay there is kept."),
}


@dataclass(frozen=True)
class Problem:
    """A line of the list on top of the page."""

    text: str
    href: str


def address(picture: Picture, tool: Tool) -> str:
    """Where this picture is edited with this tool."""
    return reverse(f"admin:{NAME.format(tool)}", args=[picture.pk])


def in_words(uses: Uses) -> list[str]:
    """Each place where a picture stands, as colleagues call it."""
    shown = [f"{step.family or _('Every radio')} – {step}" for step in uses.steps]
    return shown + [_("Draft of: %s") % draft for draft in uses.drafts]


def edit(admin: PlainAdmin, request: HttpRequest, key: int, *, tool: Tool) -> HttpResponse:
    """The page of a tool. Only `save` changes anything."""
    if not admin.has_change_permission(request):
        raise PermissionDenied
    picture = get_object_or_404(Picture.objects.light(), pk=key)
    if request.method != "POST" or request.POST.get("do") == "none":
        return _page(admin, request, picture, tool, FORMS[tool](picture))
    form = FORMS[tool](picture, request.POST)
    if not form.is_valid():
        return _page(admin, request, picture, tool, form, status=422)
    if request.POST.get("do") == "show":
        return _page(admin, request, picture, tool, form)
    if form.edit() == Crop():
        form.add_error("left", _("Say how much to cut off from one edge or more"))
        return _page(admin, request, picture, tool, form, status=422)
    return _save(admin, request, picture, tool, form)


def _save(admin: PlainAdmin, request: HttpRequest, picture: Picture, tool: Tool, form: EditForm) -> HttpResponse:
    try:
        made = retouch(picture, form.edit(), began_from=form.cleaned_data["digest"], title=_new_title(picture, tool))
    except PictureChanged:
        now = get_object_or_404(Picture.objects.light(), pk=picture.pk)
        return _page(admin, request, now, tool, FORMS[tool](now), status=409, changed=True)
    except NotEdited as no:
        form.add_error(None, refusal_text(no.problem))
        return _page(admin, request, picture, tool, form, status=422)
    if made.pk == picture.pk:
        admin.log_change(request, made, str(DONE[tool]))
        messages.success(request, DONE[tool])
    else:
        admin.log_addition(request, made, _("Made from: %s") % picture)
        messages.success(request, _("This is a new picture. Choose it in the step instead of the one before."))
    return redirect(address(made, tool))


def _new_title(picture: Picture, tool: Tool) -> str:
    """So that the list in the step tells one from the other."""
    how = str(HOW.get(tool, ""))
    return f"{picture.title[: LONGEST_TITLE - len(how) - 3]} ({how})"


def _page(
    admin: PlainAdmin,
    request: HttpRequest,
    picture: Picture,
    tool: Tool,
    form: EditForm,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    around = admin.admin_site.each_context(request)
    width = max(picture.renditions.values_list("width", flat=True))
    about = {
        "picture": picture,
        "source": address_of(picture, width=width, kind=Rendition.Format.JPEG),
        "tool": tool,
        "tools": [(one, address(picture, one)) for one in Tool],
        "form": form,
        "problems": _problems(form),
        "uses": in_words(uses_of(picture.slug)),
        "stays_itself": stays_itself(picture.slug, EDITS[tool]),
    }
    if isinstance(form, CropForm):
        about |= {"frame": _frame(form.crop()), "size": form.size()}
    return render(request, f"admin/guides_app/pictures/{tool}.html", {**around, **about, **context}, status=status)


def _problems(form: EditForm) -> list[Problem]:
    first = f"#{FIRST[type(form)]}"
    said = [Problem(str(text), first) for text in form.non_field_errors()]
    fields = [field for field in form if not field.is_hidden]
    return said + [
        Problem(str(text), f"#{field.id_for_label}" if field.id_for_label else first)
        for field in fields
        for text in field.errors
    ]


def _frame(crop: Crop) -> str:
    """What stays, as a path in a drawing that is 100 wide and 100 high; nothing when nothing stays."""
    left, top, right, bottom = crop.left, crop.top, 100 - crop.right, 100 - crop.bottom
    return f"M{left:g} {top:g}V{bottom:g}H{right:g}V{top:g}Z" if left < right and top < bottom else ""

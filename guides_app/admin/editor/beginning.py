"""A new guide or radio family: an address that nobody has, the facts without which there is nothing, perhaps a copy."""

from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guides_app.admin.editor import desk
from guides_app.admin.editor.fields import BySlug, QuickSelect
from guides_app.admin.editor.known import Known
from guides_app.admin.editor.names import FIELDS
from guides_app.library import publishing
from guides_app.models import DocumentKind, Guide, Looks, RadioFamily

PAGES = {DocumentKind.GUIDE: "guide", DocumentKind.FAMILY: "radio"}
LEFT_OUT = ("is_published", "checked_on", "checked_by", "review_by", "year_from", "year_to", "years_source")
TAKEN = {
    DocumentKind.GUIDE: gettext_lazy("There is a guide with this address already."),
    DocumentKind.FAMILY: gettext_lazy("There is a radio with this address already."),
}


class NewForm(forms.Form):
    """What a document needs to begin with."""

    slug = forms.SlugField(
        label=gettext_lazy("Address"),
        max_length=50,
        help_text=gettext_lazy("Small letters, numbers and hyphens, such as dacia-duster-3. It stays as it is."),
        error_messages={"invalid": gettext_lazy("Use only letters, numbers, hyphens and underscores.")},
    )
    copy_of = BySlug(label=gettext_lazy("Begin with a copy of"), required=False)
    use_required_attribute = False
    kind: DocumentKind
    originals: Any

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["copy_of"].offer({row.slug: row for row in self.originals.all()})  # type: ignore[attr-defined]

    def clean_slug(self) -> str:
        """Small letters, and no address that another page has."""
        slug = str(self.cleaned_data["slug"]).lower()
        name = PAGES[self.kind]
        if resolve(reverse(f"guides:{name}", args=[slug])).url_name != name:
            raise ValidationError(_("Another page has this address."))
        if publishing.manuscript_of(self.kind, slug) is not None:
            raise ValidationError(str(TAKEN[self.kind]))
        return slug

    def document(self) -> dict[str, Any]:
        """What the new manuscript says. A copy is not checked, and claims no years."""
        original = self.cleaned_data.get("copy_of")
        found = publishing.manuscript_of(self.kind, original.slug) if original else None
        said = {k: v for k, v in (found.working if found else {}).items() if k not in LEFT_OUT}
        return said | self.facts()

    def facts(self) -> dict[str, Any]:
        """What was asked for here."""
        raise NotImplementedError


class NewGuideForm(NewForm):
    """A guide of a car."""

    kind, originals = DocumentKind.GUIDE, Guide.objects.with_car()
    car = BySlug(label=FIELDS["car"], error_messages={"required": gettext_lazy("Choose the car.")})
    generation = forms.CharField(label=gettext_lazy("Generation"), required=False, max_length=20)
    field_order = ("car", "generation", "slug", "copy_of")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["car"].offer(Known().cars)  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        generation = self.cleaned_data["generation"]
        said = {"car": self.cleaned_data["car"].slug} | ({"generation": generation} if generation else {})
        return {"fits": []} | said if not self.cleaned_data.get("copy_of") else said


class NewFamilyForm(NewForm):
    """A radio family."""

    kind, originals = DocumentKind.FAMILY, RadioFamily.objects.all()
    name = forms.CharField(label=FIELDS["name"], max_length=80)
    looks = forms.ChoiceField(label=FIELDS["looks"], choices=[("", "–"), *Looks.choices], widget=QuickSelect)
    field_order = ("name", "looks", "slug", "copy_of")

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "looks")}


FORMS: dict[str, type[NewForm]] = {form.kind.value: form for form in (NewGuideForm, NewFamilyForm)}


def begin(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """The form, and the new draft that comes of it."""
    desk.need(request, desk.EDIT)
    made = FORMS.get(request.GET.get("kind", DocumentKind.GUIDE.value))
    if made is None:
        raise Http404
    form = made(request.POST if request.method == "POST" else None)
    if form.is_valid():
        begun = _begun(form, request)
        if begun is not None:
            return redirect(desk.address("edit", begun))
    return desk.page(
        site, request, "begin", status=422 if form.errors else 200, form=form, kind=form.kind, errors=form.errors
    )


def _begun(form: NewForm, request: HttpRequest) -> Any:
    try:
        return publishing.begin(form.kind, form.cleaned_data["slug"], form.document(), by=desk.person(request))
    except publishing.Taken:
        form.add_error("slug", str(TAKEN[form.kind]))
        return None

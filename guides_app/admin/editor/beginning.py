"""A new guide or radio family: an address that nobody has, the facts without which there is nothing, perhaps a copy."""

from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guides_app.admin.editor import desk
from guides_app.admin.editor.fields import BySlug, QuickSelect
from guides_app.admin.editor.known import Known
from guides_app.admin.editor.names import FIELDS
from guides_app.library import publishing
from guides_app.models import DocumentKind, Guide, Looks, Manuscript, RadioFamily

PAGES = {DocumentKind.GUIDE: "guide", DocumentKind.FAMILY: "radio"}
LEFT_OUT = ("is_published", "checked_on", "checked_by", "review_by", "year_from", "year_to", "years_source")
ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6", "VII": "7"}
TAKEN = {
    DocumentKind.GUIDE: gettext_lazy("There is a guide with this address already."),
    DocumentKind.FAMILY: gettext_lazy("There is a radio with this address already."),
}


class NewForm(forms.Form):
    """What a document needs to begin with."""

    slug = forms.SlugField(
        label=gettext_lazy("Address"),
        max_length=50,
        required=False,
        help_text=gettext_lazy(
            "The end of the page's address, such as dacia-duster-3. Leave it empty: it is made from the answers above. "
            "It stays as it is."
        ),
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
        """Small letters, and no address that another page has. Made from the other answers where nothing is typed."""
        slug = str(self.cleaned_data["slug"] or self.suggested()).lower()
        if not slug:
            return slug
        name = PAGES[self.kind]
        if resolve(reverse(f"guides:{name}", args=[slug])).url_name != name:
            raise ValidationError(_("Another page has this address."))
        if self.errors and publishing.manuscript_of(self.kind, slug) is not None:  # alone, it is told by `begin`
            raise ValidationError(str(TAKEN[self.kind]))
        return slug

    def suggested(self) -> str:
        """An address made of the other answers; empty while they are wrong."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """There is an address, or something else is wrong."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("slug") and not self.errors:
            self.add_error("slug", _("Type an address: none can be made from the other answers."))
        return cleaned

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

    def suggested(self) -> str:
        car = self.cleaned_data.get("car")
        generation = self.cleaned_data.get("generation", "").strip()
        named = (car.brand.name, car.name, ROMAN.get(generation, generation)) if car else ()
        return slugify(" ".join(named))[:50]

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

    def suggested(self) -> str:
        return str(slugify(self.cleaned_data.get("name", "")))[:50]

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
        if (first := _of_first_press(form, request)) is not None:
            return first
        form.add_error("slug", str(TAKEN[form.kind]))
        return None


def _of_first_press(form: NewForm, request: HttpRequest) -> Manuscript | None:
    """What the same person began with the same answers a moment ago: a button pressed twice."""
    found = Manuscript.objects.filter(
        kind=form.kind, key=form.cleaned_data["slug"], version=1, published__isnull=True
    ).first()
    same = found is not None and found.edited_by_id == desk.person(request).pk and found.draft == form.document()
    return found if same else None

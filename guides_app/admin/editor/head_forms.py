"""The facts at the head of a document: of a guide its car and years, of a radio family how it looks and locks."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from guides_app.admin.editor.base_form import DocumentForm, filled_from, form_of
from guides_app.admin.editor.fields import BySlug
from guides_app.admin.editor.known import Known
from guides_app.admin.editor.names import FIELDS
from guides_app.library.rows import described, own_fields
from guides_app.models import DocumentKind, Guide, RadioFamily

KEYED = frozenset({"slug"})


class HeadForm(DocumentForm):
    """Facts that a document has once."""

    def __init__(self, *, known: Known, key: str, said: dict[str, Any], data: Any = None) -> None:
        self.said = said
        super().__init__(data=data, instance=filled_from(self.row_of(key), said), initial=self.chosen())
        self.offer(known)

    def row_of(self, key: str) -> Any:
        """The row that the checks look at; it is never saved."""
        return self._meta.model(slug=key)

    def chosen(self) -> dict[str, Any]:
        """The slugs of what the document names."""
        raise NotImplementedError

    def offer(self, known: Known) -> None:
        """What may be chosen."""
        raise NotImplementedError

    def head(self) -> dict[str, Any]:
        """The facts as the document says them. For a form that is valid."""
        return described(self.instance, fields=own_fields(type(self.instance), without=KEYED))


class GuideHead(HeadForm):
    """A guide's own facts."""

    car_model = BySlug(label=FIELDS["car"], error_messages={"required": _("Choose the car.")})
    years_source = BySlug(label=FIELDS["years_source"], required=False)

    def chosen(self) -> dict[str, Any]:
        return {"car_model": self.said.get("car"), "years_source": self.said.get("years_source")}

    def offer(self, known: Known) -> None:
        self.fields["car_model"].offer(known.cars)  # type: ignore[attr-defined]
        if car := known.cars.get(str(self.said.get("car"))):
            self.instance.car_model = car
        self.fields["years_source"].offer(known.sources)  # type: ignore[attr-defined]

    def head(self) -> dict[str, Any]:
        source = self.instance.years_source
        years = {"years_source": source.slug} if source else {}
        return {"car": self.instance.car_model.slug} | super().head() | years


class FamilyHead(HeadForm):
    """A radio family's own facts."""

    alike = BySlug(
        label=FIELDS["alike"],
        required=False,
        help_text=_("What this radio does not say itself is then taken from that one."),
    )

    def row_of(self, key: str) -> Any:
        """The family itself where it is there, so that its check sees who is alike it."""
        return RadioFamily.objects.filter(slug=key).first() or RadioFamily(slug=key)

    def chosen(self) -> dict[str, Any]:
        return {"alike": self.said.get("alike")}

    def offer(self, known: Known) -> None:
        self.fields["alike"].offer(known.families)  # type: ignore[attr-defined]

    def head(self) -> dict[str, Any]:
        return super().head() | ({"alike": self.instance.alike.slug} if self.instance.alike else {})


_GUIDE = (
    "car_model", "generation", "year_from", "year_to", "years_source", "summary", "checked_on",
    "checked_by", "review_by",
)  # fmt: skip
_FAMILY = ("name", "looks", "number_kind", "display_word", "removal", "alike", "summary")
HEAD_FORMS: dict[DocumentKind, type[HeadForm]] = {
    DocumentKind.GUIDE: form_of(Guide, GuideHead, first=_GUIDE),
    DocumentKind.FAMILY: form_of(RadioFamily, FamilyHead, first=_FAMILY),
}

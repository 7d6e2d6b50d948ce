"""A step with its pictures: each is chosen from the library's own, described or called a decoration, and marked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guides_app import marks
from guides_app.admin.editor.base_form import form_of
from guides_app.admin.editor.fields import BySlug
from guides_app.admin.editor.known import Known
from guides_app.admin.editor.names import FIELDS
from guides_app.admin.editor.row_forms import FORMS, SURE, UNCOUNTED, RowForm
from guides_app.admin.marks_form import BaseMarkFormSet, MarkFormSet
from guides_app.models import FamilyStep, Picture


class PictureForm(forms.Form):
    """A picture in a step. Without a choice there is none, whatever else is written."""

    picture = BySlug(label=FIELDS["picture"], required=False)
    alt = forms.CharField(
        label=FIELDS["alt"], required=False, max_length=250, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    decoration = forms.BooleanField(label=FIELDS["decoration"], required=False)
    use_required_attribute = False

    def __init__(self, *, known: Known, said: dict[str, Any], data: Any, prefix: str) -> None:
        super().__init__(data=data, prefix=prefix, initial=said)
        self.said, self.known = said, known
        self.fields["picture"].offer(known.pictures)  # type: ignore[attr-defined]
        self.marks: BaseMarkFormSet = MarkFormSet(
            self._marks_sent(), prefix=f"{prefix}-marks", initial=said.get("marks"), picture=self.shown()
        )

    def _marks_sent(self) -> Any:
        """A picture that was chosen a moment ago has no rows of marks yet."""
        return self.data if self.is_bound and f"{self.prefix}-marks-TOTAL_FORMS" in self.data else None

    def shown(self) -> Picture | None:
        """The picture chosen so far."""
        return self.known.pictures.get(str(self["picture"].value() or ""))

    def clean(self) -> dict[str, Any]:
        """What a picture shows must be said, or that it shows nothing."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("picture") and not cleaned.get("alt") and not cleaned.get("decoration"):
            self.add_error("alt", _("Describe the picture, or tick ‘decoration’."))
        if cleaned.get("picture") and self.marks.is_bound and not self.marks.is_valid():
            self.add_error(None, _("Look at the marks of this picture."))
        return cleaned

    def hush(self) -> None:
        """Keep what was typed and say nothing about it."""
        self._errors = forms.utils.ErrorDict()

    def as_data(self) -> dict[str, Any] | None:
        """As a step keeps it; None without a picture."""
        picture = self.cleaned_data.get("picture")
        if picture is None:
            return None
        drawn = self.marks.as_data() if self.marks.is_bound else list(self.said.get("marks") or [])
        data = {name: self.cleaned_data[name] for name in ("alt", "decoration")}
        kept = {"translations": self.said["translations"]} if self.said.get("translations") else {}
        return {"picture": picture.slug, **data, "marks": drawn, **kept}


class StepForm(RowForm):
    """A step. Its pictures keep their own fields, below the step's name."""

    headline = ("section", "title")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        said = self.said.get("pictures") or []
        shown = min(max(len(said), self._sent()) + (0 if self.is_bound else 1), marks.MOST_PICTURES)
        self.pictures = [
            PictureForm(
                known=self.known,
                said=said[at] if at < len(said) else {},
                data=self.data if self.is_bound else None,
                prefix=f"{self.prefix}-pictures-{at}",
            )
            for at in range(shown)
        ]

    def _sent(self) -> int:
        if not self.is_bound:
            return 0
        return sum(f"{self.prefix}-pictures-{at}-alt" in self.data for at in range(marks.MOST_PICTURES))

    def has_changed(self) -> bool:
        """A picture alone makes a new step count."""
        chosen = any(picture["picture"].value() for picture in self.pictures)
        return bool(set(self.changed_data) - UNCOUNTED) or chosen

    def clean(self) -> dict[str, Any]:
        """The pictures are a part of the row that is checked."""
        cleaned = super().clean()
        if all([picture.is_valid() for picture in self.pictures]):  # noqa: C419 - each must say what is wrong with it
            data = [picture.as_data() for picture in self.pictures]
            self.instance.pictures = [one for one in data if one]
        else:
            self.add_error(None, _("Look at the pictures of this step."))
        return cleaned

    def hush(self) -> None:
        """The pictures too."""
        super().hush()
        for picture in self.pictures:
            picture.hush()


FORMS[FamilyStep] = form_of(FamilyStep, StepForm, first=("section", "title", "body", "is_caution", *SURE))

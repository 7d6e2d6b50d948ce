"""What all forms of the editor share: they fill an unsaved row, so that its own checks run, and give plain data."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guides_app.admin.editor.fields import QuickSelect
from guides_app.admin.editor.names import FIELDS
from guides_app.library.rows import own_fields

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm

NOT_TYPED = {"translations", "pictures", "is_published"}
RELATIONS = {"source", "family", "car_model", "years_source", "alike"}  # chosen from a list that was read already
SAID_BY_LABEL = {"confirm", "next_key", "if_nothing", "fitting", "not_fitting", "review_by"}
SIGNS = _("**bold**, - for a list, [words](https://…) for a link. An empty line begins a new paragraph.")
WRITING = {"Markdown.": SIGNS, "Markdown, at most 8 lines.": format_lazy("{} {}", _("At most 8 lines."), SIGNS)}
UNSEEN = dict.fromkeys((0x200B, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
YEARS = _("The end year must be the same as or after the start year.")
RANGES = {
    "hold_most_seconds": ("hold_least_seconds", _("This must be at least as long as the shortest hold.")),
    "cap_minutes": ("first_minutes", _("The longest wait must be at least as long as the first wait.")),
    "year_to": ("year_from", YEARS),
}


def typed_fields(model: type[models.Model], *, first: tuple[str, ...] = ()) -> list[str]:
    """The names of the fields of a form, these first."""
    names = [name for name in own_fields(model, without=frozenset({"slug"})) if name not in NOT_TYPED]
    return [*first, *(name for name in names if name not in first)]


def filled_from(row: Any, said: dict[str, Any]) -> Any:
    """The row with what a document says of it, right or wrong; the checks come later."""
    for name, field in own_fields(type(row), without=frozenset({"slug"})).items():
        setattr(row, name, said.get(name, field.get_default()))
    return row


def form_of(
    model: type[models.Model],
    form: "type[DocumentForm]",
    *,
    first: tuple[str, ...],
    lines: dict[str, int] | None = None,
) -> type[Any]:
    """A form over the model's own fields, with the words and widgets of the editor."""
    names = typed_fields(model, first=first)
    fields = {name: model._meta.get_field(name) for name in names}  # noqa: SLF001  # Django documents it for this use
    widgets: dict[str, Any] = {name: QuickSelect for name, field in fields.items() if getattr(field, "choices", None)}
    widgets |= {n: forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}) for n in names if n.endswith("ed_on")}
    widgets |= {n: forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}) for n in names if n == "review_by"}
    widgets |= {
        name: forms.Textarea(attrs={"rows": (lines or {}).get(name, 4)})
        for name, field in fields.items()
        if isinstance(field, models.TextField)
    }
    labels = {name: FIELDS[name] for name in names if name in FIELDS}
    helps: dict[str, Any] = {name: "" for name in names if name in SAID_BY_LABEL}
    helps |= {
        name: WRITING[text]
        for name, field in fields.items()
        if (text := str(getattr(field, "help_text", ""))) in WRITING
    }
    return forms.modelform_factory(model, form=form, fields=names, widgets=widgets, labels=labels, help_texts=helps)


def same_or_new(new: str, old: Any) -> str:
    """A text that only differs in blank ends and kinds of line ends is the old one, so that nothing seems changed.
    Signs that nobody sees, and that turn the order of letters around, come along with a copied text and go."""
    tidy = new.translate(UNSEEN).replace("\r\n", "\n").replace("\r", "\n").strip()
    return old if isinstance(old, str) and old.strip() == tidy else tidy


class DocumentForm(ModelForm):
    """A form over a part of a document; `said` is what that part said before."""

    said: dict[str, Any]
    use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        """Ranges, and texts as they were where nobody changed them."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self._validate_unique = False
        for name, value in cleaned.items():
            if isinstance(value, str):
                cleaned[name] = same_or_new(value, self.said.get(name))
        for most, (least, words) in RANGES.items():
            low, high = cleaned.get(least), cleaned.get(most)
            if low is not None and high is not None and high < low:
                self.add_error(most, words)
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """Rows chosen from a list are there; asking the database once more for each would be slow."""
        return super()._get_validation_exclusions() | RELATIONS  # type: ignore[misc,no-any-return]  # Django's own

    def _update_errors(self, errors: ValidationError) -> None:
        """What a model says of a field that no form has is said of the whole row."""
        if hasattr(errors, "error_dict"):
            heard = set(self._errors or ())  # one word about a field is enough: an empty one is not also too short
            known = {name: said for name, said in errors.error_dict.items() if name in self.fields.keys() - heard}
            others = [one for name, said in errors.error_dict.items() if name not in self.fields for one in said]
            errors = ValidationError({**known, **({NON_FIELD_ERRORS: others} if others else {})})
        super()._update_errors(errors)  # type: ignore[misc]  # as above

    def hush(self) -> None:
        """Keep what was typed and say nothing about it, for a form that nobody has sent off yet."""
        self._errors = forms.utils.ErrorDict()

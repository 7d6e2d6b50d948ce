"""Fields that let everybody type: no maxlength, no required, no pattern; the server judges and says why."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from requests_app.identity import MixedAlphabets, NotAnAddress, canonical_email, shown_email, visible

MIXED_ALPHABETS = _("This address has letters of two alphabets that look alike. Type the part after @ again")


class TextField(forms.CharField):
    """A line of text without control and direction characters, blanks folded, in composed Unicode."""

    def __init__(self, *, longest: int = 0, too_long: Any = "", several_lines: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.several_lines = several_lines
        if longest:
            self.validators.append(MaxLengthValidator(longest, message=too_long))

    def to_python(self, value: Any) -> str:
        return visible(str(super().to_python(value) or ""), several_lines=self.several_lines)


class AddressField(forms.CharField):
    """An email address: comes out in its canonical form, is shown as people write it."""

    widget = forms.EmailInput
    default_error_messages = {"mixed": MIXED_ALPHABETS}

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "")
        try:
            return canonical_email(text) if text else ""
        except MixedAlphabets as error:
            raise ValidationError(self.error_messages["mixed"], code="mixed") from error
        except NotAnAddress as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return shown_email(value) if isinstance(value, str) else value


class CustomerForm(forms.Form):
    """Rendered by our own templates; marks nothing as required in the browser."""

    use_required_attribute = False
    error_css_class = "is-wrong"

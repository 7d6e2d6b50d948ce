"""Fields that let everybody type: no maxlength, no required, no pattern; the server judges and says why."""

import unicodedata
from typing import Any

from django import forms
from django.core.validators import EmailValidator, MaxLengthValidator

INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn")
LONGEST_EMAIL = 254


class TextField(forms.CharField):
    """A line of text without control and direction characters, blanks folded, in composed Unicode."""

    def __init__(self, *, longest: int = 0, too_long: Any = "", several_lines: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.several_lines = several_lines
        if longest:
            self.validators.append(MaxLengthValidator(longest, message=too_long))

    def to_python(self, value: Any) -> str:
        text = unicodedata.normalize("NFC", str(super().to_python(value) or ""))
        return fold(text, several_lines=self.several_lines)


class EmailField(forms.EmailField):
    """An address; Django's own would print a maxlength."""

    def __init__(self, *, wrong: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators = [EmailValidator(message=wrong), MaxLengthValidator(LONGEST_EMAIL, message=wrong)]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


def fold(text: str, *, several_lines: bool = False) -> str:
    """Characters that nobody sees are dropped, runs of blanks become one."""
    lines = text.replace("\r\n", "\n").split("\n") if several_lines else [text.replace("\n", " ")]
    kept = [" ".join("".join(" " if c == "\t" else c for c in line if c == "\t" or _seen(c)).split()) for line in lines]
    return "\n".join(kept).strip()


def _seen(char: str) -> bool:
    return unicodedata.category(char) not in INVISIBLE


class CustomerForm(forms.Form):
    """Rendered by our own templates; marks nothing as required in the browser."""

    use_required_attribute = False
    error_css_class = "is-wrong"

"""A form field for a picture: what it gives is clean, what it refuses it explains."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from guides_app.models import Picture
from guides_app.pictures import MOST_BYTES, Cleaned, Reason, Refused, clean

if TYPE_CHECKING:
    PictureModelForm = forms.ModelForm[Picture]
else:
    PictureModelForm = forms.ModelForm

REFUSALS = {
    Reason.EMPTY: _("The file is empty. Choose it again, or choose another one"),
    Reason.TOO_HEAVY: _("The picture must be 15 MB or smaller"),
    Reason.NOT_A_PICTURE: _("The picture must be a JPEG, PNG or WebP file. Its content counts, not its name"),
    Reason.ANIMATED: _("The picture must not move. Choose a still picture"),
    Reason.TOO_MANY_PIXELS: _("The picture must have 40 megapixels or fewer"),
    Reason.TOO_SMALL: _("The picture is too small or too narrow. Each side must have at least 200 pixels"),
    Reason.BROKEN: _("The file is damaged. Save the picture again, or choose another one"),
    Reason.ALL_COVERED: _("Leave a part of the picture uncovered"),
}


class CleanPictureField(forms.FileField):
    """Gives a `Cleaned`."""

    default_error_messages = {"required": _("Choose a picture")}

    def __init__(self, **kwargs: Any) -> None:
        picture_input = forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})
        super().__init__(allow_empty_file=True, widget=picture_input, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Cleaned:
        """Reads one byte more than a picture may have, so that the limit is judged on what really came."""
        file = super().clean(data, initial)
        answer = clean(file.read(MOST_BYTES + 1))
        if isinstance(answer, Refused):
            raise ValidationError(REFUSALS[answer.reason], code=answer.reason)
        return answer


class NewPictureForm(PictureModelForm):
    """A file and a title; the name for steps is made from the title."""

    file = CleanPictureField(
        label=_("Picture"), help_text=_("JPEG, PNG or WebP, up to 15 MB. Place and camera are removed from it.")
    )

    class Meta:
        model = Picture
        fields = ("title",)

"""A form field for a picture: what it gives is clean, what it refuses it explains."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from guides_app.models import Picture
from guides_app.pictures import formats, limits
from guides_app.pictures.answers import UploadProblem, UploadRefused
from guides_app.pictures.masters import Cleaned, clean

if TYPE_CHECKING:
    PictureModelForm = forms.ModelForm[Picture]
else:
    PictureModelForm = forms.ModelForm

_FORMATS = _("The picture must be one of these: %(formats)s. Its content counts, not its name")
REFUSALS = {
    UploadProblem.EMPTY: _("The file is empty. Choose it again, or choose another one"),
    UploadProblem.TOO_BIG: _("The picture must be %(megabytes)s MB or smaller"),
    UploadProblem.NOT_ACCEPTED: _FORMATS,
    UploadProblem.HEIC: _FORMATS,
    UploadProblem.PDF_NOT_HERE: _FORMATS,
    UploadProblem.ANIMATED: _("The picture must not move. Choose a still picture"),
    UploadProblem.TOO_MANY_PIXELS: _("The picture has too many pixels to be opened. Save it smaller"),
    UploadProblem.TOO_SMALL: _("The picture is too small or too narrow. Each side must have at least %(least)s pixels"),
    UploadProblem.BROKEN: _("The file is damaged. Save the picture again, or choose another one"),
    UploadProblem.BUSY: _("Many pictures arrive just now. Send it again in a moment"),
    UploadProblem.ALL_COVERED: _("Leave a part of the picture uncovered"),
}


def refusal_text(problem: UploadProblem) -> str:
    """Why a picture was not taken, and what to do."""
    return str(REFUSALS[problem]) % {
        "megabytes": limits.MAX_MEGABYTES,
        "least": limits.LEAST_SHORT_EDGE,
        "formats": ", ".join(formats.names()),
    }


def _offer() -> str:
    words = _("%(formats)s, up to %(megabytes)s MB. Place and camera are removed from it.")
    return str(words) % {"formats": ", ".join(formats.names()), "megabytes": limits.MAX_MEGABYTES}


offer = lazy(_offer, str)


class CleanPictureField(forms.FileField):
    """Gives a `Cleaned`."""

    default_error_messages = {"required": _("Choose a picture")}

    def __init__(self, **kwargs: Any) -> None:
        picture_input = forms.ClearableFileInput(attrs={"accept": formats.accept_attribute()})
        super().__init__(allow_empty_file=True, widget=picture_input, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Cleaned:
        """Reads one byte more than a picture may have, so that the limit is judged on what really came."""
        file = super().clean(data, initial)
        answer = clean(file.read(limits.MAX_BYTES + 1))
        if isinstance(answer, UploadRefused):
            raise ValidationError(refusal_text(answer.problem), code=answer.problem)
        return answer


class NewPictureForm(PictureModelForm):
    """A file and a title; the name for steps is made from the title."""

    file = CleanPictureField(label=_("Picture"), help_text=offer())

    class Meta:
        model = Picture
        fields = ("title",)

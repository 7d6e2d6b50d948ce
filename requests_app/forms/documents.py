"""Photos and papers: what each page asks, and the exact sentence for every file that cannot be taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guides_app.squares import CELLS
from requests_app.forms.fields import CustomerForm
from requests_app.forms.hiding import HIDING, cells_field
from requests_app.models import Slot
from requests_app.vault.sanitise import (
    MAX_MEGABYTES,
    MAX_PDF_PAGES,
    Hint,
    UploadProblem,
    UploadRefused,
    accept_attribute,
    names,
)

Text = Any  # a lazy translation


@dataclass(frozen=True)
class Question:
    """One page that asks for a document. `template` draws what must be readable."""

    title: Text
    missing: Text
    points: tuple[Text, ...]
    confirm: Text
    pdf: bool = False


PAPER_POINTS = (
    _("All 4 corners are in the picture"),
    _("You can read every letter and number"),
    _("You can cover everything that we do not need with your hand or paper"),
)
PHOTO_POINTS = (
    _("All of the label is in the picture"),
    _("You can read every letter and number"),
    _("No flash: it makes a white spot"),
)
QUESTIONS: dict[Slot, Question] = {
    Slot.LABEL: Question(
        _("Take a photo of the radio's label or of the display showing the number"),
        _("Take or choose a photo of the radio label"),
        PHOTO_POINTS,
        _("Can you read the number in this photo?"),
    ),
    Slot.FRONT: Question(
        _("Take a photo of the radio's front, switched on"),
        _("Take or choose a photo of the radio's front"),
        (_("All buttons and the display are in the picture"), _("If a label can be seen, send a photo of it instead")),
        _("Can you see all buttons and the display in this photo?"),
    ),
    Slot.CERTIFICATE: Question(
        _("Take a photo of your registration certificate"),
        _("Take or choose a photo of your registration certificate"),
        PAPER_POINTS,
        _("Can you read (E) and (C.1) in this photo?"),
        pdf=True,
    ),
    Slot.PURCHASE: Question(
        _("Take a photo of your proof of purchase"),
        _("Take or choose a photo of your proof of purchase"),
        (_("A purchase contract, a leasing letter or an insurance paper"), *PAPER_POINTS[1:]),
        _("Can you read the names, the VIN and the date in this photo?"),
        pdf=True,
    ),
    Slot.VIN_PLATE: Question(
        _("Take a photo of the VIN on the car"),
        _("Take or choose a photo of the VIN on the car"),
        (_("Through the windscreen, or on the door pillar"), _("All 17 letters and numbers can be read")),
        _("Can you read all 17 letters and numbers in this photo?"),
    ),
    Slot.IDENTITY: Question(
        _("Take a photo of your identity card or passport, showing your name only"),
        _("Take or choose a photo of your identity card or passport"),
        (
            _("We only need your name. Cover the rest with your hand or paper"),
            _("In some countries the law says so"),
            _("We delete this photo as soon as we have decided"),
        ),
        _("Can you read your name in this photo, and is the rest covered?"),
        pdf=True,
    ),
    Slot.PERMISSION: Question(
        _("Take a photo of the owner's permission"),
        _("Take or choose a photo of the owner's permission"),
        (
            _("A sheet of paper is enough: “This person may ask for the radio code of my car”"),
            _("With the owner's name, your name, the car and the owner's signature"),
        ),
        _("Can you read both names and the car in this photo?"),
        pdf=True,
    ),
    Slot.DISPLAY: Question(
        _("Take a photo of the display"),
        _("Take or choose a photo of the display"),
        (_("The whole display is in the picture"),),
        _("Can you read the display in this photo?"),
    ),
}
PROBLEMS: dict[UploadProblem, Text] = {
    UploadProblem.EMPTY: _("The photo is empty. Take it again"),
    UploadProblem.TOO_BIG: _("The photo must be smaller than %(megabytes)s\u00a0MB"),
    UploadProblem.BROKEN: _("We cannot open this photo. Take it again, or choose another one"),
    UploadProblem.TOO_SMALL: _("The photo is too small to read. Take it again from closer, or choose the original"),
    UploadProblem.TOO_NARROW: _("The photo is too long and narrow. Send the part that can be read"),
    UploadProblem.TOO_MANY_PIXELS: _(
        "The photo has too many pixels. Take it again with the normal setting of the camera"
    ),
    UploadProblem.ANIMATED: _("The picture moves, and we can keep one picture only. Send a photo"),
    UploadProblem.HEIC: _(
        "We cannot open HEIC photos here. Choose a JPG: an iPhone saves photos as JPG with the camera set to"
        " ‘Most Compatible’ (Settings, Camera, Formats)"
    ),
    UploadProblem.PDF_LOCKED: _("The PDF is protected with a password. Remove the password or take a photo"),
    UploadProblem.PDF_TOO_MANY_PAGES: _(
        "The PDF has %(pages)s pages, and we keep at most %(most_pages)s. Send only those that we ask for"
    ),
    UploadProblem.PDF_LIVE_FORM: _("Only Adobe Reader can show this PDF. Print it as a PDF, or take a photo of it"),
    UploadProblem.NO_SPACE: _("The photo was not uploaded. Our storage is full. Try again later"),
    UploadProblem.BUSY: _("The photo was not uploaded. Many photos arrive just now. Send it again in a moment"),
    UploadProblem.STORE_AWAY: _(
        "The photo was not uploaded. We cannot keep photos just now. Try again in a few minutes"
    ),
}
OFFER = _("%(formats)s, up to %(megabytes)s\u00a0MB")
OTHER_FORMAT = _("The photo must be a %(formats)s")
ONLY_ONE = _("You chose two files. Choose one, upload it, then add the other")
CHOOSE_AGAIN = _("Take or choose the photo again. It was not kept, because something else has to be changed first")
TOO_MANY = _("You can send 3 files. Remove one first, then upload this one")
HINTS: dict[str, Text] = {
    Hint.BLURRED: _("This photo may be blurred"),
    Hint.DARK: _("This photo is very dark"),
    Hint.BRIGHT: _("This photo is very bright"),
    Hint.SMALL: _("This photo is small"),
}


def refusal_text(slot: Slot, refused: UploadRefused) -> str:
    """Why this file was not taken, and what to do."""
    if refused.problem in (UploadProblem.NOT_ACCEPTED, UploadProblem.PDF_NOT_HERE):
        return str(OTHER_FORMAT) % {"formats": one_of(names(pdf=QUESTIONS[slot].pdf))}
    return str(PROBLEMS[refused.problem]) % {
        "megabytes": MAX_MEGABYTES,
        "pages": refused.pages,
        "most_pages": MAX_PDF_PAGES,
    }


def offer_text(slot: Slot) -> str:
    """What may be sent, in one line."""
    formats = one_of(names(pdf=QUESTIONS[slot].pdf))
    return str(OFFER) % {"formats": formats, "megabytes": MAX_MEGABYTES}


def one_of(words: Sequence[str]) -> str:
    """“a, b or c”."""
    return str(_("%(first)s or %(last)s")) % {"first": ", ".join(words[:-1]), "last": words[-1]}


class PhotoInput(forms.FileInput):
    """Two inputs of one name, drawn by parts/photo.html: the camera, and what is there already."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """What was chosen; a list where both were used."""
        given = files.getlist(name)
        return given if len(given) > 1 else super().value_from_datadict(data, files, name)


class PhotoField(forms.FileField):
    """One file. The vault looks into it; here it is only there or not."""

    widget = PhotoInput

    def __init__(self, *, pdf: bool, **kwargs: Any) -> None:
        label = _("Choose a photo or PDF that you have") if pdf else _("Choose a photo that you have")
        super().__init__(label=label, required=False, allow_empty_file=True, **kwargs)
        self.widget.attrs["accept"] = accept_attribute(pdf=pdf)

    def clean(self, data: Any, initial: Any = None) -> Any:
        if isinstance(data, list):
            raise forms.ValidationError(ONLY_ONE)
        return super().clean(data, initial)


class PhotoForm(CustomerForm):
    """A form that can carry a photo. Where something else is wrong with it, the browser forgets the photo: say so."""

    def __init__(self, *args: Any, pdf: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photo"] = PhotoField(pdf=pdf)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors and cleaned.get("photo") is not None:
            self.add_error("photo", str(CHOOSE_AGAIN))
        return cleaned


class DocumentForm(PhotoForm):
    """One document. Without a file it is an answer only where one may go on without (`enough_without`).

    `cells` names the squares that are black already in a paper that must be covered.
    """

    CONTINUE = "continue"
    again = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    then = forms.CharField(required=False)
    cells = cells_field()

    def __init__(self, *args: Any, slot: Slot, answered: bool = False, **kwargs: Any) -> None:
        question = QUESTIONS[slot]
        super().__init__(*args, pdf=question.pdf, **kwargs)
        self.missing = question.missing
        self.hiding = HIDING.get(slot)
        self.answered = answered

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cells = frozenset(CELLS[name] for name in cleaned.get("cells", ()))
        cleaned["cells"] = cells
        if cleaned.get("photo") is None and "photo" not in self.errors and not self.enough_without(cleaned):
            self.add_error("photo", str(self.missing))
        if self.hiding and self.hiding.required and cells and (problem := self.hiding.problem(cells)):
            self.add_error("photo", str(problem))
        return cleaned

    def enough_without(self, cleaned: dict[str, Any]) -> bool:
        """Whether one may go on without a file: there is one already, and "Continue" was pressed."""
        return self.answered and cleaned.get("then") == self.CONTINUE


class PreviewForm(CustomerForm):
    """Whether the person can read the photo."""

    use = forms.ChoiceField(
        choices=[("yes", _("Yes, use this photo")), ("no", _("No, take another"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose whether to use this photo"),
            "invalid_choice": _("Choose whether to use this photo"),
        },
    )


class OtherProofForm(CustomerForm):
    """No certificate at hand: what then?"""

    LATER, PURCHASE, NOT_MINE = "later", "purchase", "not-mine"
    instead = forms.ChoiceField(
        label=_("What do you have instead?"),
        choices=[
            (LATER, _("I send it later")),
            (PURCHASE, _("I have another proof (purchase contract, leasing letter, insurance)")),
            (NOT_MINE, _("The car is not registered to me")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what you have instead"),
            "invalid_choice": _("Choose what you have instead"),
        },
    )

"""The documents of a request as the viewer lists them: addresses and words, no picture is opened here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from requests_app.admin import words
from requests_app.models import AnswerPicture, CodeRequest, Page, Slot, Upload

ANSWER = _("Manufacturer’s answer, page %(number)s")


@dataclass(frozen=True)
class Picture:
    """One page of a document. A `sealed` one is shown only when somebody presses a button for it. Of the manufacturer's
    answer, `candidate` is the code that it belongs to.
    """

    pk: int
    label: str
    address: str
    thumb: str
    hints: list[words.Text]
    sealed: bool
    damaged: bool
    opened: bool
    cover: str = ""
    slot: Slot | None = None
    candidate: int | None = None


def photos_of(code_request: CodeRequest, pages: Sequence[Page], *, seen: Collection[str] = ()) -> list[Picture]:
    """Pages of documents, as `standing_pages` gives them; `seen` are the keys of those that were opened."""
    return [
        picture
        for _upload, theirs in groupby(pages, key=lambda page: page.upload_id)
        for picture in _pages(code_request, list(theirs), seen)
    ]


def answer_photos(
    code_request: CodeRequest, pictures: Sequence[AnswerPicture], *, seen: Collection[str] = ()
) -> list[Picture]:
    """The manufacturer's answers to this round, by these pages of them. They mostly show the code, so they are opened
    by a press alone."""
    return [
        Picture(
            pk=picture.pk,
            label=str(ANSWER) % {"number": place},
            address=reverse("admin:show_answer", args=(code_request.reference, picture.pk)),
            thumb="",
            hints=[],
            sealed=True,
            damaged=picture.damaged_at is not None,
            opened=picture.key in seen,
            candidate=picture.candidate_id,
        )
        for place, picture in enumerate(pictures, start=1)
    ]


def _pages(code_request: CodeRequest, pages: Sequence[Page], seen: Collection[str]) -> list[Picture]:
    upload = pages[0].upload
    return [
        Picture(
            pk=page.pk,
            label=label_of(page, numbered=len(pages) > 1),
            address=_address(code_request, upload, page),
            thumb=reverse("admin:thumb", args=(code_request.reference, page.pk)),
            hints=[words.HINTS[hint] for hint in page.hints if hint in words.HINTS],
            sealed=upload.slot == Slot.IDENTITY,
            damaged=page.damaged_at is not None,
            opened=page.key in seen,
            cover=reverse("admin:cover_document", args=(code_request.reference, page.pk)),
            slot=Slot(upload.slot),
        )
        for page in pages
    ]


def label_of(page: Page, *, numbered: bool = False) -> str:
    """What a page shows, with its number where its document has several."""
    label = str(Slot(page.upload.slot).label)
    return f"{label} {page.number}" if numbered else label


def _address(code_request: CodeRequest, upload: Upload, page: Page) -> str:
    name = "admin:show_identity" if upload.slot == Slot.IDENTITY else "admin:picture"
    return reverse(name, args=(code_request.reference, page.pk))

"""The documents of a request as the viewer lists them: addresses and words, no picture is opened here."""

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.urls import reverse

from requests_app.admin import words
from requests_app.admin.roles import WORKS
from requests_app.models import CodeRequest, Page, Slot, Upload
from requests_app.states import Status

MOST_DAMAGED = 20


@dataclass(frozen=True)
class Picture:
    """One page of a document. Identity papers are shown only when somebody asks for them."""

    pk: int
    label: str
    address: str
    thumb: str
    hints: list[words.Text]
    sealed: bool
    damaged: bool
    opened: bool


def standing_photos(code_request: CodeRequest, *, seen: Collection[str] = ()) -> list[Picture]:
    """Every page of every document that stands, in two questions; `seen` are the keys of those that were opened."""
    rows = Upload.objects.filter(code_request=code_request, replaced_at=None, deleted_at=None)
    return [picture for upload in rows.prefetch_related("pages") for picture in _pages(code_request, upload, seen)]


def _pages(code_request: CodeRequest, upload: Upload, seen: Collection[str]) -> list[Picture]:
    pages = list(upload.pages.all())
    label = str(Slot(upload.slot).label)
    return [
        Picture(
            pk=page.pk,
            label=f"{label} {page.number}" if len(pages) > 1 else label,
            address=reverse("admin:picture", args=(code_request.reference, page.pk)),
            thumb=reverse("admin:thumb", args=(code_request.reference, page.pk)),
            hints=[words.HINTS[hint] for hint in page.hints if hint in words.HINTS],
            sealed=upload.slot == Slot.IDENTITY,
            damaged=page.damaged_at is not None,
            opened=page.key in seen,
        )
        for page in pages
    ]


def requests_with_damage(user: User) -> list[CodeRequest]:
    """Requests of the desks where this person works of which a standing picture cannot be shown any more."""
    damaged = Page.objects.filter(damaged_at__isnull=False, upload__replaced_at=None, upload__deleted_at=None)
    rows = CodeRequest.objects.of(user, *WORKS).exclude(status=Status.DRAFT)
    return list(rows.filter(uploads__pages__in=damaged).distinct().order_by("pk")[:MOST_DAMAGED])

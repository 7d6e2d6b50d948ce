"""Photos that came with the request of another person, too: the same file, or one that looks the same however it is
turned. Look-alikes are found when a photo comes in and kept as pairs; both stay when the photo itself is deleted.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from requests_app.models import PhotoLikeness, Upload
from requests_app.states import Status
from requests_app.vault.sanitise import Likeness, turns_from_bytes

_CANDIDATES = 1000
_LIKE = PhotoLikeness.like.through


class Twin(NamedTuple):
    """A document of a request, the other request, and the document there."""

    ours: int
    request: int
    theirs: int


def remember(upload: Upload, data: bytes) -> None:
    """Keep what the photo of this document looks like upright, with the photos of other requests that it is like in one
    of its four turns (`data`).
    """
    turns = turns_from_bytes(data)
    row = PhotoLikeness.objects.create(upload=upload, data=turns[0].to_bytes(), **_keys(turns[0]))
    near = Q(*(pair for turn in turns for pair in _keys(turn).items()), _connector=Q.OR)
    others = PhotoLikeness.objects.filter(near).exclude(upload__code_request=upload.code_request_id)
    found = others.order_by("-pk").only("pk", "data")[:_CANDIDATES]
    if like := [other for other in found if _is_like(Likeness.from_bytes(bytes(other.data)), turns)]:
        row.like.add(*like)


def _keys(likeness: Likeness) -> dict[str, int]:
    return {f"key_{number}": key for number, key in enumerate(likeness.keys, start=1)}


def _is_like(other: Likeness, turns: Iterable[Likeness]) -> bool:
    return any(other.is_like(turn) for turn in turns)


def same_file(request: Any) -> "QuerySet[Upload]":
    """The documents of this request of which somebody else sent the very file. `request` is a key, or refers to one."""
    theirs = Upload.objects.filter(source_fingerprint=OuterRef("source_fingerprint"))
    theirs = theirs.exclude(code_request__status=Status.DRAFT)
    theirs = theirs.exclude(code_request__email_fingerprint=OuterRef("code_request__email_fingerprint"))
    return Upload.objects.filter(Exists(theirs), code_request=request).exclude(source_fingerprint="")


def look_alikes(request: Any) -> "QuerySet[Any]":
    """The pairs of photos of this request and of somebody else's. `request` is a key, or refers to one."""
    ours, theirs = "from_photolikeness__upload__code_request", "to_photolikeness__upload__code_request"
    pairs = _LIKE._default_manager.filter(**{ours: request})  # noqa: SLF001 - Django documents it
    pairs = pairs.exclude(**{f"{theirs}__status": Status.DRAFT})
    return pairs.exclude(**{f"{theirs}__email_fingerprint": F(f"{ours}__email_fingerprint")})


def twins_of(request: int, *, most: int) -> list[Twin]:
    """The pairs of this request with those of other people, the newest first: the same files, then look-alikes."""
    columns = ("from_photolikeness__upload", "to_photolikeness__upload__code_request", "to_photolikeness__upload")
    alike = [Twin(*row) for row in look_alikes(request).order_by("-to_photolikeness").values_list(*columns)[:most]]
    ours = dict(same_file(request).values_list("source_fingerprint", "pk"))
    rows = Upload.objects.filter(source_fingerprint__in=ours).exclude(code_request__status=Status.DRAFT)
    rows = rows.exclude(code_request=request).order_by("-pk")
    same = rows.values_list("source_fingerprint", "code_request", "pk")[:most]
    files = [Twin(ours[fingerprint], other, theirs) for fingerprint, other, theirs in same]
    return list(dict.fromkeys([*files, *alike]))[:most]

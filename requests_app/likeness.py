"""Photos that look the same as those of another request: found when one comes in, kept as pairs, told by flags."""

from collections import defaultdict
from collections.abc import Collection, Iterator

from django.db.models import Q

from requests_app.models import PhotoLikeness, Upload
from requests_app.states import Status
from requests_app.vault.sanitise import Likeness

_CANDIDATES = 1000
_NAMES = ("pk", "email_fingerprint", "status")
Asked = tuple[int, str]  # a request, and by whom
Pair = tuple[Asked, Asked]


def remember(upload: Upload, data: bytes) -> None:
    """Keep what the photo of this document looks like, with the photos of other requests that it is like."""
    ours = Likeness.from_bytes(data)
    keys = {f"key_{number}": key for number, key in enumerate(ours.keys, start=1)}
    row = PhotoLikeness.objects.create(upload=upload, data=data, **keys)
    near = Q(*keys.items(), _connector=Q.OR)
    others = PhotoLikeness.objects.filter(near).exclude(upload__code_request=upload.code_request_id)
    found = others.order_by("-pk").only("pk", "data")[:_CANDIDATES]
    if like := [other for other in found if Likeness.from_bytes(bytes(other.data)).is_like(ours)]:
        row.like.add(*like)


def same_photo(requests: Collection[int]) -> dict[int, set[int]]:
    """For each of these requests the sent ones of other people that came with the same photo: the same file, or one
    that looks the same. Two queries, however many requests are asked about.
    """
    found: defaultdict[int, set[int]] = defaultdict(set)
    for (pk, asker), (other, other_asker) in (*_same_file(requests), *_looks_the_same(requests)):
        if other != pk and other_asker != asker:
            found[pk].add(other)
    return dict(found)


def _same_file(requests: Collection[int]) -> Iterator[Pair]:
    asked = Upload.objects.filter(code_request__in=requests).exclude(source_fingerprint="")
    sharing = Upload.objects.filter(source_fingerprint__in=asked.values("source_fingerprint"))
    rows = sharing.values_list("source_fingerprint", *(f"code_request__{name}" for name in _NAMES))
    of_file: defaultdict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for fingerprint, pk, asker, status in rows:
        of_file[fingerprint].append((pk, asker, status))
    for uploads in of_file.values():
        ours = [(pk, asker) for pk, asker, _status in uploads if pk in requests]
        sent = [(pk, asker) for pk, asker, status in uploads if status != Status.DRAFT]
        yield from ((one, other) for one in ours for other in sent)


def _looks_the_same(requests: Collection[int]) -> Iterator[Pair]:
    rows = PhotoLikeness.objects.filter(upload__code_request__in=requests, like__isnull=False)
    ours, theirs = ([f"{way}code_request__{name}" for name in _NAMES] for way in ("upload__", "like__upload__"))
    for pk, asker, _status, other, other_asker, other_status in rows.values_list(*ours, *theirs):
        if other_status != Status.DRAFT:
            yield (pk, asker), (other, other_asker)

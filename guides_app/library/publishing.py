"""The way of a document from an editor to readers: begun, saved, handed in, published, withdrawn, brought back.

Nothing here is decided by a page: whoever comes in through another door meets the same refusals.
"""

import json
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils import timezone

from guides_app import finder, lints
from guides_app.library.files import SLUG
from guides_app.library.inspection import inspect, inspect_draft
from guides_app.library.leaning import leaning
from guides_app.library.refusals import Blocked, Conflict, InUse, NeedsSecondPerson, NothingNew, Refused, Taken
from guides_app.library.rehearsal import KINDS
from guides_app.library.releasing import release
from guides_app.library.rows import Wrong
from guides_app.library.writing import SHELVES
from guides_app.models import DocumentKind, Guide, Manuscript, RadioFamily

__all__ = [
    "Blocked",
    "Conflict",
    "InUse",
    "NeedsSecondPerson",
    "NothingNew",
    "Refused",
    "Taken",
    "as_json",
    "begin",
    "discard",
    "hand_in",
    "leaning",
    "manuscript_of",
    "publish",
    "release",
    "restore",
    "save_draft",
    "send_back",
    "withdraw",
]
SENT_BACK, LONGEST_NOTE = "sent back: ", 85  # a line of history says why in 100 characters
PUBLISHED, WITHDRAWN = "published", "withdrawn"


def manuscript_of(kind: DocumentKind, key: str) -> Manuscript | None:
    """The manuscript of a document; made from what readers see where nobody has edited yet."""
    kept = Manuscript.objects.filter(kind=kind, key=key).first()
    if kept is not None:
        return kept
    said = SHELVES[KINDS[kind]].describe(key)
    if said is None:
        return None
    return Manuscript.objects.get_or_create(kind=kind, key=key, defaults={"published": as_json(said)})[0]


def begin(kind: DocumentKind, key: str, document: Any, *, by: AbstractBaseUser) -> Manuscript:
    """A new document that nobody but editors sees. Raises Taken, and Wrong when no file could have this name."""
    if not SLUG.fullmatch(key):
        raise Wrong("use letters without accents, digits and hyphens, at most 50", "slug")
    if manuscript_of(kind, key) is not None or _named_alike(kind, key):
        raise Taken(key)
    made = Manuscript(kind=kind, key=key, draft=as_json(document))
    try:
        with transaction.atomic():
            return _signed(made, by=by, reason="begun")
    except IntegrityError as wrong:
        raise Taken(key) from wrong


def _named_alike(kind: DocumentKind, key: str) -> bool:
    """Names that differ in capitals alone would be one file on many machines."""
    rows = SHELVES[KINDS[kind]].keys()
    drafts = Manuscript.objects.filter(kind=kind).values_list("key", flat=True)
    return key.casefold() in {name.casefold() for name in (*rows, *drafts)}


@transaction.atomic
def save_draft(manuscript: Manuscript, document: Any, *, version: int, by: AbstractBaseUser) -> Manuscript:
    """Keep an editor's text. `version` is the one that he began from; raises Conflict when it is no longer the last.

    Who saves a text as it stands has written nothing, so it leaves no line and keeps waiting where it was handed in.
    """
    locked, wanted = _locked(manuscript), as_json(document)
    if wanted == locked.working:
        return locked
    _stop_if_late(locked, version)
    locked.draft = None if wanted == locked.published else wanted
    locked.submitted_by_id = None
    return _signed(locked, by=by, reason="saved")


@transaction.atomic
def hand_in(manuscript: Manuscript, *, version: int, by: AbstractBaseUser) -> Manuscript:
    """Ask another person to publish it. Raises Blocked, NothingNew, Conflict."""
    locked = _locked(manuscript, version)
    _stop_if_blocked(inspect_draft(DocumentKind(locked.kind), locked.key, _waiting(locked)))
    locked.submitted_by_id = by.pk
    locked.keep("handed in")
    return locked


@transaction.atomic
def send_back(manuscript: Manuscript, note: str, *, version: int) -> Manuscript:
    """Give what was handed in back to who wrote it, with a note of what to change. Raises Conflict, NothingNew."""
    locked = _locked(manuscript, version)
    if locked.submitted_by_id is None:
        raise NothingNew
    locked.submitted_by_id = None
    locked.keep(f"{SENT_BACK}{note[:LONGEST_NOTE]}")
    return locked


@transaction.atomic
def publish(manuscript: Manuscript, *, version: int, by: AbstractBaseUser) -> Manuscript:
    """Readers see the draft from now on. Raises Conflict, NothingNew, NeedsSecondPerson, Blocked, Wrong."""
    locked = _locked(manuscript, version)
    locked.draft = _waiting(locked)
    answer = release(locked, by=by)
    if not answer.allowed:
        raise NeedsSecondPerson(answer.others)
    if locked.kind == DocumentKind.GUIDE:
        locked.draft = locked.draft | {"is_published": True}
    _stop_if_blocked(_written(locked))
    return _published(locked, by=by, reason=PUBLISHED)


@transaction.atomic
def withdraw(manuscript: Manuscript, *, version: int, by: AbstractBaseUser) -> Manuscript:
    """Readers no longer find this guide or radio; its text stays for editors. Raises Conflict, NothingNew, InUse."""
    locked = _locked(manuscript, version)
    if locked.kind == DocumentKind.FAMILY:
        return _without_radio(locked, by=by)
    guide = Guide.objects.filter(slug=locked.key).first()
    if locked.kind != DocumentKind.GUIDE or guide is None or not guide.is_published:
        raise NothingNew
    guide.is_published = False
    guide.save()
    return _published(locked, by=by, reason=WITHDRAWN, draft=locked.draft)


def _without_radio(locked: Manuscript, *, by: AbstractBaseUser) -> Manuscript:
    """The rows of a radio go, where nothing leans on them; what they said is the draft."""
    family = RadioFamily.objects.filter(slug=locked.key).first()
    if family is None:
        raise NothingNew
    if by_whom := leaning(family):
        raise InUse(by_whom)
    family.delete()
    return _published(locked, by=by, reason=WITHDRAWN, draft=locked.working)


@transaction.atomic
def discard(manuscript: Manuscript, *, version: int) -> Manuscript | None:
    """Throw the draft away: what readers see is the text again. None when there was nothing else, and it is gone."""
    locked = _locked(manuscript, version)
    if locked.draft is None:
        raise NothingNew
    if locked.published is None:
        locked.delete()
        return None
    locked.draft, locked.submitted_by_id = None, None
    locked.keep("draft thrown away")
    return locked


def restore(manuscript: Manuscript, line: Any, *, version: int, by: AbstractBaseUser) -> Manuscript:
    """Make an earlier text the draft again; `line` is a line of the manuscript's history."""
    if line.id != manuscript.pk:
        raise Refused("this is the text of another document")
    earlier = line.published if line.draft is None else line.draft
    return save_draft(manuscript, earlier, version=version, by=by)


def as_json(document: Any) -> Any:
    """The document as the database gives it back, so that two of them can be compared."""
    return json.loads(json.dumps(document, cls=DjangoJSONEncoder))


def _locked(manuscript: Manuscript, version: int | None = None) -> Manuscript:
    """The row as it stands. Raises Conflict when a version is given and it is another one."""
    locked = Manuscript.objects.select_for_update().get(pk=manuscript.pk)
    if version is not None:
        _stop_if_late(locked, version)
    return locked


def _stop_if_late(locked: Manuscript, version: int) -> None:
    if locked.version != version:
        raise Conflict(locked)


def _waiting(manuscript: Manuscript) -> Any:
    """The text that readers do not see yet: the draft, or the text of a guide that was withdrawn."""
    if manuscript.draft is not None:
        return manuscript.draft
    withdrawn = Guide.objects.filter(slug=manuscript.key, is_published=False)
    if manuscript.kind != DocumentKind.GUIDE or manuscript.published is None or not withdrawn.exists():
        raise NothingNew
    return manuscript.published


def _written(manuscript: Manuscript) -> list[lints.Finding]:
    """Make the rows say the draft; answers what the lints say of it."""
    kind = DocumentKind(manuscript.kind)
    SHELVES[KINDS[kind]].write(manuscript.key, manuscript.draft)
    return inspect(kind, manuscript.key)


def _stop_if_blocked(findings: list[lints.Finding]) -> None:
    if lints.blocks(findings):
        raise Blocked([finding for finding in findings if finding.level is lints.Level.ERROR])


def _published(manuscript: Manuscript, *, by: AbstractBaseUser, reason: str, draft: Any = None) -> Manuscript:
    kind = DocumentKind(manuscript.kind)
    manuscript.published, manuscript.draft = as_json(SHELVES[KINDS[kind]].describe(manuscript.key)), draft
    manuscript.edition += reason == PUBLISHED
    manuscript.submitted_by_id = None
    manuscript.published_by_id, manuscript.published_at = by.pk, timezone.now()
    manuscript.keep(reason)
    finder.rebuild()
    return manuscript


def _signed(manuscript: Manuscript, *, by: AbstractBaseUser, reason: str) -> Manuscript:
    manuscript.edited_by_id, manuscript.edited_at = by.pk, timezone.now()
    manuscript.keep(reason)
    return manuscript

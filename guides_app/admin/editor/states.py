"""In which state a document is, as colleagues say it."""

from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from guides_app.models import DocumentKind, Manuscript


class State(StrEnum):
    """One word for where a text stands between editors and readers."""

    NEVER = "never"
    HANDED_IN = "handed_in"
    DRAFT = "draft"
    WITHDRAWN = "withdrawn"
    PUBLISHED = "published"


WORDS: dict[State, Any] = {
    State.NEVER: _("never published"),
    State.HANDED_IN: _("handed in"),
    State.DRAFT: _("draft waiting"),
    State.WITHDRAWN: _("withdrawn"),
    State.PUBLISHED: _("published"),
}


def states(manuscript: Manuscript) -> list[State]:
    """What readers see, then what waits beside it."""
    said = manuscript.published
    hidden = manuscript.kind == DocumentKind.GUIDE and not (said or {}).get("is_published")
    if said is None:
        seen = State.WITHDRAWN if manuscript.published_at else State.NEVER
    else:
        seen = State.WITHDRAWN if hidden else State.PUBLISHED
    waits = State.HANDED_IN if manuscript.submitted_by_id else State.DRAFT
    return [seen] if manuscript.draft is None else [seen, waits]

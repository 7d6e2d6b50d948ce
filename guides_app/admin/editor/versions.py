"""Earlier texts of a manuscript: the one that an editor began from, and those of its history."""

from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guides_app.library.publishing import SENT_BACK
from guides_app.models import Manuscript

REASONS: dict[str, str | Promise] = {
    "begun": gettext_lazy("Begun"),
    "saved": gettext_lazy("Draft saved"),
    "handed in": gettext_lazy("Handed in"),
    "published": gettext_lazy("Published"),
    "withdrawn": gettext_lazy("Withdrawn"),
    "draft thrown away": gettext_lazy("Draft thrown away"),
    "loaded from a file": gettext_lazy("Came with the program"),
}


def text_of(line: Any) -> Any:
    """What the document said at a line of its history."""
    return line.published if line.draft is None else line.draft


def number(text: str | None, otherwise: int = -1) -> int:
    """What a form says of a version."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def began_from(manuscript: Manuscript, post: QueryDict) -> Any:
    """The text on which a form was filled in; rows of the form are told apart by their place in it."""
    version = number(post.get("version"))
    if version == manuscript.version:
        return manuscript.working
    line = manuscript.history.filter(version=version).order_by("-history_id").first()
    return text_of(line) if line else manuscript.working


def sent_back(manuscript: Manuscript) -> Any:
    """The line of history that says why a colleague sent this very text back; None when nobody did."""
    if manuscript.draft is None:
        return None
    lines = manuscript.history.select_related("history_user").filter(version=manuscript.version)
    return lines.filter(history_change_reason__startswith=SENT_BACK).first()


def why(line: Any) -> str:
    """What happened, in words."""
    reason = line.history_change_reason or ""
    if reason.startswith(SENT_BACK):
        return _("Sent back: %(note)s") % {"note": reason.removeprefix(SENT_BACK)}
    return str(REASONS.get(reason, reason or _("Kept")))

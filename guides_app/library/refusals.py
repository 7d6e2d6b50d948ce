"""Why a document does not go the way that somebody asked for."""

from typing import Any

from guides_app import lints
from guides_app.models import Manuscript


class Refused(Exception):
    """Something that this house does not do."""


class Conflict(Refused):
    """Somebody else saved in between; `theirs` is what they left."""

    def __init__(self, theirs: Manuscript) -> None:
        super().__init__("saved by somebody else in between")
        self.theirs = theirs


class Taken(Refused):
    """There is a document of this name already."""


class NothingNew(Refused):
    """Readers see this text already."""


class NeedsSecondPerson(Refused):
    """This shop publishes only what another person wrote; `others` are those who may publish this text."""

    def __init__(self, others: tuple[Any, ...]) -> None:
        super().__init__("another person must publish it")
        self.others = others


class InUse(Refused):
    """Readers of other pages would miss it; `by` names what leans on it."""

    def __init__(self, by: list[str]) -> None:
        super().__init__(f"named by {', '.join(by)}")
        self.by = by


class Blocked(Refused):
    """The lints say no."""

    def __init__(self, findings: list[lints.Finding]) -> None:
        super().__init__("; ".join(f"{finding.rule} {finding.place}" for finding in findings))
        self.findings = findings

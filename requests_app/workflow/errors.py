"""Why something that was asked for was not done."""

from requests_app.missing import Code, Missing


class WorkflowError(Exception):
    """Something was asked that cannot be done. `reason` is a short code, never a personal datum."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class MoveRefused(WorkflowError):
    """The request is not where the caller believed: somebody was faster, or the move does not start here."""


class NotAllowed(WorkflowError):
    """This person has no such role at this desk."""


class NotComplete(WorkflowError):
    """Something that must come first is missing; `missing` names it by code."""

    def __init__(self, *missing: Code) -> None:
        super().__init__("missing: " + ", ".join(missing))
        self.missing = missing


class NotOneColleague(NotComplete):
    """A name in a note is that of no colleague, or of several. `typed` is for the page alone, never for a log."""

    def __init__(self, typed: str, *, several: bool) -> None:
        super().__init__(Missing.COLLEAGUE_UNCLEAR if several else Missing.COLLEAGUE_UNKNOWN)
        self.typed = typed

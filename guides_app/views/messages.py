"""What the display may show, for the radios of one page."""

from dataclasses import dataclass

from guides_app.models import DisplayMessage, DisplayState
from guides_app.views.folio import Folio


@dataclass(frozen=True)
class Meaning:
    """One message. `radio` names the radio where it holds for one of several; `anchor` is its place on the page."""

    message: DisplayMessage
    radio: str
    anchor: str


def meanings(folio: Folio) -> list[Meaning]:
    """State by state: what holds for every radio, then what holds for one."""
    return [meaning for state in DisplayState for meaning in _meanings(folio, state)]


def _meanings(folio: Folio, state: DisplayState) -> list[Meaning]:
    several = len(folio.families) > 1
    told = [(one, "") for one in folio.messages] + [
        (one, radio.family.name if several else "") for radio in folio.families for one in radio.messages
    ]
    here = [(one, radio) for one, radio in told if one.state == state]
    return [Meaning(one, radio, f"shows-{state}{f'-{n}' if n else ''}") for n, (one, radio) in enumerate(here)]

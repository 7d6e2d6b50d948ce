"""A code and a radio's entry procedure -> the presses, one by one, as data. Pure; the sentences live in templates."""

from dataclasses import dataclass
from enum import StrEnum

CODE_LENGTH = 4


class EntryKind(StrEnum):
    """How a radio lets its code be entered."""

    BUTTONS = "buttons"
    ROTARY = "rotary"
    STALK = "stalk"
    REMOTE = "remote"
    STATION_KEYS = "station_keys"
    TOUCH = "touch"


class Action(StrEnum):
    """One thing done by one hand."""

    PRESS = "press"
    LEAVE = "leave"
    TURN = "turn"
    CHOOSE = "choose"
    NEXT = "next"
    TYPE = "type"
    CONFIRM = "confirm"
    HOLD = "hold"


@dataclass(frozen=True)
class Procedure:
    """How one radio family takes its code. `hold_seconds` (0, 0) means that the confirm key is pressed, not held."""

    kind: EntryKind
    keys: tuple[str, ...]
    confirm: str
    hold_seconds: tuple[int, int] = (0, 0)
    hears_beep: bool = False
    shows: str = "CODE"
    start_digit: int = 0
    next_key: str = ""

    def __post_init__(self) -> None:
        wanted = {EntryKind.BUTTONS: CODE_LENGTH, EntryKind.STATION_KEYS: CODE_LENGTH + 1}.get(self.kind, 1)
        if len(self.keys) != wanted:
            raise ValueError(f"this kind needs {wanted} key{'s' * (wanted > 1)}, not {len(self.keys)}")
        if not 0 <= self.start_digit <= 9:
            raise ValueError("start_digit is one digit")


@dataclass(frozen=True)
class Press:
    """One step. `position` counts the digits from 1 and is 0 for the last confirmation; `times` is 0 for LEAVE."""

    action: Action
    key: str
    digit: str = ""
    position: int = 0
    times: int = 1
    hold_seconds: tuple[int, int] | None = None


def presses(procedure: Procedure, code: str) -> list[Press]:
    """The steps for exactly this code. Raises ValueError, without the code in it, unless it is four ASCII digits."""
    if len(code) != CODE_LENGTH or not (code.isascii() and code.isdigit()):
        raise ValueError("a radio code is four digits")
    steps: list[Press] = []
    for position, digit in enumerate(code, start=1):
        steps += _digit(procedure, digit, position)
    return [*steps, _confirmation(procedure)]


def _digit(procedure: Procedure, digit: str, position: int) -> list[Press]:
    times = (int(digit) - procedure.start_digit) % 10
    match procedure.kind:
        case EntryKind.TOUCH | EntryKind.REMOTE:
            return [Press(Action.TYPE, digit, digit, position)]
        case EntryKind.BUTTONS:
            return [_count(Action.PRESS, procedure.keys[position - 1], digit, position, times)]
        case EntryKind.STATION_KEYS:
            choose = Press(Action.CHOOSE, procedure.keys[position - 1], "", position)
            return [choose, _count(Action.PRESS, procedure.keys[CODE_LENGTH], digit, position, times)]
        case EntryKind.STALK | EntryKind.ROTARY:
            turn = _count(Action.TURN, procedure.keys[0], digit, position, times)
            return [turn] if position == CODE_LENGTH else [turn, Press(Action.NEXT, procedure.next_key, "", position)]


def _count(action: Action, key: str, digit: str, position: int, times: int) -> Press:
    return Press(action if times else Action.LEAVE, key, digit, position, times)


def _confirmation(procedure: Procedure) -> Press:
    if procedure.hold_seconds[1]:
        return Press(Action.HOLD, procedure.confirm, hold_seconds=procedure.hold_seconds)
    return Press(Action.CONFIRM, procedure.confirm)

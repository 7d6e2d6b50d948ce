"""From a code to the presses, and never a digit lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides_app.entry import Action, EntryKind, Press, Procedure, presses

BUTTONS = Procedure(EntryKind.BUTTONS, ("1", "2", "3", "4"), "6", (2, 5), hears_beep=True)
STALK = Procedure(EntryKind.STALK, ("thumbwheel",), "lower key", (3, 10), next_key="lower key")
ROTARY = Procedure(EntryKind.ROTARY, ("knob",), "knob", (2, 5), next_key="knob")
REMOTE = Procedure(EntryKind.REMOTE, ("number keys",), "OK")
STATION = Procedure(EntryKind.STATION_KEYS, ("1", "2", "3", "4", "station up"), "6", (2, 5))
TOUCH = Procedure(EntryKind.TOUCH, ("screen",), "OK")
ALL = [BUTTONS, STALK, ROTARY, REMOTE, STATION, TOUCH]


def test_each_button_is_pressed_as_often_as_its_digit_says() -> None:
    assert presses(BUTTONS, "5029") == [
        Press(Action.PRESS, "1", "5", 1, 5),
        Press(Action.LEAVE, "2", "0", 2, 0),
        Press(Action.PRESS, "3", "2", 3, 2),
        Press(Action.PRESS, "4", "9", 4, 9),
        Press(Action.HOLD, "6", hold_seconds=(2, 5)),
    ]


def test_a_zero_is_left_alone() -> None:
    steps = presses(BUTTONS, "0000")
    assert [step.action for step in steps] == [Action.LEAVE] * 4 + [Action.HOLD]


def test_the_stalk_goes_on_after_each_digit_but_the_last() -> None:
    actions = [step.action for step in presses(STALK, "1000")]
    assert actions == [
        Action.TURN, Action.NEXT, Action.LEAVE, Action.NEXT, Action.LEAVE, Action.NEXT, Action.LEAVE, Action.HOLD,
    ]  # fmt: skip


def test_on_a_keypad_a_zero_is_typed() -> None:
    steps = presses(TOUCH, "0907")
    assert [step.key for step in steps] == ["0", "9", "0", "7", "OK"]
    assert steps[-1].action is Action.CONFIRM


def test_a_radio_that_starts_at_one_needs_nine_presses_for_a_zero() -> None:
    odd = Procedure(EntryKind.BUTTONS, ("1", "2", "3", "4"), "6", (2, 5), start_digit=1)
    assert [step.times for step in presses(odd, "0123")[:4]] == [9, 0, 1, 2]


@pytest.mark.parametrize("code", ["", "123", "12345", "12a4", "\u0661\u0662\u0663\u0664", "\uff11234", " 123"])
def test_anything_but_four_ascii_digits_is_refused_without_repeating_it(code: str) -> None:
    with pytest.raises(ValueError, match="four digits") as refusal:
        presses(BUTTONS, code)
    assert not code.strip() or code not in str(refusal.value)


def test_a_procedure_with_too_few_keys_is_refused() -> None:
    with pytest.raises(ValueError, match="needs 4 keys"):
        Procedure(EntryKind.BUTTONS, ("1",), "6")


@given(st.from_regex(r"[0-9]{4}", fullmatch=True), st.sampled_from(ALL))
def test_doing_the_steps_gives_the_code(code: str, procedure: Procedure) -> None:
    display = [procedure.start_digit] * 4
    for step in presses(procedure, code):
        if step.action is Action.TYPE:
            display[step.position - 1] = int(step.key)
        elif step.digit:
            display[step.position - 1] = (display[step.position - 1] + step.times) % 10
    assert "".join(map(str, display)) == code


@given(st.from_regex(r"[0-9]{4}", fullmatch=True), st.sampled_from(ALL))
def test_the_last_step_confirms_and_only_the_last(code: str, procedure: Procedure) -> None:
    last = {Action.HOLD, Action.CONFIRM}
    steps = presses(procedure, code)
    assert [step.action in last for step in steps] == [False] * (len(steps) - 1) + [True]

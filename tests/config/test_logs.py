"""Whatever a caller logs, one line of JSON leaves and no personal datum in it."""

import json
import logging
import sys

import pytest

from config.logs import OneLine

TOKEN = "Zk3vQ9xW2mN7pL5rT8yB4cH6dJ1fG0sA"
CANARIES = ["ann@example.org", "UU1HSDACN12345678", TOKEN, "7913secret"]


def logged(message: str, *arguments: object, exception: bool = False) -> str:
    info = sys.exc_info() if exception else None
    return OneLine().format(logging.LogRecord("django.request", logging.ERROR, __file__, 1, message, arguments, info))


@pytest.mark.parametrize(
    "message",
    [
        "Not Found: /r/short/",
        f"Not Found: /r/{TOKEN}/",
        "Not Found: /en/find/?email=ann@example.org&code=7913secret",
        "cannot send to Ann <ann@example.org>",
        "VIN UU1HSDACN12345678 is not known",
        f"session {TOKEN} ended",
    ],
)
def test_personal_data_does_not_reach_the_log(message: str) -> None:
    line = logged("%s", message)
    assert not [canary for canary in [*CANARIES, "/r/short"] if canary in line]


def test_an_exception_leaves_its_type_and_way_but_not_its_text() -> None:
    try:
        raise ValueError("7913secret")
    except ValueError:
        line = logged("Internal Server Error: %s", "/en/", exception=True)
    assert "7913secret" not in line
    assert json.loads(line)["exception"] == "ValueError"


def test_control_characters_cannot_forge_a_second_line() -> None:
    line = logged("agent %s", 'x\r\n{"level": "INFO"}\x1b[31m\u2028')
    assert line.isascii()
    assert len(line.splitlines()) == 1

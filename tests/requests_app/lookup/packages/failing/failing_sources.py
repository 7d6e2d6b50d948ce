"""Sources of codes that do everything wrong."""

import sys
import threading

from requests_app.lookup.source import Answer, NotFound, Radio, TrustWord

over = threading.Event()
"""Set by a test that has seen enough, so that no thread outlives it."""


class Raising:
    """Raises what names the radio, and ends the process that asks for its configuration."""

    slug = "raising"
    name = "Raising"
    trust = TrustWord.LIKELY

    def find(self, radio: Radio) -> Answer:
        raise RuntimeError(f"no route to host for {radio.number}")

    def check(self) -> list[str]:
        sys.exit("wrong")


class Hanging:
    """Never answers by itself."""

    slug = "hanging"
    name = "Hanging"
    trust = TrustWord.LIKELY

    def find(self, radio: Radio) -> Answer:
        over.wait(60)
        return NotFound()

    def check(self) -> list[str]:
        over.wait(60)
        return []


class Nonsense:
    """Answers with what is no answer."""

    slug = "nonsense"
    name = "Nonsense"
    trust = TrustWord.LIKELY

    def find(self, radio: Radio) -> object:
        return {"code": "7913"}

    def check(self) -> int:
        return 7


class Nameless(Raising):
    """Has no name that can be shown."""

    slug = "nameless"
    name = ""


class Ours(Raising):
    """Calls itself what a source of the desk is called."""

    slug = "calculator"


class Again(Raising):
    """Has the slug of another source."""


def broken() -> None:
    """Makes no source."""
    raise ValueError("not today")

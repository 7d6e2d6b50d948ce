"""Sources that answer as a test has told them, plugged into the desk."""

from collections.abc import Callable

import pytest

from requests_app.lookup import plugs
from requests_app.lookup.source import Answer, CodeSource, NotFound, Radio, TrustWord
from requests_app.models import Desk


class Scripted:
    """Gives the answers that it was made with, one after the other; then it knows nothing."""

    def __init__(
        self, slug: str, *answers: Answer | Callable[[Radio], Answer], trust: TrustWord = TrustWord.LIKELY
    ) -> None:
        self.slug, self.trust, self.name = slug, trust, slug.title()
        self.asked: list[Radio] = []
        self._answers = list(answers)

    def find(self, radio: Radio) -> Answer:
        self.asked.append(radio)
        answer = self._answers.pop(0) if self._answers else NotFound("nothing")
        return answer(radio) if callable(answer) else answer

    def check(self) -> list[str]:
        return []


def plug_in(monkeypatch: pytest.MonkeyPatch, desk: Desk, *sources: CodeSource, only: bool = False) -> None:
    """These are installed, and asked by this desk after its own; `only` these, where its own are switched off."""
    there = {source.slug: source for source in sources}
    monkeypatch.setattr(plugs, "installed", lambda: plugs.Plugs(there, ()))
    desk.sources = [*([] if only else ["registry", "calculator"]), *there]
    desk.save(update_fields=["sources"])

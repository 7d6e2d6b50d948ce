"""Sources are asked side by side, none longer than its deadline; what makes no sense is not believed."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from guides_app.identifiers import Kind
from requests_app.lookup import asking
from requests_app.lookup.asking import Refused, Told, ask_all, judged
from requests_app.lookup.source import Answer, Found, NotFound, Radio, Unavailable
from tests.requests_app.lookup.plugged import Scripted

RADIO = Radio("S053", Kind.PRECODE, vin_tail="345678")
FOUND = Found("7913", "row 3", number="S053")


@pytest.fixture
def over() -> Iterator[threading.Event]:
    """Until it is set, whoever waits for it hangs."""
    event = threading.Event()
    yield event
    event.set()


def ask(*sources: Any, deadline: float = 5.0) -> dict[str, Answer | Refused]:
    told = ask_all({source.slug: (source, RADIO) for source in sources}, deadline=deadline)
    return {one.key: one.answer for one in told}


def hangs(over: threading.Event) -> Callable[[Radio], Answer]:
    def answer(radio: Radio) -> Answer:
        over.wait(60)
        return FOUND

    return answer


def test_they_are_asked_side_by_side() -> None:
    """Each waits until all are there, which they never are one after the other."""
    together = threading.Barrier(asking.MOST_AT_ONCE, timeout=30)

    def meet(radio: Radio) -> Answer:
        together.wait()
        return FOUND

    sources = [Scripted(f"s{number}", meet) for number in range(asking.MOST_AT_ONCE)]
    assert set(ask(*sources, deadline=30).values()) == {FOUND}


def test_no_more_are_asked_at_once_than_there_are_places_for() -> None:
    sources = [Scripted(f"s{number}", FOUND) for number in range(asking.MOST_AT_ONCE + 3)]
    assert len(ask(*sources)) == asking.MOST_AT_ONCE


def test_whoever_hangs_is_an_outage_and_holds_nobody_else_up(over: threading.Event) -> None:
    told = list(ask_all({1: (Scripted("slow", hangs(over)), RADIO), 2: (Scripted("fast", FOUND), RADIO)}, deadline=0.2))
    assert [(one.key, one.answer) for one in told] == [(2, FOUND), (1, Unavailable("no answer within 0.2 seconds"))]
    assert told[1].took >= 200


def test_a_source_that_goes_on_hanging_gets_no_more_threads_until_it_answers(over: threading.Event) -> None:
    slow = Scripted("stuck", *[hangs(over)] * 2)
    for _ in range(asking.MOST_HANGING):
        ask(slow, deadline=0.05)
    assert ask(slow) == {"stuck": Unavailable("earlier questions are still without an answer")}
    assert len(slow.asked) == asking.MOST_HANGING
    over.set()
    ends = time.monotonic() + 30
    while asking._hanging["stuck"] and time.monotonic() < ends:
        time.sleep(0.01)
    assert ask(slow) == {"stuck": NotFound("nothing")}


@pytest.mark.parametrize(
    "error", [RuntimeError("S053 is 7913"), SystemExit("S053"), KeyboardInterrupt(), MemoryError()]
)
def test_whatever_it_raises_is_an_outage_named_by_its_class(
    error: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(radio: Radio) -> Answer:
        raise error

    assert ask(Scripted("raising", fail)) == {"raising": Unavailable(type(error).__name__)}
    assert type(error).__name__ in caplog.text
    assert "S053" not in caplog.text
    assert "7913" not in caplog.text


@pytest.mark.parametrize(
    "code", ["791", "79131", "79I3", "７９１３", "7913\n", "", " 7913", "<b>1", 7913, None, b"7913"]
)
def test_what_is_no_code_is_refused(code: Any) -> None:
    assert judged(Found(code, "row 3", number="S053"), RADIO) == Refused("answered with something that is no code")


@pytest.mark.parametrize("number", ["S054", "s053", "S053 ", "", "UU1HSDAAA12345678"])
def test_the_code_of_another_radio_is_refused(number: str) -> None:
    assert judged(Found("7913", "row 3", number=number), RADIO) == Refused("answered with the code of another radio")


@pytest.mark.parametrize("answer", [None, "7913", 7913, {"code": "7913"}, ["7913"], Found, NotFound, object(), True])
def test_what_is_no_answer_is_refused(answer: object) -> None:
    assert judged(answer, RADIO) == Refused("gave no answer that is known here")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("row 3", "row 3"),
        ("S053 is 7913 (s053), VIN …345678", "… is … (…), VIN ……"),
        ("two\nlines\x00\x1b[31m and\ta tab\u202e", "two lines[31m and a tab"),
        ("x" * 9_000_000, "x" * 200),
        (None, ""),
        (7, ""),
    ],
)
def test_words_of_a_source_are_one_short_line_without_number_and_code(said: Any, kept: str) -> None:
    assert judged(Found("7913", said, number="S053"), RADIO) == Found("7913", kept, number="S053")
    without_code = kept.replace("is …", "is 7913") if "is …" in kept else kept
    assert judged(NotFound(said), RADIO) == NotFound(without_code)
    assert judged(Unavailable(said), RADIO) == Unavailable(without_code)


def test_a_question_tells_how_long_it_took() -> None:
    told = next(ask_all({1: (Scripted("one", FOUND), RADIO)}, deadline=5))
    assert isinstance(told, Told)
    assert 0 <= told.took < 5000


def test_neither_number_nor_code_shows_in_a_traceback() -> None:
    assert "S053" not in repr(RADIO)
    assert "345678" not in repr(RADIO)
    assert "7913" not in repr(FOUND)
    assert "S053" not in repr(FOUND)

"""The queue before the decoder: bounded, fair, and empty again afterwards."""

import threading
from collections.abc import Iterator

import pytest

from guides_app.pictures.waiting import Busy, Places, on_behalf_of
from tests.web_server import wait_for


class Crowd:
    """Threads that each hold a place until they are let go; `begun` names those whose turn it was, in order."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.begun: list[str] = []
        self._ends: list[threading.Event] = []
        self._threads: list[threading.Thread] = []

    def come(self, client: str) -> threading.Event:
        """A file of this client takes a place; it works until the event."""
        before, end = self.places.taken, threading.Event()

        def work() -> None:
            with on_behalf_of(client, most=10), self.places.place():
                self.begun.append(client)
                end.wait()

        self._ends.append(end)
        self._threads.append(threading.Thread(target=work))
        self._threads[-1].start()
        wait_for(lambda: self.places.taken == before + 1)
        return end

    def go(self) -> None:
        for end in self._ends:
            end.set()
        for thread in self._threads:
            thread.join()


@pytest.fixture
def crowd() -> Iterator[Crowd]:
    crowd = Crowd(Places(at_once=2, waiting=4))
    yield crowd
    crowd.go()
    assert crowd.places.taken == 0


def test_a_file_of_another_client_begins_while_ones_own_wait(crowd: Crowd) -> None:
    for _ in range(3):
        crowd.come("greedy")
    crowd.come("other")
    wait_for(lambda: crowd.begun == ["greedy", "other"])


def test_the_next_is_of_whoever_has_fewest_files_here(crowd: Crowd) -> None:
    first = crowd.come("greedy")
    crowd.come("other")
    wait_for(lambda: len(crowd.begun) == 2)
    for _ in range(3):
        crowd.come("greedy")
    crowd.come("third")
    first.set()
    wait_for(lambda: crowd.begun == ["greedy", "other", "third"])


def test_a_full_queue_and_a_subject_with_its_share_are_refused_at_once(crowd: Crowd) -> None:
    with on_behalf_of("draft", most=1), crowd.places.place(), pytest.raises(Busy), crowd.places.place():
        pass
    for _ in range(crowd.places.most):
        crowd.come("greedy")
    with pytest.raises(Busy), crowd.places.place():
        pass


def test_a_file_that_fails_gives_its_place_back(crowd: Crowd) -> None:
    with pytest.raises(ZeroDivisionError), on_behalf_of("draft", most=1), crowd.places.place():
        raise ZeroDivisionError
    with on_behalf_of("draft", most=1), crowd.places.place():
        assert crowd.places.taken == 1


def test_without_anybody_named_all_places_are_used(crowd: Crowd) -> None:
    with crowd.places.place(), crowd.places.place():
        assert crowd.places.taken == 2

"""The table of moves."""

from requests_app.states import ENDED, ERASE, MOVES, OPEN, Party, Status, diagram, moves_from


def test_every_status_but_the_last_can_be_left() -> None:
    for status in set(Status) - {Status.ERASED}:
        assert any(status in move.sources for move in MOVES), status


def test_a_status_is_either_a_draft_open_or_ended() -> None:
    assert {Status.DRAFT} | OPEN | ENDED == set(Status)
    assert not OPEN & ENDED


def test_only_staff_approve_and_deliver() -> None:
    for party in (Party.CUSTOMER, Party.SYSTEM):
        names = {move.name for status in Status for move in moves_from(status, party)}
        assert not names & {"approve", "deliver", "recall", "refuse", "look_again", "recheck"}


def test_a_code_is_ready_only_after_a_look_up_and_a_look_up_only_after_a_check() -> None:
    into_ready = {source for move in MOVES if move.target is Status.READY for source in move.sources}
    assert into_ready == {Status.LOOKUP}
    into_lookup = {source for move in MOVES if move.target is Status.LOOKUP for source in move.sources}
    assert into_lookup == {Status.CHECKING, Status.READY, Status.NOT_WORKED}


def test_each_party_is_offered_its_own_moves_of_a_status_and_no_others() -> None:
    assert [move.name for move in moves_from(Status.NEEDS_INFO, Party.CUSTOMER)] == ["answer", "withdraw", "erase"]
    assert [move.name for move in moves_from(Status.RECEIVED, Party.STAFF)] == ["take", "merge", "erase"]
    assert [move.name for move in moves_from(Status.READY, Party.SYSTEM)] == ["close_unanswered", "erase"]


def test_every_request_but_a_draft_can_be_erased_and_the_diagram_says_so() -> None:
    for party in Party:
        erasable = {status for status in Status if ERASE in moves_from(status, party)}
        assert erasable == set(Status) - {Status.DRAFT, Status.ERASED}
    assert "every state but draft may be erased" in diagram()


def test_names_of_moves_are_unique() -> None:
    assert len({move.name for move in MOVES}) == len(MOVES)


def test_the_diagram_shows_every_move() -> None:
    for move in MOVES:
        assert move.name in diagram() or move.name == "erase"

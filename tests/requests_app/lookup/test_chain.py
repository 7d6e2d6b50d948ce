"""The sources are asked for the radio that staff verified, and what each said is kept."""

from functools import partial

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from guides_app.identifiers import Kind
from requests_app import workflow
from requests_app.lookup import calculator, chain, registry
from requests_app.lookup.source import Answer, Found, NotFound, Radio, Unavailable
from requests_app.models import Attempt, CodeRequest, Desk, Reading, Source, add_reading
from tests import factories

NUMBER, VIN6 = Reading.Subject.NUMBER, Reading.Subject.VIN6


@pytest.fixture
def taken(desk: Desk, alice: User) -> CodeRequest:
    """A request that a clerk works on."""
    code_request, _ = factories.make_sent(desk)
    workflow.claim(code_request, by=alice)
    return code_request


def test_the_radio_is_what_staff_read_and_not_what_was_typed(taken: CodeRequest, alice: User) -> None:
    assert chain.radio_of(taken) == Radio("", Kind.PRECODE)
    add_reading(taken, NUMBER, "A583", by=alice, agrees=False, override_reason="I am sure")
    assert chain.radio_of(taken) == Radio("A583", Kind.PRECODE)


def test_a_radio_of_which_nothing_is_known_may_have_a_code(taken: CodeRequest, alice: User) -> None:
    taken.number_kind, taken.family = "", None
    assert chain.radio_of(taken) == Radio("", Kind.PRECODE, has_code=True)


def test_a_radio_without_a_code_is_not_calculated(taken: CodeRequest, alice: User) -> None:
    taken.family = factories.make_family("r-link", carries_code=False)
    add_reading(taken, NUMBER, "S053", by=alice, agrees=True)
    assert chain.radio_of(taken).has_code is False
    assert chain.look_up(taken, by_id=alice.pk) == []


def test_the_last_reading_of_the_round_counts(taken: CodeRequest, alice: User) -> None:
    add_reading(taken, NUMBER, "S053", by=alice, agrees=True)
    add_reading(taken, NUMBER, "5053", by=alice, agrees=False)
    assert chain.verified_reading(taken, NUMBER) is None
    assert chain.verified_reading(taken, VIN6) is None
    taken.verification_round += 1
    assert chain.verified_reading(taken, NUMBER) is None


def test_only_the_end_of_a_vin_stands_without_anything_to_compare_it_with(taken: CodeRequest, alice: User) -> None:
    add_reading(taken, NUMBER, "S053", by=alice, agrees=None)
    add_reading(taken, VIN6, "123456", by=alice, agrees=None)
    assert chain.verified_reading(taken, NUMBER) is None
    assert chain.verified_reading(taken, VIN6) is not None


def test_each_source_leaves_an_attempt_with_what_it_said(taken: CodeRequest, alice: User) -> None:
    add_reading(taken, NUMBER, "S053", by=alice, agrees=True)
    chain.look_up(taken, by_id=alice.pk)
    attempts = Attempt.objects.order_by("pk").values_list("source", "result", "detail", "by", "round")
    assert list(attempts) == [
        (Source.REGISTRY, Attempt.Result.NOT_FOUND, "not among the known codes", alice.pk, 1),
        (Source.CALCULATOR, Attempt.Result.FOUND, "", alice.pk, 1),
    ]


def test_an_outage_is_not_a_no(taken: CodeRequest, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(desk: Desk, radio: Radio) -> list[Answer]:
        return [NotFound("unknown"), Unavailable("no answer")]

    monkeypatch.setattr(registry, "find", down)
    chain.look_up(taken, by_id=alice.pk)
    attempt = Attempt.objects.get(source=Source.REGISTRY)
    assert (attempt.result, attempt.detail) == (Attempt.Result.UNAVAILABLE, "no answer")


def test_a_find_outweighs_an_outage(taken: CodeRequest, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "find", lambda *_: [Unavailable("half down"), Found("7913", "list")])
    chain.look_up(taken, by_id=alice.pk)
    assert Attempt.objects.get(source=Source.REGISTRY).result == Attempt.Result.FOUND


def test_the_same_code_of_one_source_stands_once_in_a_round(taken: CodeRequest, alice: User) -> None:
    keep = partial(chain.keep_candidate, taken, provenance="x" * 300, by_id=alice.pk)
    first = keep(Source.PAPERS, code="7913")
    assert keep(Source.PAPERS, code="7913") == first
    assert keep(Source.DEALER, code="7913") != first
    assert keep(Source.PAPERS, code="0000") != first
    taken.verification_round += 1
    assert keep(Source.PAPERS, code="7913") != first
    assert (len(first.provenance), first.by, chain.open_code(first)) == (200, alice, "7913")


def test_candidates_are_those_of_the_round_and_failed_ones_come_last(taken: CodeRequest, alice: User) -> None:
    made = [
        chain.keep_candidate(taken, Source.PAPERS, code=code, provenance="card", by_id=alice.pk)
        for code in ("0001", "0002", "0003")
    ]
    made[0].failed_at = timezone.now()
    made[0].save()
    assert chain.candidates_of(taken) == [made[1], made[2], made[0]]
    taken.verification_round += 1
    assert chain.candidates_of(taken) == []


def test_sources_disagree_only_while_none_of_them_has_failed(taken: CodeRequest, alice: User) -> None:
    one, other = (
        chain.keep_candidate(taken, source, code=code, provenance="list", by_id=alice.pk)
        for source, code in ((Source.PAPERS, "0001"), (Source.DEALER, "0002"))
    )
    same = chain.keep_candidate(taken, Source.MANUFACTURER, code="0001", provenance="case 1", by_id=alice.pk)
    assert chain.in_conflict([one, other])
    assert not chain.in_conflict([one, same])
    other.failed_at = timezone.now()
    assert not chain.in_conflict([one, other])


def test_the_calculator_answers_for_pre_codes_of_radios_with_a_code_only() -> None:
    assert calculator.find(Radio("S053", Kind.PRECODE)) == Found("7913", calculator.METHOD)
    assert isinstance(calculator.find(Radio("S053", Kind.PRECODE, has_code=False)), NotFound)
    assert isinstance(calculator.find(Radio("S053", Kind.SERIAL)), NotFound)
    assert isinstance(calculator.find(Radio("A012", Kind.PRECODE)), NotFound)
    assert isinstance(calculator.find(Radio("S05", Kind.PRECODE)), NotFound)

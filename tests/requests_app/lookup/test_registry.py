"""The known codes of a desk: found by exactly their number, sealed, and as good as what customers said of them."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from guides_app.identifiers import Kind
from requests_app import workflow
from requests_app.lookup import registry
from requests_app.lookup.source import Found, NotFound, Radio
from requests_app.models import CodeRequest, Desk, Feedback, KnownCode, Source
from tests import factories

VIN = "UU1HSDAAA12345678"


def remember(desk: Desk, number: str = "S053", code: str = "7913", **fields: object) -> KnownCode:
    kind = Kind.VIN if len(number) == 17 else Kind.PRECODE
    stated = {"source": Source.DEALER, "provenance": "list of 2019", **fields}
    label: Any = {name: stated.pop(name) for name in [*stated] if name.endswith("_fingerprint")}
    radio = Radio(number, kind, **label)
    return registry.remember(desk, radio, code=code, by_id=None, **stated)  # type: ignore[arg-type]


def answers(desk: Desk, number: str = "S053", kind: Kind = Kind.PRECODE) -> list[object]:
    return list(registry.find(desk, Radio(number, kind)))


def codes(desk: Desk, number: str = "S053", kind: Kind = Kind.PRECODE) -> list[str]:
    return [answer.code for answer in registry.find(desk, Radio(number, kind)) if isinstance(answer, Found)]


def seen(desk: Desk, alice: User) -> CodeRequest:
    """A request whose code the customer has seen."""
    code_request, _ = factories.make_ready(desk, by=alice)
    workflow.reveal(code_request, code_request.links.get())
    return code_request


def test_a_code_is_found_by_its_number_and_by_no_other(desk: Desk) -> None:
    remember(desk)
    remember(desk, "A583", "1234")
    assert codes(desk) == ["7913"]
    assert answers(desk, "S054") == [NotFound("not among the known codes")]


def test_a_code_of_another_desk_is_not_found(desk: Desk) -> None:
    remember(factories.make_desk("Other Desk"))
    assert codes(desk) == []


def test_a_number_is_not_found_as_a_vin(desk: Desk) -> None:
    remember(desk, VIN)
    assert codes(desk, VIN, Kind.VIN) == ["7913"]
    assert codes(desk, VIN, Kind.PRECODE) == []


LABEL: Any = {"part_fingerprint": "ab" * 32, "serial_fingerprint": "cd" * 32}
OTHER_UNIT: Any = {"part_fingerprint": "ab" * 32, "serial_fingerprint": "ef" * 32}


def words_of(desk: Desk, **label: Any) -> list[str]:
    found = registry.find(desk, Radio("S053", Kind.PRECODE, **label))
    return [answer.provenance.partition("; ")[2].partition(" (")[0] for answer in found if isinstance(answer, Found)]


def test_a_code_is_kept_for_the_fullest_identity_that_is_known(desk: Desk) -> None:
    rows = [remember(desk), remember(desk, part_fingerprint="ab" * 32), remember(desk, **LABEL)]
    assert [row.identity for row in rows] == ["number", "part", "unit"]


def test_what_is_known_for_less_is_told_only_where_nothing_more_is_known(desk: Desk) -> None:
    remember(desk, code="4444", **OTHER_UNIT)
    for label, code, words in (
        ({}, "3333", "this number, which many radios may share"),
        ({"part_fingerprint": "ab" * 32}, "2222", "this number and part number"),
        (LABEL, "1111", "this very radio"),
    ):
        before = words_of(desk, **LABEL)
        remember(desk, code=code, **label)
        assert before != words_of(desk, **LABEL) == [words]
    assert words_of(desk) == ["this number, which many radios may share"]


def test_where_nothing_else_is_known_other_radios_with_the_number_are_told(desk: Desk) -> None:
    remember(desk, **OTHER_UNIT)
    assert words_of(desk, **LABEL) == ["another radio with this number"]


def test_what_worked_in_another_radio_is_not_confirmed_for_this_one(desk: Desk) -> None:
    KnownCode.objects.filter(pk=remember(desk, **OTHER_UNIT).pk).update(times_worked=5)
    assert registry.confirmed(desk, Radio("S053", Kind.PRECODE, **LABEL)) == []
    assert len(registry.confirmed(desk, Radio("S053", Kind.PRECODE, **OTHER_UNIT))) == 1


def test_a_look_up_asks_at_most_twice(desk: Desk, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(30):
        remember(desk, code=f"{number:04d}", **OTHER_UNIT)
    with django_assert_num_queries(2):
        assert len(codes(desk)) == 10


def test_a_failure_counts_at_every_row_that_said_so(desk: Desk, alice: User) -> None:
    code_request = seen(desk, alice)
    CodeRequest.objects.filter(pk=code_request.pk).update(**LABEL)
    code_request.refresh_from_db()
    rows = [remember(desk), remember(desk, **LABEL), remember(desk, **OTHER_UNIT)]
    workflow.say_not_worked(code_request, Feedback(display="error", entered="yes", tries=1))
    assert [KnownCode.objects.get(pk=row.pk).times_failed for row in rows] == [1, 1, 0]


def test_without_a_number_nothing_is_looked_for(desk: Desk) -> None:
    remember(desk)
    assert answers(desk, "") == [NotFound("no number")]


def test_what_worked_most_often_comes_first_and_ten_at_most(desk: Desk) -> None:
    for number in range(12):
        remember(desk, code=f"{number:04d}")
    KnownCode.objects.filter(pk=remember(desk, code="0011").pk).update(times_worked=3)
    assert codes(desk) == ["0011", *(f"{number:04d}" for number in range(9))]


@pytest.mark.parametrize(
    ("worked", "failed", "provenance", "where", "how"),
    [
        (0, 0, "list of 2019", "Dealer system or file: list of 2019", "not yet confirmed by a customer"),
        (2, 1, "list of 2019", "Dealer system or file: list of 2019", "worked 2 times, failed 1 times"),
        (0, 0, "", "Dealer system or file", "not yet confirmed by a customer"),
    ],
)
def test_a_known_code_says_where_it_comes_from_and_how_it_did(
    desk: Desk, worked: int, failed: int, provenance: str, where: str, how: str
) -> None:
    row = remember(desk, provenance=provenance)
    KnownCode.objects.filter(pk=row.pk).update(times_worked=worked, times_failed=failed)
    assert [answer.provenance for answer in answers(desk) if isinstance(answer, Found)] == [
        f"{where}; this number, which many radios may share ({how})"
    ]


def test_words_about_a_source_that_are_too_long_are_cut_to_their_column(desk: Desk) -> None:
    remember(desk, provenance="x" * 200)
    assert [len(answer.provenance) for answer in answers(desk) if isinstance(answer, Found)] == [200]


def test_the_same_code_of_the_same_number_stands_once(desk: Desk) -> None:
    assert remember(desk) == remember(desk, source=Source.PAPERS)
    assert remember(desk, code="0000") != remember(desk)
    assert remember(factories.make_desk("Other Desk")) != remember(desk)
    assert KnownCode.objects.count() == 3


def test_two_codes_can_be_compared_within_one_scope_only() -> None:
    assert registry.code_fingerprint("7913", scope="a") == registry.code_fingerprint("7913", scope="a")
    assert registry.code_fingerprint("7913", scope="a") != registry.code_fingerprint("7913", scope="b")
    assert registry.code_fingerprint("7913", scope="a") != registry.code_fingerprint("7914", scope="a")


def test_a_code_that_worked_is_remembered_and_counted(desk: Desk, alice: User) -> None:
    code_request = seen(desk, alice)
    workflow.say_worked(code_request)
    (row,) = KnownCode.objects.all()
    assert (row.desk, row.source, row.provenance) == (desk, Source.CALCULATOR, "")
    assert (row.times_worked, row.times_failed) == (1, 0)
    assert row.last_worked_at is not None
    assert codes(desk) == ["7913"]


def test_a_code_that_did_not_work_counts_against_its_own_row_alone(desk: Desk, alice: User) -> None:
    code_request = seen(desk, alice)
    row, others = remember(desk), [remember(desk, code="0000"), remember(desk, "A583"), remember(desk, VIN)]
    others.append(remember(factories.make_desk("Other Desk")))
    workflow.say_not_worked(code_request, Feedback(display="error", entered="yes", tries=1))
    counted = dict(KnownCode.objects.values_list("pk", "times_failed"))
    assert counted == {row.pk: 1, **{other.pk: 0 for other in others}}
    assert KnownCode.objects.filter(times_worked__gt=0).count() == 0

"""What a flag rests on: rows of this request in this round alone, a bounded number, told without naming anybody."""

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from requests_app import workflow
from requests_app.flags import Evidence, FlagKind, flags_for, kinds_of
from requests_app.flags.disposable import is_disposable
from requests_app.models import Candidate, CodeRequest, Desk, Reading, Slot, Source
from requests_app.states import Status

pytestmark = pytest.mark.one_database


def row(desk: Desk, **fields: object) -> CodeRequest:
    """A request of which nothing is known but this."""
    draft, _ = workflow.start_draft(desk, language="en")
    CodeRequest.objects.filter(pk=draft.pk).update(**fields)
    return CodeRequest.objects.get(pk=draft.pk)


def sent(desk: Desk, number: int, **fields: object) -> CodeRequest:
    status = {"status": Status.RECEIVED, "sent_at": timezone.now(), "promised_at": timezone.now()}
    return row(desk, reference=f"RC-{number:04d}-ZZ", **status, **fields)


def evidence(code_request: CodeRequest) -> dict[FlagKind, tuple[Evidence, ...]]:
    return {flag.kind: flag.evidence for flag in flags_for(code_request)}


@pytest.mark.parametrize(
    ("address", "disposable"),
    [
        ("ana@mailinator.com", True), ("ana@box.of.Mailinator.com", True), ("mailinator.com@customer.example", False),
        ("ana@com", False),
    ],
)  # fmt: skip
def test_a_mailbox_is_given_away_at_a_listed_domain_or_below_one(address: str, disposable: bool) -> None:
    assert is_disposable(address) is disposable


def test_of_a_mailbox_that_was_given_away_the_domain_is_told_under_a_lasting_key(desk: Desk) -> None:
    one = row(desk, email="ana@mailinator.com", email_fingerprint="0123456789abcdef" * 4)
    told = Evidence("address:0123456789abcdef", value="mailinator.com")
    assert evidence(one) == {FlagKind.DISPOSABLE_ADDRESS: (told,)}


@pytest.mark.parametrize(("column", "why"), [("number_for_person", "not_asked"), ("number_unknown", "damaged")])
def test_a_number_that_a_person_must_find_is_told_with_the_reason(desk: Desk, column: str, why: str) -> None:
    assert evidence(row(desk, **{column: why})) == {FlagKind.FOR_PERSON: (Evidence(f"number:{why}"),)}


def test_a_member_of_the_staff_is_told_by_what_was_written_masked(desk: Desk, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(first_name="Alice", last_name="Miller")
    assert evidence(row(desk, name="Alice Miller", email=alice.email)) == {
        FlagKind.FROM_STAFF: (Evidence(f"staff:{alice.pk}", value="a••@desk.example"),),
        FlagKind.NAME_OF_STAFF: (Evidence(f"staff:{alice.pk}", value="A••• M•••"),),
    }


def test_what_was_read_elsewhere_or_in_an_earlier_round_is_no_override_here(desk: Desk, alice: User) -> None:
    mine, other = row(desk, verification_round=2), row(desk)
    readings = [
        Reading.objects.create(
            code_request=one, subject=Reading.Subject.NUMBER, round=1, value_sealed=b"", agrees=False,
            override_reason="the 3 is clear", by=alice,
        )
        for one in (mine, other)
    ]  # fmt: skip
    assert evidence(mine) == {}
    theirs = Evidence(f"reading:{readings[1].pk}", at=readings[1].at)
    assert evidence(other) == {FlagKind.OVERRIDE: (theirs,)}


def test_evidence_is_the_newest_fifty(desk: Desk) -> None:
    rows = [sent(desk, at, number_fingerprint="the same", email_fingerprint=f"person {at}") for at in range(52)]
    found = evidence(rows[0])[FlagKind.SHARED_NUMBER]
    assert [one.reference for one in found] == [one.reference for one in reversed(rows[2:])]


def test_an_own_request_is_no_evidence_beside_a_strangers_with_the_same_file(desk: Desk) -> None:
    rows = [sent(desk, at, email_fingerprint=person) for at, person in enumerate(("ana", "ben", "ana"))]
    for one in rows:
        one.uploads.create(slot=Slot.LABEL, source_fingerprint="the same file")
    assert [one.reference for one in evidence(rows[2])[FlagKind.SAME_PHOTO]] == [rows[1].reference]


def code(code_request: CodeRequest, digits: str, source: Source, **fields: object) -> Candidate:
    return Candidate.objects.create(
        code_request=code_request, source=source, code_fingerprint=digits, sealed_code=b"", **{"round": 1, **fields}
    )


def test_a_typed_code_is_a_reason_at_its_own_request_alone(desk: Desk, alice: User) -> None:
    mine, other = row(desk, approved_by=alice), row(desk, approved_by=alice)
    typed = code(mine, "1234", Source.PAPERS)
    code(other, "1234", Source.CALCULATOR)
    assert evidence(mine) == {FlagKind.TYPED_CODE: (Evidence(f"code:{typed.pk}", at=typed.at),)}
    assert evidence(other) == {}
    assert kinds_of([mine, other]) == {mine.pk: [FlagKind.TYPED_CODE], other.pk: []}


def test_a_typed_code_that_a_source_gives_too_is_no_reason(desk: Desk, alice: User) -> None:
    one = row(desk, approved_by=alice)
    code(one, "1234", Source.PAPERS)
    code(one, "1234", Source.CALCULATOR)
    assert evidence(one) == {}


def test_a_typed_code_that_failed_or_is_of_an_earlier_round_is_no_reason(desk: Desk, alice: User) -> None:
    one = row(desk, approved_by=alice, verification_round=2)
    code(one, "1234", Source.PAPERS, round=2, failed_at=timezone.now())
    code(one, "1235", Source.MANUFACTURER)
    assert evidence(one) == {}


def test_before_the_approval_no_code_is_a_reason(desk: Desk) -> None:
    one = row(desk)
    code(one, "1234", Source.PAPERS)
    assert evidence(one) == {}

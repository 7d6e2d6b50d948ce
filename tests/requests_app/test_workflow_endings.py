"""What is left of a request when it ends, and what a claim leaves in the record."""

import pytest
from django.contrib.auth.models import User

from requests_app import workflow
from requests_app.models import CodeRequest, Desk, DocumentProblem, Event, FormName, KnownCode, Slot, Source
from requests_app.states import Party
from requests_app.workflow import expire, unsent
from tests import factories


@pytest.fixture
def looked_up(desk: Desk, alice: User) -> CodeRequest:
    """A request for which a source has given a code."""
    code_request, _ = factories.make_approved(desk, by=alice)
    assert code_request.candidates.exists()
    return code_request


def test_a_request_that_is_withdrawn_or_erased_has_no_code_left(looked_up: CodeRequest) -> None:
    workflow.withdraw(looked_up)
    assert not looked_up.candidates.exists()


def test_a_request_that_nobody_answered_has_no_code_left(looked_up: CodeRequest, alice: User) -> None:
    workflow.ask(looked_up, [workflow.Item(Slot.LABEL, DocumentProblem.BLUR)], by=alice)
    assert looked_up.candidates.exists()
    expire(looked_up)
    assert not looked_up.candidates.exists()
    assert not looked_up.uploads.filter(deleted_at=None).exists()


def test_words_about_a_source_go_with_the_request_and_those_of_others_stay(
    looked_up: CodeRequest, desk: Desk, alice: User, bob: User
) -> None:
    stated = {"identity": "number", "sealed_code": b"x", "source": Source.PAPERS, "provenance": "card of Ms Doe"}
    mine, others, elsewhere = (
        KnownCode.objects.create(desk=at, created_by=by, key=name, code_key=name, **stated)
        for at, by, name in ((desk, alice, b"a"), (desk, bob, b"b"), (factories.make_desk("Other Desk"), alice, b"c"))
    )
    provenance = "card of Ms Doe"
    workflow.type_code(looked_up, "4711", "4711", source=Source.PAPERS, provenance=provenance, by=alice)
    workflow.erase(looked_up, party=Party.CUSTOMER)
    kept = dict(KnownCode.objects.values_list("pk", "provenance"))
    assert kept == {mine.pk: "", others.pk: provenance, elsewhere.pk: provenance}


def test_what_staff_had_typed_and_not_sent_goes_with_the_end_of_its_request(desk: Desk, alice: User, bob: User) -> None:
    one, other = (factories.make_sent(desk)[0] for _ in range(2))
    for code_request, by in ((one, alice), (one, bob), (other, alice)):
        assert unsent.keep(code_request, FormName.NOTE, {"note": "half a note"}, by=by)
    workflow.withdraw(one)
    kept = {(code_request, by): unsent.unsent_of(code_request, by=by).of(FormName.NOTE)
            for code_request in (one, other) for by in (alice, bob)}  # fmt: skip
    assert {key for key, typed in kept.items() if typed} == {(other, alice)}


def test_the_record_says_who_took_a_request_and_from_whom_it_was_taken(desk: Desk, alice: User, bob: User) -> None:
    code_request, _ = factories.make_sent(desk)
    workflow.claim(code_request, by=alice)
    workflow.claim(code_request, by=alice)
    workflow.claim(code_request, by=bob, take_over=True)
    assert code_request.clerk == bob
    lines = Event.objects.filter(code_request=code_request, kind__in=("claim", "take_over")).order_by("number")
    assert list(lines.values_list("kind", "user")) == [("claim", alice.pk), ("take_over", bob.pk)]


def test_only_the_one_who_holds_a_request_gives_it_back(desk: Desk, alice: User, bob: User) -> None:
    code_request, _ = factories.make_sent(desk)
    workflow.claim(code_request, by=alice)
    workflow.release(code_request, by=bob)
    code_request.refresh_from_db()
    assert code_request.clerk == alice
    workflow.release(code_request, by=alice)
    assert CodeRequest.objects.filter(pk=code_request.pk, clerk=None, claimed_until=None).exists()
    assert Event.objects.filter(code_request=code_request, kind="release").count() == 1

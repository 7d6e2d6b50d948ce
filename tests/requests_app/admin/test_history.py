"""Beside a request: what else the same person, car and radio came with, and two requests that become one."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from requests_app import workflow
from requests_app.models import CodeRequest, Desk, Feedback, Message, verify_chain
from requests_app.related import MOST, related_to
from requests_app.states import Status
from tests import factories
from tests.requests_app.admin.desk_forms import address, page_of, post
from tests.requests_app.admin.test_queue_plans import fill, walked

ANA = "ana@customer.example"


def history(client: Client, code_request: CodeRequest) -> str:
    return client.get(address(code_request, "history/")).content.decode()


def merge(client: Client, other: CodeRequest, into: CodeRequest) -> int:
    other.refresh_from_db()
    marks = {"other": str(other.reference), "other_version": str(other.version)}
    return post(client, into, "merge", **marks).status_code


@pytest.fixture
def two(desk: Desk) -> tuple[CodeRequest, CodeRequest]:
    """Two open requests from one mailbox."""
    return factories.make_sent(desk, email=ANA)[0], factories.make_sent(desk, email=ANA, number="S054")[0]


def test_earlier_and_later_requests_say_how_they_are_the_same_and_how_they_ended(
    at_desk: Client, alice: User, bob: User, desk: Desk
) -> None:
    worked, _ = factories.make_ready(desk, by=bob, email=ANA, number="S055")
    workflow.reveal(worked, worked.links.get())
    workflow.say_worked(worked)
    refused, _ = factories.make_sent(desk, number="S056", vin_tail="123456")
    factories.take(refused, by=bob)
    workflow.refuse(refused, workflow.Refusal.NOT_HOLDER, by=bob)
    here, _ = factories.make_sent(desk, email=ANA, number="S057", vin_tail="123456")
    later, _ = factories.make_sent(desk, number="S057")
    workflow.withdraw(later)
    stranger, _ = factories.make_sent(desk, number="S058")
    page = history(at_desk, here)
    parts = {part.split("<")[0]: part for part in page.split('/">RC-')[1:]}
    for one, outcome, how in (
        (worked, "The code worked", "The same email address"),
        (refused, "Refused: Holder and requester do not match", "A VIN with the same last 6"),
        (later, "Withdrawn by the customer", "The same number, which many radios share"),
    ):
        part = parts[str(one.reference).removeprefix("RC-")]
        assert outcome in part
        assert how in part
    assert str(stranger.reference) not in page
    assert "S057" not in page, "the number is not told before it was read"
    assert str(worked.reference) not in page_of(at_desk, here), "it comes when it is opened"
    assert history(at_desk, stranger).count("No other request") == 1


def test_another_desk_is_not_in_the_history(at_desk: Client, desk: Desk, mallory: User) -> None:
    here, _ = factories.make_sent(desk, email=ANA)
    elsewhere = factories.make_sent(mallory.desk_roles.get().desk, email=ANA)[0]
    assert str(elsewhere.reference) not in history(at_desk, here)


@pytest.mark.postgresql
def test_the_history_of_a_number_that_thousands_share_is_read_no_further_than_shown(desk: Desk) -> None:
    here, _ = factories.make_sent(desk, email=ANA)
    fill(here, 20_000)
    CodeRequest.objects.exclude(pk=here.pk).update(number_fingerprint=here.number_fingerprint)
    CodeRequest.objects.filter(pk__gt=here.pk + 15_000).update(email_fingerprint=here.email_fingerprint)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE requests_app_coderequest")
    with CaptureQueriesContext(connection) as queries:
        found = related_to(here)
    assert len(found) == MOST
    assert len(queries) == 3
    assert not walked(queries)


def test_a_second_request_is_merged_and_both_records_say_so(
    at_desk: Client, two: tuple[CodeRequest, CodeRequest]
) -> None:
    kept, other = two
    Message.objects.all().delete()
    assert f"merge {other.reference} into this request" in history(at_desk, kept)
    assert merge(at_desk, other, kept) == 302
    other.refresh_from_db()
    kept.refresh_from_db()
    assert (other.status, other.merged_into) == (Status.MERGED, kept)
    assert kept.status == Status.CHECKING
    assert other.uploads.filter(deleted_at=None).exists(), "its papers have their own time"
    assert other.events.get(kind="merge").data["reference"] == kept.reference
    assert kept.events.get(kind="merge_in").data == {"reference": other.reference}
    assert [(one.code_request, one.letter) for one in Message.objects.all()] == [(other, "merged")]
    assert f"Merged into {kept.reference}" in history(at_desk, kept)
    assert merge(at_desk, other, kept) == 302, "once more changes nothing"
    assert Message.objects.count() == other.events.filter(kind="merge").count() == 1
    assert (verify_chain(kept), verify_chain(other)) == (None, None)


def test_what_cannot_be_merged_says_why_and_stays(at_desk: Client, bob: User, desk: Desk) -> None:
    kept, _ = factories.make_sent(desk, email=ANA)
    stranger, _ = factories.make_sent(desk, number="S054")
    given, _ = factories.make_ready(desk, by=bob, email=ANA, number="S055")
    beside, _ = factories.make_sent(desk, email="ben@customer.example", number="S060")
    recalled, _ = factories.make_ready(desk, by=bob, email="ben@customer.example", number="S056")
    workflow.recall(recalled, by=bob)
    workflow.release(recalled, by=bob)
    held, _ = factories.make_sent(desk, email=ANA, number="S057")
    workflow.claim(held, by=bob)
    shared, _ = factories.make_sent(desk)
    for into, other, why in (
        (kept, stranger, "neither the email address nor the radio"),
        (kept, shared, "neither the email address nor the radio"),
        (kept, given, "no code was given"),
        (beside, recalled, "no code was given"),
        (kept, held, "A colleague is working on the other request"),
    ):
        other.refresh_from_db()
        before = other.status
        marks = {"other": str(other.reference), "other_version": str(other.version)}
        answer = post(at_desk, into, "merge", **marks)
        assert answer.status_code == 422
        assert why in answer.content.decode()
        other.refresh_from_db()
        assert other.status == before
    assert post(at_desk, kept, "merge", other="RC-0000-00").status_code == 422
    late, _ = factories.make_sent(desk, email=ANA, number="S059")
    answer = post(at_desk, kept, "merge", other=str(late.reference), other_version="0")
    assert "changed meanwhile" in answer.content.decode()
    assert not kept.events.filter(kind="merge_in").exists()


def test_nobody_merges_a_request_of_their_own_mailbox(at_desk: Client, alice: User, desk: Desk) -> None:
    kept, other = (factories.make_sent(desk, email=str(alice.email), number=number)[0] for number in ("S053", "S054"))
    assert merge(at_desk, other, kept) == 422
    other.refresh_from_db()
    assert other.status == Status.RECEIVED


def test_only_one_of_two_merges_the_other_way_round_is_done(alice: User, two: tuple[CodeRequest, CodeRequest]) -> None:
    one, other = two
    workflow.merge(other, into=one, by=alice)
    with pytest.raises(workflow.NotComplete, match="merge_ended"):
        workflow.merge(one, into=other, by=alice)
    assert not Feedback.objects.exists()

"""What customers answer, object to and appeal with, and which requests are free for whom."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from requests_app import workflow
from requests_app.admin.search import find_by_words
from requests_app.models import AddressChange, AskedItem, CodeRequest, Desk, DocumentProblem, Event, Letter, Slot
from requests_app.states import Status
from requests_app.workflow import free_for
from tests import factories

LONG = "x" * 600


@pytest.fixture
def item(desk: Desk, alice: User) -> AskedItem:
    """One thing that the desk asked for."""
    code_request, _ = factories.make_sent(desk)
    workflow.claim(code_request, by=alice)
    workflow.ask(code_request, [workflow.Item(Slot.LABEL, DocumentProblem.BLUR)], by=alice)
    return code_request.asked_items.get()


@pytest.fixture
def refused(desk: Desk, alice: User) -> CodeRequest:
    code_request, _ = factories.make_sent(desk)
    workflow.claim(code_request, by=alice)
    workflow.refuse(code_request, workflow.Refusal.NOT_READABLE, by=alice)
    return code_request


def test_words_that_are_added_keep_the_photo(item: AskedItem) -> None:
    photo = item.code_request.uploads.filter(slot=Slot.LABEL).get()
    workflow.answer_item(item, upload=photo)
    workflow.answer_item(item, text="and a word")
    item.refresh_from_db()
    assert (item.answer_upload, item.answer_text) == (photo, "and a word")


def test_an_item_whose_photo_was_taken_out_has_no_answer_any_more(item: AskedItem) -> None:
    workflow.answer_item(item, upload=item.code_request.uploads.filter(slot=Slot.LABEL).get())
    workflow.reopen_item(item)
    item.refresh_from_db()
    assert (item.answer_upload, item.answered_at) == (None, None)


def test_long_words_are_kept_as_far_as_their_column_goes(item: AskedItem, refused: CodeRequest) -> None:
    workflow.answer_item(item, text=LONG)
    item.refresh_from_db()
    assert len(item.answer_text) == 500
    workflow.keep_words_of_appeal(refused, LONG)
    workflow.keep_words_of_appeal(refused, LONG)
    assert len(workflow.words_of_appeal(refused)) == 500
    workflow.appeal_with(refused, text=LONG)
    assert [len(one.answer_text) for one in refused.asked_items.all()] == [500]


def test_words_of_an_appeal_that_was_sent_are_not_offered_again(refused: CodeRequest) -> None:
    workflow.keep_words_of_appeal(refused, "please look")
    assert workflow.words_of_appeal(refused) == "please look"
    workflow.appeal_with(refused, text="please look")
    refused.refresh_from_db()
    assert workflow.words_of_appeal(refused) == ""
    CodeRequest.objects.filter(pk=refused.pk).update(verification_round=refused.verification_round - 1)
    refused.refresh_from_db()
    assert workflow.words_of_appeal(refused) == ""


def test_nothing_is_added_to_an_answer_that_was_sent(item: AskedItem, alice: User) -> None:
    workflow.answer_item(item, text="here it is")
    workflow.answer(item.code_request)
    with pytest.raises(workflow.MoveRefused):
        workflow.answer_item(item, text="and more")
    assert AskedItem.objects.get(pk=item.pk).answer_text == "here it is"


def test_what_was_asked_in_an_earlier_round_is_not_answered_in_a_later_one(item: AskedItem, alice: User) -> None:
    code_request = item.code_request
    workflow.answer_item(item, text="here it is")
    workflow.answer(code_request)
    workflow.claim(code_request, by=alice)
    workflow.ask(code_request, [workflow.Item(Slot.CERTIFICATE, DocumentProblem.BLUR)], by=alice)
    with pytest.raises(workflow.MoveRefused):
        workflow.answer_item(item, text="and more")
    assert AskedItem.objects.get(pk=item.pk).answer_text == "here it is"


def test_a_photo_that_is_taken_out_is_taken_out_of_one_answer(desk: Desk, item: AskedItem, alice: User) -> None:
    other, _ = factories.make_sent(desk)
    workflow.claim(other, by=alice)
    workflow.ask(other, [workflow.Item(Slot.LABEL, DocumentProblem.BLUR)], by=alice)
    its_item = other.asked_items.get()
    photo = other.uploads.filter(slot=Slot.LABEL).get()
    workflow.answer_item(its_item, upload=photo)
    workflow.reopen_item(item)
    its_item.refresh_from_db()
    assert (its_item.answer_upload, its_item.answered_at is None) == (photo, False)


def test_the_words_of_an_appeal_are_those_typed_last(refused: CodeRequest) -> None:
    workflow.keep_words_of_appeal(refused, "please look")
    workflow.keep_words_of_appeal(refused, "please look at the label")
    assert workflow.words_of_appeal(refused) == "please look at the label"


def test_what_was_not_answered_before_is_not_offered_as_words_of_an_appeal(refused: CodeRequest) -> None:
    AskedItem.objects.create(
        code_request=refused, round=refused.verification_round, slot=Slot.LABEL, problem=DocumentProblem.BLUR,
        answer_text="half a word",
    )  # fmt: skip
    assert workflow.words_of_appeal(refused) == ""
    workflow.keep_words_of_appeal(refused, "please look")
    workflow.appeal_with(refused, text="please look")
    assert refused.asked_items.filter(answer_text="half a word").exists()


def test_words_of_an_appeal_are_kept_of_a_refused_request_alone(item: AskedItem) -> None:
    with pytest.raises(workflow.MoveRefused):
        workflow.keep_words_of_appeal(item.code_request, "please look")
    assert workflow.words_of_appeal(item.code_request) == ""


def test_an_old_page_changes_no_address(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk)
    page = CodeRequest.objects.get(pk=code_request.pk)
    workflow.claim(code_request, by=alice)
    with pytest.raises(workflow.MoveRefused):
        workflow.change_address(page, "new@customer.example")
    assert CodeRequest.objects.get(pk=code_request.pk).email == code_request.email
    assert not AddressChange.objects.exists()


def test_the_address_of_one_request_is_changed(desk: Desk) -> None:
    one, other = (factories.make_sent(desk)[0] for _ in range(2))
    workflow.change_address(one, "new@customer.example")
    assert one.email == "new@customer.example"
    assert CodeRequest.objects.get(pk=other.pk).email == other.email


def test_what_is_over_takes_no_other_address(desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    workflow.withdraw(code_request)
    with pytest.raises(workflow.MoveRefused):
        workflow.change_address(code_request, "new@customer.example")
    assert CodeRequest.objects.get(pk=code_request.pk).email == code_request.email


def test_whose_mailbox_a_request_had_for_a_while_has_no_part_in_it(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk)
    for address in (alice.email, "new@customer.example"):
        workflow.change_address(code_request, address)
    with pytest.raises(workflow.NotComplete, match="own_request"):
        workflow.claim(code_request, by=alice)


def test_staff_search_by_the_address_of_now(desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk, email="former@customer.example")
    workflow.change_address(code_request, "present@elsewhere.example")
    found = {word: find_by_words([desk.pk], word) for word in ("former", "present")}
    assert {word: one.keys for word, one in found.items() if one} == {"former": (), "present": (code_request.pk,)}


@pytest.mark.parametrize("approved", [False, True])
def test_a_new_address_gets_the_letter_of_where_the_request_stands(desk: Desk, alice: User, approved: bool) -> None:
    code_request, _ = factories.make_approved(desk, by=alice) if approved else factories.make_sent(desk)
    first = list(code_request.messages.values_list("pk", flat=True))
    workflow.change_address(code_request, "new@customer.example")
    letters = code_request.messages.exclude(pk__in=first).exclude(letter=Letter.FORMER_ADDRESS)
    assert letters.get().letter == Letter.RECEIVED  # after an approval it is checked anew


def test_while_the_desk_waits_for_an_answer_a_new_address_gets_a_link(item: AskedItem) -> None:
    code_request = item.code_request
    workflow.change_address(code_request, "new@customer.example")
    assert code_request.messages.filter(letter=Letter.LOST_LINK).exists()


def test_an_objection_leaves_a_line_also_where_nothing_is_being_checked(item: AskedItem) -> None:
    code_request = item.code_request
    workflow.change_address(code_request, "new@customer.example")
    workflow.object_to_change(AddressChange.objects.get())
    assert Event.objects.filter(code_request=code_request, kind="object").count() == 1
    code_request.refresh_from_db()
    assert code_request.status == Status.NEEDS_INFO


def test_free_is_what_nobody_holds_any_more(desk: Desk, alice: User, bob: User) -> None:
    code_request, _ = factories.make_sent(desk)
    workflow.claim(code_request, by=alice)
    assert list(free_for(bob)) == []
    assert list(free_for(alice)) == [code_request]
    CodeRequest.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert list(free_for(bob)) == [code_request]
    workflow.release(code_request, by=alice)
    assert list(free_for(bob)) == [code_request]


def test_what_one_has_refused_is_never_free_for_oneself(refused: CodeRequest, alice: User, bob: User) -> None:
    workflow.appeal(refused)
    assert list(free_for(alice)) == []
    assert list(free_for(bob)) == [refused]


def test_the_next_is_what_is_due_first_among_what_nobody_holds(desk: Desk, alice: User, bob: User) -> None:
    later, sooner = factories.make_sent(desk)[0], factories.make_sent(desk)[0]
    CodeRequest.objects.filter(pk=sooner.pk).update(promised_at=timezone.now() - timedelta(hours=1))
    assert workflow.take_next(alice) == sooner
    assert workflow.take_next(bob) == later
    assert workflow.take_next(bob) == later, "one's own comes first"
    assert workflow.next_for(bob, after=str(later.reference)).code_request is None

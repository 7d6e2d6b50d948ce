"""A changed address: what its former holder is told and may do, and what the desk sees of it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from requests_app import workflow
from requests_app.flags import FlagKind, flags_for
from requests_app.models import (
    AccessLink,
    AddressChange,
    CodeRequest,
    Desk,
    DocumentProblem,
    Letter,
    Message,
    Slot,
    new_link,
    verify_chain,
)
from requests_app.notifications import outbox, sending
from requests_app.states import Party, Status
from tests import factories
from tests.requests_app.notifications.post_office import Clerk, clerk, send
from tests.requests_app.views.person import Person, leads_to, words

__all__ = ["clerk"]
NEW = "new@customer.example"


def flagged(code_request: CodeRequest) -> dict[FlagKind, bool]:
    kinds = (FlagKind.ADDRESS_CHANGED, FlagKind.ADDRESS_CHANGED_LATE, FlagKind.ADDRESS_OBJECTED)
    return {flag.kind: flag.high for flag in flags_for(code_request) if flag.kind in kinds}


def not_me(person: Person, change: AddressChange) -> str:
    return person.at("not-me", change.key)


def test_the_former_address_is_told_by_a_letter_whose_link_shows_nothing(
    ana: Person, ben: Person, clerk: Clerk
) -> None:
    code_request = ana.sent(email="old@customer.example")
    ana.post(ana.at("address", code_request.reference), {"email": NEW})
    for message in Message.objects.filter(cancelled_at=None):
        assert send(message.pk) is sending.Outcome.SENT
    (told,) = [envelope for envelope in clerk.taken if envelope.rcpt_tos == ["old@customer.example"]]
    link = str(told.content, "utf-8").partition("http://127.0.0.1:8000")[2].split()[0]  # type: ignore[arg-type]
    page = words(ben.get(link))
    assert "It was not me" in page
    assert not [fact for fact in (code_request.reference, NEW, code_request.name) if str(fact) in page]
    assert ben.cookies.get("access") is None


def test_opening_the_link_changes_nothing_and_the_press_parks_the_request(ben: Person, desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_ready(desk, by=alice)
    workflow.change_address(code_request, NEW)
    factories.verify(code_request, by=alice)
    change = AddressChange.objects.get()
    before = CodeRequest.objects.values().get()
    ben.get(not_me(ben, change))
    assert CodeRequest.objects.values().get() == before
    assert leads_to(ben.post(not_me(ben, change))) == ben.at("not-me-said")
    code_request.refresh_from_db()
    assert "reading:number" in workflow.missing(code_request)
    assert flagged(code_request) == {FlagKind.ADDRESS_OBJECTED: True}


def test_an_objection_takes_a_code_back_that_was_sent_to_the_new_address(ben: Person, desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk)
    workflow.change_address(code_request, NEW)
    factories.verify(code_request, by=alice)
    workflow.approve(code_request, by=alice)
    workflow.deliver(code_request, workflow.candidates_of(code_request)[0], by=alice)
    ben.post(not_me(ben, AddressChange.objects.get()))
    code_request.refresh_from_db()
    assert code_request.status == Status.CHECKING
    assert code_request.delivered is None
    assert not Message.objects.filter(letter=Letter.READY, cancelled_at=None).exists()


@pytest.mark.parametrize("status", [Status.RECEIVED, Status.NEEDS_INFO])
def test_nobody_waits_for_an_objection(ben: Person, desk: Desk, alice: User, status: Status) -> None:
    code_request, _ = factories.make_sent(desk)
    if status is Status.NEEDS_INFO:
        workflow.claim(code_request, by=alice)
        workflow.ask(code_request, [workflow.Item(Slot.LABEL, DocumentProblem.GLARE)], by=alice)
    workflow.change_address(code_request, NEW)
    ben.post(not_me(ben, AddressChange.objects.get()))
    code_request.refresh_from_db()
    assert code_request.status == status
    assert flagged(code_request) == {FlagKind.ADDRESS_OBJECTED: True}


def test_an_objection_after_the_end_leaves_its_line(ben: Person, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    workflow.change_address(code_request, NEW)
    workflow.withdraw(code_request)
    for _once_more in range(2):
        ben.post(not_me(ben, AddressChange.objects.get()))
    assert [line.status for line in code_request.events.filter(kind="object")] == [Status.WITHDRAWN]
    assert verify_chain(code_request) is None


def test_after_three_days_the_link_only_explains(ben: Person, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    workflow.change_address(code_request, NEW)
    change = AddressChange.objects.get()
    AddressChange.objects.update(changed_at=timezone.now() - timedelta(hours=73))
    answers = [ben.get(not_me(ben, change)), ben.post(not_me(ben, change))]
    assert [answer.status_code for answer in answers] == [410, 410]
    assert AddressChange.objects.get().objected_at is None


@pytest.mark.parametrize("key", ["1", "1:forged", "x" * 43, "999:x"])
def test_an_invented_key_opens_nothing(ben: Person, desk: Desk, key: str) -> None:
    code_request, _ = factories.make_sent(desk)
    workflow.change_address(code_request, NEW)
    assert [ben.get(ben.at("not-me", key)).status_code, ben.post(ben.at("not-me", key)).status_code] == [404, 404]


def test_old_links_say_what_happened_with_the_same_bytes_for_all(desk: Desk, ben: Person) -> None:
    pages = []
    for _ in range(2):
        code_request, _ = factories.make_sent(desk)
        token = new_link(code_request, AccessLink.Kind.LETTER)
        workflow.change_address(code_request, NEW)
        pages.append(ben.get(ben.at("link", token)))
    assert pages[0].content == pages[1].content
    assert "The email address of this request was changed." in words(pages[0])
    assert desk.phone in words(pages[0])
    assert [page.status_code for page in pages] == [410, 410]
    assert ben.get(ben.at("link", "x" * 43)).status_code == 404


def test_an_old_link_opens_no_page_of_the_request(desk: Desk, alice: User, ben: Person) -> None:
    code_request, _ = factories.make_ready(desk, by=alice)
    ben.get(ben.at("link", new_link(code_request, AccessLink.Kind.LETTER)))
    workflow.change_address(code_request, NEW)
    for name in ("track", "state", "code", "card", "address", "delete"):
        assert ben.get(ben.at(name, code_request.reference)).status_code == 410
        assert str(code_request.reference) not in words(ben.post(ben.at(name, code_request.reference)))


def test_what_was_checked_before_the_approval_is_checked_anew(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.verify(code_request, by=alice)
    assert not workflow.missing(code_request)
    workflow.change_address(code_request, NEW)
    with pytest.raises(workflow.NotComplete):
        workflow.approve(code_request, by=alice)
    assert flagged(code_request) == {FlagKind.ADDRESS_CHANGED: False}


def test_a_change_after_the_approval_is_a_high_flag(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_approved(desk, by=alice)
    workflow.change_address(code_request, NEW)
    assert flagged(code_request) == {FlagKind.ADDRESS_CHANGED_LATE: True}


def test_a_slip_of_typing_that_no_letter_reached_is_told_to_nobody(desk: Desk, clerk: Clerk) -> None:
    code_request, _ = factories.make_sent(desk, email="typo@customer.example")
    Message.objects.update(failed_at=timezone.now(), problem="mailbox")
    workflow.change_address(code_request, NEW)
    assert not Message.objects.filter(letter=Letter.FORMER_ADDRESS).exists()
    assert not Message.objects.filter(failed_at__isnull=False, cancelled_at=None).exists()


def test_the_letter_to_the_former_address_goes_though_the_request_ends(desk: Desk, clerk: Clerk) -> None:
    code_request, _ = factories.make_sent(desk, email="old@customer.example")
    workflow.change_address(code_request, NEW)
    workflow.withdraw(code_request)
    told = Message.objects.get(letter=Letter.FORMER_ADDRESS)
    assert send(told.pk) is sending.Outcome.SENT


def test_erasing_forgets_former_addresses_and_their_links(desk: Desk, ben: Person) -> None:
    code_request, _ = factories.make_sent(desk)
    token = new_link(code_request, AccessLink.Kind.LETTER)
    workflow.change_address(code_request, NEW)
    workflow.erase(code_request, party=Party.CUSTOMER)
    assert ben.get(ben.at("link", token)).status_code == 404
    assert not AddressChange.objects.exists()


def test_an_address_changed_there_and_back_gets_one_letter_with_a_link(desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    own = code_request.email
    for address in ("ben@customer.example", own):
        workflow.change_address(code_request, address)
    assert Message.objects.waiting().filter(letter=Letter.RECEIVED).count() == 1
    assert Message.objects.waiting().filter(letter=Letter.FORMER_ADDRESS).count() == 2


@pytest.mark.parametrize("problem", ["mailbox", "bounced", "content", "fault"])
def test_a_later_letter_that_failed_does_not_hide_a_change_from_whoever_had_one(desk: Desk, problem: str) -> None:
    code_request, _ = factories.make_sent(desk)
    Message.objects.update(sent_at=timezone.now())
    outbox.write(code_request, Letter.LOST_LINK, key="later")
    Message.objects.filter(letter=Letter.LOST_LINK).update(failed_at=timezone.now(), problem=problem)
    workflow.change_address(code_request, NEW)
    assert Message.objects.filter(letter=Letter.FORMER_ADDRESS).exists()


def test_a_letter_that_could_not_be_written_is_no_refused_mailbox(desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    Message.objects.update(failed_at=timezone.now(), problem="fault")
    workflow.change_address(code_request, NEW)
    assert Message.objects.filter(letter=Letter.FORMER_ADDRESS).exists()

"""The page of the second look, and what the review page says of it."""

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from requests_app import staffing, workflow
from requests_app.admin import flag_words
from requests_app.flags import FlagKind
from requests_app.models import CodeRequest, Desk, SecondLook, Slot
from requests_app.states import Party
from tests import factories
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.admin.desk_forms import address, all_yes, page_of, post


def waiting(desk: Desk, by: User) -> CodeRequest:
    """A request whose papers are approved and that waits for a second person."""
    Desk.objects.filter(pk=desk.pk).update(second_always=True)
    desk.refresh_from_db()
    code_request, _ = factories.make_sent(desk)
    factories.verify(code_request, by=by, vin6="654321")
    workflow.approve(code_request, by=by)
    return code_request


def test_neither_page_tells_a_second_person_what_the_first_one_read_or_answered(
    sign_in: SignIn, alice: User, bob: User, desk: Desk
) -> None:
    code_request = waiting(desk, alice)
    client = sign_in(bob)
    for page in (page_of(client, code_request), client.get(address(code_request, "second-look/")).content.decode()):
        for told in ("654321", "S053", "✓ The", "✓ You"):
            assert told not in page
    assert "kept from you until your second look" in page_of(client, code_request)
    assert "654321" in page_of(sign_in(alice), code_request)


def test_the_second_person_sees_the_flags_and_not_what_was_said_of_them(
    sign_in: SignIn, alice: User, bob: User, desk: Desk
) -> None:
    other, flagged = factories.make_sent(desk)[0], factories.make_sent(desk)[0]
    factories.give_same_car(other, flagged)
    factories.take(flagged, by=alice)
    workflow.clear_flags(flagged, {FlagKind.SAME_VIN: "One family, two cars"}, by=alice)
    page = sign_in(bob).get(address(flagged, "second-look/")).content.decode()
    assert str(flag_words.FLAGGED[FlagKind.SAME_VIN]) in page
    assert f'<a href="/staff/requests/{other.reference}/">' in page
    assert "One family, two cars" not in page


def test_taking_a_request_over_shows_no_answers_to_copy(sign_in: SignIn, alice: User, bob: User, desk: Desk) -> None:
    Desk.objects.filter(pk=desk.pk).update(second_always=True)
    desk.refresh_from_db()
    code_request, _ = factories.make_sent(desk)
    factories.verify(code_request, by=alice, vin6="654321")
    workflow.claim(code_request, by=bob, take_over=True)
    page = page_of(sign_in(bob), code_request)
    for told in ("654321", "S053", "checked> Yes"):
        assert told not in page


def test_a_second_look_says_what_is_missing_and_keeps_what_was_typed(
    sign_in: SignIn, alice: User, bob: User, desk: Desk
) -> None:
    code_request, client = waiting(desk, alice), sign_in(bob)
    yes = {"verdict": "yes", "number": "S053", "vin6": "654321", "reason": "Both papers fit"}
    answer = post(client, code_request, "second-look", **yes)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"Open every page first: {Slot.CERTIFICATE.label}" in page
    assert "Both papers fit" in page
    for picture in code_request.uploads.values_list("pages__pk", flat=True):
        assert client.get(address(code_request, f"photos/{picture}/")).status_code == 200
    assert post(client, code_request, "second-look", **{**yes, "vin6": "654322"}).status_code == 422
    assert post(client, code_request, "second-look", **yes).status_code == 302
    assert SecondLook.objects.last().vin_agrees  # type: ignore[union-attr]
    assert "agrees: Both papers fit" in page_of(sign_in(alice), code_request)


def test_the_first_person_is_told_that_they_cannot_look_twice(sign_in: SignIn, alice: User, desk: Desk) -> None:
    code_request = waiting(desk, alice)
    page = sign_in(alice).get(address(code_request, "second-look/")).content.decode()
    assert "You worked on this request in this round, so a colleague gives the second look" in page
    assert "<textarea" not in page


def test_who_took_a_request_to_check_it_is_not_offered_the_second_look_first(
    sign_in: SignIn, alice: User, bob: User, desk: Desk
) -> None:
    code_request, _ = factories.make_sent(desk)
    workflow.claim(code_request, by=alice)
    assert "Give the second look" not in page_of(sign_in(alice), code_request)
    assert "Give the second look" in page_of(sign_in(bob), code_request)


def test_who_lowered_the_rules_meanwhile_is_told_why_they_cannot_look(
    sign_in: SignIn, alice: User, charlie: User, desk: Desk
) -> None:
    code_request = waiting(desk, alice)
    before = staffing.setup_of(desk)
    Desk.objects.filter(pk=desk.pk).update(second_always=False)
    staffing.record_changes(Desk.objects.get(pk=desk.pk), before=before, party=Party.STAFF, by_id=charlie.pk)
    page = sign_in(charlie).get(address(code_request, "second-look/")).content.decode()
    assert "You lowered the rules of the desk shortly before this request was sent, or since" in page


def test_a_desk_with_nobody_left_is_told_what_to_do(sign_in: SignIn, alice: User, desk: Desk) -> None:
    assert "Nobody at this desk is left for the second look" in page_of(sign_in(alice), waiting(desk, alice))


def test_a_thumbnail_is_no_look_at_a_paper(at_desk: Client, alice: User, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    workflow.claim(code_request, by=alice)
    page_of(at_desk, code_request)
    for picture in code_request.uploads.values_list("pages__pk", flat=True):
        assert at_desk.get(address(code_request, f"photos/{picture}/small/")).status_code == 200
    answer = post(at_desk, code_request, "check", then="approve", **all_yes(code_request))
    assert answer.status_code == 422
    assert "Open every page first" in answer.content.decode()
    assert "not opened" in answer.content.decode()


def test_a_clerk_is_refused_a_request_of_their_own_at_every_door(
    at_desk: Client, alice: User, bob: User, desk: Desk
) -> None:
    code_request, _ = factories.make_sent(desk, email=alice.email)
    reference = str(code_request.reference)
    assert post(at_desk, code_request, "claim").status_code == 422
    assert at_desk.post("/staff/requests/take-next/").headers["Location"] == "/staff/requests/"
    told = at_desk.post("/staff/requests/several/", {"act": "assign", "reference": f"{reference}.1"}, follow=True)
    assert told.content.decode().count("came from your own mailbox") == 2, "this line, and that of Take next"
    assert "came from your own mailbox" in told.content.decode()
    code_request.refresh_from_db()
    assert code_request.clerk is None


def test_not_on_this_paper_is_an_answer_of_the_form(at_desk: Client, alice: User, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    assert post(at_desk, code_request, "check", then="compare", number="S053", not_on_paper="yes").status_code == 422
    instead = "The invoice names the plate"
    answer = post(
        at_desk, code_request, "check", then="compare", number="S053", not_on_paper="yes", instead_of_vin=instead
    )
    assert answer.status_code == 302
    page = page_of(at_desk, code_request)
    assert "No VIN on these papers." in page
    assert f"Stands with a reason: {instead}" in page


def test_a_release_by_one_person_alone_says_so(sign_in: SignIn, alice: User, desk: Desk) -> None:
    Desk.objects.filter(pk=desk.pk).update(single_person=True)
    desk.refresh_from_db()
    code_request, client = waiting(desk, alice), sign_in(alice)
    assert "You work alone here" in page_of(client, code_request)
    assert post(client, code_request, "alone", reason="Known for years").status_code == 302
    assert "counts from" in page_of(client, code_request)
    candidate = str(workflow.candidates_of(code_request)[0].pk)
    assert post(client, code_request, "send", candidate=candidate).status_code == 422
    code_request.second_looks.update(waits_until=timezone.now())
    assert post(client, code_request, "send", candidate=candidate).status_code == 302
    assert "Code sent by one person alone" in client.get(address(code_request, "record/")).content.decode()

"""The code is shown by a press to whoever may see it; how it is entered; and what is said of it afterwards."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from guides_app.models import EntryProcedure, RadioFamily
from requests_app import retention, workflow
from requests_app.limits import Limit, spend_for
from requests_app.models import (
    AccessLink,
    AskedItem,
    Candidate,
    CodeRequest,
    Event,
    Feedback,
    Reveal,
    close_folded,
    new_link,
)
from requests_app.states import Status
from tests.factories import verify
from tests.requests_app.views.person import Person, leads_to, words

SAID = {"display": "error", "entered": "yes", "tries": "2"}


def deliver(code_request: CodeRequest, by: User, number: str = "S053") -> CodeRequest:
    verify(code_request, by=by, number=number)
    workflow.approve(code_request, by=by)
    workflow.deliver(code_request, workflow.candidates_of(code_request)[0], by=by)
    return code_request


@pytest.fixture
def ready(ana: Person, alice: User) -> CodeRequest:
    """Ana's code is there."""
    return deliver(ana.sent(), alice)


def show(person: Person, code_request: CodeRequest, **typed: str) -> Any:
    return person.post(person.at("code", code_request.reference), typed)


def test_only_a_press_shows_the_code(ana: Person, ready: CodeRequest) -> None:
    assert "7913" not in words(ana.get(ana.at("code", ready.reference)))
    assert not Reveal.objects.exists()
    page = show(ana, ready)
    assert page.status_code == 200
    assert 'aria-label="7, 9, 1, 3"' in words(page)
    assert page["Cache-Control"] == "no-store"
    assert "noindex" in page["X-Robots-Tag"]
    assert Event.objects.filter(code_request=ready, kind="reveal").count() == 1


def test_the_code_stands_in_no_title(ana: Person, ready: CodeRequest) -> None:
    assert "7913" not in words(show(ana, ready)).split("</title>")[0]


def test_another_device_proves_that_it_has_the_radio(ben: Person, ready: CodeRequest) -> None:
    ben.get(ben.at("link", new_link(ready, AccessLink.Kind.LETTER)))
    assert words(show(ben, ready)).count("Enter the last 4 characters of the radio&#x27;s number or of the VIN") == 2
    wrong = show(ben, ready, typed="A123")
    assert wrong.status_code == 422
    assert "These are not the last 4 characters that we know." in words(wrong)
    assert 'aria-label="7, 9, 1, 3"' in words(show(ben, ready, typed="s 053"))


def test_the_last_four_of_the_vin_do_as_well(ben: Person, ready: CodeRequest) -> None:
    ben.get(ben.at("link", new_link(ready, AccessLink.Kind.LETTER)))
    tail = ready.readings.get(subject="vin6").value[-4:]
    assert show(ben, ready, typed=tail).status_code == 200


@pytest.mark.parametrize("typed", ["SO53", "so53", "S0S3", "Ѕ053", "S53", "28 115 0198 RT S053", "CODE: S053"])
def test_the_number_is_understood_as_on_the_first_page(ben: Person, ready: CodeRequest, typed: str) -> None:
    ben.get(ben.at("link", new_link(ready, AccessLink.Kind.LETTER)))
    assert show(ben, ready, typed=typed).status_code == 200


def test_the_letter_o_in_the_vin_is_the_zero(ben: Person, ready: CodeRequest, alice: User) -> None:
    reading = ready.readings.get(subject="vin6")
    reading.set_value("AB10B0")
    reading.save()
    ben.get(ben.at("link", new_link(ready, AccessLink.Kind.LETTER)))
    assert show(ben, ready, typed="IOBO").status_code == 200


@pytest.mark.parametrize("slip", ["S0", "?", "\u200b", "５３"])
def test_what_is_no_answer_is_no_wrong_try(ben: Person, ready: CodeRequest, slip: str) -> None:
    ben.get(ben.at("link", new_link(ready, AccessLink.Kind.LETTER)))
    for _ in range(6):
        page = show(ben, ready, typed=slip)
        assert page.status_code == 422
        assert "Enter the last 4 characters of the radio&#x27;s number or of the VIN" in words(page)
    assert show(ben, ready, typed="S053").status_code == 200


def test_after_five_wrong_tries_the_link_shows_nothing_any_more(ben: Person, ready: CodeRequest) -> None:
    ben.get(ben.at("link", new_link(ready, AccessLink.Kind.LETTER)))
    for _ in range(5):
        show(ben, ready, typed="XXXX")
    late = show(ben, ready, typed="S053")
    assert late.status_code == 429
    assert "Too many tries with this link." in words(late)
    assert not Reveal.objects.exists()


def test_showing_is_limited(ana: Person, ready: CodeRequest) -> None:
    for _ in range(Limit.REVEALS.most):
        spend_for("127.0.0.1", Limit.REVEALS)
    assert show(ana, ready).status_code == 429


def test_a_code_is_shown_a_few_times_a_day_and_not_for_ever(ana: Person, ready: CodeRequest) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        days: list[int] = []
        for _day in range(5):
            clock.shift(timedelta(days=1))
            days.append([show(ana, ready).status_code for _ in range(7)].count(200))
        assert days == [6, 6, 6, 2, 0]
        assert "This code has been shown many times" in words(show(ana, ready))


def test_wrong_tries_leave_one_line_and_a_count(ben: Person, ready: CodeRequest) -> None:
    ben.get(ben.at("link", new_link(ready, AccessLink.Kind.LETTER)))
    for typed in ("XXXX", "YYYY", "ZZZZ"):
        show(ben, ready, typed=typed)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        close_folded()
    lines = Event.objects.filter(code_request=ready, kind="wrong_factor")
    assert [line.data.get("again") for line in lines] == [None, 2]
    assert not [line for line in lines if "XXXX" in f"{line.data}{line.reason}"]


def closed(person: Person, ready: CodeRequest) -> CodeRequest:
    show(person, ready)
    person.post(person.at("worked", ready.reference))
    ready.refresh_from_db()
    return ready


def test_the_device_that_asked_sees_no_code_when_its_time_after_the_end_is_over(
    ana: Person, ready: CodeRequest
) -> None:
    closed(ana, ready)
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        assert show(ana, ready).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=31)):  # no worker has come by
        assert leads_to(show(ana, ready)) == ana.at("track", ready.reference)
        page = words(ana.get(ana.at("track", ready.reference)))
        assert "Show my code again" not in page
        assert "We do not show the code any more." in page
        retention.purge()
        assert "We have deleted the code." in words(ana.get(ana.at("track", ready.reference)))


def test_who_is_refused_after_a_code_that_did_not_work_is_told_when_that_code_goes(
    ana: Person, ready: CodeRequest, alice: User
) -> None:
    show(ana, ready)
    ready.refresh_from_db()
    workflow.say_not_worked(ready, Feedback(display="error", entered="yes", tries=1))
    workflow.claim(ready, by=alice)
    workflow.refuse(ready, workflow.Refusal.NOT_FOUND, by=alice)
    page = words(ana.get(ana.at("track", ready.reference)))
    assert "We delete the code on" in page
    assert "We have deleted the code." not in page


def test_who_is_refused_without_a_code_is_told_of_none(ana: Person, alice: User) -> None:
    code_request = ana.sent()
    workflow.claim(code_request, by=alice)
    workflow.refuse(code_request, workflow.Refusal.OUTSIDE, by=alice)
    page = words(ana.get(ana.at("track", code_request.reference)))
    assert "delete the code" not in page
    assert "deleted the code" not in page


@pytest.mark.parametrize("how", ["erase", "withdraw"])
def test_after_the_end_no_link_shows_the_code_and_the_browser_drops_its_copies(
    ana: Person, ben: Person, ready: CodeRequest, how: str
) -> None:
    ben.get(ben.at("link", new_link(ready, AccessLink.Kind.LETTER)))
    show(ana, ready)
    said = ana.post(ana.at("delete" if how == "erase" else "withdraw", ready.reference))
    assert said["Clear-Site-Data"] == '"cache"'
    for person in (ana, ben):
        for page in (show(person, ready, typed="S053"), person.get(person.at("code", ready.reference))):
            assert page.status_code == (404 if how == "erase" else 302)
    assert not Candidate.objects.exists()


@pytest.mark.parametrize("status", ["received", "checking"])
def test_before_the_code_is_ready_there_is_nothing_to_show(ana: Person, alice: User, status: str) -> None:
    code_request = ana.sent()
    if status == "checking":
        workflow.claim(code_request, by=alice)
    assert leads_to(show(ana, code_request)) == ana.at("track", code_request.reference)


def test_a_recalled_code_is_not_shown(ana: Person, ready: CodeRequest, alice: User) -> None:
    workflow.recall(ready, by=alice)
    assert leads_to(show(ana, ready)) == ana.at("track", ready.reference)
    assert "We are looking up your code" in words(ana.get(ana.at("track", ready.reference)))


CODES: Any = [
    ("buttons", "1, 2, 3, 4", "Leave digit 1 at <strong>0</strong>. Do not press anything for it."),
    ("stalk", "wheel", "Leave digit 1 at <strong>0</strong>."),
    ("rotary", "knob", "Leave digit 1 at <strong>0</strong>."),
    ("touch", "keypad", "Press <kbd>0</kbd>. It is digit 1."),
    ("remote", "remote", "Press <kbd>0</kbd>. It is digit 1."),
    ("station_keys", "1, 2, 3, 4, up", "Press <kbd>1</kbd> to choose digit 1."),
]


@pytest.mark.parametrize(("kind", "keys", "first"), CODES)
def test_every_kind_of_radio_gets_its_own_presses(ana: Person, alice: User, kind: str, keys: str, first: str) -> None:
    ana.fill_in()
    ana.post(ana.at("number", next="check"), {"number": "B000"})  # its code is 0907
    ana.send()
    EntryProcedure.objects.update(kind=kind, keys=keys, next_key="stalk")
    page = words(show(ana, deliver(CodeRequest.objects.get(), alice, number="B000")))
    assert 'aria-label="0, 9, 0, 7"' in page
    assert first in page


def test_without_scripts_steps_waits_and_both_answers_are_there(ana: Person, ready: CodeRequest) -> None:
    page = words(show(ana, ready))
    for part in ("Press and hold <kbd>6</kbd> until you hear a beep", "How long does it wait?", "I do not know"):
        assert part in page
    for answer in ("Yes, the radio plays", ">No</a>", "Print code card"):
        assert answer in page


def test_who_is_not_sure_of_the_radio_is_told_so(ana: Person, ready: CodeRequest) -> None:
    CodeRequest.objects.update(family=None)
    assert "You were not sure which radio you have." in words(show(ana, ready))


def test_the_card_is_made_by_a_press_and_carries_no_link(ana: Person, ready: CodeRequest) -> None:
    assert leads_to(ana.get(ana.at("card", ready.reference))) == ana.at("code", ready.reference)
    card = words(ana.post(ana.at("card", ready.reference))).split("<section")[1].split("</section>")[0]
    assert ">7913</p>" in card
    assert "href" not in card
    assert "/r/" not in card


def test_nobody_says_that_an_unseen_code_worked(ana: Person, ready: CodeRequest) -> None:
    assert leads_to(ana.post(ana.at("worked", ready.reference))) == ana.at("code", ready.reference)
    assert leads_to(ana.post(ana.at("feedback", ready.reference), SAID)) == ana.at("code", ready.reference)
    ready.refresh_from_db()
    assert ready.status == Status.READY


def test_it_works(ana: Person, ready: CodeRequest) -> None:
    show(ana, ready)
    ana.post(ana.at("worked", ready.reference), {"comment": "Thank you"})
    ready.refresh_from_db()
    assert ready.status == Status.CLOSED
    assert Feedback.objects.get().comment == "Thank you"


def test_it_does_not_work_and_staff_look_again(ana: Person, ready: CodeRequest) -> None:
    show(ana, ready)
    page = ana.get(leads_to(ana.post(ana.at("feedback", ready.reference), SAID)))
    assert "<h1>We are looking at your code again</h1>" in words(page)
    assert "Do not try other codes." in words(page)
    assert Feedback.objects.get().tries == 2


def test_who_entered_other_digits_is_helped_without_waking_staff(ana: Person, ready: CodeRequest) -> None:
    show(ana, ready)
    page = words(ana.get(leads_to(ana.post(ana.at("feedback", ready.reference), SAID | {"entered": "other"}))))
    assert "You entered other digits." in page
    assert "Show my code" in page
    ready.refresh_from_db()
    assert ready.status == Status.READY
    assert not AskedItem.objects.exists()


def test_each_question_about_a_code_that_fails_must_be_answered(ana: Person, ready: CodeRequest) -> None:
    show(ana, ready)
    page = ana.post(ana.at("feedback", ready.reference), {})
    assert page.status_code == 422
    for sentence in ("Choose what the display shows", "Choose yes, no or not sure"):
        assert words(page).count(sentence) == 2


def test_a_radio_by_car_is_told_to_be_the_factory_one(ana: Person, ready: CodeRequest) -> None:
    CodeRequest.objects.update(number_kind="vin")
    assert RadioFamily.objects.exists()
    assert "It answers for the radio fitted at the factory only." in words(show(ana, ready))

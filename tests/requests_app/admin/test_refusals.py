"""Who does not pass at the Desk, and what nobody is shown too early."""

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from requests_app import workflow
from requests_app.models import Desk, Event, EvidenceLevel, Role, Slot
from requests_app.states import Status
from tests import factories
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.admin.desk_forms import CODE, address, all_yes, page_of, post


def test_another_desk_gets_the_answer_of_an_unknown_reference(sign_in: SignIn, mallory: User, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    client = sign_in(mallory)
    there, nowhere = client.get(address(code_request)), client.get("/staff/requests/RC-0000-00/")
    assert (there.status_code, there.content) == (nowhere.status_code, nowhere.content)
    assert there.status_code == 404


def test_a_superuser_without_a_seat_sees_no_request(sign_in: SignIn, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    root = User.objects.create_superuser("root@desk.example", "root@desk.example", "a long test phrase")
    client = sign_in(root)
    assert client.get(address(code_request)).status_code == 404
    assert client.get("/staff/requests/").status_code == 404


def test_a_guide_editor_has_guides_and_no_requests(sign_in: SignIn, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    client = sign_in(factories.make_staff(desk, "eddy", role=Role.GUIDE_EDITOR))
    assert client.get(address(code_request)).status_code == 404
    assert client.get("/staff/").headers["Location"] == "/staff/guides_app/manuscript/"
    assert client.get("/staff/guides_app/guide/", follow=True).status_code == 200
    assert client.get("/staff/requests_app/knowncode/").status_code == 403


@pytest.mark.parametrize("role", [Role.CLERK, Role.AUDITOR])
def test_clerks_and_auditors_read_the_library_and_change_nothing(sign_in: SignIn, desk: Desk, role: Role) -> None:
    client = sign_in(factories.make_staff(desk, "rita", role=role))
    assert "/staff/guides_app/manuscript/" in client.get("/staff/", follow=True).content.decode()
    for page in ("guide", "radiofamily", "source", "manuscript"):
        assert client.get(f"/staff/guides_app/{page}/", follow=True).status_code == 200
    for page in ("manuscript/add", "source/add", "carmodel", "brand", "picture", "failedsearch", "libraryrules"):
        assert client.get(f"/staff/guides_app/{page}/").status_code == 403, page
    assert client.get("/staff/guides/health/").status_code == 403


def test_an_auditor_reads_the_record_but_no_name_photo_or_number(sign_in: SignIn, alice: User, desk: Desk) -> None:
    code_request, _ = factories.make_ready(desk, by=alice)
    client = sign_in(factories.make_staff(desk, "olga", role=Role.AUDITOR))
    page = page_of(client, code_request)
    photo = code_request.uploads.get(slot=Slot.LABEL).pages.get()
    assert "Papers approved" in client.get(address(code_request, "record/")).content.decode()
    assert not any(secret in page for secret in (code_request.name, code_request.email, "S053", CODE, "/photos/"))
    assert client.get(address(code_request, f"photos/{photo.pk}/")).status_code == 404
    assert post(client, code_request, "recall").status_code == 404


def test_the_customers_number_is_nowhere_before_the_reading(at_desk: Client, alice: User, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk, number="K417")
    factories.take(code_request, by=alice)
    pages = [page_of(at_desk, code_request), at_desk.get("/staff/requests/").content.decode()]
    pages += [at_desk.get(address(code_request, f"{name}/")).content.decode() for name in ("ask", "refuse")]
    assert not any("K417" in page or "k417" in page for page in pages)


def test_a_misreading_is_shown_place_by_place(at_desk: Client, alice: User, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    post(at_desk, code_request, "check", then="compare", number="S058")
    page = page_of(at_desk, code_request)
    assert "Different at position 4: 8 / 3" in page
    post(
        at_desk,
        code_request,
        "check",
        then="compare",
        number="S058",
        stand_by="The label is worn, a second photo shows it",
    )
    assert "Stands with a reason" in page_of(at_desk, code_request)


def test_a_radio_without_a_typed_number_is_read_twice_and_blind(at_desk: Client, alice: User, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    type(code_request).objects.filter(pk=code_request.pk).update(number_sealed=None, number_unknown="damaged")
    code_request.refresh_from_db()
    factories.take(code_request, by=alice)
    post(at_desk, code_request, "check", then="compare", number="Z999")
    page = page_of(at_desk, code_request)
    assert "Z999" not in page
    assert "read it once more" in page


def test_approving_with_something_missing_names_it_with_links(at_desk: Client, alice: User, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    answer = post(at_desk, code_request, "check", then="approve", **all_yes(code_request))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert '<a href="#id_number">' in page
    assert '<a href="#id_vin6">' in page
    assert 'href="#check-holder"' not in page


def test_a_no_needs_a_reason(at_desk: Client, alice: User, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    answer = post(at_desk, code_request, "check", **{"check-holder": "no"})
    assert answer.status_code == 422
    assert "Say why" in answer.content.decode()


def test_an_old_page_sends_nothing_and_keeps_the_text(at_desk: Client, alice: User, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    stale = {"version": code_request.version - 1, "problem-label": "blur", "note-label": "Is it a 3 or an 8?"}
    answer = at_desk.post(address(code_request, "ask/"), stale)
    code_request.refresh_from_db()
    assert (answer.status_code, code_request.status) == (409, Status.CHECKING)
    assert "The customer answered meanwhile" in answer.content.decode()
    assert "Is it a 3 or an 8?" in answer.content.decode()


def test_two_clerks_taking_next_get_two_requests(sign_in: SignIn, alice: User, bob: User, desk: Desk) -> None:
    factories.make_sent(desk)
    factories.make_sent(desk, number="S054")
    taken = {sign_in(user).post("/staff/requests/take-next/").headers["Location"] for user in (alice, bob)}
    assert len(taken) == 2


def test_ac_71_a_request_is_claimed_taken_over_and_given_back_and_the_record_says_by_whom(
    sign_in: SignIn, alice: User, bob: User, desk: Desk
) -> None:
    code_request, _ = factories.make_sent(desk)
    first, second = sign_in(alice), sign_in(bob)
    assert post(first, code_request, "claim").status_code == 302
    assert "Alice is working on this" in page_of(second, code_request)
    assert post(second, code_request, "claim").status_code == 409, "only a take-over takes it from her"
    factories.open_papers(code_request, by=bob)
    assert post(second, code_request, "check", then="compare", number="S053").status_code == 422
    assert post(second, code_request, "claim", take_over="1").status_code == 302
    assert post(second, code_request, "check", then="compare", number="S053").status_code == 302
    post(first, code_request, "release")
    code_request.refresh_from_db()
    assert code_request.clerk == bob, "she has nothing to give back any more"
    post(second, code_request, "release")
    code_request.refresh_from_db()
    assert workflow.free_for(alice).filter(pk=code_request.pk).exists()
    lines = Event.objects.filter(code_request=code_request, kind__in=("claim", "take_over", "release"))
    told = list(lines.order_by("number").values_list("kind", "user"))
    assert told == [("claim", alice.pk), ("take_over", bob.pk), ("release", bob.pk)]
    page = first.get(address(code_request, "record/")).content.decode()
    assert all(text in page for text in ("Taken over", "Given back to the queue"))


def test_nobody_works_on_a_request_that_has_ended(sign_in: SignIn, alice: User, bob: User, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    workflow.withdraw(code_request)
    page = page_of(sign_in(bob), code_request)
    assert "Alice" in page, "who had it last"
    assert "is working on this" not in page
    assert "Take over" not in page


def test_ac_80_a_high_flag_waits_for_a_second_person(sign_in: SignIn, alice: User, bob: User, desk: Desk) -> None:
    first, _ = factories.make_ready(desk, by=alice)
    code_request, _ = factories.make_sent(desk, number="S054")
    factories.give_same_car(first, code_request)
    factories.verify(code_request, by=alice, number="S054", vin6="000001")
    workflow.approve(code_request, by=alice)
    candidate = str(workflow.candidates_of(code_request)[0].pk)
    client = sign_in(alice)
    assert post(client, code_request, "send", candidate=candidate).status_code == 422
    yes = {"verdict": "yes", "number": "S054", "vin6": "000001", "reason": "Saw both cars' papers"}
    assert post(client, code_request, "second-look", **yes).status_code == 422
    factories.open_papers(code_request, by=bob)
    assert post(sign_in(bob), code_request, "second-look", **yes).status_code == 302
    assert post(client, code_request, "send", candidate=candidate).status_code == 302


def test_ac_75_no_page_holds_a_code_before_show(at_desk: Client, alice: User, desk: Desk) -> None:
    code_request, _ = factories.make_approved(desk, by=alice)
    assert CODE not in page_of(at_desk, code_request)
    workflow.deliver(code_request, workflow.candidates_of(code_request)[0], by=alice)
    assert CODE not in page_of(at_desk, code_request)


def test_showing_a_code_asks_for_the_second_step_first(at_desk: Client, alice: User, desk: Desk) -> None:
    code_request, _ = factories.make_approved(desk, by=alice)
    candidate = str(workflow.candidates_of(code_request)[0].pk)
    answer = post(at_desk, code_request, "code", candidate=candidate, reason="Customer at the counter")
    assert answer.headers["Location"].startswith("/staff/account/2fa/reauthenticate/")
    assert not Event.objects.filter(kind="see_code").exists()


def test_a_shown_code_is_recorded_and_not_stored(sign_in: SignIn, alice: User, desk: Desk) -> None:
    code_request, _ = factories.make_approved(desk, by=alice)
    candidate = str(workflow.candidates_of(code_request)[0].pk)
    client = sign_in(alice, fresh=True)
    assert post(client, code_request, "code", candidate=candidate).status_code == 422
    answer = post(client, code_request, "code", candidate=candidate, reason="Customer at the counter")
    assert CODE in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert Event.objects.get(kind="see_code").reason == "Customer at the counter"
    assert CODE not in page_of(client, code_request)


def test_ac_75_sources_that_disagree_need_a_reason(at_desk: Client, alice: User, desk: Desk) -> None:
    code_request, _ = factories.make_approved(desk, by=alice)
    typed = {"first": "1234", "second": "1234", "source": "manufacturer", "provenance": "case 77"}
    answer = SimpleUploadedFile("answer.jpg", factories.make_photo("1234").read())
    assert post(at_desk, code_request, "type-code", **typed, answered_on="2026-01-05", answer=answer).status_code == 302
    assert "Sources disagree." in page_of(at_desk, code_request)
    candidate = str(workflow.candidates_of(code_request)[-1].pk)
    assert post(at_desk, code_request, "send", candidate=candidate).status_code == 422
    reason = "The manufacturer knows this unit"
    assert post(at_desk, code_request, "send", candidate=candidate, reason=reason).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"first": "12", "second": "12"}, "The code must be 4 numbers"),
        ({"second": "4321"}, "The two codes are different"),
        ({"source": ""}, "Choose where this code comes from"),
        ({"provenance": " "}, "Choose where this code comes from"),
    ],
)
def test_ac_76_a_typed_code_is_typed_well(
    at_desk: Client, alice: User, desk: Desk, wrong: dict[str, str], words: str
) -> None:
    code_request, _ = factories.make_approved(desk, by=alice)
    good = {"first": "1234", "second": "1234", "source": "manufacturer", "provenance": "case 77"}
    answer = post(at_desk, code_request, "type-code", **good) if not wrong else None
    answer = post(at_desk, code_request, "type-code", **{**good, **wrong})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "1234" not in answer.content.decode()


def test_ac_72_every_opened_photo_leaves_a_line_and_is_not_kept(at_desk: Client, alice: User, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    photo = code_request.uploads.get(slot=Slot.LABEL).pages.get()
    answer = at_desk.get(address(code_request, f"photos/{photo.pk}/"))
    assert answer.content.startswith(b"\xff\xd8")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert Event.objects.get(kind="see_page").user == alice


def test_small_photos_leave_one_line_for_each_opened_page(at_desk: Client, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    page_of(at_desk, code_request)
    for photo in code_request.uploads.all():
        at_desk.get(address(code_request, f"photos/{photo.pages.get().pk}/small/"))
    assert Event.objects.filter(kind="see_evidence").count() == 1


def test_an_identity_paper_opens_by_a_press_only(sign_in: SignIn) -> None:
    desk = factories.make_desk(level=EvidenceLevel.STRICT)
    code_request, _ = factories.make_sent(desk)
    paper = code_request.uploads.get(slot=Slot.IDENTITY).pages.get()
    client = sign_in(factories.make_staff(desk, "ida"))
    assert client.get(address(code_request, f"photos/{paper.pk}/")).status_code == 404
    assert client.get(address(code_request, f"photos/{paper.pk}/small/")).status_code == 404
    assert client.post(address(code_request, f"photos/{paper.pk}/show/")).status_code == 200
    assert Event.objects.filter(kind="see_page", data__page=paper.pk).count() == 1


def test_a_photo_of_another_request_is_not_found(at_desk: Client, desk: Desk) -> None:
    one, _ = factories.make_sent(desk)
    other, _ = factories.make_sent(desk, number="S054")
    photo = other.uploads.get(slot=Slot.LABEL).pages.get()
    assert at_desk.get(address(one, f"photos/{photo.pk}/")).status_code == 404


def test_only_a_lead_deletes_data_and_only_with_a_tick(sign_in: SignIn, alice: User, charlie: User, desk: Desk) -> None:
    code_request, _ = factories.make_sent(desk)
    assert post(sign_in(alice, fresh=True), code_request, "erase", confirm="yes").status_code == 404
    lead = sign_in(charlie, fresh=True)
    assert post(lead, code_request, "erase").status_code == 422
    assert post(lead, code_request, "erase", confirm="yes").status_code == 302
    code_request.refresh_from_db()
    assert code_request.status == Status.ERASED

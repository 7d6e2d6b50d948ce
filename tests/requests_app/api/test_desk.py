"""Software of staff works on requests as its person: the same functions, guards and lines as the pages."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from guides_app.identifiers import Kind
from requests_app import staffing, workflow
from requests_app.lookup import registry
from requests_app.lookup.source import Radio
from requests_app.models import (
    AccessLink,
    CheckKind,
    CodeRequest,
    Desk,
    Event,
    EvidenceLevel,
    Feedback,
    InternalNote,
    Member,
    Message,
    Page,
    Role,
    SecondLook,
    Slot,
)
from requests_app.states import Party, Status
from tests import factories
from tests.requests_app.api.software import CODE, Software, open_token, told

pytestmark = pytest.mark.django_db
Serving = Callable[[User], Software]


class Hand:
    """One person's software at one request: each act is on what it has seen."""

    def __init__(self, software: Software, one: CodeRequest) -> None:
        self.software, self.path = software, f"/desk/requests/{one.reference}"

    def see(self) -> Any:
        return told(self.software.get(self.path))

    def act(self, what: str, **body: Any) -> Any:
        etag = self.software.get(self.path).headers["ETag"]
        return self.software.post(f"{self.path}/{what}", body, if_match=etag)

    def does(self, what: str, **body: Any) -> Any:
        answer = self.act(what, **body)
        assert answer.status_code == 200, answer.content
        assert answer.headers["ETag"] == self.software.get(self.path).headers["ETag"]
        assert not CODE.search(answer.content)
        return told(answer)

    def missing(self, what: str, **body: Any) -> list[str]:
        answer = self.act(what, **body)
        assert (answer.status_code, told(answer)["code"]) == (409, "incomplete"), answer.content
        return list(told(answer)["missing"])

    def open_papers(self) -> None:
        for document in told(self.software.get(f"{self.path}/documents"))["items"]:
            for page in document["pages"]:
                body: Any = {} if document["slot"] == Slot.IDENTITY else None
                method = "POST" if document["slot"] == Slot.IDENTITY else "GET"
                answer = self.software.call(method, f"{self.path}/pictures/{page['key']}", body)
                assert answer.status_code == 200
                assert answer.headers["Content-Type"] == "image/jpeg"

    def verify(self, *, number: str = "S053", vin: str = "123456") -> None:
        self.does("claim")
        self.open_papers()
        self.does("readings/number", number=number)
        for kind in [one["kind"] for one in self.see()["checks"]]:
            if kind == CheckKind.VIN:
                self.does("readings/vin", vin=vin)
            elif kind != CheckKind.NUMBER:
                self.does("checks", kind=kind, verdict="yes")


@pytest.fixture
def one(desk: Desk) -> CodeRequest:
    return factories.make_sent(desk)[0]


@pytest.fixture
def alices(at_work: Serving, alice: User, one: CodeRequest) -> Hand:
    return Hand(at_work(alice), one)


@pytest.fixture
def bobs(at_work: Serving, bob: User, one: CodeRequest) -> Hand:
    return Hand(at_work(bob), one)


def test_a_request_is_verified_approved_and_sent_and_every_line_names_the_token(
    alices: Hand, one: CodeRequest, alice: User
) -> None:
    alices.verify()
    approved = alices.does("approve")
    assert (approved["state"], approved["missing"]) == ("lookup", [])
    (candidate,) = approved["candidates"]
    sent = alices.does("deliver", candidate=candidate["key"])
    assert sent["state"] == "ready"
    lines = Event.objects.filter(code_request=one, user=alice)
    assert {"claim", "take", "see_page", "read_number", "read_vin", "check", "approve", "look_up", "deliver"} == set(
        lines.values_list("kind", flat=True)
    )
    assert all(isinstance(line.data["software"], int) for line in lines)
    assert not AccessLink.objects.filter(code_request=one, kind=AccessLink.Kind.LETTER).exists()  # not before it leaves
    assert Message.objects.filter(code_request=one, letter="ready").exists()


def test_a_code_is_in_no_answer_whatever_is_asked(alices: Hand, one: CodeRequest) -> None:
    alices.verify()
    alices.does("approve")
    for path in (alices.path, f"{alices.path}/documents", "/desk/requests?view=all", "/desk/requests?view=mine"):
        assert not CODE.search(alices.software.get(path).content)
    key = alices.see()["candidates"][0]["key"]
    for path in (f"{alices.path}/codes/{key}", f"{alices.path}/code", f"{alices.path}/answers/1/show"):
        assert alices.software.get(path).status_code == 404
    assert not Event.objects.filter(kind="see_code").exists()


def test_nobody_is_told_what_the_customer_typed_or_a_colleague_read(alices: Hand, bobs: Hand, one: CodeRequest) -> None:
    before = json.dumps(alices.see())
    assert "S053" not in before
    answer = alices.act("readings/number", number="S058")
    assert told(answer)["missing"] == ["unopened:label"]
    alices.does("claim")
    alices.open_papers()
    read = alices.does("readings/number", number="S058")
    assert (read["agrees"], read["stands"]) == (False, False)
    assert read["differences"] == [{"position": 4, "read": "8", "typed": "3", "confusable": False}]
    assert "S053" not in json.dumps(bobs.see())
    assert "S058" not in json.dumps(bobs.see())
    assert alices.missing("approve")[0] == "reading:number"


def test_the_second_person_is_another_one(
    alices: Hand, bobs: Hand, one: CodeRequest, desk: Desk, alice: User, bob: User
) -> None:
    CodeRequest.objects.filter(pk=one.pk).update(policy={**one.policy, "always": True})
    alices.verify()
    alices.does("approve")
    key = alices.see()["candidates"][0]["key"]
    assert alices.missing("deliver", candidate=key) == ["second_person"]
    look = {"verdict": "yes", "reason": "looked", "number": "S053", "vin": "123456"}
    assert alices.missing("second-look", **look) == ["second_person_worked"]
    assert bobs.missing("second-look", **look) == ["unopened:label", "unopened:certificate"]
    bobs.open_papers()
    assert bobs.does("second-look", **{**look, "number": "S058"})["number_agrees"] is False
    assert alices.missing("deliver", candidate=key) == ["second_person"]
    assert bobs.does("second-look", **look) == {"verdict": "yes", "number_agrees": True, "vin_agrees": True}
    assert bobs.missing("deliver", candidate=key) == ["claimed"]
    alices.does("release")
    assert bobs.missing("deliver", candidate=key) == ["gave_second_look"]
    alices.does("deliver", candidate=key)
    assert SecondLook.objects.latest("pk").by == bob


def test_two_tokens_of_one_person_are_one_person(alices: Hand, at_work: Serving, alice: User, one: CodeRequest) -> None:
    CodeRequest.objects.filter(pk=one.pk).update(policy={**one.policy, "always": True})
    alices.verify()
    other = Hand(at_work(alice), one)
    other.open_papers()
    assert other.missing("second-look", verdict="yes", reason="me again", number="S053", vin="123456") == [
        "second_person_worked"
    ]


def test_nobody_works_on_a_request_of_their_own_mailbox(at_work: Serving, alice: User, desk: Desk) -> None:
    mine = Hand(at_work(alice), factories.make_sent(desk, email=alice.email)[0])
    assert mine.missing("claim") == ["own_request"]
    assert mine.missing("approve") == ["own_request"]


def test_a_claim_of_a_colleague_stands_unless_it_is_taken_over(alices: Hand, bobs: Hand, one: CodeRequest) -> None:
    alices.does("claim")
    assert bobs.act("claim").status_code == 409
    assert bobs.missing("refuse", refusal="not_readable") == ["claimed"]
    bobs.does("claim", take_over=True)
    assert Event.objects.filter(code_request=one, kind="take_over").exists()


def test_who_has_not_seen_the_newest_changes_nothing(alices: Hand, bobs: Hand, one: CodeRequest) -> None:
    etag = alices.software.get(alices.path).headers["ETag"]
    bobs.does("claim")
    answer = alices.software.post(f"{alices.path}/claim", {}, if_match=etag)
    assert (answer.status_code, told(answer)["code"]) == (412, "changed")
    assert alices.software.post(f"{alices.path}/claim", {}).status_code == 428
    assert alices.software.get(alices.path, if_none_match=etag).status_code == 200
    fresh = alices.software.get(alices.path).headers["ETag"]
    assert alices.software.get(alices.path, if_none_match=fresh).status_code == 304


def test_opening_a_photo_leaves_its_line_and_no_other_change(alices: Hand, one: CodeRequest, alice: User) -> None:
    before = alices.software.get(alices.path).headers["ETag"]
    page = Page.objects.filter(upload__code_request=one).order_by("pk")[0]
    answer = alices.software.get(f"{alices.path}/pictures/{page.pk}")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.content.startswith(b"\xff\xd8")
    assert Event.objects.filter(code_request=one, kind="see_page", user=alice, data__page=page.pk).count() == 1
    assert alices.software.get(alices.path).headers["ETag"] == before
    (first, *_others) = told(alices.software.get(f"{alices.path}/documents"))["items"]
    assert first["pages"] == [{"key": page.pk, "number": 1, "opened": True, "damaged": False}]


def test_an_identity_paper_is_opened_by_a_post_alone(at_work: Serving, alice: User, desk: Desk) -> None:
    Desk.objects.update(evidence_level=EvidenceLevel.STRICT)
    desk.refresh_from_db()
    hand = Hand(at_work(alice), factories.make_sent(desk)[0])
    page = Page.objects.get(upload__slot=Slot.IDENTITY)
    path = f"{hand.path}/pictures/{page.pk}"
    assert hand.software.get(path).status_code == 404
    assert hand.software.post(path, {"reason": "to compare the name"}).status_code == 200
    assert Event.objects.get(kind="see_page").reason == "to compare the name"


def test_a_photo_of_another_request_is_not_there(alices: Hand, desk: Desk) -> None:
    other = factories.make_sent(desk)[0]
    page = Page.objects.filter(upload__code_request=other)[0]
    assert alices.software.get(f"{alices.path}/pictures/{page.pk}").status_code == 404


def test_the_seat_is_asked_for_with_every_call(alices: Hand, one: CodeRequest, alice: User, desk: Desk) -> None:
    alices.does("claim")
    staffing.seat(desk, alice, Role.AUDITOR, party=Party.SYSTEM)
    assert alices.software.get(alices.path).status_code == 200
    assert alices.act("approve").status_code == 403
    assert alices.software.get(f"{alices.path}/documents").status_code == 403
    assert alices.software.post("/desk/next").status_code == 403
    staffing.seat(desk, alice, Role.GUIDE_EDITOR, party=Party.SYSTEM)
    assert alices.software.get(alices.path).status_code == 403
    Member.objects.filter(user=alice).delete()
    assert alices.software.get("/desk/requests").status_code == 403


def test_an_auditor_reads_masked_names_and_no_evidence(at_work: Serving, desk: Desk, one: CodeRequest) -> None:
    reads = Hand(at_work(factories.make_staff(desk, "rita", role=Role.AUDITOR)), one)
    seen = reads.see()
    assert (seen["name"], seen["moves"], seen["candidates"]) == ("T••• C•••", [], [])
    assert reads.act("claim").status_code == 403


def test_a_token_works_at_its_own_desk_alone(
    alices: Hand, alice: User, at_work: Serving, desk: Desk, one: CodeRequest
) -> None:
    there = factories.make_desk("Other Desk")
    staffing.seat(there, alice, Role.LEAD, party=Party.SYSTEM)
    other = factories.make_sent(there)[0]
    elsewhere = Software(open_token(there, by=User.objects.get(pk=alice.pk), acts_as=User.objects.get(pk=alice.pk)))
    assert alices.software.get(f"/desk/requests/{other.reference}").status_code == 404
    assert elsewhere.get(alices.path).status_code == 404
    assert [line["reference"] for line in told(elsewhere.get("/desk/requests"))["items"]] == [other.reference]
    assert told(elsewhere.post("/desk/next"))["reference"] == other.reference
    assert told(alices.software.post("/desk/next"))["reference"] == one.reference
    assert told(alices.software.post("/desk/next"))["reference"] == one.reference


def test_customers_software_works_on_nothing(customers: Software, one: CodeRequest) -> None:
    for path in ("/desk/requests", f"/desk/requests/{one.reference}", "/desk/colleagues"):
        assert customers.get(path).status_code == 403


def test_a_request_is_parked_brought_back_and_handed_over(
    alices: Hand, bobs: Hand, bob: User, one: CodeRequest
) -> None:
    until = (timezone.now() + timedelta(days=3)).isoformat()
    assert alices.missing("park", reason="manufacturer", until=until) == ["park_case"]
    assert alices.missing("park", reason="colleague", until="2020-01-01T00:00:00Z") == ["park_until"]
    parked = alices.does("park", reason="manufacturer", until=until, case="M 17")
    assert (parked["parked_for"], parked["park_case"]) == ("manufacturer", "M 17")
    assert [line["reference"] for line in told(bobs.software.get("/desk/requests?view=parked"))["items"]] == [
        one.reference
    ]
    assert alices.does("unpark")["parked_for"] == ""
    people = {one["name"]: one["key"] for one in told(alices.software.get("/desk/colleagues"))["items"]}
    assert alices.missing("hand-over", to=2**40) == ["colleague"]
    assert alices.does("hand-over", to=people["Bob"])["clerk"] == "Bob"


def test_the_customer_is_asked_and_what_comes_back_is_told_after_the_reading(alices: Hand, one: CodeRequest) -> None:
    alices.does("claim")
    items = [{"slot": "label", "problem": "blur", "note": "Please once more"}]
    assert alices.does("ask", items=items)["state"] == "needs_info"
    item = one.asked_items.get()
    workflow.answer_item(item, text="it is S053")
    one.refresh_from_db()
    workflow.answer(one)
    assert alices.see()["asked"][0]["answer"] == ""
    alices.open_papers()
    alices.does("readings/number", number="S053")
    assert alices.see()["asked"][0]["answer"] == "it is S053"


def test_a_document_that_is_not_accepted_holds_the_approval_up(alices: Hand) -> None:
    alices.verify()
    assert alices.missing("verdicts", slot="label", verdict="no") == ["document_problem:label"]
    judged = alices.does("verdicts", slot="label", verdict="no", problem="glare")
    assert judged["verdicts"] == [{"slot": "label", "verdict": "no", "problem": "glare"}]
    assert "document:label" in alices.missing("approve")


def test_a_flag_is_cleared_with_a_reason(alices: Hand, one: CodeRequest, desk: Desk) -> None:
    factories.give_same_car(one, factories.make_sent(desk)[0])
    alices.verify()
    (flag,) = [flag for flag in alices.see()["flags"] if flag["high"]]
    assert f"flag:{flag['kind']}" in alices.missing("approve")
    cleared = alices.does("flags", kind=flag["kind"], reason="Both are of the holder's garage")
    assert [one["cleared"] for one in cleared["flags"] if one["kind"] == flag["kind"]] == [True]


def test_papers_without_a_vin_and_the_holders_name(alices: Hand) -> None:
    alices.does("claim")
    alices.open_papers()
    assert alices.missing("readings/vin", vin="12") == ["vin6"]
    assert alices.does("readings/vin", instead="The invoice names the car")["agrees"] is None
    assert alices.does("readings/holder", name="Customer, Test")["agrees"] is True
    assert {one["subject"] for one in alices.see()["readings"]} == {"vin6", "holder"}


def test_a_code_is_typed_twice_and_told_nowhere(alices: Hand, one: CodeRequest) -> None:
    alices.verify()
    alices.does("approve")
    said = {"source": "papers", "provenance": "service book"}
    assert alices.missing("codes", code="4711", code_again="4712", **said) == ["codes_differ"]
    typed = alices.does("codes", code="4711", code_again="4711", **said)
    assert not re.search(r"\b4711\b", json.dumps(typed))
    assert typed["in_conflict"] is True
    key = typed["candidates"][1]["key"]
    assert alices.missing("deliver", candidate=key) == ["conflict_reason", "second_person"]


def test_sources_that_agree_are_told_without_the_code(alices: Hand, desk: Desk) -> None:
    registry.remember(desk, Radio("S053", Kind.PRECODE), code="7913", source="dealer", provenance="", by_id=None)
    alices.verify()
    first, second = alices.does("approve")["candidates"]
    assert (first["same_as"], second["same_as"]) == (None, first["key"])


def test_a_request_is_refused_and_a_sent_code_recalled(alices: Hand, desk: Desk, at_work: Serving, alice: User) -> None:
    alices.verify()
    alices.does("approve")
    alices.does("deliver", candidate=alices.see()["candidates"][0]["key"])
    assert alices.does("recall")["state"] == "lookup"
    assert alices.does("recheck", reason="The photo is of another radio")["round"] == 2
    assert alices.does("refuse", refusal="not_readable")["state"] == "refused"
    assert alices.act("refuse", refusal="not_readable").status_code == 409


def test_a_failed_code_is_looked_up_again(alices: Hand, one: CodeRequest) -> None:
    alices.verify()
    alices.does("approve")
    alices.does("deliver", candidate=alices.see()["candidates"][0]["key"])
    CodeRequest.objects.filter(pk=one.pk).update(revealed_at=timezone.now())
    one.refresh_from_db()
    workflow.say_not_worked(one, Feedback(display="error", entered="yes", tries=1))
    assert alices.see()["state"] == Status.NOT_WORKED
    again = alices.does("look-again", reason="It showed ERROR")
    assert again["candidates"][0]["failed"] is True


def test_one_who_works_alone_says_why_and_waits(desk: Desk, alice: User, at_work: Serving) -> None:
    Desk.objects.update(single_person=True, second_always=True)
    desk.refresh_from_db()
    hand = Hand(at_work(alice), factories.make_sent(desk)[0])
    Member.objects.exclude(user=alice).delete()
    hand.verify()
    hand.does("approve")
    assert hand.does("release-alone", reason="Nobody else is here")["second_person"] == ["alone_wait"]


def test_payment_and_notes_need_no_claim(alices: Hand, bobs: Hand, one: CodeRequest) -> None:
    alices.does("claim")
    assert bobs.does("paid", paid=True)["paid_at"]
    assert bobs.act("paid", paid=True).status_code == 409
    bobs.does("notes", text="@Alice she rang")
    assert InternalNote.objects.get().text == "@Alice she rang"
    assert bobs.missing("notes", text="@nobody") == ["colleague_unknown"]


def test_two_requests_of_one_customer_are_merged(at_work: Serving, alice: User, desk: Desk) -> None:
    kept, other = (factories.make_sent(desk, email="ana@customer.example")[0] for _ in range(2))
    hand = Hand(at_work(alice), kept)
    assert hand.missing("merge", other="RC-0000-00") == ["merge_unknown"]
    hand.does("merge", other=str(other.reference))
    other.refresh_from_db()
    assert other.status == Status.MERGED


@pytest.mark.parametrize(
    ("what", "body", "where"),
    [
        ("claim", {"take_over": 1}, "#/take_over"),
        ("claim", {"clerk": 1}, "#/clerk"),
        ("checks", {"kind": "nothing", "verdict": "yes"}, "#/kind"),
        ("park", {"reason": "source", "until": "2027-01-01T00:00:00Z"}, "#/reason"),
        ("park", {"reason": "colleague", "until": "tomorrow"}, "#/until"),
        ("ask", {"items": []}, "#/items"),
        ("ask", {"items": [{"slot": "label"}]}, "#/items/0/problem"),
        ("deliver", {"candidate": "1"}, "#/candidate"),
        ("deliver", {"candidate": True}, "#/candidate"),
        ("deliver", {"candidate": 10**30}, "#/candidate"),
        ("refuse", {}, "#/refusal"),
        ("approve", {"approved_by": 1}, "#/approved_by"),
        ("notes", {"text": ""}, "#/text"),
    ],
)
def test_each_mistake_is_told_with_its_place(what: str, body: dict[str, Any], where: str, alices: Hand) -> None:
    answer = alices.act(what, **body)
    assert answer.status_code == 400
    assert where in [error["pointer"] for error in told(answer)["errors"]]


def test_an_act_with_a_key_is_done_once(alices: Hand, one: CodeRequest) -> None:
    etag = alices.software.get(alices.path).headers["ETag"]
    first, again = (
        alices.software.post(f"{alices.path}/notes", {"text": "Rang"}, if_match=etag, Idempotency_Key="n-1")
        for _ in range(2)
    )
    assert (first.status_code, again.content) == (200, first.content)
    assert InternalNote.objects.count() == 1

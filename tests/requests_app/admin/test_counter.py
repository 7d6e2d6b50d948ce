"""Somebody stands at the counter: a clerk begins the request, the customer's telephone adds the photos, it is sent."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from requests_app import workflow
from requests_app.limits import Limit
from requests_app.models import CheckKind, CodeRequest, Desk, Event, EvidenceLevel, Letter, Role, Slot
from requests_app.states import Status
from requests_app.workflow import people
from tests import factories
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.views.person import Person, leads_to, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(desk: Desk) -> dict[str, Any]:
    """What Alice fills in."""
    factories.make_guide()
    return {
        "desk": desk.pk, "language": "en", "car": "dacia-duster-1", "radio": "", "number": "S053", "number_unknown": "",
        "vin_tail": "", "asker": "owner", "name": "Plantedname Counter", "email": "walkin@customer.example",
    }  # fmt: skip


def begin(client: Client, said: dict[str, Any]) -> CodeRequest:
    answer = client.post(reverse("admin:counter"), said)
    assert answer.status_code == 302, answer.context["form"].errors
    return CodeRequest.objects.latest("pk")


def at(name: str, draft: CodeRequest) -> str:
    return reverse(f"admin:counter_{name}", args=[draft.pk])


def by_phone(client: Client, draft: CodeRequest, *slugs: str) -> None:
    """The customer scans the square and sends these photos."""
    found = re.search(r"/h/[\w-]{43}/", words(client.post(at("phone", draft))))
    assert found
    phone = Person()
    assert leads_to(phone.post(found[0])).endswith("/phone/")
    for slug in slugs:
        assert phone.post(phone.at("phone-document", slug), {"photo": factories.make_photo(slug)}).status_code == 302


def kinds(desk: Desk) -> list[str]:
    return list(Event.objects.filter(desk=desk).order_by("number").values_list("kind", flat=True))


def test_from_the_counter_to_the_queue(at_desk: Client, desk: Desk, alice: User, said: dict[str, Any]) -> None:
    draft = begin(at_desk, said)
    by_phone(at_desk, draft, "label-photo", "certificate")
    papers = words(at_desk.get(at("coming", draft)))
    assert papers.count("<img") == 2
    picture = re.search(r'src="([^"]+)"', papers)
    assert picture
    assert at_desk.get(picture[1])["Content-Type"] == "image/jpeg"
    sent = at_desk.post(at("send", draft), {"declared": "on"})
    draft.refresh_from_db()
    assert leads_to(sent) == reverse("admin:review", args=[draft.reference])
    assert (draft.status, draft.language, draft.number, draft.opened_by) == (Status.RECEIVED, "en", "S053", alice)
    line = draft.events.get(kind="send")
    assert (line.party, line.user, line.data["openers"]) == ("staff", alice, [alice.pk])
    assert line.data["declared"] == "in_person"
    assert draft.messages.get().letter == Letter.RECEIVED
    assert kinds(desk) == ["counter_opened", "counter_handed_over", "counter_looked"]
    assert at_desk.get(sent["Location"]).status_code == 200


def test_it_is_not_sent_without_the_declaration_or_a_photo(at_desk: Client, said: dict[str, Any]) -> None:
    draft = begin(at_desk, said)
    assert at_desk.post(at("send", draft)).status_code == 422
    assert at_desk.post(at("send", draft), {"declared": "on"}).status_code == 422
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


def test_sending_twice_is_one_request(at_desk: Client, said: dict[str, Any]) -> None:
    draft = begin(at_desk, said)
    by_phone(at_desk, draft, "label-photo", "certificate")
    answers = [at_desk.post(at("send", draft), {"declared": "on"}).status_code for _ in range(2)]
    assert answers == [302, 404]
    assert draft.messages.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", ""), ("email", "nobody"), ("name", ""), ("asker", ""), ("number", ""), ("number", "!!"), ("desk", "0")],
)
def test_what_is_missing_is_asked_for(at_desk: Client, said: dict[str, Any], field: str, value: str) -> None:
    answer = at_desk.post(reverse("admin:counter"), said | {field: value})
    assert (answer.status_code, "errorlist" in words(answer)) == (422, True)
    assert not CodeRequest.objects.exists()


def test_answers_can_be_changed_until_it_is_sent(at_desk: Client, desk: Desk, said: dict[str, Any]) -> None:
    draft = begin(at_desk, said)
    assert "Plantedname" in words(at_desk.get(at("change", draft)))
    assert leads_to(at_desk.post(at("change", draft), said | {"number": "A050"})) == at("draft", draft)
    draft.refresh_from_db()
    assert draft.number == "A050"
    assert kinds(desk) == ["counter_opened", "counter_changed"]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.GUIDE_EDITOR])
def test_only_clerks_and_leads_open_the_counter(sign_in: SignIn, desk: Desk, said: dict[str, Any], role: Role) -> None:
    client = sign_in(factories.make_staff(desk, "other", role=role))
    assert client.post(reverse("admin:counter"), said).status_code == 403
    assert not CodeRequest.objects.exists()


def test_another_desk_and_a_customers_own_draft_are_not_there(
    sign_in: SignIn, at_desk: Client, desk: Desk, mallory: User, said: dict[str, Any]
) -> None:
    draft, own = begin(at_desk, said), factories.make_draft(desk)
    other = sign_in(mallory)
    for name in ("draft", "coming", "change"):
        assert other.get(at(name, draft)).status_code == at_desk.get(at(name, own)).status_code == 404
    for name in ("phone", "seen", "send"):
        body = {"declared": "on", "slot": "identity", "seen": "yes"}
        assert other.post(at(name, draft), body).status_code == at_desk.post(at(name, own), body).status_code == 404
    assert "Plantedname" not in words(other.get(reverse("admin:counter")))
    assert other.post(reverse("admin:counter"), said).status_code == 422  # not their desk


def test_whoever_opened_it_is_not_its_second_person(
    at_desk: Client, alice: User, bob: User, said: dict[str, Any]
) -> None:
    draft = begin(at_desk, said)
    by_phone(at_desk, draft, "label-photo", "certificate")
    at_desk.post(at("send", draft), {"declared": "on"})
    draft.refresh_from_db()
    assert people.may_not_look(draft, alice) == "second_person_opened"
    assert people.may_not_look(draft, bob) is None
    factories.verify(draft, by=bob)
    with pytest.raises(workflow.NotComplete):
        factories.second_look(draft, by=alice)


def strict(desk: Desk) -> None:
    Desk.objects.filter(pk=desk.pk).update(evidence_level=EvidenceLevel.STRICT)


def test_an_original_that_was_seen_is_not_kept_and_is_recorded(
    at_desk: Client, desk: Desk, alice: User, bob: User, said: dict[str, Any]
) -> None:
    strict(desk)
    draft = begin(at_desk, said)
    by_phone(at_desk, draft, "label-photo", "certificate", "vin-photo", "identity")
    assert at_desk.post(at("send", draft), {"declared": "on"}).status_code == 422  # it waits to be covered
    at_desk.post(at("seen", draft), {"slot": "identity", "seen": "yes"})
    assert not draft.uncovered.exists()
    assert at_desk.post(at("send", draft), {"declared": "on"}).status_code == 302
    draft.refresh_from_db()
    assert not draft.uploads.filter(slot=Slot.IDENTITY).exists()
    assert (draft.policy["seen"], "identity" in draft.policy["slots"]) == (["identity"], False)
    assert draft.events.get(kind="send").data["originals"] == ["identity"]
    assert CheckKind.SEEN in workflow.required_checks(draft)
    assert CheckKind.IDENTITY in workflow.required_checks(draft)
    factories.verify(draft, by=bob)
    workflow.approve(draft, by=bob)
    assert draft.status == Status.LOOKUP
    assert "counter_seen" in kinds(desk)


def test_that_can_be_taken_back(at_desk: Client, desk: Desk, said: dict[str, Any]) -> None:
    strict(desk)
    draft = begin(at_desk, said)
    for seen in ("yes", "no"):
        at_desk.post(at("seen", draft), {"slot": "identity", "seen": seen})
    assert "slot:identity" in workflow.unanswered(draft)
    assert kinds(desk)[-2:] == ["counter_seen", "counter_not_seen"]


@pytest.mark.parametrize("slot", ["label", "certificate", "vin_plate", "permission"])
def test_what_is_read_off_a_photo_is_never_only_seen(
    at_desk: Client, desk: Desk, said: dict[str, Any], slot: str
) -> None:
    strict(desk)
    draft = begin(at_desk, said)
    assert at_desk.post(at("seen", draft), {"slot": slot, "seen": "yes"}).status_code == 404
    assert not draft.seen_originals.exists()


def test_identity_papers_are_not_shown_before_the_check(at_desk: Client, desk: Desk, said: dict[str, Any]) -> None:
    strict(desk)
    draft = begin(at_desk, said)
    upload = factories.add_photo(draft, Slot.IDENTITY)
    page = upload.pages.get()
    assert "<img" not in words(at_desk.get(at("coming", draft)))
    assert at_desk.get(reverse("admin:counter_picture", args=[draft.pk, page.pk])).status_code == 404


def test_nobody_begins_without_end(at_desk: Client, said: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Limit.COUNTER, "most", 1)
    begin(at_desk, said)
    assert at_desk.post(reverse("admin:counter"), said).status_code == 429


def test_the_record_of_the_desk_holds_nothing_personal(at_desk: Client, desk: Desk, said: dict[str, Any]) -> None:
    draft = begin(at_desk, said)
    by_phone(at_desk, draft, "label-photo")
    text = str(list(Event.objects.filter(desk=desk).values_list("data", flat=True)))
    assert not [told for told in ("Plantedname", "customer.example", "S053") if told in text]

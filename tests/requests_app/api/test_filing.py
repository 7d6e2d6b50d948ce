"""Customers' software files a request and follows it to its end, with the guards and events of the pages."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from requests_app import workflow
from requests_app.api.customer_shapes import AnswersSerializer
from requests_app.limits import Limit
from requests_app.models import AccessLink, CodeRequest, Desk, Event, Letter, Message, NumberUnknown
from requests_app.states import Party, Status
from tests import factories
from tests.requests_app.api.software import CODE, Software, open_token, told

pytestmark = pytest.mark.django_db
ANSWERS = {
    "car": "dacia-duster-1",
    "number": "S053",
    "vin_tail": "210987",
    "asker": "owner",
    "name": "Ana Ionescu",
    "email": "ana@customer.example",
}


@pytest.fixture(autouse=True)
def library(db: None) -> None:
    factories.make_guide()


def begin(software: Software, **changed: Any) -> dict[str, Any]:
    answer = software.post("/requests", {**ANSWERS, **changed})
    assert answer.status_code == 201, answer.content
    return {**told(answer), "etag": answer.headers["ETag"]}


def add(software: Software, key: int, slot: str, **more: Any) -> int:
    form = {"slot": slot, "file": factories.make_photo(slot), **more}
    return software.call("POST", f"/requests/{key}/documents", form=form).status_code


def filed(software: Software, **changed: Any) -> CodeRequest:
    """Begun, complete and sent."""
    key = begin(software, **changed)["key"]
    for slot in ("label", "certificate"):
        assert add(software, key, slot) == 201
    assert act(software, key, "send", {"declaration": True}) == 200
    return CodeRequest.objects.get(pk=key)


def act(software: Software, key: int, what: str, body: Any = None, **headers: str) -> int:
    etag = software.get(f"/requests/{key}").headers["ETag"]
    return software.post(f"/requests/{key}/{what}", body, if_match=etag, **headers).status_code


def errors(answer: Any) -> list[tuple[str, str]]:
    return [(one["pointer"], one["code"]) for one in told(answer)["errors"]]


def test_a_request_is_begun_completed_and_sent(customers: Software, desk: Desk) -> None:
    made = begin(customers)
    assert (made["state"], made["reference"], made["number"]) == ("draft", None, "S053")
    assert made["missing"] == ["slot:label", "slot:certificate"]
    one = filed(customers)
    assert (one.status, one.desk, one.vin_tail) == (Status.RECEIVED, desk, "210987")
    assert Message.objects.get(code_request=one).letter == Letter.RECEIVED
    line = Event.objects.get(code_request=one, kind="send")
    assert line.party == Party.CUSTOMER
    assert line.data["software"] == one.filed_by_id


def test_a_number_is_read_as_on_the_pages(customers: Software) -> None:
    assert begin(customers, number="8200 633 312 T  S 0 5 3")["number"] == "S053"


@pytest.mark.parametrize(
    ("changed", "where", "code"),
    [
        ({"car": "no-such-car"}, "#/car", "invalid_choice"),
        ({"car": ""}, "#/car", "blank"),
        ({"radio": "no-such-radio"}, "#/radio", "invalid_choice"),
        ({"number": ""}, "#/number", "invalid"),
        ({"number": "?!"}, "#/number", "invalid"),
        ({"number": 86}, "#/number", "invalid"),
        ({"number": "8200633312"}, "#/number", "other_number"),
        ({"vin_tail": "12"}, "#/vin_tail", "invalid"),
        ({"asker": "thief"}, "#/asker", "invalid_choice"),
        ({"asker": "trade"}, "#/owner_name", "invalid"),
        ({"name": "\u0000"}, "#/name", "null_characters_not_allowed"),
        ({"name": "x" * 101}, "#/name", "max_length"),
        ({"email": "ana@"}, "#/email", "invalid"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "#/email", "invalid"),
        ({"language": "tlh"}, "#/language", "invalid_choice"),
        ({"number_as_typed": "yes"}, "#/number_as_typed", "invalid"),
    ],
)
def test_each_mistake_is_told_with_its_place(
    changed: dict[str, Any], where: str, code: str, customers: Software
) -> None:
    answer = customers.post("/requests", {**ANSWERS, **changed})
    assert answer.status_code == 400
    assert (where, code) in errors(answer)
    assert not CodeRequest.objects.exists()


@pytest.mark.parametrize("body", ["[1]", '"text"', "null", "1", "{", "[" * 50_000, "\xff", '{"car": NaN}', "{}"])
def test_what_is_no_object_of_ours_is_refused(body: str, customers: Software) -> None:
    answer = customers.client.post(
        "/api/v1/requests", body.encode("latin-1"), content_type="application/json",
        headers={"Authorization": f"Bearer {customers.token}"},
    )  # fmt: skip
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml", "text/plain"]
)
def test_only_json_is_read(kind: str, customers: Software) -> None:
    for path in ("/requests", "/requests/1/send", "/requests/1/withdraw"):
        answer = customers.client.post(
            f"/api/v1{path}", b"car=1", content_type=kind, headers={"Authorization": f"Bearer {customers.token}"}
        )
        assert answer.status_code == 415


def test_a_body_beyond_the_bound_is_refused(customers: Software) -> None:
    answer = customers.post("/requests", {**ANSWERS, "name": "x" * 300_000})
    assert (answer.status_code, told(answer)["code"]) == (413, "too-large")


def fields_of_the_table() -> list[str]:
    asked_for = set(AnswersSerializer().fields)
    return sorted({field.name for field in CodeRequest._meta.get_fields()} - asked_for)


@pytest.mark.parametrize("name", fields_of_the_table())
def test_no_column_is_set_by_its_name(name: str, customers: Software) -> None:
    answer = customers.post("/requests", {**ANSWERS, name: 1})
    assert errors(answer) == [(f"#/{name}", "unknown")]
    assert not CodeRequest.objects.exists()


def test_a_doubtful_number_is_proposed_and_taken_once_the_customer_has_looked_again(customers: Software) -> None:
    answer = customers.post("/requests", {**ANSWERS, "number": "5053"})
    assert errors(answer) == [("#/number", "doubtful")]
    assert "S053" in told(answer)["errors"][0]["detail"]
    assert begin(customers, number="5053", number_as_typed=True)["number"] == "5053"


def test_a_radio_without_a_code_is_not_asked_for(customers: Software) -> None:
    factories.make_family("easy-link", carries_code=False)
    answer = customers.post("/requests", {**ANSWERS, "car": "other", "radio": "easy-link"})
    assert errors(answer) == [("#/radio", "without_code")]


def test_a_request_without_a_number_asks_for_the_radios_front(customers: Software) -> None:
    made = begin(customers, number="", number_unknown=NumberUnknown.DAMAGED)
    assert made["documents"] == ["front", "certificate"]


def test_a_desk_that_takes_no_requests_takes_none_here(customers: Software, desk: Desk) -> None:
    Desk.objects.update(active=False)
    answer = customers.post("/requests", ANSWERS)
    assert (answer.status_code, told(answer)["missing"]) == (409, ["desk_closed"])


def test_answers_of_a_draft_are_changed_and_of_a_sent_request_not(customers: Software) -> None:
    made = begin(customers)
    answer = customers.call("PUT", f"/requests/{made['key']}", {**ANSWERS, "number": "T111"}, if_match=made["etag"])
    assert (answer.status_code, told(answer)["number"]) == (200, "T111")
    one = filed(customers)
    etag = customers.get(f"/requests/{one.pk}").headers["ETag"]
    answer = customers.call("PUT", f"/requests/{one.pk}", ANSWERS, if_match=etag)
    assert (answer.status_code, told(answer)["code"]) == (409, "moved")


def test_who_has_not_seen_the_newest_changes_nothing(customers: Software) -> None:
    made = begin(customers)
    path = f"/requests/{made['key']}"
    assert told(customers.call("PUT", path, ANSWERS))["code"] == "if-match-missing"
    add(customers, made["key"], "label")
    answer = customers.call("PUT", path, ANSWERS, if_match=made["etag"])
    assert (answer.status_code, told(answer)["code"]) == (412, "changed")
    assert customers.post(f"{path}/send", {"declaration": True}).status_code == 428
    now = customers.get(path).headers["ETag"]
    assert customers.call("PUT", path, ANSWERS, if_match=f'"other", {now}').status_code == 200
    assert customers.call("PUT", path, ANSWERS, if_match="*").status_code == 200


def test_following_costs_a_304_while_nothing_changes(customers: Software, alice: User) -> None:
    one = filed(customers)
    first = customers.get(f"/requests/{one.pk}")
    assert customers.get(f"/requests/{one.pk}", if_none_match=first.headers["ETag"]).status_code == 304
    workflow.claim(one, by=alice)
    again = customers.get(f"/requests/{one.pk}", if_none_match=first.headers["ETag"])
    assert (again.status_code, told(again)["state"]) == (200, "checking")


def test_nothing_is_sent_without_the_declaration_or_while_something_is_missing(customers: Software) -> None:
    made = begin(customers)
    assert act(customers, made["key"], "send", {"declaration": False}) == 400
    assert act(customers, made["key"], "send", {}) == 400
    answer = customers.post(f"/requests/{made['key']}/send", {"declaration": True}, if_match=made["etag"])
    assert (answer.status_code, told(answer)["missing"]) == (409, ["slot:label", "slot:certificate"])
    assert CodeRequest.objects.get().status == Status.DRAFT


def test_sending_twice_sends_once(customers: Software) -> None:
    one = filed(customers)
    assert act(customers, one.pk, "send", {"declaration": True}) == 409
    assert Message.objects.filter(letter=Letter.RECEIVED).count() == 1


def test_a_key_makes_beginning_safe_to_repeat(customers: Software) -> None:
    first, again = (customers.post("/requests", ANSWERS, Idempotency_Key="a-1") for _ in range(2))
    assert told(first) == told(again)
    assert again.headers["Location"] == f"/api/v1/requests/{told(first)['key']}"
    assert CodeRequest.objects.count() == 1


def test_a_token_sees_what_it_filed_itself_and_nothing_else(customers: Software, desk: Desk, lead: User) -> None:
    other = Software(open_token(desk, by=lead))
    mine, by_page = filed(customers), factories.make_sent(desk)[0]
    for software, one in ((other, mine), (customers, by_page)):
        key = one.pk
        assert software.get(f"/requests/{key}").status_code == 404
        assert software.call("PUT", f"/requests/{key}", ANSWERS, if_match="*").status_code == 404
        assert software.post(f"/requests/{key}/withdraw", if_match="*").status_code == 404
        assert software.get(f"/requests/{key}/documents").status_code == 404
        assert add(software, key, "label") == 404
    assert told(other.get("/requests"))["items"] == []
    assert [one["key"] for one in told(customers.get("/requests"))["items"]] == [mine.pk]
    assert customers.get(f"/requests/{10**30}").status_code == 404


def test_a_token_of_staff_files_nothing(desk: Desk, lead: User, alice: User) -> None:
    software = Software(open_token(desk, by=lead, acts_as=alice))
    assert software.get("/requests").status_code == 403
    assert software.post("/requests", ANSWERS).status_code == 403


def test_a_ready_code_is_announced_and_told_nowhere(customers: Software, alice: User) -> None:
    one = filed(customers)
    factories.verify(one, by=alice, vin6="210987")
    workflow.approve(one, by=alice)
    workflow.deliver(one, workflow.candidates_of(one)[0], by=alice)
    answer = customers.get(f"/requests/{one.pk}")
    assert (told(answer)["state"], told(answer)["code_ready"]) == ("ready", True)
    for path in ("", "/documents", "/questions"):
        assert not CODE.search(customers.get(f"/requests/{one.pk}{path}").content)
    assert not AccessLink.objects.filter(kind=AccessLink.Kind.DEVICE).exists()  # no key but that of the letter


def test_what_was_suspected_stays_with_the_desk(customers: Software, alice: User) -> None:
    one = filed(customers)
    workflow.claim(one, by=alice)
    workflow.refuse(one, workflow.Refusal.ABUSE, by=alice)
    answer = told(customers.get(f"/requests/{one.pk}"))
    assert answer["state"] == "refused"
    assert answer["why_refused"].startswith("We could not confirm that we may give this code.")
    assert "abuse" not in str(answer)


def test_a_request_is_withdrawn_and_its_documents_are_gone(customers: Software) -> None:
    one = filed(customers)
    assert act(customers, one.pk, "withdraw") == 200
    one.refresh_from_db()
    assert one.status == Status.WITHDRAWN
    assert told(customers.get(f"/requests/{one.pk}/documents"))["items"] == []
    assert Event.objects.get(code_request=one, kind="withdraw").data["software"] == one.filed_by_id
    assert act(customers, one.pk, "withdraw") == 409


def test_a_list_goes_on_where_it_ended_and_is_filtered(customers: Software) -> None:
    keys = [begin(customers)["key"] for _ in range(5)]
    first = told(customers.get("/requests?limit=2"))
    rest = told(customers.get(f"/requests?limit=100&cursor={first['next_cursor']}"))
    assert [one["key"] for one in (*first["items"], *rest["items"])] == keys[::-1]
    assert rest["next_cursor"] is None
    one = filed(customers)
    assert [found["key"] for found in told(customers.get("/requests?state=received"))["items"]] == [one.pk]
    spelled = str(one.reference).lower().replace("-", " ")
    assert [found["key"] for found in told(customers.get(f"/requests?reference={spelled}"))["items"]] == [one.pk]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=0", "limit"), ("limit=101", "limit"), ("limit=x", "limit"), ("cursor=%00", "cursor"),
        ("cursor=eA==", "cursor"), ("cursor=é", "cursor"), ("cursor=LTE=", "cursor"), ("state=ready'", "state"),
        ("ordering=email", "ordering"), ("email__startswith=a", "email__startswith"), ("reference=x", "reference"),
    ],
)  # fmt: skip
def test_what_a_list_cannot_be_asked_is_said(query: str, parameter: str, customers: Software) -> None:
    answer = customers.get(f"/requests?{query}")
    assert answer.status_code == 400
    assert [error["parameter"] for error in told(answer)["errors"]] == [parameter]


def test_a_page_costs_the_same_at_any_size(customers: Software) -> None:
    begin(customers)
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            customers.get("/requests?limit=100")
        costs.append(len(queries))
        for _ in range(11):
            begin(customers)
    assert costs[0] == costs[1] <= 5


def test_one_mailbox_gets_so_many_requests_a_day(customers: Software, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Limit.REQUESTS_BY_ONE, "most", 1)
    filed(customers)
    key = begin(customers)["key"]
    for slot in ("label", "certificate"):
        add(customers, key, slot)
    assert act(customers, key, "send", {"declaration": True}) == 429
    assert CodeRequest.objects.filter(status=Status.RECEIVED).count() == 1


def test_a_draft_of_software_is_forgotten_like_every_draft(customers: Software) -> None:
    begin(customers)
    assert CodeRequest.objects.get().touched_at <= timezone.now()
    assert CodeRequest.objects.get().draft_digest is None

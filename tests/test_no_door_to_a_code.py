"""A machine that presses every button of every page, and makes every call of the machine interface, as anybody, in any
order: no code without a verification, and none in an answer to software.

The services are tried by themselves in requests_app/test_no_path_to_a_code.py; here it is the addresses, generated
from the resolver, with one form that has the fields of all pages, and bodies that have the members of each call.
"""

import random
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import signing
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from requests_app import workflow
from requests_app.flags import flags_for
from requests_app.models import Candidate, CheckKind, CodeRequest, Event, Page, Reveal
from requests_app.states import WITH_STAFF, Status
from requests_app.views.cookies import SALT
from tests import factories
from tests.doors import Who
from tests.machines import run_rolled_back
from tests.requests_app.api.software import CODE as WORD
from tests.requests_app.api.software import members, open_token, operation, read_token
from tests.requests_app.short_way import gave, letter_link
from tests.requests_app.test_no_path_to_a_code import AGAIN_DAYS, assert_verified
from tests.test_permission_matrix import ADDRESSES, World

PEOPLE = [
    Who.HOLDER_A, Who.HOLDER_B, Who.CLERK, Who.LEAD, Who.AUDITOR, Who.OTHER_LEAD, Who.ROOT, Who.SOFTWARE,
    Who.STAFF_SOFTWARE,
]  # fmt: skip
CALLS = "api/v1/"
KNOWN = "/known-codes"
BUTTONS = sorted({pattern for name, pattern in ADDRESSES if not name.startswith(("account_", "mfa_", "demo"))})
OPENERS = [Who.CLERK, Who.LEAD]
CASE = f"{CALLS}desk/requests/<slug:reference>/"
ACTS = [pattern for pattern in BUTTONS if pattern.startswith(CASE) and "pictures" not in pattern]
OTHER_NAMES = {"vin": "123456", "code": "7913", "code_again": "7913", "until": "2027-01-08T08:30:00Z", "text": "rang"}
OFFICE = [pattern for pattern in BUTTONS if "reference" in pattern]
CODE = re.compile(r"7\W{0,9}9\W{0,9}1\W{0,9}3")


class Doors(RuleBasedStateMachine):
    """A request that was sent, and people and software at every door."""

    codes_shown = calls_done = shown_again = shown_after_calls = one_as_two = 0
    acts_of_software: Counter[str] = Counter()

    @initialize(always=st.booleans(), again=st.booleans(), begun=st.sampled_from(["nothing", "approval", "code"]))
    def open(self, always: bool, again: bool, begun: str) -> None:
        self.world = World(ready=False)
        CodeRequest.objects.filter(pk=self.world.a.pk).update(policy={**self.world.a.policy, "always": always})
        self.again = again
        if again:
            self.is_asked_for_again()
        self.second = factories.make_staff(self.world.desk, "second")
        self.browsers = {who: self.world.browser(who) for who in PEOPLE}
        clerk = read_token(self.browsers[Who.STAFF_SOFTWARE].defaults["HTTP_AUTHORIZATION"]).user
        assert clerk
        self.other_token, self.colleague = self.software_of(clerk), self.software_of(self.second)
        links = [*self.a.links.all(), letter_link(self.a)]
        self.browsers[Who.HOLDER_A].cookies["access"] = signing.dumps([one.pk for one in links], salt=SALT)
        self.staff = set(self.world.desk.members.values_list("user_id", flat=True))
        if begun != "nothing" and again:  # so that the presses start from there
            self.the_customer_looks(5 if begun == "code" else 3, random.Random(0))
        elif begun != "nothing":
            self.software_goes_the_legal_way(begun == "code", random.Random(0))

    def is_asked_for_again(self) -> None:
        """The owner was given the code before, and the request names that."""
        self.world.desk.again_days = AGAIN_DAYS
        self.world.desk.save()
        earlier = gave(self.world.desk, self.world.worker)
        same = ("name", "email", "email_fingerprint", "asker", "vin_tail_fingerprint")
        CodeRequest.objects.filter(pk=self.world.a.pk).update(
            again_of=earlier, policy={**self.a.policy, "again_days": AGAIN_DAYS},
            **{name: getattr(earlier, name) for name in same},
        )  # fmt: skip

    def software_of(self, person: User) -> Client:
        token = open_token(self.world.desk, by=self.world.lead, acts_as=person)
        return Client(headers={"Authorization": f"Bearer {token}"})

    @property
    def a(self) -> CodeRequest:
        return CodeRequest.objects.get(pk=self.world.a.pk)

    def form(self, draw: random.Random) -> dict[str, str]:
        """One form with the fields of every page, filled the way the one who presses would like it."""
        candidates = list(Candidate.objects.values_list("pk", flat=True)) or [1]
        fields = {
            "version": str(self.a.version),
            "number": draw.choice(["S053", "S053", "S058", ""]),
            "vin6": "123456",
            "stand_by": draw.choice(["", "I am sure"]),
            "then": draw.choice(["approve", "next", ""]),
            "reason": draw.choice(["", "because"]),
            "candidate": str(draw.choice(candidates)),
            "first": "7913",
            "second": "7913",
            "source": draw.choice(["manufacturer", "papers", "calculator"]),
            "provenance": "case 1",
            "answered_on": draw.choice(["", "2026-01-05"]),
            "verdict": draw.choice(["yes", "no"]),
            "originals": "yes",
            "not_on_paper": draw.choice(["", "", "", "yes"]),
            "instead_of_vin": "the invoice names the car",
            "refusal": draw.choice(list(workflow.Refusal)),
            "typed": draw.choice(["S053", "X999"]),
            "factor": draw.choice(["S053", "X999"]),
            "email": "another@customer.example",
            "action": draw.choice(["delete_selected", "retry", "assign"]),
            "act": draw.choice(["assign", "release"]),
            "_selected_action": str(draw.choice(candidates)),
            "confirm": draw.choice(["yes", "no"]),
        }
        fields |= {f"check-{kind}": draw.choice(["yes", "yes", "no"]) for kind in CheckKind}
        return fields | {f"why-{kind}": "seen" for kind in CheckKind}

    def body(self, path: str, draw: random.Random) -> dict[str, Any]:
        """The members that a call asks for, filled the same way."""
        form: dict[str, Any] = self.form(draw) | OTHER_NAMES | ({"vin": ""} if path.endswith(KNOWN) else {})
        found: dict[str, Any] = {}
        asks: Any = operation("POST", path) or {}
        content = asks.get("requestBody", {}).get("content", {}).get("application/json")
        for name, node in (members(content["schema"]) if content else {}).items():
            choices = node.get("enum")
            match node.get("type"):
                case "boolean":
                    found[name] = draw.choice([True, False])
                case "integer":
                    found[name] = int(form.get(name, "1"))
                case _ if choices:
                    found[name] = draw.choice([form[name]] if form.get(name) in choices else choices)
                case "array":
                    found[name] = [{"slot": "label", "problem": "blur"}]
                case _:
                    found[name] = form.get(name, "")
        return {name: value for name, value in found.items() if value != ""}

    def press(self, who: Who, pattern: str, draw: random.Random, *, method: str = "POST") -> HttpResponse:
        browser, address = self.browsers[who], self.world.fill(pattern)
        browser.raise_request_exception = False
        call: Any = browser.post if method == "POST" else browser.get
        said: dict[str, Any] = {"data": self.form(draw)}
        if pattern.startswith(CALLS) and method == "POST":
            said = {"data": self.body(address, draw), "content_type": "application/json", "HTTP_IF_MATCH": "*"}
        with transaction.atomic():
            answer: HttpResponse = call(address, **said, HTTP_HOST="127.0.0.1")
        assert answer.status_code < 500, f"{who} {pattern}: {answer.status_code}"
        self.judge(who, pattern, answer)
        return answer

    def judge(self, who: Who, pattern: str, answer: HttpResponse) -> None:
        """Whoever is shown a code stands on a verification; nobody but customer A and the desk is shown one."""
        if pattern.startswith(CALLS):
            assert not WORD.search(answer.content), f"{who} {pattern}"
            Doors.calls_done += answer.status_code in (200, 204) and answer.wsgi_request.method == "POST"  # type: ignore[attr-defined]
        elif answer.get("Content-Type", "").startswith("text/html") and not answer.streaming:
            text = re.sub(r"<[^>]*>|value=\"[^\"]*\"", " ", answer.content.decode())
            if CODE.search(text):
                Doors.codes_shown += 1
                Doors.shown_again += who is Who.HOLDER_A and self.a.relies
                assert who in {Who.HOLDER_A, Who.CLERK, Who.LEAD}, f"{who} {pattern}"
                assert_verified(self.a, self.staff)

    @rule(who=st.sampled_from(PEOPLE), pattern=st.sampled_from(BUTTONS), draw=st.randoms(use_true_random=False))
    def presses_anything(self, who: Who, pattern: str, draw: random.Random) -> None:
        self.press(who, pattern, draw)

    @rule(who=st.sampled_from(PEOPLE), pattern=st.sampled_from(OFFICE), draw=st.randoms(use_true_random=False))
    def presses_a_button_of_the_request(self, who: Who, pattern: str, draw: random.Random) -> None:
        self.press(who, pattern, draw)

    @rule(who=st.sampled_from(PEOPLE), pattern=st.sampled_from(OFFICE), draw=st.randoms(use_true_random=False))
    def only_looks(self, who: Who, pattern: str, draw: random.Random) -> None:
        self.press(who, pattern, draw, method="GET")

    @rule(acts=st.lists(st.sampled_from(ACTS), max_size=4), draw=st.randoms(use_true_random=False))
    def software_opens_the_papers_and_acts_as_a_clerk(self, acts: list[str], draw: random.Random) -> None:
        self.opens_by_calls(self.browsers[Who.STAFF_SOFTWARE])
        for pattern in acts:
            self.press(Who.STAFF_SOFTWARE, pattern, draw)

    def opens_by_calls(self, software: Client) -> None:
        for page in Page.objects.filter(upload__code_request=self.a, upload__deleted_at=None):
            self.calls(software, f"pictures/{page.pk}")

    def calls(self, software: Client, act: str, **body: Any) -> bool:
        """One call at the request; whether it was done."""
        address = self.world.fill(f"{CASE}{act}")
        with transaction.atomic():
            if act.startswith("pictures"):
                answer: Any = software.get(address)
            else:
                answer = software.post(address, body, content_type="application/json", headers={"If-Match": "*"})
        assert answer.status_code < 500, f"{act}: {answer.status_code}"
        self.judge(Who.STAFF_SOFTWARE, f"{CASE}{act}", answer)
        Doors.acts_of_software[act] += answer.status_code == 200
        return bool(answer.status_code == 200)

    @rule(sends=st.booleans(), draw=st.randoms(use_true_random=False))
    def software_goes_the_legal_way(self, sends: bool, draw: random.Random) -> None:
        """By calls alone, up to the approval or to the code; one person with two tokens is one person."""
        clerk = self.browsers[Who.STAFF_SOFTWARE]
        if self.a.status not in WITH_STAFF:
            return
        self.calls(clerk, "claim", take_over=True)
        if self.a.status != Status.CHECKING and not self.calls(clerk, "recheck", reason="begins anew"):
            return
        self.opens_by_calls(clerk)
        self.calls(clerk, "readings/number", number="S053")
        self.calls(clerk, "readings/vin", vin="123456")
        for kind in set(workflow.required_checks(self.a)) - {CheckKind.NUMBER, CheckKind.VIN}:
            self.calls(clerk, "checks", kind=kind, verdict="yes")
        for flag in flags_for(self.a):
            self.calls(clerk, "flags", kind=flag.kind, reason="seen")
        if not self.calls(clerk, "approve") or not sends:
            return
        look = {"verdict": "yes", "reason": "seen", "number": "S053", "vin": "123456", "originals_seen": True}
        assert not self.calls(self.other_token, "second-look", **look)
        Doors.one_as_two += 1
        self.opens_by_calls(self.colleague)
        self.calls(self.colleague, "second-look", **look)
        candidates, shown = workflow.candidates_of(self.a), Doors.codes_shown
        if candidates and self.calls(clerk, "deliver", candidate=candidates[0].pk, reason="first"):
            self.press(Who.HOLDER_A, "track/<str:reference>/code/", draw)
            Doors.shown_after_calls += Doors.codes_shown - shown

    @rule(who=st.sampled_from(OPENERS))
    def opens_the_papers(self, who: Who) -> None:
        for page in Page.objects.filter(upload__code_request=self.a, upload__deleted_at=None):
            address = f"staff/requests/<slug:reference>/photos/{page.pk}/"
            self.press(who, address, random.Random(0), method="GET")

    @rule(steps=st.integers(1, 5))
    def somebody_does_the_work(self, steps: int) -> None:
        """So that the other presses start from everywhere on the honest way."""
        work: list[Callable[[], object]] = [
            lambda: factories.verify(self.a, by=self.world.worker, vin6="123456"),
            *([lambda: workflow.rely(self.a, by=self.world.worker)] if self.again else []),
            lambda: workflow.approve(self.a, by=self.world.worker),
            lambda: factories.second_look(self.a, by=self.second),
            lambda: workflow.deliver(self.a, workflow.candidates_of(self.a)[0], by=self.world.worker),
        ]
        for step in work[:steps]:
            try:
                with transaction.atomic():
                    step()
            except (workflow.WorkflowError, IndexError):
                return

    @rule(steps=st.sampled_from([5, 4, 2, 5, 0, 5]), draw=st.randoms(use_true_random=False))
    def the_customer_looks(self, steps: int, draw: random.Random) -> None:
        self.somebody_does_the_work(steps)
        self.press(Who.HOLDER_A, "track/<str:reference>/code/", draw)

    @invariant()
    def nobody_holds_a_code_without_a_verification(self) -> None:
        for code_request in CodeRequest.objects.filter(status=Status.READY):
            assert_verified(code_request, self.staff)
        shown = Reveal.objects.values("code_request").distinct().count()
        approved = Event.objects.filter(kind="approve").values("code_request").distinct().count()
        assert shown <= approved


@pytest.mark.django_db
@pytest.mark.one_database
def test_no_button_leads_to_a_code_without_a_verification() -> None:
    run_rolled_back(Doors, examples=12)
    assert Doors.codes_shown, "no press ever came to a code, so this proved nothing"
    assert Doors.shown_again, "no press ever came to a code by the short way, so this proved nothing of that"
    assert Doors.calls_done, "no call of software ever did anything, so this proved nothing"
    never = {act for act in ("approve", "second-look", "deliver") if not Doors.acts_of_software[act]}
    assert not never, "software never came so far by calls alone, so this proved nothing of them"
    assert Doors.shown_after_calls, "no code was ever shown that calls alone had led to"
    assert Doors.one_as_two, "one person never tried to be two with two tokens"

"""A machine that presses every button of every page, and makes every call of the machine interface, as anybody, in any
order: no code without a verification, and none in an answer to software.

The services are tried by themselves in requests_app/test_no_path_to_a_code.py; here it is the addresses, generated
from the resolver, with one form that has the fields of all pages, and bodies that have the members of each call.
"""

import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import signing
from django.db import transaction
from django.http import HttpResponse
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from requests_app import workflow
from requests_app.models import Candidate, CheckKind, CodeRequest, Event, Page, Reveal
from requests_app.states import Status
from requests_app.views.cookies import SALT
from tests import factories
from tests.doors import Who
from tests.machines import run_rolled_back
from tests.requests_app.api.software import CODE as WORD
from tests.requests_app.api.software import members, operation
from tests.requests_app.short_way import gave, letter_link
from tests.requests_app.test_no_path_to_a_code import AGAIN_DAYS, assert_verified
from tests.test_permission_matrix import ADDRESSES, World

PEOPLE = [
    Who.HOLDER_A, Who.HOLDER_B, Who.CLERK, Who.LEAD, Who.AUDITOR, Who.OTHER_LEAD, Who.ROOT, Who.SOFTWARE,
    Who.STAFF_SOFTWARE,
]  # fmt: skip
CALLS = "api/v1/"
BUTTONS = sorted({pattern for name, pattern in ADDRESSES if not name.startswith(("account_", "mfa_", "demo"))})
OPENERS = [Who.CLERK, Who.LEAD]
CASE = f"{CALLS}desk/requests/<slug:reference>/"
ACTS = [pattern for pattern in BUTTONS if pattern.startswith(CASE) and "pictures" not in pattern]
OTHER_NAMES = {"vin": "123456", "code": "7913", "code_again": "7913", "until": "2027-01-08T08:30:00Z", "text": "rang"}
OFFICE = [pattern for pattern in BUTTONS if "reference" in pattern]
CODE = re.compile(r"7\W{0,9}9\W{0,9}1\W{0,9}3")


class Doors(RuleBasedStateMachine):
    """A request that was sent, and people and software at every door."""

    codes_shown = calls_done = shown_again = 0

    @initialize(always=st.booleans(), again=st.booleans())
    def open(self, always: bool, again: bool) -> None:
        self.world = World(ready=False)
        CodeRequest.objects.filter(pk=self.world.a.pk).update(policy={**self.world.a.policy, "always": always})
        self.again = again
        if again:
            self.is_asked_for_again()
        self.second = factories.make_staff(self.world.desk, "second")
        self.browsers = {who: self.world.browser(who) for who in PEOPLE}
        links = [*self.a.links.all(), letter_link(self.a)]
        self.browsers[Who.HOLDER_A].cookies["access"] = signing.dumps([one.pk for one in links], salt=SALT)
        self.staff = set(self.world.desk.members.values_list("user_id", flat=True))

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
        form: dict[str, Any] = self.form(draw)
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
                    found[name] = {**form, **OTHER_NAMES}.get(name, "")
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
            Doors.calls_done += answer.status_code == 200 and answer.wsgi_request.method == "POST"  # type: ignore[attr-defined]
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
        for page in Page.objects.filter(upload__code_request=self.a, upload__deleted_at=None):
            self.press(Who.STAFF_SOFTWARE, f"{CASE}pictures/{page.pk}", draw, method="GET")
        for pattern in acts:
            self.press(Who.STAFF_SOFTWARE, pattern, draw)

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
    run_rolled_back(Doors, examples=16)
    assert Doors.codes_shown, "no press ever came to a code, so this proved nothing"
    assert Doors.shown_again, "no press ever came to a code by the short way, so this proved nothing of that"
    assert Doors.calls_done, "no call of software ever did anything, so this proved nothing"

"""A machine that presses every button of every page, as anybody, in any order: no code without a verification.

The services are tried by themselves in requests_app/test_no_path_to_a_code.py; here it is the addresses, generated
from the resolver, with one form that has the fields of all of them.
"""

import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from requests_app import workflow
from requests_app.models import Candidate, CheckKind, CodeRequest, Event, Page, Reveal
from requests_app.states import Status
from tests import factories
from tests.doors import Who
from tests.machines import run_rolled_back
from tests.requests_app.test_no_path_to_a_code import assert_verified
from tests.test_permission_matrix import ADDRESSES, World

PEOPLE = [Who.HOLDER_A, Who.HOLDER_B, Who.CLERK, Who.LEAD, Who.AUDITOR, Who.OTHER_LEAD, Who.ROOT]
BUTTONS = sorted({pattern for name, pattern in ADDRESSES if not name.startswith(("account_", "mfa_", "demo"))})
OPENERS = [Who.CLERK, Who.LEAD]
OFFICE = [pattern for pattern in BUTTONS if "reference" in pattern]
CODE = re.compile(r"7\W{0,9}9\W{0,9}1\W{0,9}3")


class Doors(RuleBasedStateMachine):
    """A request that was sent, and seven people at every door."""

    codes_shown = 0

    @initialize(always=st.booleans())
    def open(self, always: bool) -> None:
        self.world = World(ready=False)
        CodeRequest.objects.filter(pk=self.world.a.pk).update(policy={**self.world.a.policy, "always": always})
        self.second = factories.make_staff(self.world.desk, "second")
        self.browsers = {who: self.world.browser(who) for who in PEOPLE}
        self.staff = set(self.world.desk.members.values_list("user_id", flat=True))

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

    def press(self, who: Who, pattern: str, draw: random.Random, *, method: str = "POST") -> HttpResponse:
        browser = self.browsers[who]
        browser.raise_request_exception = False
        call: Any = browser.post if method == "POST" else browser.get
        with transaction.atomic():
            answer: HttpResponse = call(self.world.fill(pattern), self.form(draw), HTTP_HOST="127.0.0.1")
        assert answer.status_code < 500, f"{who} {pattern}: {answer.status_code}"
        self.judge(who, pattern, answer)
        return answer

    def judge(self, who: Who, pattern: str, answer: HttpResponse) -> None:
        """Whoever is shown a code stands on a verification; nobody but customer A and the desk is shown one."""
        if answer.get("Content-Type", "").startswith("text/html") and not answer.streaming:
            text = re.sub(r"<[^>]*>|value=\"[^\"]*\"", " ", answer.content.decode())
            if CODE.search(text):
                Doors.codes_shown += 1
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

    @rule(who=st.sampled_from(OPENERS))
    def opens_the_papers(self, who: Who) -> None:
        for page in Page.objects.filter(upload__code_request=self.a, upload__deleted_at=None):
            address = f"staff/requests/<slug:reference>/photos/{page.pk}/"
            self.press(who, address, random.Random(0), method="GET")

    @rule(steps=st.integers(1, 4))
    def somebody_does_the_work(self, steps: int) -> None:
        """So that the other presses start from everywhere on the honest way."""
        work: list[Callable[[], object]] = [
            lambda: factories.verify(self.a, by=self.world.worker, vin6="123456"),
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

    @rule(steps=st.integers(0, 4), draw=st.randoms(use_true_random=False))
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
def test_no_button_leads_to_a_code_without_a_verification() -> None:
    run_rolled_back(Doors, examples=12)
    assert Doors.codes_shown, "no press ever came to a code, so this proved nothing"

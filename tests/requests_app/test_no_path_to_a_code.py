"""A machine that tries everything, in any order, at every service: no code without a complete verification.

After each step the invariant is checked on the whole database: whoever could see a code now, or saw one, stands on an
approval of this round, by a person of the desk, after every question that the policy asks was answered.
"""

from collections.abc import Callable
from functools import partial

import pytest
from django.contrib.auth.models import User
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from requests_app import workflow
from requests_app.models import (
    AccessLink,
    Asker,
    Candidate,
    Check,
    CheckKind,
    CodeRequest,
    DocumentProblem,
    Event,
    EvidenceLevel,
    Feedback,
    Reading,
    Role,
    Slot,
    Source,
    Verdict,
)
from requests_app.states import Party, Status
from requests_app.tokens import digest
from tests import factories
from tests.machines import run_rolled_back

PEOPLE = ("clerk", "second", "lead", "auditor", "stranger", "gone", "root")
RARELY = st.integers(0, 5)


def assert_verified(code_request: CodeRequest, staff: set[int]) -> None:
    """What a code stands on, told here once more in other words than the product's."""
    assert code_request.approved_by_id in staff
    here = {"code_request": code_request, "round": code_request.verification_round}
    reading = Reading.objects.filter(subject=Reading.Subject.NUMBER, **here).order_by("pk").last()
    assert reading is not None
    assert reading.agrees or reading.override_reason
    answered = dict(Check.objects.filter(**here).order_by("pk").values_list("kind", "verdict"))
    assert answered.get("holder") == Verdict.YES
    assert Verdict.NO not in answered.values()
    assert Event.objects.filter(code_request=code_request, kind="approve", party=Party.STAFF).exists()


class Desk(RuleBasedStateMachine):
    """One desk, two requests, everybody with a grudge."""

    codes_seen = 0

    @initialize(level=st.sampled_from(list(EvidenceLevel)), asker=st.sampled_from(list(Asker)))
    def open(self, level: EvidenceLevel, asker: Asker) -> None:
        self.desk = factories.make_desk(level=level)
        other = factories.make_desk("Other Desk")
        self.people: dict[str, User] = {
            "clerk": factories.make_staff(self.desk, "clerk"),
            "second": factories.make_staff(self.desk, "second"),
            "lead": factories.make_staff(self.desk, "lead", role=Role.LEAD),
            "auditor": factories.make_staff(self.desk, "auditor", role=Role.AUDITOR),
            "stranger": factories.make_staff(other, "stranger"),
            "gone": factories.make_staff(self.desk, "gone"),
            "root": User.objects.create_superuser("root@desk.example", "root@desk.example", "a long test phrase"),
        }
        User.objects.filter(pk=self.people["gone"].pk).update(is_active=False)
        self.people["gone"].refresh_from_db()
        self.staff = {self.people[name].pk for name in ("clerk", "second", "lead")}
        self.requests: list[CodeRequest] = []
        self.links: list[AccessLink] = []
        for number in ("S053", "A050"):
            code_request = factories.make_draft(self.desk, number=number, asker=asker)
            token = workflow.send(code_request)
            self.requests.append(code_request)
            self.links.append(AccessLink.objects.get(digest=digest(token)))

    def attempt(self, act: Callable[[], object]) -> object:
        """A refusal is an answer; anything else that is raised is a defect."""
        try:
            return act()
        except workflow.WorkflowError:
            return None

    def fresh(self, which: int) -> CodeRequest:
        return CodeRequest.objects.get(pk=self.requests[which].pk)

    which = st.integers(0, 1)
    who = st.sampled_from(PEOPLE)

    @rule(which=which, who=who, over=st.booleans())
    def claims(self, which: int, who: str, over: bool) -> None:
        self.attempt(partial(workflow.claim, self.fresh(which), by=self.people[who], take_over=over))

    @rule(which=which, who=who, number=st.sampled_from(["S053", "A050", "5053"]), reason=st.sampled_from(["", "sure"]))
    def reads(self, which: int, who: str, number: str, reason: str) -> None:
        act = partial(workflow.read_number_off, self.fresh(which), number, by=self.people[who], override_reason=reason)
        self.attempt(act)

    @rule(which=which, who=who)
    def reads_vin(self, which: int, who: str) -> None:
        self.attempt(partial(workflow.read_vin_tail, self.fresh(which), "123456", by=self.people[who]))

    @rule(which=which, who=who, kind=st.sampled_from(list(CheckKind)), verdict=st.sampled_from(list(Verdict)))
    def judges(self, which: int, who: str, kind: CheckKind, verdict: Verdict) -> None:
        self.attempt(
            partial(workflow.answer_check, self.fresh(which), kind, verdict, by=self.people[who], reason="seen")
        )

    @rule(which=which, who=st.sampled_from(["clerk", "second", "lead"]), steps=st.integers(1, 4))
    def goes_the_honest_way(self, which: int, who: str, steps: int) -> None:
        """So that the dishonest steps start from everywhere on it."""
        by, code_request = self.people[who], self.fresh(which)

        def send_first() -> None:
            workflow.deliver(code_request, workflow.candidates_of(code_request)[0], by=by)

        way: list[Callable[[], object]] = [
            partial(factories.verify, code_request, by=by, number=code_request.number),
            partial(workflow.approve, code_request, by=by),
            partial(workflow.type_code, code_request, "1", "1", source=Source.PAPERS, provenance="card", by=by),
            send_first,
        ]
        for step in way[:steps]:
            if step is send_first and not workflow.candidates_of(code_request):
                return
            self.attempt(step)

    @rule(which=which, who=who)
    def approves(self, which: int, who: str) -> None:
        self.attempt(partial(workflow.approve, self.fresh(which), by=self.people[who]))

    @rule(which=which, who=who)
    def looks_too(self, which: int, who: str) -> None:
        self.attempt(partial(workflow.second_look, self.fresh(which), by=self.people[who], reason="agree"))

    @rule(which=which, who=who, first=st.sampled_from(["1234", "12"]), second=st.sampled_from(["1234", "4321"]))
    def types(self, which: int, who: str, first: str, second: str) -> None:
        act = partial(
            workflow.type_code,
            self.fresh(which),
            first,
            second,
            source=Source.MANUFACTURER,
            provenance="case 1",
            by=self.people[who],
        )
        self.attempt(act)

    @rule(which=which, who=who, pick=st.integers(0, 5), reason=st.sampled_from(["", "better source"]))
    def delivers(self, which: int, who: str, pick: int, reason: str) -> None:
        everything = list(Candidate.objects.order_by("pk"))
        if everything:
            candidate = everything[pick % len(everything)]
            self.attempt(partial(workflow.deliver, self.fresh(which), candidate, by=self.people[who], reason=reason))

    @rule(which=which, who=who)
    def changes_course(self, which: int, who: str) -> None:
        by = self.people[who]
        for act in (
            partial(workflow.recall, by=by),
            partial(workflow.recheck, by=by, reason="again"),
            partial(workflow.look_again, by=by, reason="again"),
        ):
            self.attempt(partial(act, self.fresh(which)))

    @rule(which=which, who=who)
    def asks(self, which: int, who: str) -> None:
        items = [workflow.Item(Slot.LABEL, DocumentProblem.BLUR)]
        self.attempt(partial(workflow.ask, self.fresh(which), items, by=self.people[who]))

    @rule(which=which)
    def answers(self, which: int) -> None:
        code_request = self.fresh(which)
        code_request.asked_items.update(answered_at=code_request.started_at)
        self.attempt(partial(workflow.answer, code_request))

    @rule(which=which, who=who, refusal=st.sampled_from(list(workflow.Refusal)), really=RARELY)
    def refuses(self, which: int, who: str, refusal: workflow.Refusal, really: int) -> None:
        if really == 0:
            self.attempt(partial(workflow.refuse, self.fresh(which), refusal, by=self.people[who]))

    @rule(which=which)
    def appeals(self, which: int) -> None:
        self.attempt(partial(workflow.appeal, self.fresh(which)))

    @rule(which=which, address=st.sampled_from(["a@customer.example", "b@customer.example"]))
    def moves_house(self, which: int, address: str) -> None:
        self.attempt(partial(workflow.change_address, self.fresh(which), address))

    @rule(which=which, steps=st.integers(1, 4))
    def is_honest_and_looks(self, which: int, steps: int) -> None:
        self.goes_the_honest_way(which, "lead", steps)
        self.looks_for_the_code(which, which, "")

    @rule(which=which, through=which, typed=st.sampled_from(["", "S053", "9999"]))
    def looks_for_the_code(self, which: int, through: int, typed: str) -> None:
        if self.attempt(partial(workflow.reveal, self.fresh(which), self.links[through], typed=typed)):
            assert which == through
            Desk.codes_seen += 1
            assert_verified(self.fresh(which), self.staff)

    @rule(which=which, who=who)
    def peeks(self, which: int, who: str) -> None:
        for candidate in Candidate.objects.filter(code_request=self.requests[which]):
            if self.attempt(partial(workflow.see_code, candidate, by=self.people[who], reason="curious")):
                assert who in {"clerk", "second", "lead"}
                assert_verified(self.fresh(which), self.staff)

    @rule(which=which, worked=st.booleans())
    def says(self, which: int, worked: bool) -> None:
        code_request = self.fresh(which)
        if worked:
            self.attempt(partial(workflow.say_worked, code_request))
        else:
            self.attempt(
                partial(workflow.say_not_worked, code_request, Feedback(display="error", entered="yes", tries=1))
            )

    @rule(which=which, really=RARELY)
    def ends(self, which: int, really: int) -> None:
        if really == 0:
            self.attempt(partial(workflow.withdraw, self.fresh(which)))

    @invariant()
    def nobody_holds_a_code_without_a_complete_verification(self) -> None:
        for code_request in CodeRequest.objects.filter(status=Status.READY):
            assert_verified(code_request, self.staff)
            assert code_request.delivered is not None
            assert code_request.delivered.round == code_request.verification_round


@pytest.mark.django_db
def test_no_order_of_steps_leads_to_a_code_without_a_verification() -> None:
    run_rolled_back(Desk, examples=30)
    assert Desk.codes_seen, "the machine never came to a code, so it proved nothing"

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
from requests_app.lookup import chain, registry
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
    KnownCode,
    Reading,
    Role,
    Slot,
    Source,
    Verdict,
    new_link,
)
from requests_app.states import Party, Status
from requests_app.tokens import digest
from requests_app.workflow.ending import drop_code
from tests import factories
from tests.machines import run_rolled_back
from tests.requests_app.short_way import VIN, person

WORKERS = ("clerk", "second", "third", "lead")
PEOPLE = (*WORKERS, "auditor", "stranger", "gone", "root")
RARELY = st.integers(0, 5)


ASKED_AT = {
    EvidenceLevel.BASIC: {"label_real", "holder"},
    EvidenceLevel.STANDARD: {"label_real", "certificate", "holder", "car"},
    EvidenceLevel.STRICT: {"label_real", "certificate", "holder", "car", "vin_plate", "identity"},
    EvidenceLevel.COUNTER: {"holder", "seen"},
}
PAPERS_OF = {
    "label_real": {"label", "front"},
    "certificate": {"certificate", "purchase"},
    "holder": {"certificate", "purchase"},
    "car": {"certificate", "purchase"},
    "permission": {"permission"},
    "vin_plate": {"vin_plate"},
    "identity": {"identity"},
}
WORK = {"read_number", "read_vin", "check", "rely", "approve", "look_again", "type_code", "deliver", "refuse"}
MOVED = {"change_address", "object"}
AGAIN_DAYS = 60
CHANGES = {"read_number", "read_vin", "check", "type_code"}
BEGINS_A_ROUND = {"ask", "recheck", "appeal"}


def assert_verified(code_request: CodeRequest, staff: set[int]) -> None:
    """What a code stands on, told here once more in other words than the product's."""
    assert code_request.approved_by_id in staff
    here = {"code_request": code_request, "round": code_request.verification_round}
    reading = Reading.objects.filter(subject=Reading.Subject.NUMBER, **here).order_by("pk").last()
    assert reading is not None
    assert reading.agrees or reading.override_reason
    answered = dict(Check.objects.filter(**here).order_by("pk").values_list("kind", "verdict"))
    asked = ASKED_AT[EvidenceLevel(code_request.policy["level"])]
    if any(line.kind == "rely" for line in lines_of_round(code_request)):
        assert_proven_before(code_request, reading, staff)
        asked = {"label_real"}
    assert asked <= {kind for kind, verdict in answered.items() if verdict == Verdict.YES}
    assert Verdict.NO not in answered.values()
    assert Event.objects.filter(code_request=code_request, kind="approve", party=Party.STAFF).exists()
    assert_two_people(code_request)


def assert_proven_before(code_request: CodeRequest, reading: Reading, staff: set[int]) -> None:
    """A code that is given again by the label alone: who was given it before, for the same radio and car, and that very
    code."""
    earlier = code_request.again_of
    assert earlier is not None
    assert earlier.again_of_id is None
    assert code_request.policy["again_days"] == AGAIN_DAYS
    assert_verified(earlier, staff)
    for name in ("desk_id", "email", "name", "owner_name", "asker", "vin_tail_fingerprint"):
        assert getattr(code_request, name) == getattr(earlier, name), name
    assert Event.objects.filter(code_request=earlier, kind="reveal", data__by="letter").exists()
    assert Event.objects.filter(code_request=earlier, kind="worked").exists()
    then = Reading.objects.filter(code_request=earlier, round=earlier.verification_round, subject="number")
    assert then.order_by("pk").last().value == reading.value  # type: ignore[union-attr]
    given = KnownCode.objects.filter(pk__in=earlier.code_outcomes.get(worked=True).known)
    assert code_request.delivered is not None
    assert chain.open_code(code_request.delivered) in {registry.open_code(row) for row in given}
    seen = Event.objects.filter(code_request=code_request, kind="reveal").order_by("number").last()
    assert seen is None or seen.data["by"] == "letter"


def lines_of_round(code_request: CodeRequest) -> list[Event]:
    """The record since the verification began for the last time."""
    lines = list(Event.objects.filter(code_request=code_request).order_by("number"))
    moved_house = [line.number for line in lines if line.kind in MOVED and "round" in line.data]
    begun = [line.number for line in lines if line.kind in BEGINS_A_ROUND]
    return [line for line in lines if line.number > max([0, *moved_house, *begun])]


def assert_two_people(code_request: CodeRequest) -> None:
    """What the record says of the people: nobody for themselves, no refuser in the appeal, two who are two, and no
    yes to a paper that was not opened."""
    everything = list(Event.objects.filter(code_request=code_request).order_by("number"))
    own: set[int] = set()
    refused: set[int] = set()
    for line in everything:
        own |= set(line.data.get("staff", []))
        if line.kind in WORK | {"second_look"}:
            assert line.user_id not in own | refused, f"{line.kind} by somebody who has no part"
        if line.kind == "refuse" and line.user_id:
            refused.add(line.user_id)
    lines = lines_of_round(code_request)
    workers = {line.user_id for line in lines if line.kind in WORK}
    if code_request.again_of and any(line.kind == "rely" for line in lines):
        workers |= {line.user_id for line in lines_of_round(code_request.again_of) if line.kind in WORK}
    lookers = {line.user_id for line in lines if line.kind == "second_look"}
    assert not workers & lookers
    for line in lines:
        if line.kind == "check" and line.data["is"] == "yes":
            assert_opened(code_request, lines, line, PAPERS_OF.get(line.data["check"], set()))
    if code_request.policy["always"]:
        last_change = max(
            line.number for line in lines if line.kind in {"read_number", "read_vin", "check", "type_code"}
        )
        agreed = [line for line in lines if line.kind == "second_look" and line.data["verdict"] == "yes"]
        agreed = [line for line in agreed if line.number > last_change and line.data["number_agrees"]]
        assert agreed, "a code left a desk of two people with one"
        assert_opened(code_request, lines, agreed[-1], {str(slot) for slot in Slot})


def assert_opened(code_request: CodeRequest, lines: list[Event], said: Event, slots: set[str]) -> None:
    """Whoever said this had opened every page of these documents before, in this round."""
    seen = {
        line.data["page"]
        for line in lines
        if line.kind == "see_page" and line.user_id == said.user_id and line.number < said.number
    }
    standing = code_request.uploads.filter(slot__in=slots, replaced_at=None, deleted_at=None)
    assert set(standing.values_list("pages__pk", flat=True)) <= seen, f"{said.kind} without looking"


class Desk(RuleBasedStateMachine):
    """One desk, two requests, everybody with a grudge."""

    codes_seen = 0
    codes_given_again = 0

    @initialize(
        level=st.sampled_from(list(EvidenceLevel)), asker=st.sampled_from(list(Asker)), always=st.booleans(),
        again=st.booleans(),
    )  # fmt: skip
    def open(self, level: EvidenceLevel, asker: Asker, always: bool, again: bool) -> None:
        self.desk = factories.make_desk(level=level, second_always=always, again_days=AGAIN_DAYS if again else 0)
        other = factories.make_desk("Other Desk")
        self.people: dict[str, User] = {
            "clerk": factories.make_staff(self.desk, "clerk"),
            "second": factories.make_staff(self.desk, "second"),
            "third": factories.make_staff(self.desk, "third"),
            "lead": factories.make_staff(self.desk, "lead", role=Role.LEAD),
            "auditor": factories.make_staff(self.desk, "auditor", role=Role.AUDITOR),
            "stranger": factories.make_staff(other, "stranger"),
            "gone": factories.make_staff(self.desk, "gone"),
            "root": User.objects.create_superuser("root@desk.example", "root@desk.example", "a long test phrase"),
        }
        User.objects.filter(pk=self.people["gone"].pk).update(is_active=False)
        self.people["gone"].refresh_from_db()
        self.staff = {self.people[name].pk for name in WORKERS}
        self.requests: list[CodeRequest] = []
        self.links: list[AccessLink] = []
        for number in ("S053", "A050"):
            code_request = factories.make_draft(self.desk, number=number, asker=asker, vin_tail=VIN)
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
        self.attempt(partial(workflow.read_vin_tail, self.fresh(which), VIN, by=self.people[who]))

    @rule(which=which, who=who, kind=st.sampled_from(list(CheckKind)), verdict=st.sampled_from(list(Verdict)))
    def judges(self, which: int, who: str, kind: CheckKind, verdict: Verdict) -> None:
        self.attempt(
            partial(workflow.answer_check, self.fresh(which), kind, verdict, by=self.people[who], reason="seen")
        )

    @rule(which=which, who=who)
    def opens_the_papers(self, which: int, who: str) -> None:
        self.attempt(partial(factories.open_papers, self.fresh(which), by=self.people[who]))

    @rule(which=which, who=st.sampled_from(WORKERS), other=st.sampled_from(WORKERS), steps=st.integers(1, 5))
    def goes_the_honest_way(self, which: int, who: str, other: str, steps: int) -> None:
        """So that the dishonest steps start from everywhere on it."""
        by, code_request = self.people[who], self.fresh(which)

        def send_first() -> None:
            workflow.deliver(code_request, workflow.candidates_of(code_request)[0], by=by)

        way: list[Callable[[], object]] = [
            partial(workflow.claim, code_request, by=by, take_over=True),
            partial(factories.verify, code_request, by=by, number=code_request.number, vin6=VIN),
            partial(workflow.approve, code_request, by=by),
            partial(factories.second_look, code_request, by=self.people[other]),
            send_first,
        ]
        for step in way[:steps]:
            if step is send_first and not workflow.candidates_of(code_request):
                return
            self.attempt(step)

    @rule(which=which, pair=st.permutations(WORKERS))
    def has_it_all_and_comes_back(self, which: int, pair: list[str]) -> None:
        """The honest way to its end; later the radio asks again, and the request stands for the new one."""
        self.goes_the_honest_way(which, pair[0], pair[1], 5)
        letter = AccessLink.objects.get(digest=digest(new_link(self.fresh(which), AccessLink.Kind.LETTER)))
        self.attempt(partial(workflow.reveal, self.fresh(which), letter, typed=self.fresh(which).number))
        self.attempt(partial(workflow.say_worked, self.fresh(which)))
        if self.fresh(which).status == Status.CLOSED:
            drop_code(self.fresh(which))
        started = self.attempt(partial(workflow.start_again, self.fresh(which), language="en"))
        if not isinstance(started, tuple):
            return
        draft = started[0]
        workflow.save_answers(draft, number=self.fresh(which).number, vin_tail=VIN, **person(draft.again_of))
        factories.add_photo(draft, Slot.LABEL)
        workflow.send(draft)
        self.requests[which] = draft
        self.links[which] = AccessLink.objects.get(digest=digest(new_link(draft, AccessLink.Kind.LETTER)))

    @rule(which=which, who=who)
    def relies(self, which: int, who: str) -> None:
        self.attempt(partial(workflow.rely, self.fresh(which), by=self.people[who]))

    @rule(which=which, pair=st.permutations(WORKERS), steps=st.integers(1, 7))
    def goes_the_short_way(self, which: int, pair: list[str], steps: int) -> None:
        by, code_request = self.people[pair[0]], self.fresh(which)

        def send_first() -> None:
            workflow.deliver(code_request, workflow.candidates_of(code_request)[0], by=by)

        way: list[Callable[[], object]] = [
            partial(workflow.claim, code_request, by=by, take_over=True),
            partial(factories.open_papers, code_request, by=by),
            partial(workflow.read_number_off, code_request, code_request.number, by=by),
            partial(workflow.rely, code_request, by=by),
            partial(workflow.answer_check, code_request, CheckKind.LABEL_REAL, Verdict.YES, by=by),
            partial(workflow.approve, code_request, by=by),
            partial(factories.second_look, code_request, by=self.people[pair[1]]),
            send_first,
        ]
        for step in way[: steps + 1]:
            if step is send_first and not workflow.candidates_of(code_request):
                return
            self.attempt(step)
        self.looks_for_the_code(which, which, code_request.number)

    @rule(which=which, pair=st.permutations(WORKERS))
    def comes_back_for_it(self, which: int, pair: list[str]) -> None:
        self.has_it_all_and_comes_back(which, pair)
        self.goes_the_short_way(which, pair, 7)

    @rule(worked=st.integers(0, 9), failed=st.integers(0, 9))
    def others_say_how_it_did(self, worked: int, failed: int) -> None:
        KnownCode.objects.update(times_worked=worked, times_failed=failed)

    @rule(which=which, name=st.sampled_from(["Another Customer", "Test Customer"]), really=RARELY)
    def is_renamed(self, which: int, name: str, really: int) -> None:
        """By whoever owns the tables; no page does."""
        if really == 0:
            CodeRequest.objects.filter(pk=self.requests[which].pk, status=Status.CHECKING).update(name=name)

    @rule(which=which, who=who)
    def approves(self, which: int, who: str) -> None:
        self.attempt(partial(workflow.approve, self.fresh(which), by=self.people[who]))

    @rule(which=which, who=who, verdict=st.sampled_from(list(Verdict)), right=st.booleans())
    def looks_too(self, which: int, who: str, verdict: Verdict, right: bool) -> None:
        number = "" if right else "X999"
        self.attempt(
            partial(factories.second_look, self.fresh(which), by=self.people[who], verdict=verdict, number=number)
        )

    @rule(level=st.sampled_from(list(EvidenceLevel)), always=st.booleans())
    def the_desk_changes_its_policy(self, level: EvidenceLevel, always: bool) -> None:
        """What is asked of open requests stays."""
        type(self.desk).objects.filter(pk=self.desk.pk).update(
            evidence_level=level, second_always=always, second_person=False
        )

    @rule(which=which, who=st.sampled_from(WORKERS), really=RARELY)
    def is_sent_to_a_member_of_staff(self, which: int, who: str, really: int) -> None:
        if really == 0:
            self.attempt(partial(workflow.change_address, self.fresh(which), self.people[who].email))

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

    @rule(which=which, pair=st.permutations(WORKERS))
    def is_honest_and_looks(self, which: int, pair: list[str]) -> None:
        self.goes_the_honest_way(which, pair[0], pair[1], 5)
        self.looks_for_the_code(which, which, "")

    @rule(which=which, through=which, typed=st.sampled_from(["", "S053", "9999"]))
    def looks_for_the_code(self, which: int, through: int, typed: str) -> None:
        if self.attempt(partial(workflow.reveal, self.fresh(which), self.links[through], typed=typed)):
            assert which == through
            Desk.codes_seen += 1
            Desk.codes_given_again += self.fresh(which).relies
            assert_verified(self.fresh(which), self.staff)

    @rule(which=which, who=who)
    def peeks(self, which: int, who: str) -> None:
        for candidate in Candidate.objects.filter(code_request=self.requests[which]):
            if self.attempt(partial(workflow.see_code, candidate, by=self.people[who], reason="curious")):
                assert who in WORKERS
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
@pytest.mark.one_database
def test_no_order_of_steps_leads_to_a_code_without_a_verification() -> None:
    run_rolled_back(Desk, examples=30)
    assert Desk.codes_seen, "the machine never came to a code, so it proved nothing"
    assert Desk.codes_given_again, "the machine never came to a code by the short way, so it proved nothing of that"

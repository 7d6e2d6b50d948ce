"""The quality sample: drawn when a code is sent, read blind by somebody without a hand in it, and nothing is undone."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from requests_app import evidence, totals, workflow
from requests_app.models import CodeRequest, Desk, Event, Message, QualitySample, Role, StaffLetter, Verdict
from requests_app.notifications import staff_letters
from requests_app.states import Status
from requests_app.totals import Kind
from tests import factories


@pytest.fixture
def sampling(desk: Desk) -> Desk:
    """A desk that draws every code that it sends."""
    Desk.objects.filter(pk=desk.pk).update(sample_share=100)
    desk.refresh_from_db()
    return desk


@pytest.fixture
def drawn(sampling: Desk, alice: User, bob: User) -> CodeRequest:
    """Sent by Alice."""
    return factories.make_ready(sampling, by=alice)[0]


def read(code_request: CodeRequest, by: User, verdict: Verdict = Verdict.YES, **told: Any) -> QualitySample:
    factories.open_papers(code_request, by=by)
    first = {one.subject: one.value for one in code_request.readings.order_by("pk")}
    told = {"number": first["number"], "vin6": first["vin6"], "reason": "read again"} | told
    return workflow.read_sample(code_request, verdict, by=by, **told)


def waits_for(user: User) -> list[CodeRequest]:
    return [one.code_request for one in workflow.samples_for(user)]


def test_a_sent_code_waits_for_whoever_had_no_hand_in_it(drawn: CodeRequest, alice: User, bob: User) -> None:
    stranger = factories.make_staff(factories.make_desk("Other Desk"), "zoe")
    assert [waits_for(one) for one in (bob, alice, stranger)] == [[drawn], [], []]
    with pytest.raises(workflow.NotComplete, match="sample_hand"):
        read(drawn, alice)
    assert read(drawn, bob).agrees
    assert waits_for(bob) == []
    with pytest.raises(workflow.MoveRefused):
        read(drawn, bob)


def test_whether_it_is_drawn_is_chance_and_stands_nowhere_before(
    sampling: Desk, alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    Desk.objects.filter(pk=sampling.pk).update(sample_share=30)
    sampling.refresh_from_db()
    code_request, _ = factories.make_approved(sampling, by=alice)
    assert "sample" not in str(code_request.policy)
    monkeypatch.setattr("requests_app.workflow.sampling.secrets.randbelow", lambda most: most - 70)
    workflow.deliver(code_request, workflow.candidates_of(code_request)[0], by=alice)
    assert not QualitySample.objects.exists()
    monkeypatch.setattr("requests_app.workflow.sampling.secrets.randbelow", lambda most: most - 71)
    factories.make_ready(sampling, by=alice)
    assert QualitySample.objects.count() == 1


def test_nothing_is_drawn_that_nobody_could_read(sampling: Desk, alice: User) -> None:
    User.objects.exclude(pk=alice.pk).update(is_active=False)
    factories.make_ready(sampling, by=alice)
    assert not QualitySample.objects.exists()


def test_a_second_look_and_a_sample_are_given_by_different_people(sampling: Desk, alice: User, bob: User) -> None:
    dora = factories.make_staff(sampling, "dora")
    code_request, _ = factories.make_approved(sampling, by=alice)
    factories.second_look(code_request, by=bob)
    workflow.deliver(code_request, workflow.candidates_of(code_request)[0], by=alice)
    assert (waits_for(bob), waits_for(dora)) == ([], [code_request])


@pytest.mark.parametrize("gone", ["withdrawn", "documents", "recalled"])
def test_what_cannot_be_read_any_more_does_not_wait(drawn: CodeRequest, alice: User, bob: User, gone: str) -> None:
    if gone == "documents":
        evidence.delete_all(drawn)
    elif gone == "recalled":
        workflow.recall(drawn, by=alice)
    else:
        workflow.withdraw(drawn)
    assert waits_for(bob) == []
    with pytest.raises(workflow.MoveRefused):
        read(drawn, bob)


@pytest.mark.parametrize("told", [{"verdict": Verdict.NO}, {"number": "S054"}, {"vin6": "000000"}])
def test_a_sample_that_differs_wakes_the_leads_and_undoes_nothing(
    drawn: CodeRequest, alice: User, bob: User, charlie: User, told: dict[str, str]
) -> None:
    assert not read(drawn, bob, **told).agrees  # type: ignore[arg-type]
    message = Message.objects.get(letter=StaffLetter.SAMPLE_DIFFERS)
    assert message.user == charlie
    email = staff_letters.compose(message)
    assert email is not None
    assert str(drawn.reference) in str(email.body)
    assert drawn.name not in str(email.body)
    drawn.refresh_from_db()
    assert (drawn.status, drawn.delivered is not None) == (Status.READY, True)
    line = Event.objects.get(kind="sample_read")
    assert (line.user_id, line.data["first"]) == (bob.pk, alice.pk)
    assert "S054" not in str(line.data)
    sample = QualitySample.objects.get()
    workflow.settle_sample(sample, by=charlie, reason="talked it over")
    assert not QualitySample.objects.differing([drawn.desk_id]).exists()
    with pytest.raises(workflow.NotAllowed):
        workflow.settle_sample(sample, by=bob, reason="mine")


def test_work_on_another_request_is_no_hand_in_it(drawn: CodeRequest, alice: User, bob: User) -> None:
    other, _ = factories.make_sent(drawn.desk)
    factories.take(other, by=bob)
    workflow.read_number_off(other, "S053", by=bob)
    assert waits_for(bob) == [drawn]


def test_of_two_samples_that_differ_one_is_settled_and_a_lead_without_an_address_gets_no_letter(
    drawn: CodeRequest, alice: User, bob: User, charlie: User
) -> None:
    User.objects.filter(pk=charlie.pk).update(email="")
    dora = factories.make_staff(drawn.desk, "dora", role=Role.LEAD)
    other = QualitySample.objects.create(code_request=factories.make_sent(drawn.desk)[0], round=1, verdict=Verdict.NO)
    sample = read(drawn, bob, Verdict.NO)
    assert [message.user for message in Message.objects.filter(letter=StaffLetter.SAMPLE_DIFFERS)] == [dora]
    workflow.settle_sample(sample, by=dora, reason="talked it over")
    assert list(QualitySample.objects.differing([drawn.desk_id])) == [other]


def test_agreement_is_told_for_each_first_person(sampling: Desk, alice: User, bob: User) -> None:
    dora = factories.make_staff(sampling, "dora")
    for verdict in (Verdict.YES, Verdict.NO):
        code_request, _ = factories.make_approved(sampling, by=alice)
        factories.second_look(code_request, by=bob)
        workflow.deliver(code_request, workflow.candidates_of(code_request)[0], by=alice)
        read(code_request, dora, verdict)
    assert totals.agreement(sampling, 7) == {alice.pk: (2, 2, 1, 2)}
    sums = totals.sums(sampling, 7)
    assert (sums[Kind.SAMPLE_AGREED, ""], sums[Kind.SAMPLE_DIFFERED, ""]) == (1, 1)
    both = [Kind.SAMPLE_AGREED, Kind.SAMPLE_DIFFERED]
    assert len(totals.behind(sampling, 7, both, first=alice.pk)[0]) == 2
    assert totals.behind(sampling, 7, both, first=bob.pk)[0] == []

"""Photos of labels are read in the background: once, again when it fell, and never at the cost of the request."""

import sys
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.conf import LazySettings
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from guides_app.squares import CELLS
from requests_app import evidence, tasks, workflow
from requests_app.evidence import LABEL_QUEUE, machine
from requests_app.labels import engines, isolation
from requests_app.labels.isolation import NotRead
from requests_app.labels.voting import LabelReading
from requests_app.models import CodeRequest, Desk, MachineReading, Slot
from requests_app.vault import cipher
from requests_app.vault.storage import vault
from tests import factories
from tests.drawn_labels import drawn_label

State = MachineReading.State
FOUND = LabelReading(precode="S053", part_number="281150198R")
Outcome = LabelReading | NotRead
WithEngines = Callable[..., list[bytes]]


@pytest.fixture
def draft(desk: Desk) -> CodeRequest:
    return workflow.start_draft(desk, language="en")[0]


@pytest.fixture
def reads(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> WithEngines:
    """Engines that stand here and answer in turn with these outcomes, the last for good; what they were given."""

    def answer(*outcomes: Outcome) -> list[bytes]:
        given: list[bytes] = []

        def read_label(jpeg: bytes, *_: object, **__: object) -> Outcome:
            given.append(jpeg)
            return outcomes[min(len(given), len(outcomes)) - 1]

        settings.LABEL_ENGINES = ("barcode", "text")
        monkeypatch.setattr(isolation, "read_label", read_label)
        return given

    return answer


def queued() -> int:
    return DBTaskResult.objects.ready().filter(queue_name=LABEL_QUEUE).count()


def work(rounds: int = 1) -> None:
    for _ in range(rounds):
        call_command("worker", "--once")


def the_reading() -> MachineReading:
    return MachineReading.objects.get()


pytestmark = pytest.mark.django_db(transaction=True)


def test_a_photo_of_a_label_is_read_in_the_background(draft: CodeRequest, reads: WithEngines) -> None:
    given = reads(FOUND)
    upload = factories.add_photo(draft, Slot.LABEL)
    assert (the_reading().state, queued(), given) == (State.WAITING, 1, [])
    work()
    assert (the_reading().state, the_reading().found) == (State.READ, FOUND)
    assert given == [evidence.read_picture(upload.pages.get())]


def test_what_was_read_rests_sealed_and_opens_for_its_picture_alone(draft: CodeRequest, reads: WithEngines) -> None:
    reads(FOUND)
    factories.add_photo(draft, Slot.LABEL)
    work()
    row = the_reading()
    assert b"S053" not in bytes(row.found_sealed or b"")
    with pytest.raises(cipher.Unreadable):
        MachineReading(page_id=row.page_id + 1, found_sealed=row.found_sealed).found  # noqa: B018


def test_only_photos_of_the_radio_are_read(draft: CodeRequest, reads: WithEngines) -> None:
    reads(FOUND)
    for slot in Slot:
        factories.add_photo(draft, slot)
    assert set(MachineReading.objects.values_list("page__upload__slot", flat=True)) == {Slot.LABEL, Slot.FRONT}
    assert queued() == 2


def test_of_two_photos_the_one_that_told_something_counts(draft: CodeRequest, reads: WithEngines) -> None:
    reads(FOUND, LabelReading())
    factories.add_photo(draft, Slot.LABEL)
    factories.add_photo(draft, Slot.FRONT)
    work(2)
    assert [row.found for row in MachineReading.objects.order_by("pk")] == [FOUND, LabelReading()]
    standing = MachineReading.standing_of(draft)
    assert standing
    assert standing.found == FOUND


@pytest.mark.parametrize("missing", [["zxingcpp", "rapidocr"], ["zxingcpp", "onnxruntime"]])
def test_without_engines_nothing_is_due(
    draft: CodeRequest, settings: LazySettings, monkeypatch: pytest.MonkeyPatch, missing: list[str]
) -> None:
    settings.LABEL_ENGINES = ("barcode", "text")
    for module in missing:
        monkeypatch.setitem(sys.modules, module, None)
    assert engines.installed() == ()
    factories.add_photo(draft, Slot.LABEL)
    assert (MachineReading.objects.count(), queued(), tasks.do_chores()["labels"]) == (0, 0, 0)


def test_engines_that_are_switched_off_read_nothing(draft: CodeRequest, settings: LazySettings) -> None:
    settings.LABEL_ENGINES = ()
    factories.add_photo(draft, Slot.LABEL)
    assert (MachineReading.objects.count(), queued()) == (0, 0)


@pytest.mark.parametrize("trouble", [NotRead.TOO_LONG, NotRead.DIED])
def test_an_engine_that_fails_twice_is_not_asked_again(
    draft: CodeRequest, reads: WithEngines, trouble: NotRead
) -> None:
    given = reads(trouble)
    factories.add_photo(draft, Slot.LABEL)
    before = CodeRequest.objects.values().get(pk=draft.pk)
    work(4)
    assert (len(given), the_reading().state, queued()) == (2, State.FAILED, 0)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert tasks.do_chores()["labels"] == 0
    assert CodeRequest.objects.values().get(pk=draft.pk) == before


def test_an_engine_that_fails_once_may_try_again(draft: CodeRequest, reads: WithEngines) -> None:
    reads(NotRead.DIED, FOUND)
    factories.add_photo(draft, Slot.LABEL)
    work(2)
    assert the_reading().found == FOUND


def test_whoever_finds_the_engines_at_work_has_not_tried(draft: CodeRequest, reads: WithEngines) -> None:
    reads(*[NotRead.BUSY] * 5, FOUND)
    factories.add_photo(draft, Slot.LABEL)
    work(6)
    assert (the_reading().found, the_reading().tries) == (FOUND, 1)


def test_a_reading_whose_task_is_lost_is_queued_again(draft: CodeRequest, reads: WithEngines) -> None:
    reads(FOUND)
    factories.add_photo(draft, Slot.LABEL)
    DBTaskResult.objects.all().delete()
    assert tasks.do_chores()["labels"] == 0
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert (tasks.do_chores()["labels"], tasks.do_chores()["labels"]) == (1, 0)
    work()
    assert the_reading().state == State.READ


def test_a_reading_that_fell_with_its_worker_is_tried_once_more_and_no_more(
    draft: CodeRequest, reads: WithEngines
) -> None:
    reads(FOUND)
    factories.add_photo(draft, Slot.LABEL)
    MachineReading.objects.update(state=State.UNDER_WAY, tries=1)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert tasks.do_chores()["labels"] == 1
    MachineReading.objects.update(state=State.UNDER_WAY, tries=2)
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        assert tasks.do_chores()["labels"] == 0
    assert the_reading().state == State.FAILED


def test_one_round_of_the_worker_reads_one_label(draft: CodeRequest, desk: Desk, reads: WithEngines) -> None:
    given = reads(FOUND)
    for _ in range(3):
        factories.add_photo(workflow.start_draft(desk, language="en")[0], Slot.LABEL)
    work()
    assert (len(given), queued()) == (1, 2)


def test_a_task_that_comes_twice_reads_once(draft: CodeRequest, reads: WithEngines) -> None:
    given = reads(FOUND)
    factories.add_photo(draft, Slot.LABEL)
    machine.read_label.enqueue(the_reading().pk)
    work(2)
    assert len(given) == 1


def test_what_was_read_goes_with_the_photo(draft: CodeRequest, reads: WithEngines) -> None:
    reads(FOUND)
    factories.add_photo(draft, Slot.LABEL)
    work()
    evidence.delete_all(draft)
    assert not MachineReading.objects.exists()


def test_a_photo_that_is_exchanged_is_read_anew(draft: CodeRequest, reads: WithEngines) -> None:
    reads(FOUND, LabelReading())
    upload = factories.add_photo(draft, Slot.LABEL)
    work()
    evidence.cover(upload.pages.get(), frozenset(CELLS.values()) - {(1, 1)})
    assert (the_reading().state, the_reading().found) == (State.WAITING, LabelReading())
    work()
    assert (the_reading().state, the_reading().found_sealed) == (State.READ, None)


def test_a_photo_that_is_exchanged_while_it_is_read_keeps_nothing_of_the_former(
    draft: CodeRequest, reads: WithEngines, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads(FOUND)
    upload = factories.add_photo(draft, Slot.LABEL)

    def read_meanwhile(*_: object, **__: object) -> Outcome:
        evidence.cover(upload.pages.get(), frozenset(CELLS.values()) - {(1, 1)})
        return FOUND

    monkeypatch.setattr(isolation, "read_label", read_meanwhile)
    row = the_reading()
    assert machine.read_label.call(row.pk) == "not due"
    assert (the_reading().state, the_reading().found_sealed) == (State.WAITING, None)


def test_a_photo_that_is_gone_is_not_read(draft: CodeRequest, reads: WithEngines) -> None:
    given = reads(FOUND)
    upload = factories.add_photo(draft, Slot.LABEL)
    evidence.remove(upload)
    work()
    assert given == []


def test_a_photo_that_does_not_open_is_not_read(draft: CodeRequest, reads: WithEngines) -> None:
    given = reads(FOUND)
    upload = factories.add_photo(draft, Slot.LABEL)
    vault.delete(upload.pages.get().file_name)
    work()
    assert (given, the_reading().state) == ([], State.FAILED)


def test_nothing_that_was_read_is_logged(
    draft: CodeRequest, reads: WithEngines, caplog: pytest.LogCaptureFixture
) -> None:
    reads(NotRead.DIED, FOUND)
    factories.add_photo(draft, Slot.LABEL)
    work(2)
    assert "could not be read: died, try 1" in caplog.text
    assert "S053" not in caplog.text


def test_a_withdrawn_request_keeps_nothing_that_was_read(desk: Desk, reads: WithEngines) -> None:
    reads(FOUND)
    code_request, _ = factories.make_sent(desk)
    work()
    workflow.withdraw(code_request)
    assert not MachineReading.objects.exists()


def test_a_real_bar_code_is_read_by_a_real_worker(draft: CodeRequest, settings: LazySettings) -> None:
    settings.LABEL_ENGINES = ("barcode",)
    settings.VAULT_TMP.mkdir(parents=True, exist_ok=True)
    drawn = drawn_label(3)
    factories.add_photo(draft, Slot.LABEL, BytesIO(drawn.jpeg))
    work()
    assert the_reading().found == LabelReading(drawn.truth.precode, drawn.truth.part_number)

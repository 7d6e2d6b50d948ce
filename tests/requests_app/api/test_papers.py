"""Documents that software hands in go through the same vault, and questions of the desk are answered."""

import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from PIL import Image

from guides_app.squares import CELLS
from requests_app import evidence, workflow
from requests_app.limits import Limit
from requests_app.models import CodeRequest, Desk, DocumentProblem, EvidenceLevel, Slot, UncoveredPicture, Upload
from requests_app.states import Status
from requests_app.vault.sanitise import UploadProblem, UploadRefused
from tests import factories
from tests.requests_app.api.software import Software, told
from tests.requests_app.api.test_filing import act, begin, filed

pytestmark = pytest.mark.django_db
ALL_BUT_THE_NAME = ",".join(name for name, cell in CELLS.items() if cell not in {(3, 3), (3, 4), (3, 5)})


@pytest.fixture(autouse=True)
def library(db: None) -> None:
    factories.make_guide()


def send(software: Software, path: str, **form: Any) -> Any:
    return software.call("POST", path, form={"file": factories.make_photo("x"), **form})


def asked(software: Software, alice: User, *slots: Slot) -> CodeRequest:
    """A request about which the desk asks for these documents again."""
    one = filed(software)
    workflow.claim(one, by=alice)
    workflow.ask(one, [workflow.Item(slot, DocumentProblem.BLUR, note="Please") for slot in slots], by=alice)
    return one


def questions(software: Software, one: CodeRequest) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = told(software.get(f"/requests/{one.pk}/questions"))["items"]
    return found


def test_a_document_is_cleaned_sealed_and_listed(customers: Software) -> None:
    key = begin(customers)["key"]
    made = told(send(customers, f"/requests/{key}/documents", slot="certificate"))
    assert (made["slot"], made["pages"]) == ("certificate", 1)
    assert told(customers.get(f"/requests/{key}/documents"))["items"] == [made]
    (upload,) = evidence.current(CodeRequest.objects.get())
    assert evidence.read_picture(upload.pages.get()).startswith(b"\xff\xd8")


def test_the_same_file_again_is_the_document_that_is_there(customers: Software) -> None:
    key, photo = begin(customers)["key"], factories.make_photo("certificate").getvalue()
    answers = [
        send(customers, f"/requests/{key}/documents", slot="certificate", file=io.BytesIO(photo)) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert told(answers[0]) == told(answers[1])
    assert Upload.objects.count() == 1


def test_a_fourth_document_of_a_kind_is_one_too_many(customers: Software) -> None:
    key = begin(customers)["key"]
    assert [send(customers, f"/requests/{key}/documents", slot="certificate").status_code for _ in range(4)] == [
        201, 201, 201, 422,
    ]  # fmt: skip
    for _ in range(2):
        send(customers, f"/requests/{key}/documents", slot="label")
    assert Upload.objects.filter(slot="label", deleted_at=None).count() == 1


def small() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (20, 20)).save(file, "PNG")
    file.seek(0)
    return file


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "empty"), (b"<svg/>", "not_accepted"), (b"%PDF-1.4", "not_accepted"), (small().getvalue(), "too_small")],
)
def test_a_file_that_is_not_taken_says_why(content: bytes, reason: str, customers: Software) -> None:
    key = begin(customers)["key"]
    answer = send(customers, f"/requests/{key}/documents", slot="label", file=io.BytesIO(content))
    assert answer.status_code == 422
    assert told(answer)["code"] == "file-refused"
    assert not Upload.objects.exists()


def test_a_full_decoder_is_a_moment_of_waiting(customers: Software, monkeypatch: pytest.MonkeyPatch) -> None:
    key = begin(customers)["key"]
    monkeypatch.setattr(evidence, "attach", lambda *args, **kwargs: UploadRefused(UploadProblem.BUSY))
    answer = send(customers, f"/requests/{key}/documents", slot="label")
    assert (answer.status_code, told(answer)["code"]) == (503, "away")
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("form", "where"),
    [
        ({"slot": "nothing"}, "#/slot"),
        ({"slot": "display"}, "#/slot"),
        ({"slot": "label", "file": "text"}, "#/file"),
        ({"slot": "label", "covered": "1-1"}, "#/covered"),
        ({"slot": "identity"}, "#/covered"),
        ({"slot": "identity", "covered": "9-9"}, "#/covered"),
        ({"slot": "identity", "covered": "1-1"}, "#/covered"),
        ({"slot": "label", "replaced_at": "x"}, "#/replaced_at"),
    ],
)
def test_each_mistake_is_told_with_its_place(form: dict[str, Any], where: str, customers: Software) -> None:
    answer = send(customers, f"/requests/{begin(customers)['key']}/documents", **form)
    assert answer.status_code == 400
    assert where in [error["pointer"] for error in told(answer)["errors"]]
    assert not Upload.objects.exists()


def test_json_is_no_document(customers: Software) -> None:
    assert customers.post(f"/requests/{begin(customers)['key']}/documents", {"slot": "label"}).status_code == 415


def test_of_an_identity_paper_only_the_name_is_kept(customers: Software, desk: Desk) -> None:
    Desk.objects.update(evidence_level=EvidenceLevel.STRICT)
    key = begin(customers)["key"]
    answer = send(customers, f"/requests/{key}/documents", slot="identity", covered=ALL_BUT_THE_NAME)
    assert answer.status_code == 201
    (upload,) = evidence.current(CodeRequest.objects.get(), Slot.IDENTITY)
    picture = Image.open(io.BytesIO(evidence.read_picture(upload.pages.get())))
    assert picture.getpixel((5, 5)) == (0, 0, 0)
    assert not UncoveredPicture.objects.exists()


def test_a_document_is_taken_out_again_while_the_request_is_a_draft(customers: Software) -> None:
    key = begin(customers)["key"]
    document = told(send(customers, f"/requests/{key}/documents", slot="label"))["key"]
    assert customers.call("DELETE", f"/requests/{key}/documents/{document}").status_code == 204
    assert customers.call("DELETE", f"/requests/{key}/documents/{document}").status_code == 404
    one = filed(customers)
    sent = told(customers.get(f"/requests/{one.pk}/documents"))["items"][0]["key"]
    assert customers.call("DELETE", f"/requests/{one.pk}/documents/{sent}").status_code == 409
    assert customers.call("DELETE", f"/requests/{key}/documents/{sent}").status_code == 404


def test_nothing_is_added_to_what_was_sent(customers: Software) -> None:
    one = filed(customers)
    assert send(customers, f"/requests/{one.pk}/documents", slot="label").status_code == 409


def test_questions_are_answered_with_a_document_or_in_words_and_sent_once_all_are(
    customers: Software, alice: User
) -> None:
    one = asked(customers, alice, Slot.CERTIFICATE, Slot.LABEL)
    first, second = questions(customers, one)
    assert (first["slot"], first["note"], first["answered"]) == ("certificate", "Please", False)
    assert first["problem_text"].startswith("The photo is not sharp")
    assert send(customers, f"/requests/{one.pk}/questions/{first['key']}/documents").status_code == 201
    assert act(customers, one.pk, "answer") == 409
    words = customers.call("PUT", f"/requests/{one.pk}/questions/{second['key']}", {"text": "It is damaged."})
    assert (words.status_code, told(words)["answered"]) == (200, True)
    assert [question["answered"] for question in questions(customers, one)] == [True, True]
    assert act(customers, one.pk, "answer") == 200
    one.refresh_from_db()
    assert one.status == Status.CHECKING
    assert questions(customers, one) == []


def test_the_photo_that_was_not_sharp_is_no_answer_to_the_question(customers: Software, alice: User) -> None:
    photo = factories.make_photo("label").getvalue()
    key = begin(customers)["key"]
    send(customers, f"/requests/{key}/documents", slot="label", file=io.BytesIO(photo))
    send(customers, f"/requests/{key}/documents", slot="certificate")
    act(customers, key, "send", {"declaration": True})
    one = CodeRequest.objects.get(pk=key)
    workflow.claim(one, by=alice)
    workflow.ask(one, [workflow.Item(Slot.LABEL, DocumentProblem.BLUR)], by=alice)
    path = f"/requests/{key}/questions/{questions(customers, one)[0]['key']}/documents"
    assert send(customers, path, file=io.BytesIO(photo)).status_code == 201  # taken as new, for staff to see


def test_an_answer_that_is_taken_out_leaves_its_question_open(customers: Software, alice: User) -> None:
    one = asked(customers, alice, Slot.LABEL)
    path = f"/requests/{one.pk}/questions/{questions(customers, one)[0]['key']}/documents"
    document = told(send(customers, path))["key"]
    assert customers.call("DELETE", f"/requests/{one.pk}/documents/{document}").status_code == 204
    assert questions(customers, one)[0]["answered"] is False


def test_a_question_that_is_not_asked_is_not_there(customers: Software, alice: User) -> None:
    one, other = asked(customers, alice, Slot.LABEL), asked(customers, alice, Slot.LABEL)
    foreign = questions(customers, other)[0]["key"]
    path = f"/requests/{one.pk}/questions/{foreign}"
    assert customers.call("PUT", path, {"text": "x"}).status_code == 404
    assert send(customers, f"{path}/documents").status_code == 404
    assert customers.call("PUT", f"/requests/{one.pk}/questions/{foreign}", {"text": ""}).status_code == 400


def test_uploads_are_counted_for_the_request(customers: Software, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Limit.UPLOADS, "most", 1)
    key, other = begin(customers)["key"], begin(customers)["key"]
    assert [send(customers, f"/requests/{key}/documents", slot="label").status_code for _ in range(2)] == [201, 429]
    assert send(customers, f"/requests/{other}/documents", slot="label").status_code == 201

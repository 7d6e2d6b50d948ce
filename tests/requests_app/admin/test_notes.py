"""Staff tell each other about a request in notes: seen at the Desk alone, and by whom a note names at once."""

import io
import json
import zipfile

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from requests_app import exporting, inventory, workflow
from requests_app.models import CodeRequest, Desk, Event, InternalNote, Member, Mention, Message, Role, StaffLetter
from requests_app.notifications import sending
from requests_app.states import Party, Status
from tests import factories
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.admin.desk_forms import address, page_of, post

pytestmark = pytest.mark.django_db
WORDS = "She rang: the radio was swapped"
MENTIONS = "/staff/requests/mentions/"


@pytest.fixture
def sent(desk: Desk) -> CodeRequest:
    return factories.make_sent(desk)[0]


def letters() -> list[Message]:
    return list(Message.objects.filter(letter=StaffLetter.MENTIONED))


def test_a_note_stands_on_top_of_the_page_for_colleagues_and_leaves_a_line_without_its_words(
    at_desk: Client, sign_in: SignIn, alice: User, bob: User, sent: CodeRequest
) -> None:
    assert post(at_desk, sent, "note", note=WORDS).status_code == 302
    at_bobs = sign_in(bob)
    page = page_of(at_bobs, sent)
    assert page.index(WORDS) < page.index('class="zones"')
    line = Event.objects.get(code_request=sent, kind="add_note")
    assert (line.user, line.data, line.reason) == (alice, {}, "")
    assert "Internal note written" in at_bobs.get(address(sent, "record/")).content.decode()


def test_a_note_rests_sealed_and_opens_for_its_request_alone(at_desk: Client, desk: Desk, sent: CodeRequest) -> None:
    post(at_desk, sent, "note", note=WORDS)
    note = InternalNote.objects.get()
    assert b"swapped" not in bytes(note.text_sealed)
    other, _ = factories.make_sent(desk)
    InternalNote.objects.update(code_request=other)
    assert list(inventory._sealed_columns(CodeRequest.objects.all())) == [f"internal note {note.pk}"]


def test_no_claim_is_needed_and_a_page_that_was_overtaken_may_still_be_noted_on(
    sign_in: SignIn, alice: User, bob: User, sent: CodeRequest
) -> None:
    stale = sent.version
    factories.take(sent, by=alice)
    answer = sign_in(bob).post(address(sent, "note/"), {"note": WORDS, "version": stale})
    assert answer.status_code == 302
    sent.refresh_from_db()
    assert sent.clerk == alice
    assert InternalNote.objects.get().by == bob


def test_the_same_note_sent_twice_is_one(at_desk: Client, bob: User, sent: CodeRequest) -> None:
    for _ in range(2):
        assert post(at_desk, sent, "note", note=f"{WORDS} @bob").status_code == 302
    assert InternalNote.objects.count() == len(letters()) == 1
    assert Event.objects.filter(kind="add_note").count() == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Write the note"),
        ("   ", "Write the note"),
        ("x" * 1001, "This text has 1001 characters; at most 1000 fit."),
        ("Ask @naam please", "Nobody else who works at this desk is called @naam"),
        ("Ask @mallory please", "Nobody else who works at this desk is called @mallory"),
        ("Ask @bobby please", "Nobody else who works at this desk is called @bobby"),
        ("Ask @alice please", "Nobody else who works at this desk is called @alice"),
        ("Ask @audrey please", "Nobody else who works at this desk is called @audrey"),
        ("Ask @maria please", "Several colleagues are called @maria: write the whole name or the user name"),
    ],
)
def test_a_note_that_cannot_be_kept_is_told_and_its_text_stays(
    at_desk: Client, desk: Desk, bob: User, mallory: User, sent: CodeRequest, text: str, told: str
) -> None:
    factories.make_staff(desk, "audrey", role=Role.AUDITOR)
    for family in ("Pop", "Ionescu"):
        person = factories.make_staff(desk, "maria")
        User.objects.filter(pk=person.pk).update(last_name=family)
    answer = post(at_desk, sent, "note", note=text)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert f">{text.strip()}</textarea>" in page.replace(f">{text}</textarea>", f">{text.strip()}</textarea>")
    assert not InternalNote.objects.exists()
    assert not letters()
    if text.strip():
        assert text in page_of(at_desk, sent)


@pytest.mark.parametrize("name", ["maria pop", "Maria Pop", "USERNAME", "LOCAL"])
def test_a_whole_name_or_user_name_says_who_of_two(at_desk: Client, desk: Desk, sent: CodeRequest, name: str) -> None:
    wanted, other = (factories.make_staff(desk, "maria") for _ in range(2))
    User.objects.filter(pk=wanted.pk).update(last_name="Pop")
    User.objects.filter(pk=other.pk).update(last_name="Popescu")
    name = name.replace("USERNAME", wanted.username).replace("LOCAL", wanted.username.partition("@")[0])
    assert post(at_desk, sent, "note", note=f"Please look, @{name}, at the label.").status_code == 302
    assert [mention.user for mention in Mention.objects.all()] == [wanted]


def test_an_address_in_a_note_names_nobody(at_desk: Client, bob: User, sent: CodeRequest) -> None:
    assert post(at_desk, sent, "note", note="She writes from ana@bob.example now, @ 5 pm").status_code == 302
    assert not Mention.objects.exists()


def test_whom_a_note_names_gets_a_letter_with_the_reference_alone(
    at_desk: Client, bob: User, sent: CodeRequest
) -> None:
    post(at_desk, sent, "note", note=f"{WORDS}. @bob, and @Bob again")
    (message,) = letters()
    assert (message.user, message.recipient, message.params) == (bob, bob.email, {"reference": sent.reference})
    email = sending.compose(message, [])
    assert email
    text = str(email.body) + str(email.alternatives[0][0]) + str(email.subject)
    assert f"/staff/requests/{sent.reference}/" in text
    for personal in ("swapped", "Test Customer", sent.email, "S053", "Alice"):
        assert personal not in text


def test_who_left_the_desk_gets_no_letter_and_finds_nothing_in_the_list(
    at_desk: Client, sign_in: SignIn, bob: User, sent: CodeRequest
) -> None:
    post(at_desk, sent, "note", note="@bob")
    Member.objects.filter(user=bob).delete()
    assert sending.compose(letters()[0], []) is None
    assert sign_in(bob).get(MENTIONS).status_code == 404


def test_the_queue_says_that_a_note_names_one_until_it_is_dealt_with(
    at_desk: Client, sign_in: SignIn, alice: User, bob: User, sent: CodeRequest
) -> None:
    post(at_desk, sent, "note", note=f"{WORDS} @bob")
    client = sign_in(bob)
    assert "1 note names you" in client.get("/staff/requests/").content.decode()
    assert "names you" not in at_desk.get("/staff/requests/").content.decode()
    page = client.get(MENTIONS).content.decode()
    assert str(sent.reference) in page
    assert WORDS not in page
    done = f"{MENTIONS}{Mention.objects.get().pk}/done/"
    assert at_desk.post(done).status_code == 404
    assert client.get(done).status_code == 302
    assert client.post(done).status_code == 302
    assert client.post(done).status_code == 404
    assert str(sent.reference) not in client.get(MENTIONS).content.decode()
    assert Event.objects.get(kind="mention_done").user == bob
    with pytest.raises(workflow.MoveRefused):
        workflow.finish_mention(Mention.objects.get(), by=bob)


def test_auditors_read_notes_and_write_none(at_desk: Client, sign_in: SignIn, desk: Desk, sent: CodeRequest) -> None:
    post(at_desk, sent, "note", note=WORDS)
    client = sign_in(factories.make_staff(desk, "audrey", role=Role.AUDITOR))
    page = page_of(client, sent)
    assert WORDS in page
    assert 'name="note"' not in page
    assert post(client, sent, "note", note="Mine").status_code == 404
    assert client.get(MENTIONS).status_code == 404
    assert InternalNote.objects.count() == 1


def test_a_request_of_another_desk_takes_no_note(sign_in: SignIn, mallory: User, sent: CodeRequest) -> None:
    assert post(sign_in(mallory), sent, "note", note=WORDS).status_code == 404
    with pytest.raises(workflow.NotAllowed):
        workflow.add_note(sent, WORDS, by=mallory)


def test_a_request_that_is_over_takes_no_note_and_the_words_are_shown_once_more(
    at_desk: Client, sent: CodeRequest
) -> None:
    CodeRequest.objects.filter(pk=sent.pk).update(status=Status.CLOSED)
    answer = post(at_desk, sent, "note", note=WORDS)
    assert answer.status_code == 409
    assert WORDS in answer.content.decode()
    assert not InternalNote.objects.exists()


def test_no_customer_reads_a_note(at_desk: Client, desk: Desk) -> None:
    sent, token = factories.make_sent(desk)
    post(at_desk, sent, "note", note=WORDS)
    page = Client().get(f"/r/{token}/", follow=True).content.decode()
    assert str(sent.reference) in page
    assert WORDS not in page


def test_a_note_is_in_the_copy_of_the_persons_data_without_its_writer(
    at_desk: Client, alice: User, charlie: User, sent: CodeRequest
) -> None:
    post(at_desk, sent, "note", note=WORDS)
    packed = zipfile.ZipFile(io.BytesIO(exporting.export_person(sent, by=charlie)))
    (told,) = json.loads(packed.read("data.json"))
    assert [note["text"] for note in told["internal_notes"]] == [WORDS]
    assert alice.username not in packed.read("data.json").decode()


def test_notes_go_with_the_persons_data(at_desk: Client, bob: User, sent: CodeRequest) -> None:
    post(at_desk, sent, "note", note=f"{WORDS} @bob")
    workflow.erase(sent, party=Party.CUSTOMER)
    assert not InternalNote.objects.exists()
    assert not Mention.objects.exists()


def test_many_notes_ask_no_more_than_one(at_desk: Client, alice: User, sent: CodeRequest) -> None:
    workflow.add_note(sent, "0", by=alice)
    at_desk.get("/staff/requests/keys/")
    with CaptureQueriesContext(connection) as one:
        page_of(at_desk, sent)
    for number in range(1, 10):
        workflow.add_note(sent, str(number), by=alice)
    with CaptureQueriesContext(connection) as many:
        page_of(at_desk, sent)
    assert len(many) <= len(one)


def test_a_note_for_two_is_dealt_with_by_each_for_oneself(
    desk: Desk, alice: User, bob: User, charlie: User, sent: CodeRequest
) -> None:
    workflow.add_note(sent, "@bob and @charlie", by=alice)
    theirs = Mention.objects.get(user=charlie)
    with pytest.raises(workflow.MoveRefused):
        workflow.finish_mention(theirs, by=bob)
    assert list(workflow.mentions_of(charlie)) == [theirs]
    workflow.finish_mention(Mention.objects.get(user=bob), by=bob)
    assert [list(workflow.mentions_of(one)) for one in (bob, charlie)] == [[], [theirs]]


def test_who_works_at_another_desk_now_finds_nothing_of_the_one_before(
    desk: Desk, alice: User, bob: User, sent: CodeRequest
) -> None:
    workflow.add_note(sent, "@bob", by=alice)
    Member.objects.filter(user=bob).update(desk=factories.make_desk("Another Desk"))
    assert not workflow.mentions_of(bob).exists()


def test_the_first_of_several_first_names_is_enough(desk: Desk, alice: User, bob: User, sent: CodeRequest) -> None:
    User.objects.filter(pk=bob.pk).update(first_name="Ana Maria", username="x@desk.example")
    workflow.add_note(sent, "@ana please", by=alice)
    assert list(workflow.mentions_of(bob))


@pytest.mark.parametrize("typed", ["Maria Pop", "maria"])
def test_of_a_name_that_fits_several_all_that_was_typed_of_it_is_told(
    desk: Desk, alice: User, sent: CodeRequest, typed: str
) -> None:
    for _ in range(2):
        User.objects.filter(pk=factories.make_staff(desk, "maria").pk).update(last_name="Pop")
    with pytest.raises(workflow.NotOneColleague) as refused:
        workflow.add_note(sent, f"Ask @{typed} please", by=alice)
    assert refused.value.typed == typed

"""Replies that a lead writes once: checked when they are kept, filled for each customer, never sent with a gap."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from requests_app import workflow
from requests_app.models import (
    AskedItem,
    CannedReply,
    CannedText,
    CodeRequest,
    Desk,
    DocumentProblem,
    Event,
    Role,
    Slot,
)
from requests_app.states import Status
from tests import factories
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.admin.desk_forms import address, post

pytestmark = pytest.mark.django_db
LIST = "/staff/requests_app/cannedreply/"
ADD = f"{LIST}add/"


@pytest.fixture
def taken(desk: Desk, alice: User) -> CodeRequest:
    code_request, _ = factories.make_sent(desk)
    factories.take(code_request, by=alice)
    return code_request


def make_reply(desk: Desk | None, text: str, name: str = "Sharper") -> CannedText:
    return CannedText.objects.create(reply=CannedReply.objects.create(desk=desk, name=name), text=text)


def form(desk: Desk | None, text: str, **more: Any) -> dict[str, Any]:
    return {
        "name": "Sharper", "desk": desk.pk if desk else "", "texts-TOTAL_FORMS": "1", "texts-INITIAL_FORMS": "0",
        "texts-0-language": "en", "texts-0-text": text, **more,
    }  # fmt: skip


def asked(client: Client, code_request: CodeRequest, **fields: str) -> Any:
    return post(client, code_request, "ask", **{"problem-label": "blur", **fields})


def ask_page(client: Client, code_request: CodeRequest) -> str:
    return client.get(address(code_request, "ask/")).content.decode()


def test_a_lead_writes_a_reply_for_the_own_desk_with_a_line_and_sees_it_with_sample_data(
    sign_in: SignIn, charlie: User, desk: Desk
) -> None:
    client = sign_in(charlie)
    assert client.post(ADD, form(desk, "Dear {name}, {item} for {ref} by {date}. {shop_phone}")).status_code == 302
    reply = CannedReply.objects.get()
    line = Event.objects.get(kind="reply_changed")
    assert (line.desk, line.user, line.data) == (desk, charlie, {"reply": reply.pk, "fields": ["name", "desk", "en"]})
    page = client.get(f"{LIST}{reply.pk}/change/").content.decode()
    assert "Dear Ana Popescu, Label of the radio" in page or "Dear Ana Popescu, " in page
    assert "RC-7K4M-2Q by 12.12.2026. +33 1 00 00 00 00" in page


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Dear {naam}", "Unknown placeholder {naam}"),
        ("Dear {name", "A brace stands alone"),
        ("See https://example.org", "Write no other address of a page here."),
        ("x" * 301, "at most 300 characters"),
    ],
)
def test_a_text_that_cannot_be_filled_is_refused_and_kept_in_the_form(
    sign_in: SignIn, charlie: User, desk: Desk, text: str, told: str
) -> None:
    answer = sign_in(charlie).post(ADD, form(desk, text))
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert text in answer.content.decode()
    assert not CannedReply.objects.exists()


def test_languages_without_a_text_are_listed(
    sign_in: SignIn, charlie: User, desk: Desk, settings: LazySettings
) -> None:
    settings.LANGUAGES = [("en", "English"), ("ro", "Romanian"), ("fr", "French")]
    answer = sign_in(charlie).post(ADD, form(desk, "Please"), follow=True)
    page = answer.content.decode()
    assert "There is no text in: Romanian, French." in page
    assert "Romanian, French</td>" in page


def test_replies_of_all_desks_are_a_superusers_and_read_by_leads(sign_in: SignIn, charlie: User, desk: Desk) -> None:
    everywhere = make_reply(None, "Please").reply
    client = sign_in(charlie)
    change = f"{LIST}{everywhere.pk}/change/"
    assert client.get(change).status_code == 200
    assert client.post(change, form(desk, "Mine now")).status_code == 403
    assert client.post(f"{LIST}{everywhere.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(ADD, form(None, "For all")).status_code == 200  # the desk is missing
    assert CannedReply.objects.count() == 1
    root = User.objects.create_superuser("root@desk.example", "root@desk.example", "a long test phrase")
    assert sign_in(root).post(f"{LIST}{everywhere.pk}/delete/", {"post": "yes"}).status_code == 302
    assert Event.objects.get(kind="reply_deleted").desk is None
    assert not CannedReply.objects.exists()


def test_clerks_and_leads_of_other_desks_change_nothing(sign_in: SignIn, alice: User, desk: Desk) -> None:
    reply = make_reply(desk, "Please").reply
    other = factories.make_desk("Elsewhere")
    lead = sign_in(factories.make_staff(other, "leo", role=Role.LEAD))
    for client in (lead, sign_in(alice)):
        client.post(f"{LIST}{reply.pk}/change/", form(desk, "Changed"))
        client.post(f"{LIST}{reply.pk}/delete/", {"post": "yes"})
        client.post(ADD, form(desk, "Another"))
    assert [text.text for text in CannedText.objects.all()] == ["Please"]


def test_a_chosen_reply_is_filled_in_behind_what_stands_there_and_nothing_is_sent(
    at_desk: Client, desk: Desk, taken: CodeRequest
) -> None:
    text = make_reply(desk, "Dear {name}, send {item} for {ref} again, or call {shop_phone}.")
    answer = asked(at_desk, taken, **{"note-label": "Is it a 3?", "reply-label": str(text.pk), "fill": "1"})
    assert answer.status_code == 302
    page = ask_page(at_desk, taken)
    words = f"Is it a 3? Dear Test Customer, send {Slot.LABEL.label} for {taken.reference} again, or call {desk.phone}."
    assert f'name="note-label" value="{words}"' in page
    assert not AskedItem.objects.exists()
    assert asked(at_desk, taken, **{"note-label": words}).status_code == 302
    assert AskedItem.objects.get().note == words


def test_a_reply_that_was_chosen_and_not_filled_in_is_first_read(
    at_desk: Client, desk: Desk, taken: CodeRequest
) -> None:
    text = make_reply(desk, "Please, {name}")
    assert asked(at_desk, taken, **{"reply-label": str(text.pk)}).status_code == 302
    assert "Please, Test Customer" in ask_page(at_desk, taken)
    taken.refresh_from_db()
    assert taken.status == Status.CHECKING


def test_the_day_is_the_last_one_on_which_the_customer_can_answer(
    at_desk: Client, desk: Desk, taken: CodeRequest
) -> None:
    text = make_reply(desk, "By {date}")
    asked(at_desk, taken, **{"reply-label": str(text.pk)})
    year = (timezone.localdate() + timedelta(days=14)).year
    page = ask_page(at_desk, taken)
    assert "By {date}" not in page
    assert str(year) in page.split('name="note-label" value="By ')[1].split('"')[0]


def test_a_placeholder_without_a_value_stays_and_stops_the_letter(
    at_desk: Client, desk: Desk, alice: User, taken: CodeRequest
) -> None:
    Desk.objects.update(phone="")
    text = make_reply(desk, "Call {shop_phone}")
    asked(at_desk, taken, **{"reply-label": str(text.pk)})
    assert "Call {shop_phone}" in ask_page(at_desk, taken)
    answer = asked(at_desk, taken, **{"note-label": "Call {shop_phone}"})
    assert answer.status_code == 422
    assert "{shop_phone} is not filled in: write what belongs there, or take it out" in answer.content.decode()
    assert 'value="Call {shop_phone}"' in answer.content.decode()
    assert not AskedItem.objects.exists()
    taken.refresh_from_db()
    with pytest.raises(workflow.NotComplete) as refused:
        workflow.ask(taken, [workflow.Item(Slot.LABEL, DocumentProblem.BLUR, "{date}")], by=alice)
    assert refused.value.missing == ("placeholder:date",)


def test_only_replies_of_this_desk_and_of_all_in_the_customers_language_are_offered(
    at_desk: Client, desk: Desk, taken: CodeRequest
) -> None:
    make_reply(desk, "a", "Ours")
    make_reply(None, "b", "Of all")
    theirs = make_reply(factories.make_desk("Elsewhere"), "Not ours", "Theirs")
    CannedText.objects.create(reply=CannedReply.objects.create(desk=desk, name="In Romanian"), language="ro", text="c")
    page = ask_page(at_desk, taken)
    assert ">Ours</option>" in page
    assert ">Of all</option>" in page
    assert "Theirs" not in page
    assert "In Romanian" not in page
    asked(at_desk, taken, **{"reply-label": str(theirs.pk)})
    assert "Not ours" not in ask_page(at_desk, taken)


def test_without_replies_nothing_is_offered(at_desk: Client, taken: CodeRequest) -> None:
    page = ask_page(at_desk, taken)
    assert "canned" not in page.lower()

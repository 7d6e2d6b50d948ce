"""Nothing that a customer or a clerk typed becomes a header, a second recipient, or a message to somebody else."""

import pytest

from requests_app.identity import NotAnAddress
from requests_app.models import CodeRequest, EvidenceLevel, Letter, seal_recipient
from requests_app.notifications import letters
from tests import factories
from tests.requests_app.notifications.written import TOKEN, html_of, put_in_state, write

BREAKS = [
    "\r\nBcc: evil@evil.example",
    "\nBcc: evil@evil.example",
    "\r.\r\n",
    "\x00",
    "\x0b",
    "\u2028Bcc: x",
    "\x85Bcc: x",
]


@pytest.fixture
def code_request(db: None) -> CodeRequest:
    desk = factories.make_desk(level=EvidenceLevel.COUNTER)
    return factories.make_sent(desk, email="customer@customer.example")[0]


@pytest.mark.parametrize("extra", BREAKS)
@pytest.mark.parametrize("place", ["name", "reference", "shop"])
def test_a_line_break_never_makes_a_header(code_request: CodeRequest, place: str, extra: str) -> None:
    if place in ("name", "reference"):
        setattr(code_request, place, f"Eve{extra}")
    else:
        code_request.desk.name = f"Shop{extra}"
    email = write(code_request, Letter.RECEIVED)
    headers = email.message()
    assert "Bcc" not in headers
    assert email.recipients() == ["customer@customer.example"]
    assert not set("\r\n\x00\x0b\x85\u2028") & set("".join([str(email.subject), str(headers["From"]), *email.reply_to]))


@pytest.mark.parametrize("extra", [*BREAKS, ", b@x.example", " not an address"])
def test_a_reply_address_that_is_none_is_a_fault_and_not_a_header(code_request: CodeRequest, extra: str) -> None:
    code_request.desk.email = f"shop@desk.example{extra}x"
    with pytest.raises(NotAnAddress):
        write(code_request, Letter.RECEIVED)


@pytest.mark.parametrize(
    "address",
    ["a@x.example, b@x.example", "a@x.example;b@x.example", "Eve <a@x.example>", "", "a@x.example\nBcc: b@x.example"],
)
def test_what_is_not_one_address_gets_no_letter(code_request: CodeRequest, address: str) -> None:
    message = put_in_state(code_request, Letter.RECEIVED)
    message.recipient_sealed = seal_recipient(address, message_id=message.message_id)
    with pytest.raises(NotAnAddress):
        letters.compose(message, new_token=lambda: TOKEN)


@pytest.mark.parametrize("name", ["<b>Eve</b>", "Eve & Co", "{{ 7321*7 }}", "{% load x %}", "Eve\u202egnp.exe"])
def test_a_name_stays_text(code_request: CodeRequest, name: str) -> None:
    code_request.name = name
    page = html_of(write(code_request, Letter.RECEIVED))
    assert not [mark for mark in ("<b>Eve", "51247", "\u202e", "{%") if mark in page]


@pytest.mark.parametrize(
    "name",
    [
        "Win money at https://evil.example", "evil.example", "www.evil.example", "call 0033123456789", "a@b.example",
        "Your account was blocked and you must act at once",
    ],
)  # fmt: skip
def test_the_greeting_carries_no_message_to_a_stranger(code_request: CodeRequest, name: str) -> None:
    code_request.name = name
    email = write(code_request, Letter.RECEIVED)
    assert str(email.body).startswith("Hello,\n")
    assert name not in html_of(email)


@pytest.mark.parametrize("name", ["Ana-Maria Pop", "José O’Neill", "Dr. Șerban", "Łucja Żak", "Demo Customer 1"])
def test_a_name_is_greeted(code_request: CodeRequest, name: str) -> None:
    code_request.name = name
    assert str(write(code_request, Letter.RECEIVED).body).startswith(f"Hello {name},\n")


def test_the_shop_is_escaped_in_html(code_request: CodeRequest) -> None:
    code_request.desk.name = "<script>alert(1)</script>"
    assert "<script" not in html_of(write(code_request, Letter.CLOSED))

"""What every letter must keep to, whatever it says; a walk over all of them."""

import re

import pytest
from django.core.mail import EmailMultiAlternatives

from requests_app.models import CodeRequest, DocumentProblem, EvidenceLevel, Letter
from requests_app.notifications import letters
from requests_app.notifications.wording import PROBLEMS, REFUSALS
from requests_app.workflow import Refusal
from tests import factories
from tests.requests_app.notifications.written import TOKEN, html_of, put_in_state, words, write

CODE, NUMBER = "7913", "S053"
LINK = f"http://127.0.0.1:8000/r/{TOKEN}/"
every_letter = pytest.mark.parametrize("letter", Letter)
of_the_request = pytest.mark.parametrize("letter", [letter for letter in Letter if letter is not Letter.FORMER_ADDRESS])
with_link = pytest.mark.parametrize(
    "letter", [letter for letter in Letter if letter not in (Letter.ERASED, Letter.FORMER_ADDRESS)]
)


@pytest.fixture
def code_request(db: None) -> CodeRequest:
    desk = factories.make_desk("Garage du Pré & Fils", level=EvidenceLevel.COUNTER)
    desk.email = "shop@pré.example"
    desk.save()
    return factories.make_sent(desk, number=NUMBER, email="customer@customer.example")[0]


@pytest.fixture
def email(code_request: CodeRequest, letter: Letter) -> EmailMultiAlternatives:
    return write(code_request, letter)


@every_letter
def test_a_letter_is_short(email: EmailMultiAlternatives) -> None:
    assert len(words(str(email.body))) <= 120
    assert len(words(html_of(email))) <= 120


@of_the_request
def test_the_subject_is_short_and_ends_with_the_reference(
    email: EmailMultiAlternatives, code_request: CodeRequest
) -> None:
    assert len(email.subject) <= 60
    assert email.subject.endswith(f"({code_request.reference})")


@with_link
def test_the_one_link_leads_to_the_page_of_the_request(email: EmailMultiAlternatives) -> None:
    assert re.findall(r"https?://\S+", str(email.body)) == [LINK]
    assert re.findall(r'(?:href|src)="([^"]*)"', html_of(email)) == [LINK]


def test_the_letter_about_erased_data_has_no_link(code_request: CodeRequest) -> None:
    email = write(code_request, Letter.ERASED)
    assert "http" not in str(email.body) + html_of(email)


def test_the_letter_to_a_former_address_tells_nothing_of_the_request(code_request: CodeRequest) -> None:
    email = write(code_request, Letter.FORMER_ADDRESS)
    whole = f"{email.subject} {email.body} {html_of(email)}"
    told = (code_request.reference, code_request.name, code_request.email, "Duster", "/track/", f"/r/{TOKEN}")
    assert not [fact for fact in told if str(fact) in whole]
    assert set(re.findall(r"https?://\S+?(?=[\s\"])", whole)) == {re.findall(r"https?://\S+", str(email.body))[0]}


@every_letter
def test_text_and_html_say_the_same(email: EmailMultiAlternatives) -> None:
    assert words(re.sub(r":\nhttp\S+", "", str(email.body))) == words(html_of(email))


@every_letter
def test_a_letter_carries_no_code_no_number_no_note_and_no_file(email: EmailMultiAlternatives) -> None:
    whole = email.message().as_string() + str(email.body) + html_of(email)
    secrets = (CODE, NUMBER, "note of the staff", "%Y", "None")
    assert not [secret for secret in secrets if re.search(rf"(?<!\w){secret}(?!\w)", whole)]  # boundaries are random
    assert not email.attachments
    assert "<img" not in whole


@every_letter
def test_a_letter_comes_from_the_shop_and_says_that_no_person_typed_it(email: EmailMultiAlternatives) -> None:
    headers = email.message()
    assert headers["From"] == "=?utf-8?q?Garage_du_Pr=C3=A9_=26_Fils?= <radio-code-desk@localhost>"
    assert headers["Reply-To"] == "shop@xn--pr-cja.example"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["X-Auto-Response-Suppress"] == "DR, RN, NRN, OOF, AutoReply"
    assert headers["Message-ID"].endswith("@localhost>")
    assert "\n-- \n" in email.body
    assert headers["To"] == "customer@customer.example"


@every_letter
def test_a_letter_of_a_request_that_moved_on_is_not_written(code_request: CodeRequest, letter: Letter) -> None:
    message = put_in_state(code_request, letter)
    code_request.status = "draft"
    assert (
        letters.compose(message, new_token=lambda: pytest.fail("a link was made for a letter that does not go")) is None
    )


def test_a_question_of_an_earlier_round_is_not_asked_again(code_request: CodeRequest) -> None:
    message = put_in_state(code_request, Letter.NEEDS_INFO)
    code_request.verification_round += 1
    assert letters.compose(message, new_token=lambda: TOKEN) is None


def test_a_promise_that_has_passed_is_not_repeated(code_request: CodeRequest) -> None:
    message = put_in_state(code_request, Letter.RECEIVED)
    code_request.promised_at = code_request.sent_at
    email = letters.compose(message, new_token=lambda: TOKEN)
    assert email
    assert "as soon as we have an answer" in email.body


def test_times_are_those_of_the_shop(code_request: CodeRequest) -> None:
    message = put_in_state(code_request, Letter.RECEIVED)
    assert code_request.promised_at
    code_request.desk.time_zone = "Asia/Tokyo"
    code_request.promised_at = code_request.promised_at.replace(hour=5, minute=30)
    email = letters.compose(message, new_token=lambda: TOKEN)
    assert email
    assert "by 14:30 on" in email.body


def test_every_problem_and_every_refusal_has_words_for_the_customer() -> None:
    assert set(PROBLEMS) == set(DocumentProblem)
    assert set(REFUSALS) == set(Refusal) - {Refusal.ABUSE}

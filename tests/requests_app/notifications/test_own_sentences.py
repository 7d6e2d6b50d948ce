"""A desk adds a sentence of its own to a letter; variables come from a safe list, and nothing else does."""

import pytest
from django.core.exceptions import ValidationError

from requests_app.models import Desk, Letter, LetterSentence
from requests_app.models.sentence import check_sentence
from requests_app.notifications import letters
from tests import factories

pytestmark = pytest.mark.django_db


def letter_of(desk: Desk, letter: Letter = Letter.RECEIVED) -> tuple[str, str]:
    """Text and HTML of this letter about a new request."""
    code_request, _ = factories.make_sent(desk)
    email = letters.compose(code_request.messages.get(letter=letter), new_token=lambda: "x" * 43)
    assert email
    ((html, _),) = email.alternatives
    return str(email.body), str(html)


def test_a_letter_carries_the_own_sentence_with_its_variables(desk: Desk) -> None:
    LetterSentence.objects.create(
        desk=desk, letter=Letter.RECEIVED, language="en", text="Ask {shop} <about> {reference}. {{Thanks}}"
    )
    text, html = letter_of(desk)
    assert f"Ask {desk.name} <about> RC-" in text
    assert "{Thanks}" in text
    assert "&lt;about&gt;" in html


def test_another_language_another_letter_and_another_desk_stay_as_they_are(desk: Desk) -> None:
    other = factories.make_desk("Other Desk")
    LetterSentence.objects.create(desk=other, letter=Letter.RECEIVED, language="en", text="Not here")
    LetterSentence.objects.create(desk=desk, letter=Letter.READY, language="en", text="Not here")
    LetterSentence.objects.create(desk=desk, letter=Letter.RECEIVED, language="fr", text="Not here")
    assert "Not here" not in "".join(letter_of(desk))


@pytest.mark.parametrize(
    "text",
    [
        "{code}",
        "{name.__class__}",
        "{shop!r}",
        "{shop:>9}",
        "{",
        "{}",
        "See https://else.example",
        "WWW.else.example",
    ],
)
def test_an_unknown_variable_or_an_address_is_an_error(text: str) -> None:
    with pytest.raises(ValidationError):
        check_sentence(text)


def test_a_letter_without_one_has_no_gap(desk: Desk) -> None:
    text, html = letter_of(desk)
    assert "\n\n\n" not in text
    assert "<p></p>" not in html

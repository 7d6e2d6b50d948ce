"""What a desk says in its own words in a letter, in one language."""

from string import Formatter
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from requests_app.models.desk import Desk
from requests_app.models.message import Letter

VARIABLES = ("reference", "shop", "phone", "price", "car")
LONGEST = 400
UNKNOWN = _(
    "There is no {%(name)s}. Use {reference}, {shop}, {phone}, {price} or {car}; to show a brace, write it twice."
)
NO_ADDRESSES = _("A letter has one link, to the customer's own page. Write no other address of a page here.")
TOLD_TO_OTHERS = (Letter.FORMER_ADDRESS, Letter.ERASED)


def check_sentence(text: str) -> None:
    """Raise ValidationError for a variable that is not on the list, or the address of a page."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        raise ValidationError(UNKNOWN, params={"name": ""}) from None
    for _literal, name, form, conversion in parts:
        if name is not None and (name not in VARIABLES or form or conversion):
            raise ValidationError(UNKNOWN, params={"name": name})
    check_addresses(text)


def variables_in(text: str) -> list[str]:
    """The variables of a sentence that was checked, each once."""
    return list(dict.fromkeys(name for _literal, name, _form, _conversion in Formatter().parse(text) if name))


def check_addresses(text: str) -> None:
    """Raise ValidationError for the address of a page."""
    if "://" in text or "www." in text.lower():
        raise ValidationError(NO_ADDRESSES)


class LetterSentence(models.Model):
    """A paragraph that this desk adds to one kind of letter in one language. It says nothing of a person by itself."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="sentences")
    letter = models.CharField(
        _("letter"), max_length=30, choices=[one for one in Letter.choices if one[0] not in TOLD_TO_OTHERS]
    )
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    text = models.CharField(
        _("text"),
        max_length=LONGEST,
        validators=[check_sentence],
        help_text=_("{reference}, {shop}, {phone}, {price} and {car} are filled in."),
    )

    class Meta:
        ordering = ["letter", "language"]
        verbose_name = _("own sentence in a letter")
        verbose_name_plural = _("own sentences in letters")
        constraints = [models.UniqueConstraint(fields=["desk", "letter", "language"], name="one_sentence_per_letter")]

    def __str__(self) -> str:
        return f"{self.get_letter_display()} ({self.language})"

    def filled(self, words: dict[str, Any]) -> str:
        """The text with its variables; nothing at all where there is nothing for one of them."""
        if not all(words.get(name) for name in variables_in(self.text)):
            return ""
        return self.text.format(**{name: words.get(name) or "" for name in VARIABLES})

"""Texts that a shop writes once and staff use often, in each language of its customers."""

import re
from collections.abc import Mapping

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from requests_app.models.desk import Desk
from requests_app.models.sentence import check_addresses

PLACEHOLDERS = ("name", "ref", "item", "date", "shop_phone")
LONGEST_REPLY = 300  # what a note to the customer holds
UNKNOWN_PLACEHOLDER = _("Unknown placeholder {%(name)s}")
LONE_BRACE = _("A brace stands alone. Placeholders are written like {name}")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def unfilled(text: str) -> list[str]:
    """The placeholders that still stand in a text, each once."""
    return [name for name in dict.fromkeys(_PLACEHOLDER.findall(text)) if name in PLACEHOLDERS]


def check_reply(text: str) -> None:
    """Raise ValidationError for a placeholder that there is not, a lone brace, or the address of a page."""
    for name in _PLACEHOLDER.findall(text):
        if name not in PLACEHOLDERS:
            raise ValidationError(UNKNOWN_PLACEHOLDER, params={"name": name})
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        raise ValidationError(LONE_BRACE)
    check_addresses(text)


class CannedReply(models.Model):
    """One reply, of one desk or of all. It says nothing of a person by itself."""

    desk = models.ForeignKey(
        Desk,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="canned_replies",
        verbose_name=_("desk"),
        help_text=_("Without one it is offered at all desks."),
    )
    name = models.CharField(_("name"), max_length=60, help_text=_("By which staff choose it."))

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("canned reply")
        verbose_name_plural = _("canned replies")

    def __str__(self) -> str:
        return self.name

    def missing_languages(self) -> list[str]:
        """The names of the languages in which it has no text."""
        there = {text.language for text in self.texts.all()}
        return [str(name) for code, name in settings.LANGUAGES if code not in there]


class CannedText(models.Model):
    """A reply in one language."""

    reply = models.ForeignKey(CannedReply, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    text = models.CharField(
        _("text"),
        max_length=LONGEST_REPLY,
        validators=[check_reply],
        help_text=_("{name}, {ref}, {item}, {date} and {shop_phone} are filled in."),
    )

    class Meta:
        ordering = ["language"]
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = [models.UniqueConstraint(fields=["reply", "language"], name="one_text_per_language")]

    def __str__(self) -> str:
        return f"{self.reply_id} ({self.language})"

    def filled(self, words: Mapping[str, str]) -> str:
        """The text with its placeholders; one for which there is nothing stays as it is, to be seen."""
        return _PLACEHOLDER.sub(lambda found: words.get(found[1]) or found[0], self.text)

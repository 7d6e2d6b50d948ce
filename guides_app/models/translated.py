"""Rows with texts that readers see, and the translations that lie beside each of them."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from guides_app import translation


class Translated(models.Model):
    """`translations` is {language: {field: {"of": source text, "text": translation}}} for the fields in `TEXTS`."""

    TEXTS: ClassVar[tuple[str, ...]] = ()

    translations = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Translations must be of texts that this row has."""
        super().clean()
        try:
            translation.check(self.translations, self.TEXTS)
        except translation.Malformed as wrong:
            raise ValidationError({"translations": str(wrong)}) from wrong

    def speak(self, language: str) -> None:
        """Put the translations in the place of the texts, in memory; for pages whose every text is translated."""
        for field in self.TEXTS:
            kept = translation.of_field(self.translations, language, field)
            if kept.text:
                setattr(self, field, kept.text)

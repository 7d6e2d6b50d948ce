"""Shapes of numbers on a family's label, with samples that must and must not fit.

A shape is not a regular expression (`@` letter, `#` digit, `*` either), so none that an editor writes can be slow.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from guides_app import identifiers
from guides_app.models.fact import Fact

LONGEST_SHAPE = 40
_SIGNS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 -/.@#*")
_NO_SHAPE = _(
    "A shape is made of letters, numbers, spaces, - / . and the signs @ # *; this one has %(sign)s in place %(place)s."
)


class WhatItIs(models.TextChoices):
    """What a number with the shape is."""

    PRECODE = "precode", _("Pre-code")
    SERIAL = "serial", _("Serial number")
    PART_NUMBER = "part", _("Part number")
    SUPPLIER_TYPE = "type", _("Supplier's type")


class IdentifierRule(Fact):
    """One shape of number found on the labels of a family."""

    what = models.CharField(max_length=8, choices=WhatItIs)
    shape = models.CharField(max_length=LONGEST_SHAPE)
    fitting = models.TextField(help_text=_("Samples that must fit, one on a line."))
    not_fitting = models.TextField(help_text=_("Samples that must not fit, one on a line."))
    history = HistoricalRecords()

    def __str__(self) -> str:
        return self.shape

    def wrong_samples(self) -> list[str]:
        """The samples that contradict the shape; empty when the rule is sound."""
        fitting = [line for line in _lines(self.fitting) if not identifiers.fits(self.shape, line)]
        return fitting + [line for line in _lines(self.not_fitting) if identifiers.fits(self.shape, line)]

    def clean(self) -> None:
        """A shape is made of its own signs, and the samples are its proof."""
        super().clean()
        if stranger := next(((place, sign) for place, sign in enumerate(self.shape, 1) if sign not in _SIGNS), None):
            said = {"place": stranger[0], "sign": stranger[1]}
            raise ValidationError({"shape": _NO_SHAPE % said})
        if len(self.shape) > LONGEST_SHAPE:
            return  # the field says so itself
        if wrong := self.wrong_samples():
            raise ValidationError({"shape": _("These samples contradict it: %s") % ", ".join(wrong)})


def _lines(samples: str) -> list[str]:
    return [line for line in samples.splitlines() if line.strip()]

"""The settings of a desk, part by part: each part is a form of its own, so that two leads who change different things
at once lose nothing."""

import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from requests_app import keeping
from requests_app.admin.desk_partners import PartnerForm, PartnersForm
from requests_app.admin.desk_sources import SectionForm, SourcesForm
from requests_app.admin.hours import HolidayForm, HolidayFormSet, HoursForm, HoursFormSet
from requests_app.forms.documents import refusal_text
from requests_app.forms.fields import AddressField
from requests_app.models import Desk, DeskLogo, Holiday, LetterSentence, OpeningHours, PartnerDesk, Slot
from requests_app.models.sentence import variables_in
from requests_app.vault.sanitise import UploadProblem, UploadRefused, accept_attribute, logo_of
from requests_app.web_addresses import as_host_name

TOO_SMALL = _("The picture is too small. Each side must have at least 200 pixels")
UNFILLED = _("{%(name)s} is empty at this desk. Fill it in first, or leave it out.")


class Section(StrEnum):
    """The parts, in the order of their tabs; the values stand in addresses."""

    SHOP = "shop"
    HOURS = "hours"
    CHECKS = "checks"
    SOURCES = "sources"
    PARTNERS = "partners"
    KEEPING = "keeping"
    LETTERS = "letters"


class ShopForm(SectionForm):
    """What customers read and see of the shop."""

    email = AddressField(
        label=_("Reply address"),
        help_text=_("Answers to our letters go there."),
        error_messages={"invalid": _("Enter a valid email address.")},
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("At least 200 pixels high and wide. It is drawn anew, small, on white."),
        widget=forms.FileInput(attrs={"accept": accept_attribute(pdf=False)}),
    )
    without_logo = forms.BooleanField(label=_("Take the logo away"), required=False)

    class Meta:
        model = Desk
        fields = (
            "name",
            "active",
            "host_name",
            "address",
            "phone",
            "email",
            "price_text",
            "waits_for_payment",
            "colour",
        )
        widgets: ClassVar = {"colour": forms.TextInput(attrs={"type": "color"}), "address": forms.Textarea({"rows": 3})}
        help_texts: ClassVar = {
            "active": _("Switched off, it takes no new requests. Those that it has go on."),
            "host_name": _(
                "An address of the shop’s own, such as radio.shop.example. Who runs this installation must lead it "
                "here and allow it; until then letters have the address above."
            ),
            "waits_for_payment": _("Staff set the mark when the customer has paid. No payment is made here."),
            "colour": _("Of buttons on pages of your requests and in letters, with white text on it."),
        }

    def clean_host_name(self) -> str:
        return as_host_name(str(self.cleaned_data["host_name"]))

    def clean_colour(self) -> str:
        return str(self.cleaned_data["colour"]).lower()

    def clean_logo(self) -> Any:
        """The picture, drawn anew; or why it is not taken."""
        sent = self.cleaned_data["logo"]
        if not sent:
            return None
        made = logo_of(sent)
        if isinstance(made, UploadRefused):
            small = made.problem is UploadProblem.TOO_SMALL
            raise ValidationError(TOO_SMALL if small else refusal_text(Slot.LABEL, made))
        return made

    def save(self, commit: bool = True) -> Desk:
        """The columns, and the logo beside them."""
        desk, logo = self.instance, self.cleaned_data["logo"]
        if logo:
            desk.logo_digest = logo.digest
            DeskLogo.objects.update_or_create(desk=desk, defaults={"jpeg": logo.jpeg})
        elif self.cleaned_data["without_logo"]:
            desk.logo_digest = ""
            DeskLogo.objects.filter(desk=desk).delete()
        return super().save(commit)


class TimesForm(SectionForm):
    """When customers are answered."""

    class Meta:
        model = Desk
        fields = ("time_zone", "answer_minutes")
        help_texts: ClassVar = {
            "time_zone": _("For example Europe/Paris. Opening hours and the times in letters are meant in it."),
            "answer_minutes": _("What customers are promised counts only while the desk is open, by the hours below."),
        }

    def clean_time_zone(self) -> str:
        zone = str(self.cleaned_data["time_zone"])
        if zone not in zoneinfo.available_timezones():
            raise ValidationError(_("There is no such time zone. An example is Europe/Paris."))
        return zone


class ChecksForm(SectionForm):
    """What is checked before a code is given, and by whom."""

    class Meta:
        model = Desk
        fields = (
            "evidence_level", "second_person", "second_for_override", "second_for_typed_code", "second_for_first",
            "second_share", "second_below", "second_always", "single_person", "single_wait_hours", "again_days",
            "sample_share",
        )  # fmt: skip
        help_texts: ClassVar = {
            "second_person": _("The same car, radio or photo under another address, papers without a VIN, and others."),
            "second_for_typed_code": _("The manufacturer's answer, with case number, day and a picture, is a source."),
            "second_for_first": _("0 asks for none."),
            "second_below": _("0 asks for none. Counted by radio, from five codes of a source on."),
            "again_days": _(
                "0 for never. Address, name and VIN must be the same; staff read the label again, and only the code "
                "that worked can be sent. Not where originals are shown at the counter, and not any more when name and "
                "numbers of the earlier request are deleted."
            ),
            "second_share": _("0 asks for none. Which requests these are is drawn when they are sent."),
            "single_person": _(
                "Counts only while exactly one clerk or lead has a seat here. The record says that the code was "
                "given by one person alone."
            ),
            "sample_share": _(
                "0 asks for none. Drawn when the code is sent; somebody else reads the papers again, and nothing is "
                "undone. What you change holds for codes that are sent from then on."
            ),
        }


class KeepingForm(SectionForm):
    """How long things are kept."""

    class Meta:
        model = Desk
        fields = tuple(rule.setting for rule in keeping.SETTINGS)
        help_texts: ClassVar = {
            rule.setting: format_lazy(_("From {least} to {most} days."), least=rule.least, most=rule.most)
            for rule in keeping.SETTINGS
        }


class NothingForm(SectionForm):
    """Where only rows are changed."""

    class Meta:
        model = Desk
        fields = ()


class SentenceFormSet(forms.BaseInlineFormSet[LetterSentence, Desk, forms.ModelForm[LetterSentence]]):
    """Own sentences whose variables this desk can fill."""

    def clean(self) -> None:
        super().clean()
        for form in self.forms:
            text = form.cleaned_data.get("text", "") if form.is_valid() and not form.cleaned_data.get("DELETE") else ""
            there = {"phone": self.instance.phone, "price": self.instance.price_text}
            for name in variables_in(text):
                if not there.get(name, "filled in when the letter is written"):
                    form.add_error("text", ValidationError(UNFILLED, params={"name": name}))


def _rows(model: Any, form: Any, formset: Any, *, extra: int) -> Any:
    return forms.inlineformset_factory(Desk, model, form=form, formset=formset, extra=extra)


class SentenceForm(forms.ModelForm[LetterSentence]):
    """One sentence."""

    class Meta:
        model = LetterSentence
        fields = ("letter", "language", "text")
        widgets: ClassVar = {"text": forms.Textarea({"rows": 3})}


@dataclass(frozen=True)
class Part:
    """A section: its title, what is said above it, its form, and its formsets by their titles."""

    title: str | Promise
    form: type[SectionForm]
    says: str | Promise = ""
    rows: Mapping[str | Promise, Any] | None = None


PARTS: dict[Section, Part] = {
    Section.SHOP: Part(
        _("Shop"), ShopForm, _("Customers read and see this on pages of their requests and in letters.")
    ),
    Section.HOURS: Part(
        _("Hours"),
        TimesForm,
        rows={
            _("Opening hours"): _rows(OpeningHours, HoursForm, HoursFormSet, extra=1),
            _("Holidays"): _rows(Holiday, HolidayForm, HolidayFormSet, extra=2),
        },
    ),
    Section.CHECKS: Part(
        _("What is checked"), ChecksForm, _("What you change holds for requests that are sent from then on.")
    ),
    Section.SOURCES: Part(
        _("Sources of codes"),
        SourcesForm,
        _("Asked when the papers are approved, the one with the lowest number first. What you change holds at once."),
    ),
    Section.PARTNERS: Part(
        _("Partner desks"),
        PartnersForm,
        _("Desks that tell each other the codes of radios, one exact question at a time. Each question is recorded."),
        {_("Desks that are asked"): _rows(PartnerDesk, PartnerForm, forms.BaseInlineFormSet, extra=1)},
    ),
    Section.KEEPING: Part(
        _("How long things are kept"), KeepingForm, _("What you change holds for requests that are begun from then on.")
    ),
    Section.LETTERS: Part(
        _("Own sentences in letters"),
        NothingForm,
        _(
            "One sentence for each letter and language. {reference}, {shop}, {phone}, {price} and {car} are filled in; "
            "where the customer named no car, a sentence with {car} is left out."
        ),
        {_("Sentences"): _rows(LetterSentence, SentenceForm, SentenceFormSet, extra=1)},
    ),
}


class Bound:
    """A section of one desk as it is shown or was sent."""

    def __init__(self, section: Section, desk: Desk, data: Any = None, files: Any = None) -> None:
        self.part = PARTS[section]
        self.form = self.part.form(data, files, instance=desk)
        self.rows = [(title, rows(data, instance=desk)) for title, rows in (self.part.rows or {}).items()]

    def is_valid(self) -> bool:
        """Each form judges, so that everything that is wrong is told at once."""
        return all([self.form.is_valid(), *(rows.is_valid() for _title, rows in self.rows)])

    def save(self) -> None:
        """The desk, then its rows."""
        self.form.save()
        for _title, rows in self.rows:
            rows.save()

    @property
    def faulty(self) -> bool:
        return self.form.is_bound and not self.is_valid()

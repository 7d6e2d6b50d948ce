"""Opening hours and holidays on a desk's page: a span is copied to other days, a holiday comes back every year."""

from collections.abc import Iterator
from datetime import time
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from requests_app.models import Desk, Holiday, OpeningHours

MOST_YEARS = 5
WEEKDAYS = [(number, OpeningHours(weekday=number).get_weekday_display()) for number in range(7)]


class Span(NamedTuple):
    """Hours of one day, as they would stand after saving."""

    weekday: int
    opens: time
    closes: time


class HoursForm(forms.ModelForm[OpeningHours]):
    """One span, and the other days that have the same."""

    also_on = forms.TypedMultipleChoiceField(
        label=_("also on"), choices=WEEKDAYS, coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    every_day = forms.BooleanField(label=_("on all days"), required=False)

    class Meta:
        model = OpeningHours
        fields = ("weekday", "opens", "closes")
        widgets: ClassVar = {name: forms.TimeInput({"type": "time"}, format="%H:%M") for name in ("opens", "closes")}

    @property
    def span(self) -> Span:
        return Span(self.instance.weekday, self.instance.opens, self.instance.closes)

    def copies(self) -> Iterator[Span]:
        """The same on the other days that were ticked, or on all of them."""
        cleaned = self.cleaned_data
        for weekday in range(7) if cleaned.get("every_day") else cleaned.get("also_on", ()):
            yield self.span._replace(weekday=weekday)


class HoursFormSet(forms.BaseInlineFormSet[OpeningHours, Desk, forms.ModelForm[OpeningHours]]):
    """Hours of one day that do not overlap; a copy of what is there already adds nothing."""

    def clean(self) -> None:
        super().clean()
        until: dict[int, time] = {}
        rows = [form.span for form in kept(self)]
        for span in sorted([*rows, *self.copies().difference(rows)]):
            if span.opens < until.get(span.weekday, time.min):
                raise ValidationError(
                    _("Opening hours on %(day)s overlap. Make one row of them."),
                    params={"day": OpeningHours(weekday=span.weekday).get_weekday_display()},
                )
            until[span.weekday] = span.closes

    def save(self, commit: bool = True) -> list[OpeningHours]:
        """The rows, then the copies that are not there yet."""
        rows = super().save(commit)
        if commit:
            for span in sorted(self.copies()):
                OpeningHours.objects.get_or_create(desk=self.instance, **span._asdict())
        return rows

    def copies(self) -> set[Span]:
        """What is copied to other days."""
        return {copy for form in kept(self) for copy in form.copies()}


class HolidayForm(forms.ModelForm[Holiday]):
    """A day, and for how many years after it comes back on the same date."""

    years = forms.IntegerField(
        label=_("again in the next years"), min_value=0, max_value=MOST_YEARS, required=False, initial=0
    )

    class Meta:
        model = Holiday
        fields = ("date", "name")
        widgets: ClassVar = {"date": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}


class HolidayFormSet(forms.BaseInlineFormSet[Holiday, Desk, forms.ModelForm[Holiday]]):
    """Days on which the desk is closed."""

    def save(self, commit: bool = True) -> list[Holiday]:
        """The rows, then the same date in later years where it is not there; 29 February is skipped."""
        rows = super().save(commit)
        if commit:
            self.copy()
        return rows

    def copy(self) -> None:
        """Add the later years; the rows themselves are kept by now."""
        for form in kept(self):
            day, name = form.instance.date, form.instance.name
            for ahead in range(1, (form.cleaned_data.get("years") or 0) + 1):
                try:
                    later = day.replace(year=day.year + ahead)
                except ValueError:
                    continue
                Holiday.objects.get_or_create(desk=self.instance, date=later, defaults={"name": name})


def kept(formset: forms.BaseInlineFormSet[Any, Desk, Any]) -> list[Any]:
    """The forms whose rows stand after saving; those with faults of their own are left out."""
    return [
        form for form in formset.forms if form.is_valid() and form.cleaned_data and not form.cleaned_data.get("DELETE")
    ]

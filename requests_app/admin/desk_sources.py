"""Which sources of codes a desk asks, and in which order: a part of its settings."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from requests_app.lookup import asking, plugs
from requests_app.lookup.chain import AT_ONCE
from requests_app.lookup.partner import PartnerDesks
from requests_app.models import Desk

CHECK_SECONDS = 2.0


class SectionForm(forms.ModelForm[Desk]):
    """Some columns of a desk."""

    use_required_attribute = False


class SourcesForm(SectionForm):
    """Which sources of codes are asked, and in which order."""

    class Meta:
        model = Desk
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slugs = list(dict.fromkeys([*self.instance.sources, *AT_ONCE, *plugs.installed().sources]))
        for place, slug in enumerate(self.slugs, 1):
            name = plugs.name_of(slug)
            self.initial.update({f"{slug}-on": slug in self.instance.sources, f"{slug}-place": place})
            self.fields[f"{slug}-on"] = forms.BooleanField(label=name, required=False, help_text=_about(slug))
            label = format_lazy(_("Place of {source}"), source=name)
            self.fields[f"{slug}-place"] = forms.IntegerField(label=label, min_value=1, max_value=99)

    @property
    def lines(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Whether each is asked, and in which place."""
        return [(self[f"{slug}-on"], self[f"{slug}-place"]) for slug in self.slugs]

    def save(self, commit: bool = True) -> Desk:
        """Those that are ticked, by their places; of two with one place the one that stood first."""
        given = self.cleaned_data
        self.instance.sources = sorted(
            (slug for slug in self.slugs if given[f"{slug}-on"]), key=lambda slug: given[f"{slug}-place"]
        )
        return super().save(commit)


def _about(slug: str) -> Any:
    """What a lead should know of a source before it is asked."""
    if slug in AT_ONCE:
        return _("Asked at once, on this machine.")
    source = plugs.installed().sources.get(slug)
    if source is None:
        return _("Not installed now; it is not asked.")
    if asking.problems_of(source, deadline=CHECK_SECONDS):
        return _("Its configuration is not right; the operator’s command “manage.py check” says why.")
    if isinstance(source, PartnerDesks):
        return _("Those under “Partner desks”. A radio is asked for by its number and its part or serial number.")
    return _("Plugged in. It learns what the label says and the end of the VIN; its answers are waited for.")

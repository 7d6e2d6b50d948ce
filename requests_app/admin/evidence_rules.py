"""What a desk asks of whom: a page of the desk in the admin, with a preview of what each customer will be asked."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from requests_app import staffing
from requests_app.admin.frame import frame, signed_in
from requests_app.forms.documents import QUESTIONS
from requests_app.models import Asker, CodeRequest, Desk, EvidenceRule, Slot
from requests_app.policy import slots_of_level, with_rule
from requests_app.states import Party


class RuleForm(forms.ModelForm[EvidenceRule]):
    """The documents asked of one kind of asker beside those of the level."""

    class Meta:
        model = EvidenceRule
        fields = ("permission", "purchase", "vin_plate", "identity")


@dataclass(frozen=True)
class Preview:
    """What a customer of this kind will be asked for: the titles of the wizard's pages."""

    asker: str
    titles: tuple[Any, ...]


def forms_of(desk: Desk, data: Any = None) -> list[RuleForm]:
    """One for each kind of asker; its fields are prefixed with the kind."""
    return [RuleForm(data, instance=rule, prefix=rule.asker) for rule in EvidenceRule.of_desk(desk)]


def previews(desk: Desk, rules: list[EvidenceRule]) -> list[Preview]:
    """By the same function by which the wizard asks, for a radio with a label."""
    found = []
    for rule in rules:
        draft = CodeRequest(desk=desk, asker=rule.asker)
        slots = with_rule(slots_of_level(draft), rule.slots)
        found.append(Preview(str(Asker(rule.asker).label), tuple(QUESTIONS[Slot(slot)].title for slot in slots)))
    return found


def page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Show the rules and their preview; with "keep", keep those that were sent. The caller has checked who may."""
    rows = forms_of(desk, request.POST if request.method == "POST" else None)
    sent = request.method == "POST" and all(form.is_valid() for form in rows)
    if sent and request.POST.get("then") == "keep":
        keep(desk, rows, by_id=signed_in(request).pk)
        messages.success(request, _("Kept. It holds for requests that are sent from now on."))
        return redirect("admin:requests_app_desk_evidence", desk.pk)
    shown = previews(desk, [form.instance for form in rows])
    context = frame(request, desk=desk, rows=rows, previews=shown, unkept=sent)
    return TemplateResponse(request, "admin/requests/evidence_rules.html", context)


@transaction.atomic
def keep(desk: Desk, rows: list[RuleForm], *, by_id: int) -> None:
    """Keep what was changed, with one line of the record that names old and new."""
    staffing.lock(Desk.objects.filter(pk=desk.pk))
    before = staffing.setup_of(desk)
    for form in rows:
        if form.has_changed():
            form.save()
    staffing.record_changes(desk, before=before, party=Party.STAFF, by_id=by_id)

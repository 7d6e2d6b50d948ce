"""The form of a desk's settings, filled in as its page shows it."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from requests_app.models import Desk


def form_of(client: Client, desk: Desk) -> dict[str, Any]:
    """What a browser would send back unchanged."""
    page = client.get(f"/staff/requests_app/desk/{desk.pk}/change/")
    context = page.context
    sent = dict(context["adminform"].form.initial)
    for one in context["inline_admin_formsets"]:
        formset = one.formset
        sent |= {f"{formset.prefix}-{name}": value for name, value in formset.management_form.initial.items()}
        for form in formset.initial_forms:
            sent |= {form.add_prefix(name): form[name].value() for name in form.fields}
    return {name: value for name, value in sent.items() if value is not None and value is not False}


def save(client: Client, desk: Desk, form: dict[str, Any]) -> HttpResponse:
    """Press Save."""
    answer = client.post(f"/staff/requests_app/desk/{desk.pk}/change/", form)
    assert isinstance(answer, HttpResponse)
    return answer


def row_of(form: dict[str, Any], prefix: str, field: str, value: object) -> str:
    """Which row of an inline form holds this value: its prefix."""
    held = (name for name, sent in form.items() if name.startswith(prefix) and name.endswith(field) and sent == value)
    return next(held).removesuffix(field)


def one_more(form: dict[str, Any], prefix: str, **fields: object) -> None:
    """Fill in another row of an inline form."""
    number = int(form[f"{prefix}-TOTAL_FORMS"])
    form[f"{prefix}-TOTAL_FORMS"] = number + 1
    form.update({f"{prefix}-{number}-{name}": value for name, value in fields.items()})

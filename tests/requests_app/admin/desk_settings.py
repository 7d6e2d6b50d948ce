"""The forms of a desk's settings, filled in as their pages show them."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from requests_app.models import Desk


def address(desk: Desk, section: str) -> str:
    return f"/staff/desks/{desk.pk}/{section}/"


def form_of(client: Client, desk: Desk, section: str) -> dict[str, Any]:
    """What a browser would send back unchanged."""
    bound = client.get(address(desk, section)).context["bound"]
    sent = dict(bound.form.initial)
    for _title, formset in bound.rows:
        sent |= {f"{formset.prefix}-{name}": value for name, value in formset.management_form.initial.items()}
        for form in formset.forms:
            sent |= {form.add_prefix(name): form[name].value() for name in form.fields}
    return {name: value for name, value in sent.items() if value is not None and value is not False}


def save(client: Client, desk: Desk, section: str, form: dict[str, Any]) -> HttpResponse:
    """Press Keep."""
    answer = client.post(address(desk, section), form)
    assert isinstance(answer, HttpResponse)
    return answer


def one_more(form: dict[str, Any], prefix: str, **fields: object) -> None:
    """Fill in another row."""
    number = int(form[f"{prefix}-TOTAL_FORMS"])
    form[f"{prefix}-TOTAL_FORMS"] = number + 1
    form.update({f"{prefix}-{number}-{name}": value for name, value in fields.items()})

"""A customer's page asks the database at most eight things, that of a document ten, however many requests there are."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from requests_app.models import CodeRequest, Desk
from tests.factories import make_ready, make_sent
from tests.requests_app.views.person import Person

MOST_QUERIES = 8
OF_A_DOCUMENT = 10  # with its pictures, and what waits to be covered


@pytest.mark.parametrize("others", [1, 10, 100])
def test_a_page_of_a_request_stays_within_its_queries(ana: Person, desk: Desk, alice: User, others: int) -> None:
    code_request, token = make_ready(desk, by=alice)
    make_sent(desk, number="V188")
    CodeRequest.objects.bulk_create(
        CodeRequest(desk=desk, status="received", reference=f"RC-{n:06d}") for n in range(others - 1)
    )
    ana.get(ana.at("link", token))
    for name in ("track", "state", "code", "delete", "address", "withdraw"):
        assert queries(ana, ana.at(name, code_request.reference)) <= MOST_QUERIES, name


@pytest.mark.parametrize("others", [1, 10, 100])
def test_a_question_stays_within_its_queries(ana: Person, desk: Desk, others: int) -> None:
    CodeRequest.objects.bulk_create(CodeRequest(desk=desk) for _ in range(others - 1))
    ana.fill_in()
    for name in ("number", "number-help", "car", "vin-tail", "contact", "check"):
        assert queries(ana, ana.at(name)) <= MOST_QUERIES, name
    for page in ("document", "preview"):
        assert queries(ana, ana.at(page, "certificate")) <= OF_A_DOCUMENT, page


def queries(person: Person, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert person.get(url).status_code == 200, url
    return len(asked)

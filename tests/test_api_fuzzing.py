"""Every operation of the machine interface, with calls that nobody would write: as software of customers, as a clerk,
as a revoked token and as nobody. No answer is an error of ours, none is undeclared, and no door opens without a token.

The calls are made from the description, from a fixed seed, so a run repeats what another one found. Half of them name
requests that are there.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker
from schemathesis import GenerationMode
from schemathesis.checks import ignored_auth, not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from config.wsgi import application
from guides_app import limits
from requests_app.api.schema import document
from tests import database
from tests.doors import Who
from tests.test_permission_matrix import World

CALLS = 12  # of each sort, for each operation and caller
CALLERS = (Who.ANYBODY, Who.SOFTWARE, Who.STAFF_SOFTWARE, Who.REVOKED_SOFTWARE)
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance, ignored_auth, unsupported_method,
]  # fmt: skip
SCHEMA = schemathesis.openapi.from_dict(document())
SCHEMA.app = application
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations() if isinstance(found, Ok)]
assert len(OPERATIONS) == sum(len(calls) for calls in document()["paths"].values())
HOW = settings(
    max_examples=CALLS, derandomize=True, deadline=None, database=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


pytestmark = pytest.mark.one_database


@pytest.fixture(scope="module")
def with_library(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The shipped guides and radios are there."""
    with database.cloned_for_tests(django_db_blocker, "_fuzzing", template=database.WITH_LIBRARY):
        yield


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """The calls of a test share its connection, which Django would close after each of them."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("who", CALLERS, ids=str)
def test_no_call_meets_a_fault(with_library: None, db: None, monkeypatch: pytest.MonkeyPatch, who: Who) -> None:
    monkeypatch.setattr(limits, "spend_for", lambda _subject, _limit: True)
    world = World()
    document, page = world.page.upload_id, world.page.pk
    there = {
        "key": world.a.pk,
        "document": document,
        "slug": "dacia-duster-1",
        "reference": world.a.reference,
        "page": page,
    }
    bearer = world.browser(who).defaults.get("HTTP_AUTHORIZATION")
    faults: list[str] = []
    for operation in OPERATIONS:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @HOW
            @given(case=operation.as_strategy(generation_mode=mode), exists=st.booleans())
            def call(case: Any, exists: bool) -> None:
                case.headers["Accept-Encoding"] = "identity"  # nobody unpacks on this way
                if bearer:
                    case.headers["Authorization"] = bearer
                if exists:
                    case.path_parameters.update({name: there.get(name, 1) for name in case.path_parameters})
                with transaction.atomic():
                    case.call_and_validate(checks=CHECKS)
                    transaction.set_rollback(True)

            try:
                call()
            except (Failure, FailureGroup) as fault:
                faults.append(f"{operation.method.upper()} {operation.path}: {fault}")
    assert not faults, "\n".join(faults)

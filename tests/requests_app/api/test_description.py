"""The interface described, for programs and for people: sound, whole, cacheable, and from our own files alone."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from requests_app.api.schema import document
from tests.requests_app.api.software import validator
from tests.test_permission_matrix import ADDRESSES

OPEN = {"openapi", "docs"}


def operations() -> list[tuple[str, dict[str, object]]]:
    return [(path, one) for path, methods in document()["paths"].items() for one in methods.values()]


def test_the_document_is_sound() -> None:
    assert document()["openapi"].startswith("3.1")
    check: Any = validate_schema
    check(document())


def test_every_address_of_the_interface_stands_in_it() -> None:
    ours = {"/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", one) for name, one in ADDRESSES if name.startswith("api:")}
    assert ours - {"/api/v1/openapi.json", "/api/v1/docs"} == set(document()["paths"])


def test_every_operation_has_a_name_a_summary_and_words() -> None:
    names = [one["operationId"] for _path, one in operations()]
    assert len(names) == len(set(names))
    for path, one in operations():
        assert one.get("summary"), path
        assert one.get("description"), path
        assert one.get("tags"), path


def test_every_body_in_json_has_an_example_that_fits() -> None:
    for path, one in operations():
        body: Any = one.get("requestBody", {"content": {}})
        for kind, media in body["content"].items():
            if kind == "application/json":
                assert media["examples"], path
                for example in media["examples"].values():
                    validator(json.dumps(media["schema"])).validate(example["value"])


def test_nothing_was_guessed_when_it_was_written() -> None:
    generator: Any = SchemaGenerator
    generator().get_schema(request=None, public=True)
    assert not GENERATOR_STATS


@pytest.mark.parametrize("name", sorted(OPEN))
@pytest.mark.django_db
def test_both_are_public_and_known_again(name: str) -> None:
    answer = Client().get(reverse(f"api:{name}"))
    assert answer.status_code == 200
    assert not answer.cookies
    assert "public" in answer.headers["Cache-Control"]


def test_who_has_the_document_gets_it_no_second_time(db: None) -> None:
    first = Client().get(reverse("api:openapi"))
    again = Client().get(reverse("api:openapi"), headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.django_db
def test_the_page_loads_nothing_from_elsewhere_and_has_no_script_or_style_of_its_own() -> None:
    page = Client().get(reverse("api:docs")).content.decode()
    assert not re.findall(r"(?:src|href)=\"https?://", page)
    assert not re.findall(r"<style|style=\"|<script(?![^>]* src=)", page)


@pytest.mark.django_db
def test_the_page_tells_every_operation() -> None:
    page = Client().get(reverse("api:docs")).content.decode()
    assert all(f'id="{one["operationId"]}"' in page for _path, one in operations())


@pytest.mark.django_db
def test_nothing_is_said_of_versions_and_settings() -> None:
    whole = Client().get(reverse("api:openapi")).content.decode()
    assert not re.search(r"django|spectacular|sqlite|postgres|waitress", whole, re.IGNORECASE)

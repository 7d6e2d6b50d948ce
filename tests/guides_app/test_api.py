"""Guides and radios for other software: what readers are told, with its sources, cheap to ask again."""

from typing import Any

import pytest
from django.conf import LazySettings
from pytest_django import DjangoAssertNumQueries

from guides_app.models import Guide, RadioFamily, Source
from requests_app.limits import Limit
from tests.requests_app.api.software import Software, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped_library")]
PATHS = ["/guides", "/guides/dacia-duster-1", "/radios", "/radios/buttons-1-6"]


@pytest.fixture
def anybody(db: None) -> Software:
    return Software()


def test_every_guide_and_radio_is_told_as_it_is_described(anybody: Software) -> None:
    for kind, model in (("guides", Guide.objects.published()), ("radios", RadioFamily.objects.all())):
        listed = [one["slug"] for one in told(anybody.get(f"/{kind}"))["items"]]
        assert sorted(listed) == sorted(model.values_list("slug", flat=True))
        for slug in listed:
            assert anybody.get(f"/{kind}/{slug}").status_code == 200  # the body is held against the description


def test_a_guide_names_the_radios_of_its_car_the_likeliest_first(anybody: Software) -> None:
    guide = told(anybody.get("/guides/dacia-duster-1"))
    assert (guide["make"], guide["model"], guide["year_from"]) == ("Dacia", "Duster", 2010)
    assert guide["radios"] == ["buttons-1-6", "medianav", "continental"]
    assert guide["fits"][0]["confidence"] == "confirmed"
    assert "Which 2 buttons show the number of my radio?" in [one["title"] for one in guide["advice"]]


def test_a_radio_says_how_its_code_is_entered_and_how_long_it_waits(anybody: Software) -> None:
    radio = told(anybody.get("/radios/buttons-1-6"))
    assert radio["entry"][0]["confirm"] == "6"
    assert radio["waits"][0]["cap_minutes"] == 32
    assert [one["keys"] for one in radio["readings"]] == ["1+6", "1+5", "2+6"]
    assert {step["section"] for step in radio["steps"]} == {"label", "entry"}
    assert {"what": "precode", "samples": ["A583"]} in radio["numbers"]
    assert {message["state"] for message in radio["messages"]} >= {"ready", "wait"}


def facts(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, dict):
        return [*([node] if "confidence" in node else []), *(one for value in node.values() for one in facts(value))]
    return [one for value in node for one in facts(value)] if isinstance(node, list) else []


@pytest.mark.parametrize("path", ["/guides/dacia-duster-1", "/radios/buttons-1-6", "/radios/medianav"])
def test_the_source_of_every_fact_is_named_beside_it(path: str, anybody: Software) -> None:
    answer = told(anybody.get(path))
    assert facts(answer)
    assert {fact["source"] for fact in facts(answer)} <= {source["slug"] for source in answer["sources"]}


@pytest.mark.parametrize("path", PATHS)
def test_who_has_an_answer_gets_a_304_until_something_changes(path: str, anybody: Software) -> None:
    first = anybody.get(path)
    assert first.headers["Cache-Control"] == "public, max-age=300"
    again = anybody.get(path, if_none_match=first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    Source.objects.create(slug="new", title="New", kind="desk")
    assert anybody.get(path, if_none_match=first.headers["ETag"]).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_that_was_made_is_not_made_again(
    path: str, anybody: Software, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    first = anybody.get(path)
    with django_assert_max_num_queries(4):  # what it depends on, and the counter of calls
        assert anybody.get(path).content == first.content


@pytest.mark.parametrize("path", ["/guides/no-such-car", "/radios/no-such-radio"])
def test_what_is_not_there_is_a_problem(path: str, anybody: Software) -> None:
    answer = anybody.get(path)
    assert (answer.status_code, told(answer)["code"]) == (404, "not-found")


def test_a_guide_that_is_not_published_is_not_there(anybody: Software) -> None:
    Guide.objects.filter(slug="dacia-duster-1").update(is_published=False)
    assert anybody.get("/guides/dacia-duster-1").status_code == 404
    assert "dacia-duster-1" not in [one["slug"] for one in told(anybody.get("/guides"))["items"]]


def test_the_language_is_that_of_the_address_and_no_other(anybody: Software, settings: LazySettings) -> None:
    assert told(anybody.get("/guides/dacia-duster-1?language=en"))["language"] == "en"
    answer = anybody.get("/guides/dacia-duster-1?language=xx")
    assert answer.status_code == 400
    assert told(answer)["errors"][0]["parameter"] == "language"
    plain = anybody.get("/guides", accept_language="fr").content
    assert plain == anybody.get("/guides").content


def test_nothing_is_written_and_a_wrong_token_is_refused(anybody: Software) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert anybody.call(method, "/guides", {}).status_code == 405
    assert Software("rcd_0000000000_x").get("/guides").status_code == 401


def test_calls_without_a_token_are_counted_for_the_network(
    anybody: Software, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Limit.OPEN_CALLS, "most", 2)
    settings.TRUSTED_PROXIES = 1
    seen = "198.51.100.7"
    tries = [f"203.0.113.{n}, {seen}" for n in range(3)]  # what the client invents stands before what the proxy saw
    assert [anybody.get("/guides", x_forwarded_for=one).status_code for one in tries] == [200, 200, 429]
    assert anybody.get("/guides", x_forwarded_for="198.51.100.8").status_code == 200

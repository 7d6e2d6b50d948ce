"""A SELECT that is written once answers each time for the values that it is given."""

from typing import Any

import pytest
from django.db.models import QuerySet

from requests_app import workflow
from requests_app.models import CodeRequest, Desk
from requests_app.written_once import WrittenOnce
from tests import factories

pytestmark = pytest.mark.django_db
Written = list[tuple[Any, ...]]


def make_one(desk: Desk, language: str) -> CodeRequest:
    return workflow.start_draft(desk, language=language)[0]


@pytest.fixture
def written() -> Written:
    """What Django was asked to write."""
    return []


@pytest.fixture
def of_language(written: Written) -> WrittenOnce:
    """Requests of a desk by language, the oldest first or last."""

    def rows(desk: int, *languages: str, newest_first: bool) -> QuerySet[CodeRequest, Any]:
        written.append((desk, languages, newest_first))
        order = "-pk" if newest_first else "pk"
        return CodeRequest.objects.filter(desk=desk, language__in=languages).order_by(order).values_list("pk")

    return WrittenOnce(rows)


def test_each_value_gets_its_own_answer_and_django_writes_once(of_language: WrittenOnce, written: Written) -> None:
    here, there = factories.make_desk("Here"), factories.make_desk("There")
    first, second = (make_one(desk, "en") for desk in (here, there))
    french = make_one(here, "fr")
    asked = [(here.pk, "en"), (there.pk, "en"), (here.pk, "fr"), (there.pk, "fr")]
    assert [of_language.fetch(*values, newest_first=False) for values in asked] == [
        [(first.pk,)], [(second.pk,)], [(french.pk,)], [],
    ]  # fmt: skip
    assert len(written) == 1


def test_what_is_given_besides_and_how_many_values_there_are_is_another_select(
    of_language: WrittenOnce, desk: Desk
) -> None:
    first, second = make_one(desk, "en"), make_one(desk, "fr")
    assert of_language.fetch(desk.pk, "en", "fr", newest_first=False) == [(first.pk,), (second.pk,)]
    assert of_language.fetch(desk.pk, "en", "fr", newest_first=True) == [(second.pk,), (first.pk,)]
    assert of_language.fetch(desk.pk, "fr", newest_first=True) == [(second.pk,)]


def test_an_empty_text_is_known_as_empty_when_django_writes(written: Written, desk: Desk) -> None:
    def rows(desk: int, number: str) -> QuerySet[CodeRequest, Any]:
        written.append((desk, number))
        same = {"number_fingerprint": number} if number else {"number_fingerprint__gt": ""}
        return CodeRequest.objects.filter(desk=desk, **same).values_list("pk")

    of_number = WrittenOnce(rows)
    one = make_one(desk, "en")
    CodeRequest.objects.filter(pk=one.pk).update(number_fingerprint="a number")
    assert of_number.fetch(desk.pk, "a number") == [(one.pk,)]
    assert of_number.fetch(desk.pk, "another") == []
    assert of_number.fetch(desk.pk, "") == [(one.pk,)]
    assert len(written) == 2


def test_a_value_is_never_a_part_of_the_text_of_the_select(of_language: WrittenOnce, desk: Desk) -> None:
    make_one(desk, "en")
    assert of_language.fetch(desk.pk, "en') OR 1=1 --", newest_first=False) == []
    sql, params = of_language(desk.pk, "en') OR 1=1 --", newest_first=False)
    assert "OR 1=1" not in sql
    assert params == [desk.pk, "en') OR 1=1 --"]

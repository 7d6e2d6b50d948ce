"""Somebody else is writing: a search in vain is lost rather than waited for."""

import time
from datetime import date

import pytest
from django.db import connection

from guides_app.finder import failures
from guides_app.models import FailedSearch

LONG = 5  # seconds; SQLite would wait 20, PostgreSQL for ever


@pytest.mark.django_db(transaction=True)
def test_no_page_waits_to_count_a_search_in_vain() -> None:
    FailedSearch.objects.create(words="xyzzy", language="en", last_on=date(2020, 1, 1))
    other = connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute("UPDATE guides_app_failedsearch SET count = 7 WHERE words = 'xyzzy'")
        began = time.monotonic()
        failures.keep("xyzzy", "en")
        assert time.monotonic() - began < LONG
    finally:
        other.rollback()
        other.close()
    failures.keep("xyzzy", "en")
    assert FailedSearch.objects.get().count == 2

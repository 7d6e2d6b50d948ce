"""Showing the code: how often, and what is tried in vain is told of in the record."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from requests_app import workflow
from requests_app.models import AccessLink, CodeRequest, Desk, RepeatedEvent, Reveal
from requests_app.workflow.revealing import WRONG_FACTORS
from tests import factories
from tests.requests_app.short_way import letter_link


def test_a_wrong_end_of_the_number_is_told_of_and_nothing_else(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_ready(desk, by=alice)
    link = letter_link(code_request)
    tried = []
    for typed in ("S0", "S058"):
        with pytest.raises(workflow.NotComplete) as refused:
            workflow.reveal(code_request, link, typed=typed)
        tried.append((refused.value.missing, told(code_request)))
    assert workflow.reveal(code_request, link, typed="S053") == "7913"
    assert (tried, told(code_request)) == ([(("factor_shape",), 0), (("factor",), 1)], 1)
    AccessLink.objects.filter(pk=link.pk).update(failed_tries=WRONG_FACTORS)
    with pytest.raises(workflow.NotComplete, match="tries"):
        workflow.reveal(code_request, link, typed="S053")
    assert told(code_request) == 2


def told(code_request: CodeRequest) -> int:
    """Of how many tries in vain the record tells, or will at the end of the hour."""
    row = RepeatedEvent.objects.filter(code_request=code_request, kind="wrong_factor").first()
    return 1 + row.again if row else 0


def test_a_code_is_shown_twenty_times_however_often_an_earlier_one_was(desk: Desk, alice: User) -> None:
    code_request, _ = factories.make_ready(desk, by=alice)
    now, link = timezone.now(), code_request.links.get()
    CodeRequest.objects.filter(pk=code_request.pk).update(delivered_at=now - timedelta(days=5))
    Reveal.objects.bulk_create(Reveal(code_request=code_request, link=link) for _look in range(39))
    earlier = Reveal.objects.order_by("pk").values("pk")[:20]
    Reveal.objects.update(shown_at=now - timedelta(days=2))
    Reveal.objects.filter(pk__in=earlier).update(shown_at=now - timedelta(days=6))
    assert workflow.reveal(code_request, link) == "7913"
    with pytest.raises(workflow.NotComplete, match="enough"):
        workflow.reveal(code_request, link)

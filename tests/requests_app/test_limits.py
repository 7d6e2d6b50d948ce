"""Counters: exact under a rush, blind to forged headers, and kept without an address."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from guides_app.models import Counter
from requests_app import limits, workflow
from requests_app.limits import Limit, client_of, spend, spend_for, spend_of_request
from requests_app.models import Desk


@pytest.mark.django_db
def test_a_window_that_is_full_refuses_and_says_when() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7")
    for _ in range(Limit.ADDRESSES.most):
        spend(request, Limit.ADDRESSES)
    with pytest.raises(limits.Exceeded) as refused:
        spend(request, Limit.ADDRESSES)
    assert 0 < refused.value.retry_after <= 24 * 3600 + 1
    assert Counter.objects.get().count == Limit.ADDRESSES.most


@pytest.mark.django_db
def test_another_client_and_another_purpose_have_their_own_window() -> None:
    for _ in range(Limit.ADDRESSES.most):
        spend_for("192.0.2.7", Limit.ADDRESSES)
    assert not spend_for("192.0.2.7", Limit.ADDRESSES)
    assert spend_for("192.0.2.8", Limit.ADDRESSES)
    assert spend_for("192.0.2.7", Limit.UPLOADS)


@pytest.mark.django_db
def test_no_address_is_kept() -> None:
    spend_for("192.0.2.7", Limit.SENDS)
    assert "192.0.2.7" not in str(list(Counter.objects.values()))


@pytest.mark.django_db(transaction=True)
def test_a_rush_does_not_get_past_the_limit() -> None:
    def one(_: int) -> bool:
        try:
            return spend_for("192.0.2.7", Limit.ADDRESSES)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as rush:
        passed = sum(rush.map(one, range(40)))
    assert passed == Limit.ADDRESSES.most


@pytest.mark.parametrize(
    ("hops", "forwarded", "client"),
    [
        (0, "203.0.113.9", "192.0.2.7"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9", "198.51.100.1"),
        (2, "203.0.113.9", "192.0.2.7"),
        (1, "nonsense", "unknown"),
        (1, "2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        (1, "2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "203.0.113.9:4711", "203.0.113.9"),
        (1, "[2001:db8:1:2:aaaa::1]:4711", "2001:db8:1:2::/64"),
        (1, "[2001:db8:1:2:aaaa::1]", "2001:db8:1:2::/64"),
    ],
)
def test_the_client_is_whoever_stands_before_the_trusted_proxies(
    settings: Settings, hops: int, forwarded: str, client: str
) -> None:
    settings.TRUSTED_PROXIES = hops
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_of(request) == client


@pytest.mark.django_db
def test_the_phones_of_one_wireless_network_do_not_use_up_each_others_uploads(desk: Desk) -> None:
    one, other = (workflow.start_draft(desk, language="en")[0] for _ in range(2))
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7")
    for _ in range(Limit.UPLOADS.most):
        spend_of_request(request, Limit.UPLOADS, one)
    with pytest.raises(limits.Exceeded):
        spend_of_request(request, Limit.UPLOADS, one)
    spend_of_request(request, Limit.UPLOADS, other)


@pytest.mark.django_db
@pytest.mark.parametrize("limit", [Limit.UPLOADS, Limit.ANSWERS])
def test_one_client_with_many_requests_meets_a_limit_ten_times_wider(
    desk: Desk, limit: Limit, monkeypatch: pytest.MonkeyPatch
) -> None:
    wide = Limit[f"{limit.name}_OF_CLIENT"]
    assert wide.most == 10 * limit.most
    monkeypatch.setattr(wide, "most", 2)
    drafts = [workflow.start_draft(desk, language="en")[0] for _ in range(3)]
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7")
    for draft in drafts[:2]:
        spend_of_request(request, limit, draft)
    with pytest.raises(limits.Exceeded):
        spend_of_request(request, limit, drafts[2])

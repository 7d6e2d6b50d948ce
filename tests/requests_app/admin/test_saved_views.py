"""Saved views of the queue: one's own and those of a desk, with counts that are cheap and honest."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from requests_app import retention, workflow
from requests_app.admin import queue_counts
from requests_app.models import CodeRequest, Desk, Role, SavedView
from tests import factories
from tests.requests_app.admin.conftest import SignIn

QUEUE, VIEWS = "/staff/requests/", "/staff/requests/views/"


def shown(client: Client, view: SavedView) -> str:
    return client.get(QUEUE, {"view": view.pk}).content.decode()


def save(client: Client, **fields: object) -> SavedView:
    assert client.post(VIEWS, {"name": "My view", "tab": "waiting", **fields}).status_code == 302
    return SavedView.objects.latest("pk")


def test_a_view_is_tab_and_filters_under_a_name(at_desk: Client, alice: User, desk: Desk) -> None:
    mine, other = (factories.make_sent(desk)[0] for _ in range(2))
    workflow.claim(mine, by=alice)
    view = save(at_desk, who="@me", language="en")
    page = shown(at_desk, view)
    assert "“My view” is saved." in page
    assert str(mine.reference) in page
    assert str(other.reference) not in page
    assert 'My view <span class="count">1</span>' in " ".join(page.split())
    assert view.filters == {"language": "en", "who": "@me"}


def test_the_same_once_more_is_one_view_and_another_of_the_name_is_refused(at_desk: Client, desk: Desk) -> None:
    save(at_desk)
    save(at_desk)
    answer = at_desk.post(VIEWS, {"name": "My view", "tab": "done"})
    assert answer.status_code == 422
    assert "You have a view of this name" in answer.content.decode()
    for name in ("", "x" * 41):
        assert at_desk.post(VIEWS, {"name": name, "tab": "waiting"}).status_code == 422
    assert SavedView.objects.count() == 1


def test_a_lead_shares_a_view_and_each_person_finds_the_own_requests_in_it(
    sign_in: SignIn, desk: Desk, charlie: User, alice: User, bob: User
) -> None:
    hers, his = (factories.make_sent(desk)[0] for _ in range(2))
    workflow.claim(hers, by=alice)
    workflow.claim(his, by=bob)
    view = save(sign_in(charlie), who="@me", share=desk.pk)
    for user, own, other in ((alice, hers, his), (bob, his, hers)):
        page = shown(sign_in(user), view)
        assert str(own.reference) in page
        assert str(other.reference) not in page


def test_a_view_is_shared_changed_and_deleted_by_nobody_else(
    sign_in: SignIn, desk: Desk, charlie: User, alice: User, mallory: User
) -> None:
    clerk, lead, stranger = sign_in(alice), sign_in(charlie), sign_in(mallory)
    own = save(clerk, share=desk.pk)
    assert own.desk is None, "a clerk shares nothing"
    shared = save(lead, name="For all", share=desk.pk)
    for client, view in ((clerk, shared), (lead, own), (stranger, own), (stranger, shared)):
        for act in ("delete", ""):
            assert client.post(f"{VIEWS}{view.pk}/", {"act": act, "name": "Taken"}).status_code == 404
    for client, view in ((lead, own), (stranger, own), (stranger, shared)):
        assert client.get(QUEUE, {"view": view.pk}).status_code == 404
    assert stranger.post(f"{VIEWS}999999/", {"act": "delete"}).status_code == 404
    assert set(SavedView.objects.values_list("name", flat=True)) == {"My view", "For all"}
    another = sign_in(factories.make_staff(desk, "dora", role=Role.LEAD))
    assert another.post(f"{VIEWS}{shared.pk}/", {"name": "For everybody", "share": desk.pk}).status_code == 302
    assert clerk.post(f"{VIEWS}{own.pk}/", {"act": "delete"}).status_code == 302
    assert [str(view) for view in SavedView.objects.all()] == ["For everybody"]
    assert "For everybody" in clerk.get(QUEUE).content.decode()


def test_the_words_of_a_search_rest_sealed_and_for_30_days(at_desk: Client, desk: Desk) -> None:
    sent, _ = factories.make_sent(desk)
    view = save(at_desk, q="Test Cust", tab="all")
    assert b"Cust" not in bytes(view.words_sealed or b"")
    assert str(sent.reference) in shown(at_desk, view)
    assert "Test Cust" not in at_desk.get(QUEUE).content.decode()
    kept = save(at_desk, name="Without words")
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert list(SavedView.objects.open_to(view.owner_id, [desk])) == [kept]
        assert retention.sweep_saved_searches() == 1
    assert list(SavedView.objects.all()) == [kept]


def test_a_count_is_exact_to_99_and_says_where_more_was_not_looked_through(
    at_desk: Client, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        factories.make_sent(desk)
    view = save(at_desk, tab="all", language="en")
    monkeypatch.setattr(queue_counts, "LOOKED_THROUGH", 2)
    assert queue_counts.figures_of(view.owner, [desk.pk], [view]).views == {view.pk: "2+"}
    monkeypatch.undo()
    assert queue_counts.figures_of(view.owner, [desk.pk], [view]).views == {view.pk: "3"}
    flagged = save(at_desk, name="Flagged", flag="high")
    assert queue_counts.figures_of(view.owner, [desk.pk], [flagged]).views == {}, "flags are looked for when it opens"


def test_views_cost_the_queue_no_question(
    at_desk: Client, desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    factories.make_sent(desk)
    for number in range(5):
        save(at_desk, name=f"View {number}", tab="done", language="en")
    with django_assert_max_num_queries(14):
        assert at_desk.get(QUEUE).status_code == 200


def test_a_broken_or_unknown_view_is_not_found(at_desk: Client, desk: Desk) -> None:
    factories.make_sent(desk)
    assert at_desk.get(QUEUE, {"view": "77"}).status_code == 404
    assert at_desk.get(QUEUE, {"view": "x"}).status_code == 200
    assert CodeRequest.objects.count() == 1

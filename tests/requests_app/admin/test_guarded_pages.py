"""Every page that changes who may do what, or removes a code, asks for a fresh second factor: a rule over all pages."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Model
from django.test import Client
from django.urls import get_resolver

from guides_app.models import LibraryRules
from requests_app.models import (
    ApiToken,
    CodeBatch,
    Desk,
    Holiday,
    KnownCode,
    Member,
    OpeningHours,
    Role,
    WatchedItem,
    WebhookEndpoint,
)  # fmt: skip
from tests import factories
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.admin.test_stock_pages import known_code
from tests.test_permission_matrix import walk

PROOF = "/staff/account/2fa/reauthenticate/"
GUARDED: set[type[Model]] = {
    ApiToken, CodeBatch, User, Group, Permission, Authenticator, Desk, Member, OpeningHours, Holiday, KnownCode,
    LibraryRules, WatchedItem, WebhookEndpoint,
}  # fmt: skip
OURS = [model._meta for model in admin.site._registry if model in GUARDED]
STOCK = [f"staff/{opts.app_label}/{opts.model_name}/" for opts in OURS]
ADDRESSES = sorted(
    {pattern for _, pattern in walk(get_resolver()) if pattern.startswith(tuple(STOCK))}
    - {f"{prefix}<path:object_id>/" for prefix in STOCK}  # a former address, which leads to the form
)


@pytest.fixture
def keys(desk: Desk, charlie: User) -> dict[str, int]:
    """A row of each model, by the name that stands in its address."""
    rules, _ = LibraryRules.objects.get_or_create(pk=1)
    return {
        "user": charlie.pk,
        "desk": desk.pk,
        "knowncode": known_code(desk).pk,
        "libraryrules": rules.pk,
        "watcheditem": 1,
        "apitoken": 1,
        "webhookendpoint": 1,
        "codebatch": 1,
    }


def test_no_page_of_a_guarded_model_is_left_out() -> None:
    open_ones = [
        model.__name__
        for model, page in admin.site._registry.items()
        if {model, *(inline.model for inline in page.inlines)} & GUARDED
        and not getattr(page, "needs_fresh_factor", False)
    ]
    assert not open_ones


def test_the_rule_covers_all_these_models() -> None:
    assert {address.split("/")[2] for address in ADDRESSES} == {
        "apitoken",
        "codebatch",
        "user",
        "knowncode",
        "libraryrules",
        "watcheditem",
        "webhookendpoint",
    }


@pytest.mark.parametrize("pattern", ADDRESSES)
def test_nothing_is_sent_to_a_guarded_page_without_a_fresh_factor(
    sign_in: SignIn, desk: Desk, keys: dict[str, int], pattern: str
) -> None:
    key = str(keys[pattern.split("/")[2]])
    address = "/" + pattern.replace("<path:object_id>", key).replace("<id>", key).replace("<int:key>", key)
    root = User.objects.create_superuser("root@desk.example", "root@desk.example", "a long test phrase")
    for client in (sign_in(root), sign_in(factories.make_staff(desk, "dora", role=Role.LEAD))):
        answer = client.post(address, {"post": "yes", "action": "delete_selected", "_selected_action": [key]})
        assert answer.headers["Location"].startswith(PROOF)
    assert KnownCode.objects.exists()


def test_a_lead_deletes_a_known_code_after_the_proof(sign_in: SignIn, charlie: User, desk: Desk) -> None:
    address = f"/staff/requests_app/knowncode/{known_code(desk).pk}/delete/"
    client = sign_in(charlie, fresh=True)
    assert client.post(address, {"post": "yes"}).status_code == 302
    assert not KnownCode.objects.exists()


def test_lists_are_read_without_the_proof(at_desk: Client, desk: Desk) -> None:
    assert at_desk.get("/staff/requests_app/knowncode/").status_code == 200

"""One table says what a seat permits, and Django's own question is answered from it."""

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import Permission, User

from requests_app.models import Desk, Role
from requests_app.permissions import (
    CHANGE_DESK,
    EDIT_GUIDES,
    PERMISSIONS,
    SEE_REQUESTS,
    WORK_ON_REQUESTS,
    allows,
    desks_of,
    roles_with,
)
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_table_names_permissions_that_there_are() -> None:
    there_are = {f"{one.content_type.app_label}.{one.codename}" for one in Permission.objects.all()}
    assert set().union(*PERMISSIONS.values()) <= there_are
    assert set(PERMISSIONS) == set(Role)


def test_a_clerk_works_on_requests_of_the_own_desk_alone(desk: Desk) -> None:
    other = factories.make_desk("Other Desk")
    clerk = factories.make_staff(desk, "cleo")
    (here, _), (there, _) = factories.make_sent(desk), factories.make_sent(other)
    assert clerk.has_perm(WORK_ON_REQUESTS)
    assert clerk.has_perm(WORK_ON_REQUESTS, here)
    assert not clerk.has_perm(WORK_ON_REQUESTS, there)
    assert not clerk.has_perm(CHANGE_DESK, desk)


def test_an_auditor_reads_and_an_editor_writes_guides(desk: Desk) -> None:
    auditor = factories.make_staff(desk, "audrey", role=Role.AUDITOR)
    editor = factories.make_staff(desk, "edith", role=Role.GUIDE_EDITOR)
    assert auditor.has_perm(SEE_REQUESTS, desk)
    assert not auditor.has_perm(WORK_ON_REQUESTS, desk)
    assert editor.has_perm(EDIT_GUIDES)
    assert not editor.has_perm(SEE_REQUESTS)
    assert not editor.has_perm("guides_app.change_libraryrules")


def test_who_is_switched_off_may_do_nothing(desk: Desk) -> None:
    lead = factories.make_staff(desk, "lena", role=Role.LEAD)
    User.objects.filter(pk=lead.pk).update(is_active=False)
    gone = User.objects.get(pk=lead.pk)
    assert not gone.has_perm(CHANGE_DESK, desk)
    assert desks_of(gone, SEE_REQUESTS) == []


def test_a_superuser_sets_desks_up_and_sees_no_request_by_that(desk: Desk) -> None:
    root = User.objects.create_superuser("root@desk.example")
    assert root.has_perm(CHANGE_DESK, desk)
    assert not allows(root, SEE_REQUESTS)


def test_leads_and_clerks_work() -> None:
    assert set(roles_with(WORK_ON_REQUESTS)) == {Role.CLERK, Role.LEAD}


def test_no_stock_form_stands_beside_the_seats() -> None:
    """Second factors, mail addresses, groups and task rows have no pages at the Desk."""
    apps = {model._meta.app_label for model in site._registry}
    assert apps == {"auth", "guides_app", "requests_app"}
    assert [model for model in site._registry if model._meta.app_label == "auth"] == [User]

"""Editors and facts: what the admin refuses, shows and lets nobody slip past."""

import pytest
from django.contrib.admin import AdminSite
from django.contrib.auth.models import Permission, User
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from guides_app.admin import register
from guides_app.admin.families import EntryProcedureInline, RadioFamilyAdmin
from guides_app.admin.guides import GuideAdmin
from guides_app.models import EntryProcedure, Guide, IdentifierRule, RadioFamily

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped")]


@pytest.fixture
def site() -> AdminSite:
    made = AdminSite()
    register(made)
    return made


def test_a_guide_that_a_lint_blocks_is_not_published(site: AdminSite, rf: RequestFactory) -> None:
    Guide.objects.filter(slug="dacia-dokker").update(is_published=False, checked_on=None)
    Guide.objects.filter(slug="dacia-duster-1").update(is_published=False)
    request = rf.post("/")
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    GuideAdmin(Guide, site).publish(request, Guide.objects.filter(is_published=False))
    assert [guide.slug for guide in Guide.objects.filter(is_published=False)] == ["dacia-dokker"]


def test_the_tick_of_publishing_is_in_no_form(site: AdminSite) -> None:
    assert "is_published" in GuideAdmin(Guide, site).readonly_fields


def test_without_the_permission_nothing_is_seen(site: AdminSite, rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = User.objects.create_user("clerk@example.org", is_staff=True)
    assert not RadioFamilyAdmin(RadioFamily, site).has_view_permission(request)
    assert not GuideAdmin(Guide, site).has_change_permission(request)


def test_the_permission_to_view_is_not_the_permission_to_change(site: AdminSite, rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = User.objects.create_user("auditor@example.org", is_staff=True)
    request.user.user_permissions.add(Permission.objects.get(codename="view_radiofamily"))
    family_admin = RadioFamilyAdmin(RadioFamily, site)
    assert family_admin.has_view_permission(request)
    assert not family_admin.has_change_permission(request)


def test_an_editor_sees_the_presses_before_a_customer_does(site: AdminSite) -> None:
    procedure = EntryProcedure.objects.filter(kind="buttons")[0]
    shown = EntryProcedureInline(RadioFamily, site).sample_presses(procedure)
    assert "press 1 ×5 · leave 2 ×0 · press 3 ×2 · press 4 ×9 · hold 6<br>leave 1 ×0" in shown


def test_a_procedure_without_presses_is_refused() -> None:
    procedure = EntryProcedure.objects.filter(kind="buttons")[0]
    procedure.keys = "1, 2"
    with pytest.raises(ValidationError, match="needs 4 keys"):
        procedure.full_clean()


def test_a_shape_that_its_samples_contradict_is_refused() -> None:
    rule = IdentifierRule.objects.filter(what="precode")[0]
    rule.shape = "####"
    with pytest.raises(ValidationError, match="contradict"):
        rule.full_clean()


def test_changes_leave_a_history() -> None:
    family = RadioFamily.objects.get(slug="medianav")
    family.name = "MediaNav"
    family.save()
    assert list(family.history.values_list("name", flat=True)) == ["MediaNav", "MediaNav touch screen"]

"""The doors of the library in the admin: who comes in, and that no form writes what readers see."""

import pytest
from django.contrib import admin
from django.contrib.admin import AdminSite
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from guides_app import finder
from guides_app.admin.manuscripts import GuideAdmin, ManuscriptAdmin, RadioFamilyAdmin
from guides_app.models import (
    Brand,
    CarModel,
    DisplayMessage,
    EntryProcedure,
    FreePlace,
    Guide,
    IdentifierRule,
    LibraryRules,
    Manuscript,
    RadioFamily,
    Source,
)
from requests_app.models import Role
from tests.guides_app import editing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped_library")]


@pytest.fixture
def site() -> AdminSite:
    return admin.site


def test_no_form_of_the_admin_writes_what_readers_see(site: AdminSite, rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = User.objects.create_superuser("root@example.org")
    for model, page in ((Guide, GuideAdmin), (RadioFamily, RadioFamilyAdmin)):
        doorway = page(model, site)
        assert not doorway.has_add_permission(request)
        assert not doorway.has_change_permission(request)
        assert not doorway.has_delete_permission(request)
    assert not site.is_registered(DisplayMessage)
    assert not site.is_registered(FreePlace)


def test_the_form_of_a_guide_is_the_editor_of_its_text() -> None:
    guide = Guide.objects.get(slug="dacia-duster-1")
    answer = editing.editor().get(f"/staff/guides_app/guide/{guide.pk}/change/")
    assert answer.headers["Location"] == "/staff/guides_app/manuscript/open/guide/dacia-duster-1/"


def test_without_the_permission_nothing_is_seen(site: AdminSite, rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = User.objects.create_user("clerk@example.org", is_staff=True)
    assert not RadioFamilyAdmin(RadioFamily, site).has_view_permission(request)
    assert not ManuscriptAdmin(Manuscript, site).has_view_permission(request)


def test_the_permission_to_view_is_not_the_permission_to_write(site: AdminSite, rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = User.objects.create_user("auditor@example.org", is_staff=True)
    request.user.user_permissions.add(Permission.objects.get(codename="view_manuscript"))
    manuscripts = ManuscriptAdmin(Manuscript, site)
    assert manuscripts.has_view_permission(request)
    assert not manuscripts.has_add_permission(request)


def test_a_lead_changes_the_rules_of_publishing_and_an_editor_reads_them() -> None:
    address = "/staff/guides_app/libraryrules/add/"
    assert editing.editor().post(address, {"second_person": "on", "review_months": "6"}).status_code == 403
    assert not LibraryRules.objects.exists()
    lead = editing.editor("lena", role=Role.LEAD)
    assert lead.post(address, {"second_person": "on", "review_months": "6"}).status_code == 302
    assert (LibraryRules.current().second_person, LibraryRules.current().review_months) == (True, 6)
    assert lead.get("/staff/guides_app/libraryrules/").headers["Location"].endswith("/libraryrules/1/change/")


def test_a_nickname_is_found_as_soon_as_it_is_saved() -> None:
    car = CarModel.objects.get(name="Dokker")
    said = {"brand": car.brand_id, "name": car.name, "nicknames": "hotdogmobil"}
    assert editing.editor().post(f"/staff/guides_app/carmodel/{car.pk}/change/", said).status_code == 302
    assert finder.ask("hotdogmobil").guides == tuple(Guide.objects.filter(car_model=car).values_list("pk", flat=True))


@pytest.mark.parametrize("model", [Brand, CarModel, Source])
def test_what_drafts_and_files_name_keeps_its_slug(model: type[Brand | CarModel | Source]) -> None:
    row, client, name = model.objects.all()[0], editing.editor(), model._meta.model_name
    form = client.get(f"/staff/guides_app/{name}/{row.pk}/change/").content.decode()
    assert 'name="slug"' not in form
    said = {
        "slug": "other",
        "name": "A name",
        "title": "A title",
        "kind": "forum",
        "brand": getattr(row, "brand_id", ""),
    }
    assert client.post(f"/staff/guides_app/{name}/{row.pk}/change/", said).status_code == 302
    assert model.objects.get(pk=row.pk).slug == row.slug
    assert 'name="slug"' in client.get(f"/staff/guides_app/{name}/add/").content.decode()


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


@pytest.mark.parametrize(("shape", "place"), [("(A+)+$", "( in place 1"), ("@#{9,}", "{ in place 3"), ("Ä##", "Ä in")])
def test_a_shape_is_no_regular_expression(shape: str, place: str) -> None:
    rule = IdentifierRule.objects.filter(what="precode")[0]
    rule.shape = shape
    with pytest.raises(ValidationError) as refusal:
        rule.full_clean()
    [said] = refusal.value.message_dict["shape"]
    assert said.startswith("A shape is made of letters, numbers, spaces, - / . and the signs @ # *; this one has ")
    assert place in said


def test_a_long_shape_is_refused() -> None:
    rule = IdentifierRule.objects.filter(what="precode")[0]
    rule.shape = "#" * 41
    with pytest.raises(ValidationError, match="at most 40"):
        rule.full_clean()


def test_the_marks_between_the_parts_of_a_number_count_neither_in_a_shape_nor_on_a_label() -> None:
    rule = IdentifierRule.objects.filter(what="precode")[0]
    rule.shape, rule.fitting, rule.not_fitting = "7 64-###/###.", "7640197591\n7 640-197 591", "A583"
    rule.shape = "7 64#-###/###"
    rule.full_clean()


def test_changes_leave_a_history() -> None:
    family = RadioFamily.objects.get(slug="medianav")
    before = family.name
    family.name = "MediaNav"
    family.save()
    assert list(family.history.values_list("name", flat=True)) == ["MediaNav", before]

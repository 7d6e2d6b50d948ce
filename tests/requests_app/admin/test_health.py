"""The pages of guide health: who may open them, whose requests they count, and remarks that are dealt with."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from guides_app.models import Remark, StepVote, VisitCount
from requests_app.models import Desk, Role
from tests import factories
from tests.requests_app.admin.conftest import SignIn

HEALTH = "/staff/guides/health/"
CAR = f"{HEALTH}cars/dacia-duster-1/"
RADIO = f"{HEALTH}radios/buttons-1-4/"


@pytest.fixture
def editor(sign_in: SignIn, desk: Desk) -> Client:
    return sign_in(factories.make_staff(desk, "eddy", role=Role.GUIDE_EDITOR))


@pytest.fixture
def remark(db: None) -> Remark:
    factories.make_guide()
    return Remark.objects.create(kind="guide", key="dacia-duster-1", place="", text="<b>Wrong</b> key", language="en")


def test_an_editor_sees_figures_steps_and_remarks_and_no_person(editor: Client, desk: Desk, remark: Remark) -> None:
    code_request, _ = factories.make_sent(desk)
    day = timezone.localdate()
    VisitCount.objects.create(kind="guide", key="dacia-duster-1", day=day, count=10)
    StepVote.objects.create(kind="guide", key="dacia-duster-1", place="buttons-1-4-label-1", day=day, no=6)
    html = editor.get(HEALTH).content.decode()
    for shown in (
        "10 % (1 of 10)",
        "100 % (6 of 6)",
        "&lt;b&gt;Wrong&lt;/b&gt; key",
        "Test Desk",
        'href="/staff/guides/health/"',
    ):
        assert shown in html
    assert not any(secret in html for secret in (code_request.name, code_request.email, str(code_request.reference)))


@pytest.mark.parametrize("address", [CAR, RADIO])
def test_each_guide_and_each_radio_has_a_page(editor: Client, desk: Desk, remark: Remark, address: str) -> None:
    factories.make_sent(desk)
    html = editor.get(address, {"days": "365"}).content.decode()
    assert "365 days" in html
    assert "Requests begun" in html
    assert ("&lt;b&gt;Wrong" in html) is (address == CAR)


def test_an_unknown_page_or_period_is_no_error(editor: Client, remark: Remark) -> None:
    assert editor.get(f"{HEALTH}cars/nowhere/").status_code == 404
    assert 'aria-current="page">90 days' in editor.get(HEALTH, {"days": "7 or so"}).content.decode()


def test_a_desk_learns_nothing_of_another(sign_in: SignIn, desk: Desk, remark: Remark) -> None:
    factories.make_sent(desk)
    other = factories.make_desk("Other Desk")
    html = sign_in(factories.make_staff(other, "zoe", role=Role.LEAD)).get(CAR).content.decode()
    assert "Test Desk" not in html
    assert "<dt>Requests sent</dt><dd>0</dd>" in html.replace("\n", "")


def test_a_superuser_sees_the_numbers_of_all_desks(sign_in: SignIn, desk: Desk, remark: Remark) -> None:
    for each in (desk, factories.make_desk("Other Desk")):
        factories.make_sent(each)
    root = User.objects.create_superuser("root@desk.example", "root@desk.example", "a long test phrase")
    html = sign_in(root).get(CAR).content.decode()
    assert "<dt>Requests sent</dt><dd>2</dd>" in html.replace("\n", "")


def test_a_clerk_neither_sees_nor_finishes(at_desk: Client, remark: Remark) -> None:
    for address in (HEALTH, CAR, RADIO):
        assert at_desk.get(address).status_code == 403
    assert at_desk.post(f"{HEALTH}remarks/{remark.pk}/done/").status_code == 403
    assert "Guide health" not in at_desk.get("/staff/requests/").content.decode()
    remark.refresh_from_db()
    assert remark.state == "open"


def test_a_remark_is_done_once_by_somebody_with_a_note(editor: Client, remark: Remark) -> None:
    for note in ("Changed the key", "Again"):
        answer = editor.post(f"{HEALTH}remarks/{remark.pk}/done/", {"note": note})
        assert answer.headers["Location"] == CAR
    remark.refresh_from_db()
    assert (remark.state, remark.note) == ("done", "Changed the key")
    assert remark.done_by is not None
    assert remark.done_at is not None
    assert "Somebody has done it already." in editor.get(CAR).content.decode()


def test_looking_finishes_nothing(editor: Client, remark: Remark) -> None:
    assert editor.get(f"{HEALTH}remarks/{remark.pk}/done/").headers["Location"] == HEALTH
    remark.refresh_from_db()
    assert remark.done_at is None


def test_a_page_needs_few_queries_however_many_guides(
    editor: Client, desk: Desk, remark: Remark, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        factories.make_guide(f"guide-{number}")
    factories.make_sent(desk)
    editor.get(HEALTH)
    with django_assert_max_num_queries(18):  # 11 of them for the figures, the others for the session and the seat
        editor.get(HEALTH)


def test_a_note_that_is_too_long_is_refused_not_cut(editor: Client, remark: Remark) -> None:
    page = editor.post(f"{HEALTH}remarks/{remark.pk}/done/", {"note": "x" * 301}, follow=True).content.decode()
    assert "This text has 301 characters; at most 300 fit" in page
    remark.refresh_from_db()
    assert (remark.state, remark.note) == (Remark.State.OPEN, "")

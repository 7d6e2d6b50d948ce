"""Partner desks in the settings: whom leads trust, what of it is recorded, and a held token that goes on."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from requests_app.models import Desk, Event, PartnerAccess, PartnerDesk
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.admin.desk_settings import form_of, save
from tests.requests_app.api.software import open_partner_token, read_token

TOKEN = "rcd_0123456789_secret"


@pytest.fixture
def lead(sign_in: SignIn, charlie: User, settings: LazySettings) -> Client:
    settings.PARTNER_HOSTS = ["pitesti.example", "iasi.example"]
    return sign_in(charlie, fresh=True)


def form(lead: Client, desk: Desk, **told: str) -> dict[str, str]:
    first = {"name": "Pitesti", "address": "https://Pitesti.example/", "token": TOKEN, "asked": "on"} | told
    return form_of(lead, desk, "partners") | {f"partners-0-{name}": value for name, value in first.items()}


def test_a_lead_adds_a_desk_that_is_asked_and_the_record_says_so(lead: Client, desk: Desk, charlie: User) -> None:
    assert save(lead, desk, "partners", form(lead, desk)).status_code == 302
    row = PartnerDesk.objects.get(desk=desk)
    assert (row.name, row.address, row.token, row.asked) == ("Pitesti", "https://pitesti.example", TOKEN, True)
    line = Event.objects.get(kind="partner_changed")
    assert line.user == charlie
    assert line.data == {
        "row": row.pk, "partner": "Pitesti", "address": "https://pitesti.example", "asked": True,
        "fields": ["name", "address", "asked", "token"],
    }  # fmt: skip
    page = lead.get(f"/staff/desks/{desk.pk}/partners/").content.decode()
    assert "https://pitesti.example" in page
    assert TOKEN not in page
    assert "secret" not in str(line.data)


def test_a_lead_sees_what_came_of_asking_a_desk_last(lead: Client, desk: Desk) -> None:
    save(lead, desk, "partners", form(lead, desk))
    place = f"/staff/desks/{desk.pk}/partners/"
    assert "Asked last on" not in lead.get(place).text
    now = timezone.now()
    PartnerDesk.objects.update(last_asked_at=now, last_outcome=PartnerDesk.Outcome.NONE)
    assert f"Asked last on {now:%-d %b %Y}" in lead.get(place).text
    assert ": it knew none." in lead.get(place).text
    PartnerDesk.objects.update(last_outcome=PartnerDesk.Outcome.FAILED, rests_until=now + timedelta(minutes=5))
    assert "it did not answer. It is left alone until" in lead.get(place).text


def test_the_token_stays_when_it_is_left_empty_but_not_with_a_new_address(lead: Client, desk: Desk) -> None:
    save(lead, desk, "partners", form(lead, desk))
    kept = form(lead, desk, name="Pitesti 2", address="https://pitesti.example", token="")
    assert save(lead, desk, "partners", kept).status_code == 302
    assert PartnerDesk.objects.get().token == TOKEN
    moved = form(lead, desk, address="https://iasi.example", token="")
    assert save(lead, desk, "partners", moved).status_code == 422
    assert PartnerDesk.objects.get().address == "https://pitesti.example"


@pytest.mark.parametrize(
    "address",
    [
        "http://pitesti.example", "https://elsewhere.example", "https://pitesti.example/path", "pitesti.example",
        "https://user@pitesti.example", "https://pitesti.example:99999", "https://169.254.169.254",
    ],
)  # fmt: skip
def test_only_https_to_a_host_that_the_operator_allows_is_kept(address: str, lead: Client, desk: Desk) -> None:
    assert save(lead, desk, "partners", form(lead, desk, address=address)).status_code == 422
    assert not PartnerDesk.objects.exists()


def test_one_that_is_taken_away_leaves_a_line(lead: Client, desk: Desk) -> None:
    save(lead, desk, "partners", form(lead, desk))
    gone = form(lead, desk) | {"partners-0-DELETE": "on"}
    assert save(lead, desk, "partners", gone).status_code == 302
    assert not PartnerDesk.objects.exists()
    assert Event.objects.filter(kind="partner_changed").latest("number").data["asked"] is False


def test_answering_is_off_until_a_lead_switches_it_on(lead: Client, desk: Desk) -> None:
    assert not desk.answers_partners
    given = form_of(lead, desk, "partners") | {"answers_partners": "on", "partner_quota": "5"}
    assert save(lead, desk, "partners", given).status_code == 302
    desk.refresh_from_db()
    assert (desk.answers_partners, desk.partner_quota) == (True, 5)
    assert save(lead, desk, "partners", given | {"partner_quota": "0"}).status_code == 422


def test_a_lead_sees_a_held_token_and_lets_it_go_on(lead: Client, desk: Desk, charlie: User) -> None:
    token = read_token(open_partner_token(desk, by=charlie))
    PartnerAccess.objects.create(token=token, misses=20, held_at=timezone.now())
    assert b"held: it asked in vain too often" in lead.get(reverse("admin:requests_app_apitoken_changelist")).content
    assert lead.post(reverse("admin:requests_app_apitoken_go_on", args=[token.pk])).status_code == 302
    assert PartnerAccess.objects.get().held_at is None
    assert Event.objects.filter(kind="partner_goes_on", user=charlie).exists()

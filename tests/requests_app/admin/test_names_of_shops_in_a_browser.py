"""Pages about shops, partner desks and software whose names are as long as they may be, on a telephone and a screen."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from requests_app.models import TOLD_STATES, Desk, PartnerAccess, PartnerDesk, WebhookEndpoint
from requests_app.webhooks import endpoints
from tests import factories
from tests.browser import PHONE, SCREEN, open_browser, overflow, shoot
from tests.requests_app.admin.conftest import SignIn
from tests.requests_app.admin.test_in_a_browser import sound
from tests.requests_app.api.software import open_partner_token, open_token, read_token
from tests.requests_app.webhooks.deliveries import sent_by

pytestmark = pytest.mark.journey
BOTH = (SCREEN, PHONE)
WORDY = "Autoradiowerkstattgemeinschaft Nordwestmecklenburg & Söhne, Garage et Carrosserie de la Gare du Nord"
ONE_WORD = "Donaudampfschifffahrtsgesellschaftsautoradiowerkstattzubehoer"[:60]


@pytest.fixture
def shops(desk: Desk) -> tuple[Desk, Desk]:
    """Two shops whose names are long, one of them a single word."""
    Desk.objects.filter(pk=desk.pk).update(
        name=WORDY, address=f"1 {ONE_WORD} Street\n12345 Long Town", price_text=f"25 € at {WORDY}"
    )
    desk.refresh_from_db()
    return desk, factories.make_desk(ONE_WORD * 2)


def test_public_pages_about_shops_are_sound(
    browser: Browser, live_server: LiveServer, shops: tuple[Desk, Desk]
) -> None:
    visitor = open_browser(browser, live_server.url, size=SCREEN)
    sound(visitor, "/en/", "home-of-two-shops", sizes=BOTH)
    sound(visitor, "/en/request/?guide=dacia-duster-1", "which-shop", sizes=BOTH)
    for one in shops:
        sound(visitor, f"/en/{one.slug}/", f"shop-{one.pk}", sizes=BOTH)


def test_pages_of_staff_about_others_are_sound(
    browser: Browser, live_server: LiveServer, sign_in: SignIn, charlie: User, shops: tuple[Desk, Desk]
) -> None:
    desk, _other = shops
    token = read_token(open_token(desk, by=charlie, name=ONE_WORD))
    endpoint, _secret = endpoints.add(token, f"https://hooks.example/{'in/' * 120}", TOLD_STATES, by=charlie)
    endpoints.add(token, "https://hooks.example/quiet", TOLD_STATES[:1], by=charlie)
    sent_by(token, desk)
    endpoints.switch_off(endpoint, by=charlie)
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(off_because=WebhookEndpoint.Off.FAILED)
    held = read_token(open_partner_token(desk, by=charlie, name=ONE_WORD))
    PartnerAccess.objects.create(token=held, misses=20, held_at=timezone.now())
    for name in (ONE_WORD, WORDY[:60]):
        partner = PartnerDesk(
            desk=desk, name=name, address=f"https://{'long-host-name.' * 8}example", last_asked_at=timezone.now(),
            last_outcome=PartnerDesk.Outcome.FAILED, rests_until=timezone.now(),
        )  # fmt: skip
        partner.set_token("rcd_0123456789_secret")
        partner.save()
    visitor = open_browser(browser, live_server.url, size=SCREEN, client=sign_in(charlie, fresh=True))
    for section in ("shop", "partners"):
        sound(visitor, reverse("admin:requests_app_desk_settings", args=[desk.pk, section]), section, sizes=BOTH)
    for page in ("desk", "apitoken", "webhookendpoint"):
        sound(visitor, reverse(f"admin:requests_app_{page}_changelist"), page, sizes=BOTH)
    log = reverse("admin:requests_app_webhookendpoint_log", args=[endpoint.pk])
    sound(visitor, log, "webhook-log", sizes=BOTH)
    visitor.page.get_by_role("button", name="New secret").first.click()
    for size in BOTH:
        assert overflow(visitor.at(size)) <= 0, size
        shoot(visitor.page, f"webhook-secret-{size['width']}")

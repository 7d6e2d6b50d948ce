"""My letters: everybody of the staff chooses for themselves, and for nobody else."""

from django.contrib.auth.models import User

from requests_app.models import Desk, DigestChoice, Role
from tests import factories
from tests.requests_app.admin.conftest import SignIn

PAGE = "/staff/requests/my-letters/"


def test_everybody_chooses_for_themselves(sign_in: SignIn, desk: Desk, alice: User, bob: User) -> None:
    browser = sign_in(alice)
    assert "No letters" in browser.get(PAGE).text
    sent = {"often": "daily", "hour": "7", "kinds": ["new", "late"]}
    assert browser.post(PAGE, sent | {"hour": "25"}).status_code == 422
    assert browser.post(PAGE, sent | {"kinds": ["everything"]}).status_code == 422
    assert browser.post(PAGE, sent).status_code == 302
    choice = DigestChoice.objects.get()
    assert (choice.user, choice.often, choice.hour, choice.kinds) == (alice, "daily", 7, ["new", "late"])
    assert not desk.members.get(user=alice).second_look_letters
    assert desk.members.get(user=bob).second_look_letters
    assert browser.post(PAGE, sent | {"second_looks": "on"}).status_code == 302
    assert desk.members.get(user=alice).second_look_letters


def test_auditors_are_offered_no_second_looks(sign_in: SignIn, desk: Desk) -> None:
    browser = sign_in(factories.make_staff(desk, "vera", role=Role.AUDITOR))
    assert 'name="second_looks"' not in browser.get(PAGE).text
    assert browser.post(PAGE, {"often": "never", "hour": "8"}).status_code == 302

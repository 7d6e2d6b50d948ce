"""Every door that causes a letter writes it into the outbox; none of them speaks to the mail server."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import Settings

from requests_app import workflow
from requests_app.models import Desk, Letter, Message, StaffLetter
from requests_app.notifications import forgotten
from tests import factories
from tests.requests_app.admin.conftest import SignIn, sign_in
from tests.requests_app.admin.desk_forms import post
from tests.requests_app.views.person import Person

__all__ = ["sign_in"]
ROOT = Path(__file__).resolve().parents[2]
MAY_KNOW_THE_MAIL_SERVER = {"config/letters.py", "requests_app/notifications/sending.py"}


class ServerThatMustNotBeAsked(BaseEmailBackend):
    """Whoever opens a connection here fails the test."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        raise AssertionError("a page spoke to the mail server")


@pytest.fixture(autouse=True)
def no_mail_server(settings: Settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.{ServerThatMustNotBeAsked.__name__}"
    settings.SAME_TIME_SECONDS = 0.0


def written() -> set[str]:
    return set(Message.objects.values_list("letter", flat=True))


def test_no_page_of_a_customer(desk: Desk, alice: User) -> None:
    factories.make_guide()
    ana = Person()
    code_request = ana.sent()
    ana.post(ana.at("again", code_request.reference))
    ana.post(ana.at("find"), {"email": code_request.email})
    ana.post(ana.at("address", code_request.reference), {"email": "new@customer.example"})
    ana.post(ana.at("withdraw", code_request.reference))
    assert {Letter.RECEIVED, Letter.LOST_LINK, Letter.FORMER_ADDRESS, Letter.WITHDRAWN} <= written()
    ana.post(ana.at("delete", code_request.reference))
    assert Letter.ERASED in written()


@pytest.mark.parametrize(("answer", "letter"), [("worked", Letter.CLOSED), ("feedback", Letter.NOT_WORKED)])
def test_no_answer_of_a_customer(desk: Desk, alice: User, answer: str, letter: Letter) -> None:
    code_request, token = factories.make_ready(desk, by=alice)
    ana = Person()
    ana.get(ana.at("link", token))
    ana.post(ana.at("code", code_request.reference))
    ana.post(ana.at(answer, code_request.reference), {"display": "error", "entered": "yes", "tries": "1"})
    assert letter in written()


def test_no_page_of_the_desk(desk: Desk, alice: User, sign_in: SignIn) -> None:
    client = sign_in(alice)
    asked, _ = factories.make_sent(desk)
    refused, _ = factories.make_sent(desk, number="S054")
    for code_request in (asked, refused):
        workflow.claim(code_request, by=alice)
    post(client, asked, "ask", **{"problem-label": "blur"})
    post(client, refused, "refuse", refusal="not_readable")
    ready, _ = factories.make_approved(desk, by=alice, number="S055")
    post(client, ready, "send", candidate=str(workflow.candidates_of(ready)[0].pk))
    assert {Letter.NEEDS_INFO, Letter.REFUSED, Letter.READY} <= written()


def test_no_page_about_a_password(client: Client, alice: User) -> None:
    client.post("/staff/account/password/reset/", {"email": alice.email})
    assert [one.task_path for one in DBTaskResult.objects.all()] == ["requests_app.notifications.forgotten.write_link"]
    forgotten.write_link.func(*DBTaskResult.objects.get().args_kwargs["args"])
    assert written() == {StaffLetter.PASSWORD_RESET}


def test_only_the_outbox_has_a_way_to_the_mail_server() -> None:
    ways = ("get_connection", "send_mail(", "mail_admins", "mail_managers", "smtplib.SMTP(", "EMAIL_HOST")
    knowing = {
        str(path.relative_to(ROOT))
        for app in ("config", "requests_app", "guides_app")
        for path in (ROOT / app).rglob("*.py")
        if any(way in path.read_text(encoding="utf-8") for way in ways)
    }
    assert knowing - {"config/settings.py", "config/accounts.py"} <= MAY_KNOW_THE_MAIL_SERVER

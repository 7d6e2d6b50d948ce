"""Two desks of one installation: what is planted at one is in no page, answer, count or letter of the other."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY as USER_KEY
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import User
from django.core import mail, signing
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from pytest_django.fixtures import Settings

from guides_app.identifiers import Kind
from requests_app import digests, tasks, totals, workflow
from requests_app.admin.search import find_by_words
from requests_app.lookup import registry
from requests_app.lookup.source import Found, Radio
from requests_app.models import (
    AccessLink,
    CannedReply,
    CannedText,
    CodeRequest,
    Desk,
    DigestChoice,
    Letter,
    LetterSentence,
    Message,
    Page,
    Role,
    SavedView,
    Slot,
    Source,
    StaffLetter,
    WatchedItem,
)
from requests_app.notifications import outbox
from requests_app.shops import AddressesOf
from requests_app.tokens import digest
from requests_app.workflow import watching
from tests import factories
from tests.requests_app.api.software import open_token
from tests.requests_app.test_marker import ADDRESS, MARK, lived
from tests.test_permission_matrix import ask, walk

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
VIN, NUMBER, CODE = "UU1HSDAG543210987", "S053", "7913"
MAP = "/sitemap-shops.xml"
STAFF = (Role.CLERK, Role.LEAD, Role.AUDITOR, Role.GUIDE_EDITOR)
OF_THE_INSTALLATION = ("demo", "live", "ready", "files", "letters")
CHANGING = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|"challenge": "[^"]+"')


class Two:
    """The desk at which everything is planted, and the other one, with its people and what they see."""

    def __init__(self, clock: time_machine.Traveller) -> None:
        self.clock = clock
        self.planted = factories.make_desk(f"{MARK} Garage", address=f"{MARK} Street")
        self.other = factories.make_desk("Other Desk", host_name="other.example")
        self.staff = {role: factories.make_staff(self.other, f"{role}", role=role) for role in STAFF}
        sent = factories.make_draft(self.other, number="V188")
        self.token = workflow.send(sent)
        self.sent: CodeRequest = sent
        self.page = Page.objects.filter(upload__code_request=sent).order_by("pk")[0]
        digests.choose(self.staff[Role.LEAD], DigestChoice(often=DigestChoice.Often.AT_ONCE))
        self.browsers = self._browsers()

    def plant(self) -> list[CodeRequest]:
        """Something of every kind: requests, known codes, lists, texts, views, letters that fail, photos that do not
        open, what waits for somebody."""
        desk = self.planted
        alice, bob = (factories.make_staff(desk, f"{MARK}{n}") for n in "ab")
        lead = factories.make_staff(desk, f"{MARK}lead", role=Role.LEAD)
        Desk.objects.filter(pk=desk.pk).update(sample_share=100)
        desk.refresh_from_db()
        closed = lived(desk, alice, bob)
        ready, _ = factories.make_ready(desk, by=alice, number="G537", email=ADDRESS)
        waiting = factories.make_draft(desk, email=ADDRESS)
        workflow.keep_vin(waiting, VIN)
        factories.add_photo(waiting, Slot.FRONT)
        workflow.send(waiting)
        workflow.add_note(waiting, f"{MARK} @{bob.first_name}", by=alice)
        Message.objects.filter(code_request=waiting).update(failed_at=timezone.now(), problem="mailbox")
        Page.objects.filter(upload__code_request=waiting).update(damaged_at=timezone.now())
        workflow.open_at_counter(desk, language="en", answers={"name": MARK}, by=alice)
        registry.remember(
            desk, Radio(NUMBER, Kind.PRECODE), code=CODE, source=Source.DEALER, provenance=MARK, by_id=alice.pk
        )
        stolen = watching.rows_of(f"what,number,from,until\nvin,{VIN},2020-01-01,")
        watching.watch(desk, stolen, source=MARK, by=alice)
        CannedText.objects.create(reply=CannedReply.objects.create(desk=desk, name=MARK), text=MARK)
        LetterSentence.objects.create(desk=desk, letter="received", language="en", text=MARK)
        open_token(desk, by=lead, name=MARK)
        SavedView.objects.create(owner=alice, desk=desk, name=MARK, tab="waiting")
        return [closed, ready, waiting]

    def _browsers(self) -> dict[str, Client]:
        """The people of the other desk, at its host name one of its customers and anybody, and software."""
        found: dict[str, Client] = {role: _signed_in(user) for role, user in self.staff.items()}
        found |= {who: Client(SERVER_NAME="other.example") for who in ("customer", "anybody")}
        link = AccessLink.objects.get(digest=digest(self.token))
        found["customer"].cookies["access"] = signing.dumps([link.pk], salt="requests.access")
        for who, person in (("customers' software", None), ("software of a clerk", self.staff[Role.CLERK])):
            token = open_token(self.other, by=self.staff[Role.LEAD], acts_as=person)
            found[who] = Client(headers={"authorization": f"Bearer {token}"})
        return found

    def addresses(self) -> list[str]:
        """Every address, also below the slug of the other desk, filled with what belongs to it."""
        own: Any = AddressesOf(self.other.slug)
        found = {pattern: name for place in (None, own) for name, pattern in walk(get_resolver(place))}
        return [self._filled(one) for one, name in found.items() if not name.startswith(OF_THE_INSTALLATION)]

    def _filled(self, pattern: str) -> str:
        values = {"reference": str(self.sent.reference), "page_id": str(self.page.pk), "key": str(self.page.pk)}
        values |= {"slug": "label-photo", "token": "x" * 43, "app_label": "requests_app", "section": "shop"}
        plain = pattern.replace("([^/]+)", "1")
        plain = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", plain).replace("^", "").replace("$", "")
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values.get(found[1], "1"), plain)

    def told(self) -> dict[tuple[str, str], tuple[int, bytes]]:
        """What everybody at the other desk is told at every address."""
        addresses = self.addresses()
        return {
            (who, address): (answer.status_code, CHANGING.sub(b"", body_of(answer)))
            for who, client in self.browsers.items()
            for address in addresses
            for answer in [ask(client, "GET", address)]
        }


def _signed_in(user: User) -> Client:
    TOTP.activate(user, SECRET)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session[USER_KEY] = str(user.pk)
    session.save()
    return client


def body_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture
def two(settings: Settings) -> Iterator[Two]:
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "other.example"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield Two(clock)


def marks_of(planted: list[CodeRequest]) -> list[bytes]:
    """What must not be found: names and words, the number, the VIN, codes, addresses, references."""
    return [MARK.encode(), VIN.encode(), *(str(one.reference).encode() for one in planted)]


def test_pages_and_counts_of_a_desk_are_the_same_whatever_there_is_at_another(two: Two) -> None:
    tasks.send_due_letters()
    totals.keep()
    before = two.told()
    planted = two.plant()
    totals.keep()
    after = two.told()
    assert [place for place, said in before.items() if after[place] != said] == []
    marks = marks_of(planted)
    # the names of all shops stand on pages that ask which one is meant, and on the map of the site: they are no secret
    told = {place: body for place, (_, body) in after.items() if b'id="choice"' not in body and place[1] != MAP}
    found = [(place, mark) for place, body in told.items() for mark in marks if mark.lower() in body.lower()]
    assert found == []
    assert sum(status == 200 for status, _ in after.values()) > 200  # pages, and not refusals alone


def test_nothing_that_is_asked_for_finds_what_is_at_another_desk(two: Two) -> None:
    planted = two.plant()
    desks = [two.other.pk]
    for words in (MARK, ADDRESS, NUMBER, VIN, VIN[-6:], *(str(one.reference) for one in planted)):
        found = find_by_words(desks, words)
        assert found is None or not found.keys, words
    radio = Radio(NUMBER, Kind.PRECODE)
    assert not [one for one in registry.find(two.other, radio) if isinstance(one, Found)]
    assert not WatchedItem.objects.filter(desk=two.other).exists()


def test_letters_of_a_desk_tell_nothing_of_another(two: Two) -> None:
    two.plant()
    tasks.send_due_letters()
    mail.outbox.clear()
    two.clock.shift(60)
    theirs = factories.make_ready(two.other, by=two.staff[Role.CLERK], number="K417")[0]
    assert digests.write_due() == 1
    for about, letter in ((two.sent, Letter.RECEIVED), (theirs, Letter.LOST_LINK), (theirs, Letter.READY)):
        outbox.write(about, letter, key="once more")
    tasks.send_due_letters()
    own = {theirs.email, two.sent.email, *(user.email for user in two.staff.values())}
    told = [letter for letter in mail.outbox if set(letter.to) <= own]
    assert len(told) == 4  # and the one that counts
    for one in told:
        text = one.message().as_string()
        assert MARK.lower() not in text.lower()
        assert "Other Desk" in text
        assert ("http://other.example:8000/r/" in text) is (set(one.to) <= {theirs.email, two.sent.email})
    counted = Message.objects.get(letter=StaffLetter.DIGEST, user=two.staff[Role.LEAD]).params["counts"]
    assert counted == {"new": 1}

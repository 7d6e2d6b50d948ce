"""Every address x every role, generated from the resolver: who is let in, and what nobody is shown."""

import re
import time
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

import pytest
from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY as USER_KEY
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import User
from django.core import signing
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django.fixtures import Settings

from requests_app import api_tokens, workflow
from requests_app.models import AccessLink, CodeRequest, Desk, Page, Role
from requests_app.shops import AddressesOf
from requests_app.tokens import digest
from tests import factories
from tests.doors import DOORS, NOBODY, WITH_TOKEN, Door, Who
from tests.requests_app.api.software import open_partner_token, open_token, read_token

UNSAFE_OTHERS = ("PUT", "PATCH", "DELETE")
USUAL = ("GET", "POST")
METHODS = ("GET", "HEAD", "POST", *UNSAFE_OTHERS)
OTHERS = pytest.mark.one_database  # the lead opens the most pages; the others ask for the same rows or are refused
TRIES_EVERY_METHOD = frozenset({Who.ANYBODY, Who.LEAD})  # which method is refused does not depend on the person
SOFTWARE = (*WITH_TOKEN, Who.REVOKED_SOFTWARE)  # a token opens no page: those are asked by GET alone
NOT_OURS = ("admin:guides_app", "admin:requests_app", "admin:auth", "account_", "mfa_", "admin:?")
MARK = "Plantedname Matrix"
CODE = re.compile(rb"(?<![0-9A-Za-z])7913(?![0-9A-Za-z])")  # as a word: in a token of 64 characters it stands by chance
UNKNOWN = "RC-0000-00"
KEYED = "api/v1/requests/<int:key>"


def walk(resolver: URLResolver, prefix: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """Every address: its name with namespaces, and its pattern."""
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from walk(entry, pattern, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern):
            yield f"{space}{entry.name or '?'}", pattern


OF_THE_DESK: Any = AddressesOf("test-desk")  # the same pages at the desk's own address
ADDRESSES = sorted({*walk(get_resolver()), *walk(get_resolver(OF_THE_DESK))})


@cache
def door_of(name: str) -> Door | None:
    return next((door for door in DOORS if fnmatchcase(name, door.pattern)), None)


def test_every_address_has_a_door() -> None:
    assert [name for name, _ in ADDRESSES if door_of(name) is None] == []


def test_every_door_has_an_address() -> None:
    names = [name for name, _ in ADDRESSES]
    unused = [d.pattern for d in DOORS if not any(fnmatchcase(n, d.pattern) for n in names) and d.pattern != "demo*"]
    assert unused == []


class World:
    """Two requests of one desk, A ready with a code; another desk; and a browser for everybody."""

    def __init__(self, *, ready: bool = True) -> None:
        self.desk, self.other = factories.make_desk(), factories.make_desk("Other Desk")
        self.worker = factories.make_staff(self.desk, "worker")
        draft = factories.make_draft(self.desk)
        workflow.save_answers(draft, name=MARK)
        self.token = workflow.send(draft)
        if ready:
            factories.verify(draft, by=self.worker)
            workflow.approve(draft, by=self.worker)
            workflow.deliver(draft, workflow.candidates_of(draft)[0], by=self.worker)
        self.a: CodeRequest = draft
        self.b, self.token_b = factories.make_sent(self.desk)
        self.lead = factories.make_staff(self.desk, "boss", role=Role.LEAD)
        self.filer = open_token(self.desk, by=self.lead)
        CodeRequest.objects.filter(pk=self.a.pk).update(filed_by=api_tokens.find(self.filer))
        self.page = Page.objects.filter(upload__code_request=self.a).order_by("pk")[0]

    def browser(self, who: Who) -> Client:
        client = Client()
        match who:
            case _ if who in WITH_TOKEN | {Who.REVOKED_SOFTWARE}:
                client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {self._token(who)}"
            case Who.ANYBODY:
                pass
            case Who.DRAFTER:
                _, token = workflow.start_draft(self.desk, language="en")
                client.cookies["draft"] = token
            case Who.HOLDER_A:
                client.cookies["access"] = _key(self.token)
            case Who.HOLDER_B:
                client.cookies["access"] = _key(self.token_b)
            case _:
                self._sign_in(client, who)
        return client

    def _key(self, pattern: str, reference: str) -> int:
        """Software knows a request by its key; a page of the desk by its reference, and there the key is that of a
        photo."""
        if pattern.startswith(KEYED):
            return 0 if reference else self.a.pk
        return self.page.pk

    def _token(self, who: Who) -> str:
        if who is Who.SOFTWARE:
            return self.filer
        if who is Who.PARTNER_SOFTWARE:
            return open_partner_token(self.desk, by=self.lead)
        if who is Who.STAFF_SOFTWARE:
            return open_token(self.desk, by=self.lead, acts_as=factories.make_staff(self.desk, "person"))
        if who is Who.FAR_STAFF_SOFTWARE:
            boss = factories.make_staff(self.other, "boss", role=Role.LEAD)
            return open_token(self.other, by=boss, acts_as=boss)
        token = open_token(self.desk, by=self.lead)
        if who is Who.REVOKED_SOFTWARE:
            api_tokens.revoke(read_token(token), by=self.lead)
        return token

    def _sign_in(self, client: Client, who: Who) -> None:
        role = {
            Who.LEAD: Role.LEAD,
            Who.OTHER_LEAD: Role.LEAD,
            Who.AUDITOR: Role.AUDITOR,
            Who.EDITOR: Role.GUIDE_EDITOR,
        }
        if who in (Who.ROOT, Who.ROOT_WITHOUT_FACTOR):
            user = User.objects.create_superuser("root@desk.example", "root@desk.example", "a long test phrase")
        else:
            other = who in (Who.OTHER_CLERK, Who.OTHER_LEAD)
            user = factories.make_staff(self.other if other else self.desk, "person", role=role.get(who, Role.CLERK))
        if who not in (Who.WITHOUT_FACTOR, Who.ROOT_WITHOUT_FACTOR):
            TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": time.time()}]
        session[USER_KEY] = str(user.pk)
        session.save()
        if who is Who.INACTIVE:
            User.objects.filter(pk=user.pk).update(is_active=False)

    def fill(self, pattern: str, *, reference: str = "") -> str:
        """An address of A (or of an unknown reference) out of a pattern."""
        values = {
            "reference": reference or str(self.a.reference),
            "key": str(self._key(pattern, reference)),
            "page_id": str(self.page.pk),
            "token": "x" * 43,
            "slug": "dacia-duster-1" if "guides" in pattern else "label",
            "app_label": "requests_app",
            "uidb36": "1",
            "name": "none",
            "url": "nowhere",
        }
        plain = pattern.replace("([^/]+)", "1")
        plain = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", plain).replace("^", "").replace("$", "")
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda m: values.get(m[1], "1"), plain)


def _key(token: str) -> str:
    return signing.dumps([AccessLink.objects.get(digest=digest(token)).pk], salt="requests.access")


def ask(client: Client, method: str, address: str) -> HttpResponse:
    """One request by this browser; whatever it changed, here or there, is taken back."""
    client.raise_request_exception = False
    cookies = client.cookies.copy()
    with transaction.atomic():
        answer: Any = client.generic(method, address)
        transaction.set_rollback(True)
    client.cookies = cookies  # type: ignore[assignment]
    assert isinstance(answer.status_code, int)
    return answer  # type: ignore[no-any-return]


def refused(answer: HttpResponse) -> bool:
    target = answer.headers.get("Location", "")
    sent_away = answer.status_code == 302 and (target.startswith("/staff/account/") or target == "/staff/")
    return sent_away or answer.status_code in (400, 401, 403, 404, 405, 429)


@pytest.mark.django_db
@pytest.mark.parametrize("who", [who if who is Who.LEAD else pytest.param(who, marks=OTHERS) for who in Who])
def test_each_address_lets_in_whom_its_door_names_and_nobody_else(who: Who) -> None:
    world = World()
    client = world.browser(who)
    defects = []
    for name, pattern in ADDRESSES:
        door = door_of(name)
        assert door is not None
        address = world.fill(pattern)
        methods = _methods(who, name)
        answers = {method: ask(client, method, address) for method in methods}
        defects += [f"{name} {m}: {a.status_code}" for m, a in answers.items() if a.status_code >= 500]
        defects += [
            f"{name} {m} is answered" for m in UNSAFE_OTHERS if m in answers and not _harmless(answers[m], name)
        ]
        if who not in door.lets_in:
            defects += [f"{name} {m} lets in: {a.status_code}" for m, a in answers.items() if not refused(a)]
            defects += [f"{name} {m} shows the name" for m, a in answers.items() if MARK.encode() in _body(a)]
        elif door.opens and door.lets_in is not NOBODY and all(map(refused, answers.values())):
            defects.append(f"{name} refuses: {[answer.status_code for answer in answers.values()]}")
        defects += [f"{name} {m} shows the code" for m in answers if m != "POST" and CODE.search(_body(answers[m]))]
    assert not defects, "\n".join(defects)


@pytest.mark.django_db
@pytest.mark.parametrize("who", [Who.LEAD, Who.ROOT])
def test_signing_in_again_leads_from_no_address_of_the_desk_to_a_bare_refusal(who: Who) -> None:
    world = World()
    client = world.browser(who)
    staff = [(name, world.fill(pattern)) for name, pattern in ADDRESSES if name.startswith("admin:")]
    assert [name for name, address in staff if ask(client, "GET", address).status_code == 405] == []


def _methods(who: Who, name: str) -> tuple[str, ...]:
    if who in SOFTWARE:
        return METHODS if name.startswith("api:") else ("GET",)
    return METHODS if who in TRIES_EVERY_METHOD and not name.startswith(NOT_OURS) else USUAL


def _harmless(answer: HttpResponse, name: str) -> bool:
    """PUT, PATCH and DELETE are software's alone; the stock admin's own pages may take them for a GET."""
    return refused(answer) or answer.status_code in (302, 422) or name.startswith(("admin:", "api:"))


def _body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.django_db
@pytest.mark.parametrize(
    "who",
    [
        Who.OTHER_CLERK, Who.OTHER_LEAD, Who.ROOT, Who.EDITOR, Who.HOLDER_B, Who.OTHER_SOFTWARE, Who.FAR_STAFF_SOFTWARE,
    ],
)  # fmt: skip
def test_a_request_of_others_and_an_unknown_one_get_the_same_answer(who: Who) -> None:
    world = World()
    client = world.browser(who)
    for name, pattern in ADDRESSES:
        if "reference" not in pattern and not pattern.startswith(KEYED):
            continue
        for method in ("GET", "POST"):
            there = ask(client, method, world.fill(pattern))
            nowhere = ask(client, method, world.fill(pattern, reference=UNKNOWN))
            assert (there.status_code, _plain(there)) == (nowhere.status_code, _plain(nowhere)), f"{name} {method}"


@pytest.mark.django_db
@pytest.mark.parametrize("who", [Who.HOLDER_A, Who.DRAFTER])
def test_at_the_address_of_another_desk_a_key_opens_nothing(who: Who, settings: Settings) -> None:
    """What is asked for with it is answered as if nobody had asked."""
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "other.example"]
    world = World()
    Desk.objects.filter(pk=world.other.pk).update(host_name="other.example")
    keyed, anybody = world.browser(who), world.browser(Who.ANYBODY)
    for client in (keyed, anybody):
        client.defaults["SERVER_NAME"] = "other.example"
    assert keyed.cookies
    for name, pattern in ADDRESSES:
        if not name.startswith("requests:"):
            continue
        for method in USUAL:
            answers = [ask(client, method, world.fill(pattern)) for client in (keyed, anybody)]
            assert len({(answer.status_code, _plain(answer)) for answer in answers}) == 1, f"{name} {method}"


def _plain(answer: HttpResponse) -> bytes:
    """The body without the parts that differ in any two answers."""
    return re.sub(rb'(name="csrfmiddlewaretoken" value=")[^"]+', rb"\1", _body(answer)).replace(UNKNOWN.encode(), b"")

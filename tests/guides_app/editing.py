"""Editors at the Desk: a signed-in browser, and a form filled in as a browser would send it."""

import time
from html.parser import HTMLParser
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Permission, User
from django.test import Client

from guides_app.library import publishing
from guides_app.models import DocumentKind, Manuscript, Picture
from guides_app.pictures.masters import Cleaned, clean
from requests_app.models import Role
from tests import factories

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
GUIDE, FAMILY, GENERAL = (
    ("guide", "duster-1"),
    ("family", "buttons"),
    ("general", "general"),
)  # of tests.guides_app.small


def sign_in(user: User) -> Client:
    """A browser of this person, with the second step behind it."""
    TOTP.activate(user, SECRET)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def editor(name: str = "erin", *, role: Role = Role.GUIDE_EDITOR) -> Client:
    """Somebody who edits guides."""
    return sign_in(factories.make_staff(factories.make_desk(f"Desk of {name}"), name, role=role))


def manuscript(kind: str, key: str) -> Manuscript:
    """The manuscript as it is now."""
    found = publishing.manuscript_of(DocumentKind(kind), key)
    assert found is not None
    found.refresh_from_db()
    return found


def address(one: Manuscript, page: str = "") -> str:
    """A page of the editor."""
    return f"/staff/guides_app/manuscript/{one.pk}/{page}"


class _Fields(HTMLParser):
    """What a browser would send of the form with this id."""

    def __init__(self, form: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wanted, self.inside = form, False
        self.values: dict[str, str] = {}
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said: dict[str, Any] = dict(attrs)
        if tag == "form":
            self.inside = said.get("id", "") == self.wanted
        name = said.get("name", "")
        if not (self.inside or said.get("form") == self.wanted):
            return
        match tag, said.get("type", "text"):
            case "input", "checkbox" | "radio":
                if "checked" in said:
                    self.values[name] = said.get("value") or "on"
            case "input", _:
                self.values[name] = said.get("value") or ""
            case "select", _:
                self.select = name
                self.values[name] = ""
            case "option", _ if self.select and "selected" in said:
                self.values[self.select] = said.get("value") or ""
            case "textarea", _:
                self.textarea = name
                self.values[name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        if tag == "select":
            self.select = ""
        if tag == "textarea" and self.textarea in self.values:
            text = self.values[self.textarea].replace("\r\n", "\n").removeprefix("\n")
            self.values[self.textarea] = text.replace("\n", "\r\n")
            self.textarea = ""

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.values[self.textarea] += data


def fields(page: Any, form: str = "editor") -> dict[str, str]:
    """The form of an answer, as its fields stand."""
    reader = _Fields(form)
    reader.feed(page.content.decode())
    reader.values.pop("", None)
    return reader.values


def opened(client: Client, one: Manuscript) -> dict[str, str]:
    """The editor's form, opened."""
    return fields(client.get(address(one)))


def save(client: Client, one: Manuscript, **changed: str) -> Any:
    """Open the form, change some fields, save the draft."""
    return client.post(address(one), opened(client, one) | {"do": "save"} | changed)


def publish(client: Client, one: Manuscript) -> Any:
    """Publish the draft as it is, warnings or not."""
    one.refresh_from_db()
    return client.post(address(one, "publish/"), {"do": "publish", "version": str(one.version), "anyway": "yes"})


def user_of(client: Client) -> User:
    """Who is signed in."""
    return User.objects.get(pk=client.session["_auth_user_id"])


def make_picture(slug: str) -> Picture:
    """A picture of the library."""
    cleaned = clean(factories.make_photo(slug).read())
    assert isinstance(cleaned, Cleaned)
    return Picture.objects.keep(cleaned, slug=slug, title=slug.title())


def reader() -> Client:
    """Somebody of the staff who may look at every text, and no more."""
    user = factories.make_staff(None, "rhea")
    user.user_permissions.add(Permission.objects.get(codename="view_manuscript"))
    return sign_in(user)


def draft_of(kind: str, key: str) -> Any:
    """The text that waits."""
    return manuscript(kind, key).draft

"""Other software, as tests play it: every answer that it gets is held against the description of the interface."""

import json
import re
from datetime import timedelta
from functools import cache
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from requests_app import api_tokens
from requests_app.api.problems import MEDIA_TYPE
from requests_app.api.schema import document
from requests_app.api.told import followed
from requests_app.models import ApiScope, ApiToken, Desk

ROOT = "/api/v1"
CODE = re.compile(rb"(?<![0-9A-Za-z])7913(?![0-9A-Za-z])")  # of S053, as a word: in a moment it stands by chance


def open_token(
    desk: Desk, *, by: User, acts_as: User | None = None, scopes: tuple[ApiScope, ...] = (), name: str = "Till"
) -> str:
    """A token with all that its kind may, and its secret, taken by whoever may take it."""
    kind = ApiToken.Kind.STAFF if acts_as else ApiToken.Kind.CUSTOMERS
    opened = api_tokens.open_token(
        desk, name, kind, scopes or api_tokens.SCOPES_OF[kind], life=timedelta(days=30), by=by, acts_as=acts_as
    )
    return api_tokens.new_secret(opened, by=acts_as or by)


def open_partner_token(desk: Desk, *, by: User, name: str = "Cluj") -> str:
    """The token of a partner desk, with its secret."""
    kind = ApiToken.Kind.PARTNER
    opened = api_tokens.open_token(desk, name, kind, api_tokens.SCOPES_OF[kind], life=timedelta(days=30), by=by)
    return api_tokens.new_secret(opened, by=by)


def read_token(token: str) -> ApiToken:
    """The row of this token."""
    return ApiToken.objects.get(prefix=token.split("_")[1])


class Software:
    """One piece of software with one token, or without any."""

    def __init__(self, token: str = "", **client: Any) -> None:
        self.token = token
        self.client = Client(**client)

    def call(
        self, method: str, path: str, body: Any = None, *, form: dict[str, Any] | None = None, **headers: str
    ) -> HttpResponse:
        """One call; `if_match="…"` is a header. The answer must be one that the description declares."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        if form is not None:
            answer: Any = getattr(self.client, method.lower())(f"{ROOT}{path}", form, headers=sent)
        else:
            data = b"" if body is None else json.dumps(body).encode()
            answer = self.client.generic(
                method, f"{ROOT}{path}", data, content_type="application/json" if data else "", headers=sent
            )
        assert not answer.cookies
        hold_against_description(method, path, answer)
        return answer  # type: ignore[no-any-return]

    def get(self, path: str, **headers: Any) -> HttpResponse:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: Any) -> HttpResponse:
        return self.call("POST", path, body, **headers)


def told(answer: HttpResponse) -> Any:
    """The body."""
    return json.loads(answer.content)


def hold_against_description(method: str, path: str, answer: HttpResponse) -> None:
    """Status, type and body of an answer are among those that the operation declares."""
    declares = operation(method, f"{ROOT}{path.partition('?')[0]}")
    if declares is None:
        assert answer.status_code in (404, 405), (method, path, answer.status_code)
        return
    if answer.status_code in (304, 405):
        return
    declared = declares["responses"].get(str(answer.status_code))
    assert declared is not None, (method, path, answer.status_code, answer.content)
    if "content" not in declared:
        assert not answer.content
        return
    kind = answer.headers["Content-Type"].partition(";")[0]
    assert kind in declared["content"], (method, path, kind)
    if kind in ("application/json", MEDIA_TYPE) and method != "HEAD":
        validator(json.dumps(declared["content"][kind]["schema"])).validate(told(answer))


def members(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The members of a body, each with the schema that says what it is."""
    return {
        name: followed(document(), node) for name, node in followed(document(), schema).get("properties", {}).items()
    }


def operation(method: str, path: str) -> dict[str, Any] | None:
    """What the description says of this call; None where there is none."""
    parts = path.split("/")
    for pattern, methods in document()["paths"].items():
        shape = pattern.split("/")
        if len(shape) == len(parts) and all(a == b or a.startswith("{") for a, b in zip(shape, parts, strict=True)):
            found: dict[str, Any] | None = methods.get("get" if method == "HEAD" else method.lower())
            return found
    return None


@cache
def validator(schema: str) -> Draft202012Validator:
    """References lead into the document itself."""
    registry = Registry().with_resource("urn:api", Resource.opaque(document()))
    checker = Draft202012Validator.FORMAT_CHECKER
    return Draft202012Validator(_absolute(json.loads(schema)), registry=registry, format_checker=checker)


def _absolute(node: Any) -> Any:
    if isinstance(node, dict):
        return {k: f"urn:api{v}" if k == "$ref" and str(v).startswith("#") else _absolute(v) for k, v in node.items()}
    return [_absolute(one) for one in node] if isinstance(node, list) else node

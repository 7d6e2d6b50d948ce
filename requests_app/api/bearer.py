"""Whose token a call carries, what the token opens, and how often it may call."""

from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth.models import AnonymousUser, User
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from requests_app import api_tokens, limits
from requests_app.limits import Limit
from requests_app.models import ApiToken

if TYPE_CHECKING:
    from rest_framework.views import APIView

REALM = 'Bearer realm="Radio Code Desk"'


class Bearer(BaseAuthentication):
    """`Authorization: Bearer …` and nothing else: no cookie, no parameter."""

    def authenticate(self, request: Request) -> tuple[User | AnonymousUser, ApiToken] | None:
        """The person as whom the token acts, or nobody, and the token. Wrong ones are counted against their network."""
        scheme, _, sent = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = api_tokens.find(sent.strip())
        if token is None:
            limits.spend(request._request, Limit.WRONG_TOKENS)  # noqa: SLF001 - DRF documents it
            raise AuthenticationFailed
        return token.user or AnonymousUser(), token

    def authenticate_header(self, request: Request) -> str:
        sent = request.headers.get("Authorization", "").lower().startswith("bearer ")
        return f'{REALM}, error="invalid_token"' if sent else REALM


class OpensScope(BasePermission):
    """The token was made for what the view is for: its `scope`, or without one anything."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        scope = getattr(view, "scope", None)
        return isinstance(request.auth, ApiToken) and (scope is None or request.auth.opens(scope))


class Calls(BaseThrottle):
    """Calls are counted for the token; without one, for the network that they come from."""

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """True, or Exceeded with the time to wait."""
        if isinstance(request.auth, ApiToken):
            limits.spend_of(f"token {request.auth.pk}", Limit.CALLS)
        else:
            limits.spend(request._request, Limit.OPEN_CALLS)  # noqa: SLF001 - DRF documents it
        return True


def token_of(request: Request) -> ApiToken:
    """The token of a call that was let in."""
    return cast("ApiToken", request.auth)


def person_of(request: Request) -> User:
    """The person as whom a token of staff acts."""
    user: Any = request.user
    return cast("User", user)

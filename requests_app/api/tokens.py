"""What a token says of itself."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from requests_app.api.bases import TokenView, When
from requests_app.api.bearer import token_of
from requests_app.api.describing import described
from requests_app.models import ApiScope, ApiToken


class TokenSerializer(serializers.Serializer[Any]):
    """A token, without its secret."""

    name = serializers.CharField(help_text="The software, as the desk named it.")
    desk = serializers.CharField(source="desk.slug")
    kind = serializers.ChoiceField(choices=ApiToken.Kind.choices)
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=ApiScope.choices))
    expires_at = When()


class OwnToken(TokenView):
    """The token of the call."""

    @described("get_token", _("What this token opens"), tag="token", gives={200: TokenSerializer})
    def get(self, request: Request) -> Response:
        """For a first call: whether the token opens, what, at which desk and until when."""
        return Response(TokenSerializer(token_of(request)).data)

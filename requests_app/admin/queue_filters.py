"""The form of filters above queue and search."""

from typing import TYPE_CHECKING, Any

from django.conf import settings

from guides_app.models import RadioFamily
from requests_app.admin import flag_words
from requests_app.flags import FlagKind
from requests_app.models import Slot
from requests_app.permissions import SEE_REQUESTS, desks_of
from requests_app.queue_filters import ME, Filters

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def choices(user: "User", filters: Filters) -> dict[str, Any]:
    """What the form of filters shows."""
    return {
        "filters": filters,
        "me": ME,
        "families": list(RadioFamily.objects.order_by("name").values_list("pk", "name")),
        "desks": desks_of(user, SEE_REQUESTS),
        "languages": settings.LANGUAGES,
        "slots": Slot.choices,
        "flags": [*flag_words.ANY_FLAG.items(), *((kind.value, flag_words.FLAG_NAMES[kind]) for kind in FlagKind)],
    }

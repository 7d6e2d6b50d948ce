"""One known code, added by a person on the page of the Desk or by software that acts as the person."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from requests_app.lookup import registry
from requests_app.lookup.source import Radio
from requests_app.models import Desk, KnownCode, record_at_desk
from requests_app.permissions import ADD_KNOWN_CODES, allows
from requests_app.states import Party

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def add(
    desk: Desk,
    radios: Sequence[Radio],
    *,
    code: str,
    source: str,
    provenance: str,
    by: "User",
    dated: date | None = None,
) -> list[KnownCode]:
    """Keep this code for each of these radios and cars, beside any other that is known for them; each leaves its line
    in the record of the desk, which names neither code nor radio. Raises PermissionDenied."""
    if not allows(by, ADD_KNOWN_CODES, desk):
        raise PermissionDenied
    kept = []
    for radio in radios:
        row = registry.remember(desk, radio, code=code, source=source, provenance=provenance, dated=dated, by_id=by.pk)
        record_at_desk(desk, "add_known_code", party=Party.STAFF, user_id=by.pk, data={"known_code": row.pk})
        kept.append(row)
    return kept

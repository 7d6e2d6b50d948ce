"""Who may do what at the Desk: one table from the role of a seat to Django permissions, and the one backend that
answers from it, for both apps.

A permission counts for rows of the desks at which the role is held, and for rows of the library, which belong to no
desk. Django itself grants superusers everything, so the office asks `allows` and `desks_of`, which go by seats alone:
whoever sets desks up sees no request by that. A request of another desk, and one that does not exist, get the same
answer.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.contrib.auth.backends import BaseBackend
from django.http import Http404

from requests_app.models import CodeRequest, Desk, Member, Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User

    Person = AbstractBaseUser | AnonymousUser

SEE_REQUESTS = "requests_app.view_coderequest"
WORK_ON_REQUESTS = "requests_app.change_coderequest"
ERASE_REQUESTS = "requests_app.delete_coderequest"
READ_RECORD = "requests_app.view_event"
CHANGE_DESK = "requests_app.change_desk"
ADD_KNOWN_CODES = "requests_app.add_knowncode"
READ_GUIDES = "guides_app.view_manuscript"
EDIT_GUIDES = "guides_app.change_manuscript"


def _all(app: str, acts: str, models: str) -> frozenset[str]:
    return frozenset(f"{app}.{act}_{model}" for act in acts.split() for model in models.split())


_READS = _all("guides_app", "view", "guide manuscript radiofamily source")
_EDITS = (
    _READS
    | _all(
        "guides_app",
        "view add change delete",
        "brand carmodel failedsearch guide manuscript picture radiofamily remark source",
    )
    | {"guides_app.publish_manuscript", "guides_app.view_libraryrules"}
)
_SEES = _READS | {SEE_REQUESTS}
_WORKS = _SEES | {WORK_ON_REQUESTS} | _all("requests_app", "view", "codebatch knowncode message watcheditem") | {
    ADD_KNOWN_CODES,
}  # fmt: skip
_LEADS = _WORKS | _EDITS | {ERASE_REQUESTS, CHANGE_DESK, READ_RECORD} | {
    "requests_app.view_desk",
    "requests_app.delete_knowncode",
    *_all("requests_app", "add delete", "watcheditem"),
    *_all("requests_app", "add change", "codebatch"),
    *_all("guides_app", "add change delete", "libraryrules"),
}  # fmt: skip
PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.AUDITOR: _SEES | {READ_RECORD},
    Role.CLERK: _WORKS,
    Role.LEAD: _LEADS,
    Role.GUIDE_EDITOR: _EDITS,
}
RELATED = ("desk", "guide__car_model__brand", "family", "clerk", "opened_by", "approved_by", "refused_by")


def roles_with(permission: str) -> tuple[Role, ...]:
    """The roles to which the table gives this permission."""
    return tuple(role for role, given in PERMISSIONS.items() if permission in given)


def seats(user: "Person") -> list[Member]:
    """The desks at which this person works, with the role there; read once for each request of the browser."""
    found: list[Member] | None = getattr(user, "desk_seats", None)
    if found is None:
        works_here = user.is_active and bool(getattr(user, "is_staff", False))
        rows = Member.objects.filter(user_id=user.pk or 0).select_related("desk") if works_here else ()
        found = user.desk_seats = list(rows)  # type: ignore[union-attr]  # also through the lazy user of a request
    return found


def permissions_of(user: "Person", obj: object | None = None) -> set[str]:
    """What this person may do with this row, or anywhere."""
    desk_id = obj.pk if isinstance(obj, Desk) else getattr(obj, "desk_id", None)
    return _granted(seat.role for seat in seats(user) if desk_id in (None, seat.desk_id))


def _granted(roles: Iterable[str]) -> set[str]:
    return {permission for role in roles for permission in PERMISSIONS[Role(role)]}


def allows(user: "Person", permission: str, obj: object | None = None) -> bool:
    """Whether a seat of this person gives this permission for this row, or anywhere."""
    return permission in permissions_of(user, obj)


def holds(user: "Person", permission: str) -> bool:
    """What Django answers for settings and guides, where superusers have everything, without its two queries for
    permissions given one by one: every page asks this for its bar."""
    return allows(user, permission) or bool(user.is_active and getattr(user, "is_superuser", False))


def desks_of(user: "Person", permission: str) -> list[Desk]:
    """The desks at which this person has this permission."""
    return [seat.desk for seat in seats(user) if permission in PERMISSIONS[Role(seat.role)]]


def desks_with(user: "User", permission: str) -> list[Desk]:
    """The same, and every desk for superusers: for settings and numbers, never for requests."""
    return list(Desk.objects.all()) if user.is_active and user.is_superuser else desks_of(user, permission)


def find(user: "Person", reference: str, permission: str) -> CodeRequest:
    """The request of this reference, if it belongs to a desk at which this person has this permission."""
    desks = [desk.pk for desk in desks_of(user, permission)]
    rows = CodeRequest.objects.sent().filter(desk__in=desks, reference=reference).select_related(*RELATED)
    found = rows.first()
    if found is None:
        raise Http404
    return found


class SeatBackend(BaseBackend):
    """Django's permissions, from the seats of a person."""

    def get_user_permissions(self, user_obj: "Person", obj: object | None = None) -> set[str]:
        return permissions_of(user_obj, obj)

    def has_module_perms(self, user_obj: "Person", app_label: str) -> bool:
        """Whether anything of this app is open to this person."""
        return any(permission.startswith(f"{app_label}.") for permission in permissions_of(user_obj))

"""Who sees what at the Desk: the seats of a person, and the permissions that come with the role there.

A request of another desk, and one that does not exist, get the same answer.
"""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.backends import BaseBackend
from django.http import Http404

from requests_app.models import CodeRequest, Desk, Member, Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    Person = AbstractBaseUser | AnonymousUser

WORKS = (Role.CLERK, Role.LEAD)
SEES = (*WORKS, Role.AUDITOR)
EDITS_GUIDES = (Role.GUIDE_EDITOR, Role.LEAD)
RELATED = ("desk", "guide__car_model__brand", "family", "clerk", "approved_by", "refused_by")
LIBRARY = "guides_app"
READS = frozenset(f"{LIBRARY}.view_{row}" for row in ("manuscript", "guide", "radiofamily", "source"))
LEADS_ONLY = frozenset(f"{LIBRARY}.{act}_libraryrules" for act in ("add", "change", "delete"))


def seats(user: "Person") -> list[Member]:
    """The desks at which this person works, with the role there; read once for each request of the browser."""
    kept: dict[str, Any] = vars(user) if hasattr(user, "__dict__") else {}
    if "desk_seats" not in kept:
        rows = Member.objects.filter(user_id=user.pk).select_related("desk") if user.pk else Member.objects.none()
        kept["desk_seats"] = list(rows)
    found: list[Member] = kept["desk_seats"]
    return found


def has_seat(user: "Person", *roles: Role) -> bool:
    """Whether this person holds one of these roles anywhere."""
    return any(seat.role in roles for seat in seats(user))


def writes_guides(user: "Person") -> bool:
    """Whether this person may see how guides do, and work on what readers say: guide editors, leads, superusers."""
    return has_seat(user, *EDITS_GUIDES) or bool(getattr(user, "is_superuser", False))


def reads_guides(user: "Person") -> bool:
    """Whether this person may read the facts of the library at the Desk: whoever has a seat, and superusers."""
    return has_seat(user, *Role) or bool(getattr(user, "is_superuser", False))


def role_at(user: "Person", desk_id: int) -> str:
    """The role at this desk, or nothing."""
    return next((seat.role for seat in seats(user) if seat.desk_id == desk_id), "")


def desks_of(user: "Person", *roles: Role) -> list[Desk]:
    """The desks at which this person holds one of these roles."""
    return [seat.desk for seat in seats(user) if seat.role in roles]


def find(user: "Person", reference: str, *roles: Role) -> CodeRequest:
    """The request of this reference, if it belongs to a desk at which this person has one of these roles."""
    desks = [desk.pk for desk in desks_of(user, *roles)]
    rows = CodeRequest.objects.sent().filter(desk__in=desks, reference=reference).select_related(*RELATED)
    found = rows.first()
    if found is None:
        raise Http404
    return found


class RoleBackend(BaseBackend):
    """Answers for the library: guide editors and leads edit and publish it, and leads say by which rules. Clerks and
    auditors read what it says, with its sources and where each text stands.

    Whether writer and publisher must be two people is one of those rules. Everything else asks for the seat itself.
    """

    def has_perm(self, user_obj: "Person", perm: str, obj: object | None = None) -> bool:
        if not perm.startswith(f"{LIBRARY}.") or not self.has_module_perms(user_obj, LIBRARY):
            return False
        if perm in READS:
            return True
        return has_seat(user_obj, Role.LEAD) if perm in LEADS_ONLY else has_seat(user_obj, *EDITS_GUIDES)

    def has_module_perms(self, user_obj: "Person", app_label: str) -> bool:
        staff = user_obj.is_active and getattr(user_obj, "is_staff", False)
        return bool(staff and app_label == LIBRARY and has_seat(user_obj, *Role))

"""Who works on a request: roles at its desk, and the people of a round."""

from typing import TYPE_CHECKING

from requests_app.models import Check, CodeRequest, Member, Reading, Role
from requests_app.workflow.errors import NotAllowed

if TYPE_CHECKING:
    from django.contrib.auth.models import User

STAFF_ROLES = (Role.CLERK, Role.LEAD)


def allow(code_request: CodeRequest, by: "User", *roles: Role) -> None:
    """Make sure that this person works at this request's desk in one of these roles (by default clerk or lead)."""
    wanted = roles or STAFF_ROLES
    members = Member.objects.filter(desk=code_request.desk_id, user_id=by.pk, role__in=wanted)
    if not (by.is_active and by.is_staff and members.exists()):
        raise NotAllowed("role")


def people_of_round(code_request: CodeRequest) -> set[int]:
    """Who read, judged or approved in this round."""
    here = {"code_request": code_request, "round": code_request.verification_round}
    people = set(Check.objects.filter(**here).values_list("by_id", flat=True))
    people |= set(Reading.objects.filter(**here).values_list("by_id", flat=True))
    if code_request.approved_by_id:
        people.add(code_request.approved_by_id)
    return people

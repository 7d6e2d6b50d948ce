"""Who has a request open: the sign that the review page's script sends now and then, and its answer."""

from datetime import timedelta

from django.db.models.functions import Now
from django.http import HttpRequest, JsonResponse

from guides_app.posted import posted
from requests_app import workflow
from requests_app.admin.asked_sources import last_answer
from requests_app.admin.frame import signed_in, to_request
from requests_app.models import CodeRequest, Presence
from requests_app.permissions import WORK_ON_REQUESTS, find
from requests_app.states import Status

LIVING = timedelta(seconds=30)  # two signs may be missed


def others_at(code_request: CodeRequest, user_id: int) -> list[str]:
    """The full names of the colleagues who have it open now."""
    there = Presence.objects.filter(code_request=code_request, seen_at__gt=Now() - LIVING).exclude(user=user_id)
    people = [one.user for one in there.select_related("user").order_by("pk")]
    return [person.get_full_name() or person.get_username() for person in people]


@posted(to_request())
def here(request: HttpRequest, reference: str) -> JsonResponse:
    """I have it open, and keep it if it is mine. Who else has, which version it is now, and the last answer of a source
    while a code is looked for."""
    user = signed_in(request)
    code_request = find(user, reference, WORK_ON_REQUESTS)
    Presence.objects.update_or_create(code_request=code_request, user=user, defaults={"seen_at": Now()})
    workflow.keep_claim(code_request, by=user)
    looks = code_request.status == Status.LOOKUP
    return JsonResponse(
        {
            "version": code_request.version,
            "others": others_at(code_request, user.pk),
            "answer": last_answer(code_request) if looks else 0,
        }
    )

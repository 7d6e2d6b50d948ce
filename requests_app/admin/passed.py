"""What "Take next" passed over, in words: which request, why, and since or until when."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app import workflow
from requests_app.admin.frame import signed_in
from requests_app.admin.words import error_of
from requests_app.missing import Missing
from requests_app.workflow import Next, Passed, Why

WORDS: dict[Why, Promise] = {
    Why.PARKED: gettext_lazy("parked until %(when)s"),
    Why.CLAIMED: gettext_lazy("%(name)s has it since %(when)s"),
    Why.GIVEN_BACK: gettext_lazy("you gave it back at %(when)s; open it if you want it"),
    Why.SECOND_LOOK: gettext_lazy("a second person, who is not you, must look first"),
    Why.IN_HAND: gettext_lazy("it is in your hands already"),
}


def go_to_next(request: HttpRequest, *, after: str = "") -> HttpResponse:
    """Hand out the next request and open it; where there is none for this person, say what waits, and why."""
    found = workflow.next_for(signed_in(request), after=after)
    for line in lines(found):
        messages.info(request, line)
    if found.code_request is None:
        return redirect("admin:queue")
    return redirect("admin:review", found.code_request.reference)


def lines(found: Next) -> Iterator[str]:
    """One line for each, or that nothing waits."""
    if found.code_request is None:
        yield _("Nothing that waits is for you now.") if found.passed else _("Nothing is waiting.")
    for one in found.passed:
        yield f"{one.code_request.reference}: {_reason(one)}"
    if found.more:
        yield _("There are more of these; the queue shows them.")


def _reason(one: Passed) -> str:
    if one.why not in WORDS:
        return str(error_of(Missing(one.why)).text)
    clerk, when = one.code_request.clerk, ""
    if one.when:
        zone = ZoneInfo(one.code_request.desk.time_zone)
        when = date_format(one.when.astimezone(zone), "j M H:i")
    name = (clerk.get_full_name() or clerk.get_username()) if clerk else _("A colleague")
    return str(WORDS[one.why]) % {"when": when, "name": name}

"""What the display means, and how long a radio makes one wait."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guides_app import lockout
from guides_app.models import RadioFamily
from guides_app.models.lockout_rule import careful_rule
from guides_app.views import folio
from guides_app.views.public import public

TRIES = ("0", "1", "2", "3", "4", "unknown")


@public
def display_helper(request: HttpRequest) -> HttpResponse:
    """A question by radio and count of wrong codes, answered by the server; and the tables of all families."""
    families = list(RadioFamily.objects.carrying_a_code())
    radios = folio.read(families)
    chosen = next((radio for radio in radios.families if radio.family.slug == request.GET.get("radio")), None)
    tries = request.GET.get("tries", "")
    context = {
        "messages_shown": radios.messages,
        "radios": radios.families,
        "chosen": chosen,
        "tries": tries,
        "wait": _wait(chosen, tries),
    }
    return render(request, "guides_app/display.html", context)


def _wait(chosen: folio.FamilyFolio | None, tries: str) -> lockout.Wait | None:
    """None while nothing was asked. A radio that is not known gets the range of all that nobody knows."""
    if tries not in TRIES:
        return None
    rule = careful_rule(chosen.waits.rules) if chosen else lockout.NOT_KNOWN
    return lockout.wait_after(rule, int(tries) if tries.isdigit() else None)

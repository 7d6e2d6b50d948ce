"""What the display means, and how long a radio makes one wait."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guides_app import lockout
from guides_app.models import Looks, RadioFamily, Source
from guides_app.models.lockout_rule import careful_rule
from guides_app.views import folio
from guides_app.views.found import Found
from guides_app.views.messages import meanings
from guides_app.views.public import public
from guides_app.views.sources import listed
from guides_app.views.spoken import speak
from guides_app.views.waits import same_waits

TRIES = ("0", "1", "2", "3", "4", "unknown")


@dataclass(frozen=True)
class SameFace:
    """Radios that look alike, for the choice."""

    looks: Looks
    radios: list[folio.FamilyFolio]


@public
def display_helper(request: HttpRequest) -> HttpResponse:
    """A question by radio and count of wrong codes, answered by the server; and the tables of all families."""
    told = folio.read(list(RadioFamily.objects.carrying_a_code().select_related("alike")))
    language = speak(told.rows())
    chosen = next((radio for radio in told.families if radio.family.slug == request.GET.get("radio")), None)
    tries = request.GET.get("tries", "")
    shared = folio.Folio([], told.messages, [], [], [])
    context = {
        "language": language,
        "meanings": meanings(shared),
        "faces": _faces(told.families),
        "chosen": chosen,
        "tries": tries,
        "wait": _wait(chosen, tries),
        "tables": same_waits([(radio.family.name, radio.waits) for radio in told.families]),
        "sources": listed(_sources(told)),
        "found": Found(
            _("What does the display show?"),
            _("CODE, WAIT, SAFE, ERROR or nothing: what a Dacia or Renault radio means by it, and how long to wait."),
            language=language,
        ),
    }
    return render(request, "guides_app/display.html", context)


def _faces(radios: Sequence[folio.FamilyFolio]) -> list[SameFace]:
    faces = [SameFace(looks, [radio for radio in radios if radio.family.looks == looks]) for looks in Looks]
    return [face for face in faces if face.radios]


def _sources(told: folio.Folio) -> list[Source]:
    facts = [*told.messages, *(rule for radio in told.families for rule in radio.waits.rules)]
    return [fact.source for fact in facts]


def _wait(chosen: folio.FamilyFolio | None, tries: str) -> lockout.Wait | None:
    """None while nothing was asked. A radio that is not known gets the range of all that nobody knows."""
    if tries not in TRIES:
        return None
    rule = careful_rule(chosen.waits.rules) if chosen else lockout.NOT_KNOWN
    return lockout.wait_after(rule, int(tries) if tries.isdigit() else None)

"""Pages that only have text: other cars, help, privacy, accessibility."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guides_app.views.found import Found
from guides_app.views.public import public


@public
def other(request: HttpRequest) -> HttpResponse:
    """A car without a guide: one can still ask."""
    about = _("Your Dacia or Renault is not on the list? Ask with a photo of the radio, or ask a dealer.")
    found = Found(_("We do not have a guide for this car yet"), about)
    return render(request, "guides_app/other.html", {"found": found})


@public
def help_and_contact(request: HttpRequest) -> HttpResponse:
    """Where to turn."""
    about = _("A radio that asks for a code, a code that does not work, a changed radio: where to turn.")
    return render(request, "guides_app/help.html", {"found": Found(_("Help and contact"), about)})


@public
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, why, who sees it, for how long."""
    about = _("What we keep of a request, why, who sees it and for how long.")
    return render(request, "guides_app/privacy.html", {"found": Found(_("Privacy"), about)})


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """How these pages can be used, and what to do when they cannot."""
    about = _("How this site can be used by everybody, and what to do when something does not work for you.")
    return render(request, "guides_app/accessibility.html", {"found": Found(_("Accessibility"), about)})

"""Pages that only have text: other cars, help, privacy, accessibility."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guides_app.views.public import public


@public
def other(request: HttpRequest) -> HttpResponse:
    """A car without a guide: one can still ask."""
    return render(request, "guides_app/other.html")


@public
def help_and_contact(request: HttpRequest) -> HttpResponse:
    """Where to turn."""
    return render(request, "guides_app/help.html")


@public
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, why, who sees it, for how long."""
    return render(request, "guides_app/privacy.html")


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """How these pages can be used, and what to do when they cannot."""
    return render(request, "guides_app/accessibility.html")

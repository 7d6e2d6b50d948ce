"""Small pictures leave by one door: our type, our name, never stored, nothing in them can run."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from requests_app import evidence, uncovered
from requests_app.models import Page, UncoveredPicture

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def picture(request: HttpRequest, page: Page | None) -> HttpResponse:
    """The thumbnail of a page that the caller has made sure may be seen; a file that is gone looks like none.

    One that is damaged is a page that says so, and what to do.
    """
    if page is None:
        raise Http404
    try:
        jpeg = evidence.read_thumb(page)
    except FileNotFoundError as gone:
        raise Http404 from gone
    except evidence.Damaged:
        return render(request, "requests_app/picture_damaged.html", status=404)
    return _small(jpeg, f"{page.upload.slot}-{page.number}.jpg")


def uncovered_picture(waiting: UncoveredPicture | None) -> HttpResponse:
    """The thumbnail of a picture that waits to be covered, for the device that sent it."""
    if waiting is None:
        raise Http404
    try:
        jpeg = uncovered.read(waiting.thumb_name)
    except FileNotFoundError as gone:
        raise Http404 from gone
    return _small(jpeg, f"{waiting.slot}.jpg")


def _small(jpeg: bytes, name: str) -> HttpResponse:
    response = HttpResponse(jpeg, content_type="image/jpeg", headers=HEADERS)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

"""The files of pictures. An address has the picture's digest in it, so what it leads to never changes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from guides_app.models import Rendition

TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
YEAR_SECONDS = 31_536_000


@require_safe
def picture(request: HttpRequest, slug: str, digest: str, width: str, kind: str) -> HttpResponse:
    """One query. Kept for a year by whoever asks."""
    data = Rendition.objects.data_of(slug, digest=digest, width=int(width), kind=kind)
    if data is None:
        raise Http404
    response = HttpResponse(data, content_type=TYPES[kind])
    response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response

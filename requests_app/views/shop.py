"""How a shop looks on its customers' pages: its colour as a stylesheet, because pages carry no style of their own, and
its logo; and where the shops are. All are public, as the pages of guides are; at a host name of its own a shop shows no
other one's."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import condition, require_safe

from requests_app import contrast, shops
from requests_app.models import Desk, DeskLogo

DARKER = 0.75
MINUTES = "public, max-age=300"
YEAR = "public, max-age=31536000, immutable"


def _desk(request: HttpRequest, slug: str) -> Desk | None:
    """The desk of this name, if it may be looked at under this address."""
    desk = Desk.objects.only("colour", "logo_digest").filter(slug=slug).first()
    return desk if desk and shops.opens(request, desk) else None


def _etag(request: HttpRequest, slug: str) -> str | None:
    desk = _desk(request, slug)
    return f'"{desk.colour[1:]}"' if desk else None


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The first pages of the shops in each language, for search engines; where one answers, the first page of all. A
    shop with a host name of its own is on the map of that host alone."""
    desk = shops.named(request)
    desks = [desk] if desk else list(shops.active())
    base = shops.base_of(desk) if desk else str(settings.BASE_URL)
    urls = []
    for one in desks if desk or len(desks) > 1 else [None]:
        pages = {code: _first_page(one, code) for code, _name in settings.LANGUAGES}
        alternates = [{"lang_code": code, "location": page} for code, page in pages.items()]
        urls += [{"location": page, "alternates": alternates} for page in pages.values() if page.startswith(f"{base}/")]
    answer = render(request, "sitemap.xml", {"urlset": urls}, content_type="application/xml")
    answer.headers["Cache-Control"] = MINUTES
    return answer


def _first_page(desk: Desk | None, language: str) -> str:
    with override(language):
        if desk:
            return shops.front_door(desk)
        return str(settings.BASE_URL) + reverse("guides:home", urlconf=settings.ROOT_URLCONF)


@require_safe
@condition(etag_func=_etag)
def style(request: HttpRequest, slug: str) -> HttpResponse:
    """The colour of buttons, and a darker one for when they are pointed at."""
    desk = _desk(request, slug)
    if desk is None:
        raise Http404
    css = f":root {{ --go: {desk.colour}; --go-d: {contrast.darker(desk.colour, DARKER)}; }}\n"
    return HttpResponse(css, content_type="text/css; charset=utf-8", headers={"Cache-Control": MINUTES})


@require_safe
def logo(request: HttpRequest, slug: str, digest: str) -> HttpResponse:
    """The logo with this digest, which is in its address: what it leads to never changes."""
    desk = _desk(request, slug)
    found = DeskLogo.objects.filter(desk=desk).first() if desk and desk.logo_digest == digest else None
    if found is None:
        raise Http404
    return HttpResponse(bytes(found.jpeg), content_type="image/jpeg", headers={"Cache-Control": YEAR})

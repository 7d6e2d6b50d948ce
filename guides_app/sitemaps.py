"""The map of public pages for search engines: guides, radios, and the pages that lead to them."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from guides_app.models import DocumentKind, Guide, Manuscript, RadioFamily

PLAIN = ("home", "list", "which-radio", "other", "radios", "help", "display", "privacy", "accessibility")
KEPT_OUT = ("/staff/", "/demo/", "/r/", "/h/", "/track/", "/*/request/", "/*/find/")
MAPS = ("/sitemap.xml", "/sitemap-shops.xml")
Days = dict[tuple[str, str], date]


class Page(Sitemap[Any]):
    """Every page in each offered language, under the configured address."""

    i18n = alternates = x_default = True

    def get_protocol(self, protocol: str | None = None) -> str:
        """As the configured address says."""
        return urlsplit(settings.BASE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        """Never what a request claims."""
        return urlsplit(settings.BASE_URL).netloc

    def location(self, item: Any) -> str:
        """The names of pages in `PLAIN`, by default."""
        return reverse(f"guides:{item}")


class PlainPages(Page):
    """Pages without a document."""

    def items(self) -> Iterable[str]:
        return PLAIN


class Guides(Page):
    """The guides that readers find."""

    def __init__(self, days: Days) -> None:
        self.days = days

    def items(self) -> list[Guide]:
        return list(Guide.objects.published().with_families().order_by("rank", "slug"))

    def location(self, item: Guide) -> str:
        return reverse("guides:guide", kwargs={"slug": item.slug})

    def lastmod(self, item: Guide) -> date | None:
        """When the guide, or anything about its radios, was published last."""
        keys = [(DocumentKind.GUIDE.value, item.slug), *(of_family(family) for family in item.fitting_families())]
        return max((self.days[key] for key in keys if key in self.days), default=item.checked_on)


class Radios(Page):
    """The radio families."""

    def __init__(self, days: Days) -> None:
        self.days = days

    def items(self) -> list[RadioFamily]:
        return list(RadioFamily.objects.order_by("slug"))

    def location(self, item: RadioFamily) -> str:
        return reverse("guides:radio", kwargs={"slug": item.slug})

    def lastmod(self, item: RadioFamily) -> date | None:
        return self.days.get(of_family(item))


def of_family(family: RadioFamily) -> tuple[str, str]:
    """The document of a family."""
    return DocumentKind.FAMILY.value, family.slug


def show_sitemap(request: HttpRequest) -> HttpResponse:
    """All of it in a few queries, however many pages there are."""
    published = Manuscript.objects.filter(published_at__isnull=False).values_list("kind", "key", "published_at")
    days = {(kind, key): at.date() for kind, key, at in published if at}
    urls = [url for part in (PlainPages(), Guides(days), Radios(days)) for url in part.get_urls()]
    return render(request, "sitemap.xml", {"urlset": urls}, content_type="application/xml")


def robots(request: HttpRequest) -> HttpResponse:
    """What is nobody's business but a customer's or the desk's is kept out."""
    kept_out = [f"Disallow: {place}" for place in KEPT_OUT]
    lines = ["User-agent: *", *kept_out, *(f"Sitemap: {settings.BASE_URL}{place}" for place in MAPS)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")

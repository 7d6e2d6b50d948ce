"""The map of addresses: customers under their language, there also by shop, staff, probes, and the demonstration."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, include, path
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

import guides_app.urls
import requests_app.api.urls
import requests_app.urls
from config import demo, health


@require_safe
def best_language(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(f"/{get_language()}/")
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


OF_ALL: list[URLPattern | URLResolver] = [
    path("", best_language, name="best-language"),
    path("healthz/live", health.live, name="live"),
    path("healthz/ready", health.ready, name="ready"),
    path("healthz/files", health.files, name="files"),
    path("healthz/letters", health.letters, name="letters"),
    path("staff/account/", include("config.staff_urls")),
    path("staff/", admin.site.urls),
    path("api/v1/", ([*guides_app.urls.machines, *requests_app.api.urls.urlpatterns], "api", "api")),
    *guides_app.urls.plain,
]
if settings.EMBEDDED:
    OF_ALL += [
        path("demo/", demo.index, name="demo"),
        path("demo/sign-in/", demo.sign_in, name="demo-sign-in"),
        path("demo/letters/", demo.letter_list, name="demo-letters"),
        path("demo/letters/<str:name>/", demo.letter, name="demo-letter"),
        path("demo/letters/<str:name>/html/", demo.letter_html, name="demo-letter-html"),
    ]


def addresses(shop: str = "") -> list[URLPattern | URLResolver]:
    """All addresses; those below the language stand behind the segment of a shop, where one is given."""
    # One namespace for both lists: some addresses stand under a language, those in letters do not.
    office = [*i18n_patterns(path(shop, include(requests_app.urls.localised))), *requests_app.urls.plain]
    library = i18n_patterns(path(shop, include("guides_app.urls")))
    return [*OF_ALL, path("", (office, "requests", "requests")), *library]


urlpatterns = addresses()

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"

"""The map of addresses: customers under their language, staff, probes, and the demonstration where it exists."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, include, path
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

import guides_app.urls
import requests_app.urls
from config import demo, health
from config.admin_site import site


@require_safe
def best_language(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(f"/{get_language()}/")
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


# One namespace for both lists: some addresses stand under a language, those in letters do not.
OFFICE = [*i18n_patterns(*requests_app.urls.localised), *requests_app.urls.plain]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", best_language, name="best-language"),
    path("healthz/live", health.live, name="live"),
    path("healthz/ready", health.ready, name="ready"),
    path("healthz/files", health.files, name="files"),
    path("healthz/letters", health.letters, name="letters"),
    path("staff/account/", include("config.staff_urls")),
    path("staff/", site.urls),
    path("", (OFFICE, "requests", "requests")),
    *guides_app.urls.plain,
    *i18n_patterns(path("", include("guides_app.urls"))),
]
if settings.EMBEDDED:
    urlpatterns += [
        path("demo/", demo.index, name="demo"),
        path("demo/sign-in/", demo.sign_in, name="demo-sign-in"),
        path("demo/letters/", demo.letter_list, name="demo-letters"),
        path("demo/letters/<str:name>/", demo.letter, name="demo-letter"),
        path("demo/letters/<str:name>/html/", demo.letter_html, name="demo-letter-html"),
    ]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"

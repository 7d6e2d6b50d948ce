"""A page with the fields of marks for one picture, twice: for tests only. A POST answers what was understood."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import URLPattern, URLResolver, path

from config.urls import urlpatterns as product
from guides_app.admin.marks_form import MarkFormSet
from guides_app.models import Picture

ADDRESS = "/marks-page/"
RING = {"kind": "ring", "x": 250, "y": 500, "size": 200}
PAGE = """{% load static %}<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Marks</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{{ first.media }}</head>
<body><main><h1>Marks</h1><form method="post">{% csrf_token %}
{% include "admin/guides_app/marks.html" with marks=first only %}
{% include "admin/guides_app/marks.html" with marks=second only %}
<button>Save</button></form></main></body></html>"""


def page(request: HttpRequest) -> HttpResponse:
    picture = Picture.objects.first()
    sent = request.POST if request.method == "POST" else None
    one = MarkFormSet(sent, prefix="step-0-picture-0", initial=[RING], picture=picture)
    two = MarkFormSet(sent, prefix="step-0-picture-1", initial=[], picture=None)
    if sent and one.is_valid() and two.is_valid():
        return JsonResponse({"first": one.as_data(), "second": two.as_data()})
    return HttpResponse(engines["django"].from_string(PAGE).render({"first": one, "second": two}, request))


urlpatterns: list[URLPattern | URLResolver] = [path(ADDRESS[1:], page), *product]

"""The guide of one car: find the number, decide, start."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from guides_app.models import Fitment, Guide
from guides_app.views import folio
from guides_app.views.public import public


@public
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """Three queries: the guide, the radios that fit, and everything known about them."""
    found = get_object_or_404(Guide.objects.published().with_car(), slug=slug)
    fitments = list(Fitment.objects.filter(guide=found).select_related("family", "source"))
    radios = folio.read([fit.family for fit in fitments], brand_id=found.car_model.brand_id)
    context = {
        "guide": found,
        "radios": [{"fitment": fit, "folio": radio} for fit, radio in zip(fitments, radios.families, strict=True)],
        "messages_shown": radios.messages,
        "places": radios.places,
        "by_vin": all(fit.family.number_kind == "vin" for fit in fitments),
    }
    return render(request, "guides_app/guide.html", context)

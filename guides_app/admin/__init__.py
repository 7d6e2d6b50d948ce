"""The library in the staff's admin: `register(site)` puts guides, families, cars and sources on the desk's own site."""

from django.contrib.admin import AdminSite

from guides_app.admin.cars import BrandAdmin, CarModelAdmin
from guides_app.admin.families import RadioFamilyAdmin
from guides_app.admin.guides import GuideAdmin
from guides_app.admin.sources import DisplayMessageAdmin, FreePlaceAdmin, SourceAdmin
from guides_app.models import Brand, CarModel, DisplayMessage, FreePlace, Guide, RadioFamily, Source


def register(site: AdminSite) -> None:
    """Called once by the site that staff use."""
    site.register(Guide, GuideAdmin)
    site.register(RadioFamily, RadioFamilyAdmin)
    site.register(Brand, BrandAdmin)
    site.register(CarModel, CarModelAdmin)
    site.register(Source, SourceAdmin)
    site.register(DisplayMessage, DisplayMessageAdmin)
    site.register(FreePlace, FreePlaceAdmin)

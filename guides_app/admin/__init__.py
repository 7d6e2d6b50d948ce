"""The library in the staff's admin: `register(site)` puts guides, families, cars and sources on the desk's own site."""

from django.contrib.admin import AdminSite

from guides_app.admin.cars import BrandAdmin, CarModelAdmin
from guides_app.admin.failed_searches import FailedSearchAdmin
from guides_app.admin.manuscripts import GuideAdmin, LibraryRulesAdmin, ManuscriptAdmin, RadioFamilyAdmin
from guides_app.admin.pictures import PictureAdmin
from guides_app.admin.sources import SourceAdmin
from guides_app.models import (
    Brand,
    CarModel,
    FailedSearch,
    Guide,
    LibraryRules,
    Manuscript,
    Picture,
    RadioFamily,
    Source,
)


def register(site: AdminSite) -> None:
    """Called once by the site that staff use."""
    site.register(Guide, GuideAdmin)
    site.register(RadioFamily, RadioFamilyAdmin)
    site.register(Brand, BrandAdmin)
    site.register(CarModel, CarModelAdmin)
    site.register(Source, SourceAdmin)
    site.register(Manuscript, ManuscriptAdmin)
    site.register(LibraryRules, LibraryRulesAdmin)
    site.register(Picture, PictureAdmin)
    site.register(FailedSearch, FailedSearchAdmin)

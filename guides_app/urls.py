"""Addresses of the library: `urlpatterns` stand below the language prefix, `plain` do not (machines ask for them), and
`machines` are those of the machine interface, below `/api/v1/`."""

from django.urls import URLPattern, path, re_path

from guides_app import sitemaps
from guides_app.api import views as api
from guides_app.models import DocumentKind
from guides_app.views import display, finder, guide, help_pages, picture, radio, remarks, stamp
from guides_app.views.kept import kept
from guides_app.views.public import public

app_name = "guides"
PICTURE = r"^guides/pictures/(?P<slug>[-\w]+)-(?P<digest>[0-9a-f]{12})-(?P<width>[0-9]{1,4})\.(?P<kind>avif|webp|jpg)$"
urlpatterns = [
    path("", finder.home, name="home"),
    path("guides/", finder.guide_list, name="list"),
    path("guides/which-radio/", finder.which_radio, name="which-radio"),
    path("guides/other/", help_pages.other, name="other"),
    re_path(PICTURE, picture.picture, name="picture"),
    path("guides/<slug:slug>/", guide.guide, name="guide"),
    path("guides/<slug:slug>/tell-us/", remarks.tell, {"kind": DocumentKind.GUIDE}, name="tell"),
    path("guides/<slug:slug>/helped/", remarks.helped, {"kind": DocumentKind.GUIDE}, name="helped"),
    path("radios/", radio.radios, name="radios"),
    path("radios/<slug:slug>/", radio.radio, name="radio"),
    path("radios/<slug:slug>/tell-us/", remarks.tell, {"kind": DocumentKind.FAMILY}, name="tell-radio"),
    path("radios/<slug:slug>/helped/", remarks.helped, {"kind": DocumentKind.FAMILY}, name="helped-radio"),
    path("help/", help_pages.help_and_contact, name="help"),
    path("help/display/", display.display_helper, name="display"),
    path("privacy/", help_pages.privacy, name="privacy"),
    path("accessibility/", help_pages.accessibility, name="accessibility"),
]
plain = [
    path("sitemap.xml", kept(stamp.of_library)(sitemaps.show_sitemap), name="sitemap"),
    path("robots.txt", public(sitemaps.robots), name="robots"),
]
machines: list[URLPattern] = [
    path("guides", api.Guides.as_view(), name="guides"),
    path("guides/<slug:slug>", api.OneGuide.as_view(), name="guide"),
    path("radios", api.Radios.as_view(), name="radios"),
    path("radios/<slug:slug>", api.OneRadio.as_view(), name="radio"),
]

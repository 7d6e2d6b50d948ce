"""Addresses of the library. They stand below the language prefix."""

from django.urls import path

from guides_app.views import display, finder, guide, help_pages

app_name = "guides"
urlpatterns = [
    path("", finder.home, name="home"),
    path("guides/", finder.guide_list, name="list"),
    path("guides/which-radio/", finder.which_radio, name="which-radio"),
    path("guides/other/", help_pages.other, name="other"),
    path("guides/<slug:slug>/", guide.guide, name="guide"),
    path("help/", help_pages.help_and_contact, name="help"),
    path("help/display/", display.display_helper, name="display"),
    path("privacy/", help_pages.privacy, name="privacy"),
    path("accessibility/", help_pages.accessibility, name="accessibility"),
]

"""Addresses of the library, below the language."""

from django.urls import URLPattern

app_name = "guides"
urlpatterns: list[URLPattern] = []

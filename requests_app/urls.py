"""Addresses of the office: `localised` stand below the language, `plain` do not."""

from django.urls import URLPattern, URLResolver

localised: list[URLPattern | URLResolver] = []
plain: list[URLPattern | URLResolver] = []

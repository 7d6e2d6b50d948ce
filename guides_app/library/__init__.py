"""Shipped content -> database. Never overwrites what staff changed, loads an item whole or not at all, and reports."""

from guides_app.library.loading import Outcome, Report, Result, load

__all__ = ["Outcome", "Report", "Result", "load"]

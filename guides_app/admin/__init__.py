"""The library in the staff's admin: the texts, their pictures and sources, makes and cars, and what was looked for."""

from guides_app.admin import cars, failed_searches, manuscripts, pictures, sources

__all__ = ["cars", "failed_searches", "manuscripts", "pictures", "sources"]

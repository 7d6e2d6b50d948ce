"""What the office adds to the library's admin: how often customers get stuck, and lines about its rules."""

from typing import Any

from django.contrib import admin
from django.forms.models import model_to_dict
from django.http import HttpRequest

from guides_app.admin import manuscripts
from guides_app.models import DocumentKind, LibraryRules, Manuscript
from requests_app.admin.frame import signed_in
from requests_app.admin.health import USUAL
from requests_app.models import record_at_desk
from requests_app.permissions import EDIT_GUIDES, desks_with
from requests_app.states import Party
from requests_app.totals import guide_health

admin.site.unregister([Manuscript, LibraryRules])


@admin.register(Manuscript)
class ManuscriptAdmin(manuscripts.ManuscriptAdmin):
    """The editor, whose lists tell those who write of what customers could not find."""

    def numbers_not_found(self, request: HttpRequest, kind: DocumentKind) -> dict[str, object]:
        """By guide or radio: of the requests sent or dropped at the own desks in the usual period, those without the
        radio's number. Empty for whoever does not write guides."""
        user = signed_in(request)
        if not user.has_perm(EDIT_GUIDES):
            return {}
        rows = guide_health.Health(desks_with(user, EDIT_GUIDES), USUAL).rows(kind)
        return {row.key: row.figures.number_not_found for row in rows if row.figures.ended}


@admin.register(LibraryRules)
class LibraryRulesAdmin(manuscripts.LibraryRulesAdmin):
    """The rules of the library, whose changes stand in the office's record like those of a desk."""

    def save_model(self, request: HttpRequest, obj: LibraryRules, form: Any, change: bool) -> None:
        former = model_to_dict(LibraryRules.current(), exclude=["id"])
        super().save_model(request, obj, form, change)
        new = model_to_dict(obj, exclude=["id"])
        if changed := {name: [former[name], new[name]] for name in new if former[name] != new[name]}:
            record_at_desk(None, "library_rules_changed", party=Party.STAFF, user_id=request.user.pk, data=changed)

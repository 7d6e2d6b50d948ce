"""What all pages of the editor share: who may come in, the frame around them, and where they stand."""

from typing import Any, cast

from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from guides_app.models import DocumentKind, Manuscript

SEE, EDIT, PUBLISH = "view", "change", "publish"
PREFIX = "admin:guides_app_manuscript_"


def person(request: HttpRequest) -> User:
    """Who is at the Desk; the site has let nobody else through."""
    return cast("User", request.user)


def may(request: HttpRequest, what: str) -> bool:
    """Whether this person may do so with manuscripts."""
    return person(request).has_perm(f"guides_app.{what}_manuscript")


def need(request: HttpRequest, what: str) -> None:
    """Turn away whoever may not."""
    if not may(request, what):
        raise PermissionDenied


def find(request: HttpRequest, key: int, what: str = SEE) -> Manuscript:
    """The manuscript; whoever may not see any gets the same refusal for those that are not there."""
    need(request, what)
    rows = Manuscript.objects.select_related("edited_by", "submitted_by", "published_by")
    return get_object_or_404(rows, pk=key)


def text_for(request: HttpRequest, manuscript: Manuscript) -> Any:
    """The text that this person works with: editors the draft, everybody else what readers see where they see any."""
    if may(request, EDIT) or manuscript.published is None:
        return manuscript.working
    return manuscript.published


def address(name: str, manuscript: Manuscript | None = None) -> str:
    """Where a page of the editor is found."""
    return reverse(f"{PREFIX}{name}", args=[manuscript.pk] if manuscript else [])


def open_address(kind: DocumentKind, key: str) -> str:
    """The editor of a document, also of one that nobody has edited yet."""
    return reverse(f"{PREFIX}open", args=[kind.value, key])


def page(site: AdminSite, request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page within the frame of the Desk."""
    rights = {"may_edit": may(request, EDIT), "may_publish": may(request, PUBLISH)}
    around = {**site.each_context(request), **rights, **context}
    return render(request, f"admin/guides_app/editor/{template}.html", around, status=status)


def called(user: Any) -> str:
    """A colleague's name."""
    return (user.get_full_name() or user.get_username()) if user else "–"

"""Evidence on its way to a member of staff: recorded first, then opened, never kept by a browser or run as a page."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from requests_app import evidence, workflow
from requests_app.admin.frame import frame, signed_in
from requests_app.admin.roles import WORKS, find
from requests_app.models import CodeRequest, Page, Slot
from requests_app.workflow.seeing import see_small

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Disposition": "inline",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


@require_GET
def picture(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """A photo in full. An identity paper is not opened by an address alone."""
    _, page = _find(request, reference, key)
    if page.upload.slot == Slot.IDENTITY:
        raise Http404
    workflow.see_page(page, by=signed_in(request))
    return _shown(request, evidence.read_picture, page)


@require_POST
def show_identity(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """An identity paper, for somebody who pressed "Show (is logged)"."""
    _, page = _find(request, reference, key)
    workflow.see_page(page, by=signed_in(request), reason=request.POST.get("reason", "")[:300])
    return _shown(request, evidence.read_picture, page)


@require_GET
def thumb(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """A small picture; the page that shows it has left its line in the record."""
    code_request, page = _find(request, reference, key)
    if page.upload.slot == Slot.IDENTITY:
        raise Http404
    see_small(code_request, by=signed_in(request), page=page.pk)
    return _shown(request, evidence.read_thumb, page)


def _find(request: HttpRequest, reference: str, key: int) -> tuple[CodeRequest, Page]:
    code_request = find(signed_in(request), reference, *WORKS)
    pages = Page.objects.select_related("upload__code_request")
    page = pages.filter(pk=key, upload__code_request=code_request, upload__deleted_at=None).first()
    if page is None:
        raise Http404
    return code_request, page


def _shown(request: HttpRequest, read: Callable[[Page], bytes], page: Page) -> HttpResponse:
    """The picture, or a page that says that its file is damaged and what to do."""
    code_request = page.upload.code_request
    try:
        jpeg = read(page)
    except FileNotFoundError as gone:
        raise Http404 from gone
    except evidence.Damaged:
        context = frame(request, code_request=code_request)
        return render(request, "admin/requests/picture_damaged.html", context, status=404)
    name = f'inline; filename="{code_request.reference}.jpg"'
    return HttpResponse(jpeg, content_type="image/jpeg", headers={**HEADERS, "Content-Disposition": name})

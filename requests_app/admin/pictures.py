"""Evidence on its way to a member of staff: recorded first, then opened, never kept by a browser or run as a page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from guides_app.posted import posted
from requests_app import evidence, workflow
from requests_app.admin import words
from requests_app.admin.frame import frame, signed_in, to_request
from requests_app.admin.review_views import page as page_of_request
from requests_app.models import AnswerPicture, CodeRequest, Page, Slot
from requests_app.permissions import WORK_ON_REQUESTS, find
from requests_app.second_factor import require_fresh
from requests_app.workflow.seeing import opened_lately, see_small

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
    return _seen(request, page)


@posted(to_request())
def show_identity(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """An identity paper, for somebody who pressed "Show (is logged)"."""
    _, page = _find(request, reference, key)
    return _seen(request, page)


@posted(to_request())
def show_answer(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """The manufacturer's answer, when somebody presses "Show (is logged)" after a fresh second step."""
    user = signed_in(request)
    code_request = find(user, reference, WORK_ON_REQUESTS)
    rows = AnswerPicture.objects.select_related("candidate__code_request")
    found = rows.filter(pk=key, candidate__code_request=code_request).first()
    if found is None:
        raise Http404
    require_fresh(request)
    try:
        workflow.see_answer(found, by=user)
    except workflow.NotComplete as refused:
        return page_of_request(request, code_request, errors=words.errors_of(refused.missing), status=422)
    return _shown(request, found)


@require_GET
def thumb(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """A small picture; the page that shows it has left its line in the record. Of an identity paper only for who has
    pressed "Show (is logged)" for it a moment ago.
    """
    code_request, page = _find(request, reference, key)
    user = signed_in(request)
    if page.upload.slot == Slot.IDENTITY and not opened_lately(page, by=user):
        raise Http404
    see_small(code_request, by=user, page=page.pk)
    return _shown(request, page, small=True)


def _seen(request: HttpRequest, page: Page) -> HttpResponse:
    """The picture, once the record has its line; or why this person sees no more today."""
    try:
        workflow.see_page(page, by=signed_in(request))
    except workflow.NotComplete as refused:
        return page_of_request(request, page.code_request, errors=words.errors_of(refused.missing), status=422)
    return _shown(request, page)


def _find(request: HttpRequest, reference: str, key: int) -> tuple[CodeRequest, Page]:
    code_request = find(signed_in(request), reference, WORK_ON_REQUESTS)
    pages = Page.objects.select_related("upload__code_request")
    page = pages.filter(pk=key, upload__code_request=code_request, upload__deleted_at=None).first()
    if page is None:
        raise Http404
    return code_request, page


def _shown(request: HttpRequest, picture: Page | AnswerPicture, *, small: bool = False) -> HttpResponse:
    """The picture, or a page that says that its file is damaged and what to do."""
    code_request = picture.code_request
    try:
        jpeg = evidence.read_thumb(picture) if small and isinstance(picture, Page) else evidence.read_picture(picture)
    except FileNotFoundError as gone:
        raise Http404 from gone
    except evidence.Damaged:
        context = frame(request, code_request=code_request)
        return render(request, "admin/requests/picture_damaged.html", context, status=404)
    name = f'inline; filename="{code_request.reference}.jpg"'
    return HttpResponse(jpeg, content_type="image/jpeg", headers={**HEADERS, "Content-Disposition": name})

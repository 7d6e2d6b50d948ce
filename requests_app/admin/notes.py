"""Notes of staff for each other at a request, and the list of those that name oneself."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guides_app.posted import posted
from requests_app import workflow
from requests_app.admin import unsent, words
from requests_app.admin.forms import NoteForm
from requests_app.admin.frame import frame, signed_in, to_page, to_request
from requests_app.admin.review_views import page
from requests_app.admin.unsent import kept
from requests_app.models import CodeRequest
from requests_app.permissions import WORK_ON_REQUESTS, allows, find

LISTED = 50


@kept
@posted(to_request())
def add_note(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep a note. It decides nothing, so it may come from a page that others have overtaken meanwhile."""
    user = signed_in(request)
    code_request = find(user, reference, WORK_ON_REQUESTS)
    form = NoteForm(request.POST)
    try:
        errors = _errors(code_request, form, request)
    except workflow.MoveRefused:
        return page(request, find(user, reference, WORK_ON_REQUESTS), overtaken=form, status=409)
    except workflow.NotAllowed as refused:
        raise Http404 from refused
    if errors:
        unsent.keep(code_request, form, by=user)
        return page(request, code_request, errors=errors, status=422)
    unsent.settle(code_request, form, by=user)
    return redirect(f"{reverse('admin:review', args=[code_request.reference])}#notes")


def _errors(code_request: CodeRequest, form: NoteForm, request: HttpRequest) -> list[words.FormError]:
    """Keep the note, or say why it cannot be."""
    if not form.is_valid():
        return form.error_list()
    try:
        workflow.add_note(code_request, form.cleaned_data["note"], by=signed_in(request))
    except workflow.NotOneColleague as unclear:
        return [words.FormError(words.COLLEAGUES[unclear.missing[0]] % {"name": unclear.typed}, "id_note")]
    except workflow.NotComplete as refused:
        return words.errors_of(refused.missing)
    return []


@require_GET
def show_mentions(request: HttpRequest) -> HttpResponse:
    """The requests in whose notes one is named, until each is dealt with."""
    user = signed_in(request)
    if not allows(user, WORK_ON_REQUESTS):
        raise Http404
    rows = workflow.mentions_of(user).select_related("note__by", "note__code_request")
    return render(request, "admin/requests/mentions.html", frame(request, mentions=rows[:LISTED]))


@posted(to_page("admin:mentions"))
def finish_mention(request: HttpRequest, key: int) -> HttpResponse:
    """One of them is dealt with."""
    user = signed_in(request)
    mention = get_object_or_404(workflow.mentions_of(user).select_related("note__code_request"), pk=key)
    try:
        workflow.finish_mention(mention, by=user)
    except workflow.MoveRefused:
        messages.info(request, _("This is dealt with already."))
    return redirect("admin:mentions")

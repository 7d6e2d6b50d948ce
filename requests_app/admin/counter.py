"""The counter: a request is begun for somebody who stands there; their telephone adds the photos; it is sent for them.

Only drafts that were begun here are found, by clerks and leads of their desk; a customer's own draft is nobody's.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from guides_app.posted import posted
from requests_app import evidence, limits, qr, shops, workflow
from requests_app.admin.frame import frame, signed_in
from requests_app.admin.pictures import HEADERS
from requests_app.forms.counter import SendForm, WalkInForm, initial_of
from requests_app.limits import Limit
from requests_app.models import CodeRequest, Page, Slot, record_at_desk
from requests_app.notifications.outbox import recipient_fingerprint
from requests_app.permissions import WORK_ON_REQUESTS, desks_of
from requests_app.policy import may_be_seen, missing_slots, slots_for, to_cover
from requests_app.states import Party

INVALID = 422
MOST_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """An empty form, and what was begun and is not sent yet."""
    user = signed_in(request)
    desks = [desk for desk in desks_of(user, WORK_ON_REQUESTS) if desk.active]
    if not desks:
        raise PermissionDenied
    form = WalkInForm(
        request.POST if request.method == "POST" else None,
        desks=desks,
        initial={"language": get_language(), "desk": desks[0]},
    )
    if request.method == "POST" and form.is_valid():
        try:
            limits.spend_of(f"staff {user.pk}", Limit.COUNTER)
        except limits.Exceeded as exceeded:
            return limits.too_many(request, exceeded)
        said = form.cleaned_data
        draft = workflow.open_at_counter(said["desk"], language=said["language"], answers=form.answers, by=user)
        return redirect("admin:counter_draft", draft.pk)
    begun = CodeRequest.objects.drafts().filter(desk__in=desks).exclude(opened_by=None).select_related("opened_by")
    context = {"form": form, "begun": begun.order_by("-pk")[:MOST_SHOWN]}
    status = INVALID if request.method == "POST" else 200
    return render(request, "admin/counter/begin.html", frame(request, **context), status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: int) -> HttpResponse:
    """The answers once more."""
    user, draft = signed_in(request), _find(request, key)
    form = WalkInForm(request.POST if request.method == "POST" else None, desks=[draft.desk], initial=initial_of(draft))
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        try:
            workflow.change_at_counter(draft, language=language, answers=form.answers, by=user)
        except workflow.MoveRefused as sent:
            raise Http404 from sent
        return redirect("admin:counter_draft", draft.pk)
    status = INVALID if request.method == "POST" else 200
    return render(request, "admin/counter/begin.html", frame(request, form=form, draft=draft), status=status)


@require_GET
def show(request: HttpRequest, key: int) -> HttpResponse:
    """One request that was begun here: what was said, what is still missing, what came."""
    return _page(request, _find(request, key))


@require_GET
def coming(request: HttpRequest, key: int) -> HttpResponse:
    """The part of that page that changes, for its script."""
    return render(request, "admin/counter/papers.html", _papers(_find(request, key)))


def _to_draft(request: HttpRequest, key: int) -> HttpResponse:
    """For `posted`: the page on which the forms of this draft stand."""
    return redirect("admin:counter_draft", _find(request, key).pk)


@posted(_to_draft)
def to_phone(request: HttpRequest, key: int) -> HttpResponse:
    """The square for the customer's telephone; it stands only in this answer."""
    user, draft = signed_in(request), _find(request, key)
    try:
        limits.spend_of(f"request {draft.pk}", Limit.HAND_OFFS)
        token = workflow.new_hand_off(draft, by=user)
    except limits.Exceeded as exceeded:
        return limits.too_many(request, exceeded)
    except workflow.MoveRefused:
        return redirect("admin:counter_draft", draft.pk)
    link = shops.base_of(draft.desk) + reverse("requests:hand-off", args=[token])
    return _page(request, draft, link=link, square=qr.square(link))


@require_GET
def picture(request: HttpRequest, key: int, page_id: int) -> HttpResponse:
    """A small picture, once the record of the desk has its line. Identity papers are not shown before the check."""
    user, draft = signed_in(request), _find(request, key)
    rows = Page.objects.filter(pk=page_id, upload__code_request=draft, upload__deleted_at=None)
    page = rows.exclude(upload__slot=Slot.IDENTITY).select_related("upload").first()
    if page is None:
        raise Http404
    said = {"draft": draft.pk, "slot": page.upload.slot, "page": page.number}
    record_at_desk(draft.desk, "counter_looked", party=Party.STAFF, user_id=user.pk, data=said)
    try:
        return HttpResponse(evidence.read_thumb(page), content_type="image/jpeg", headers=HEADERS)
    except (FileNotFoundError, evidence.Damaged) as gone:
        raise Http404 from gone


@posted(_to_draft)
def see_original(request: HttpRequest, key: int) -> HttpResponse:
    """The original was shown, so no copy is asked for; or it was not after all."""
    user, draft = signed_in(request), _find(request, key)
    slot = request.POST.get("slot", "")
    if slot not in Slot.values:
        raise Http404
    try:
        workflow.see_original(draft, Slot(slot), seen=request.POST.get("seen") == "yes", by=user)
    except (workflow.MoveRefused, workflow.NotAllowed) as refused:
        raise Http404 from refused
    return redirect("admin:counter_draft", draft.pk)


@posted(_to_draft)
def send(request: HttpRequest, key: int) -> HttpResponse:
    """Off it goes, by the same rules as a customer's own; the customer's letter holds the link."""
    user, draft = signed_in(request), _find(request, key)
    form = SendForm(request.POST)
    if not form.is_valid():
        return _page(request, draft, form=form, status=INVALID)
    try:
        limits.spend_of(recipient_fingerprint(draft.email), Limit.REQUESTS_BY_ONE)
        workflow.send_at_counter(draft, by=user)
    except limits.Exceeded as exceeded:
        return limits.too_many(request, exceeded)
    except workflow.NotComplete:
        return _page(request, draft, form=form, incomplete=True, status=INVALID)
    except workflow.MoveRefused as sent:
        raise Http404 from sent
    return redirect("admin:review", draft.reference)


def _find(request: HttpRequest, key: int) -> CodeRequest:
    desks = [desk.pk for desk in desks_of(signed_in(request), WORK_ON_REQUESTS)]
    rows = CodeRequest.objects.drafts().filter(pk=key, desk__in=desks).exclude(opened_by=None)
    draft = rows.select_related("desk", "guide__car_model__brand", "family", "opened_by").first()
    if draft is None:
        raise Http404
    return draft


def _papers(draft: CodeRequest) -> dict[str, Any]:
    uploads = evidence.current(draft)
    missing = missing_slots(draft, [upload.slot for upload in uploads])
    hand_off = draft.hand_offs.living().order_by("pk").last()
    seen = set(draft.seen_originals.values_list("slot", flat=True))
    return {
        "draft": draft,
        "papers": [
            {"slot": slot, "uploads": [one for one in uploads if one.slot == slot], "missing": slot in missing}
            for slot in dict.fromkeys((*slots_for(draft), *(Slot(upload.slot) for upload in uploads)))
        ],
        "originals": [(slot, slot in seen) for slot in may_be_seen(draft)],
        "given": hand_off is not None,
        "taken": hand_off is not None and hand_off.opened_at is not None,
        "covers": bool(to_cover(draft)),
    }


def _page(request: HttpRequest, draft: CodeRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    context = {"form": SendForm(), **_papers(draft), **context}
    return render(request, "admin/counter/draft.html", frame(request, **context), status=status)

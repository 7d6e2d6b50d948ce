"""What readers say of a page: something is wrong, or a step helped or did not. Nobody is asked who they are."""

from dataclasses import dataclass
from functools import wraps
from typing import Any

from django import forms
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from guides_app import limits
from guides_app.limits import DAY, HOUR, Rate
from guides_app.masking import mask
from guides_app.models import LONGEST_REMARK, DocumentKind, Guide, RadioFamily, Remark, StepVote
from guides_app.models.step_place import step_places
from guides_app.views.public import View

REMARKS = Rate("remark", 5, HOUR)
OF_ALL = Rate("remark of anybody", 50, DAY)  # of one page: as many as editors can read
VOTES = Rate("vote", 60, HOUR)
WHOLE_PAGE = "page"
ADDRESSES = {DocumentKind.GUIDE: "guides:guide", DocumentKind.FAMILY: "guides:radio"}
TELL = {DocumentKind.GUIDE: "guides:tell", DocumentKind.FAMILY: "guides:tell-radio"}
HELPED = {DocumentKind.GUIDE: "guides:helped", DocumentKind.FAMILY: "guides:helped-radio"}


@dataclass(frozen=True)
class Subject:
    """The page that is spoken of, and the steps on it that can be named."""

    kind: DocumentKind
    key: str
    label: str
    places: dict[str, str]

    def address(self, place: str = "") -> str:
        """The page itself, at this place."""
        return reverse(ADDRESSES[self.kind], args=[self.key]) + (f"#{place}" if place in self.places else "")

    def tell(self, place: str = "") -> str:
        """Where one says what is wrong with it."""
        return reverse(TELL[self.kind], args=[self.key]) + (f"?{urlencode({'at': place})}" if place else "")

    def one_vote(self, place: str) -> Rate:
        """One voice for each client, step and day."""
        return Rate(f"vote:{self.kind}:{self.key}:{place}", 1, DAY)


class RemarkForm(forms.Form):
    """One box. `website` is for machines: nobody sees it, and whoever fills it in is thanked and not heard."""

    text = forms.CharField(strip=True, error_messages={"required": _("Write what is wrong")})
    at = forms.CharField(required=False)
    website = forms.CharField(required=False)

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n")
        if len(text) > LONGEST_REMARK:
            used = {"most": LONGEST_REMARK, "used": len(text)}
            raise forms.ValidationError(_("Write %(most)d characters or less. You have used %(used)d") % used)
        return text


def limited(view: View) -> View:
    """Too often is a 429 that says when to come back."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except limits.Exceeded as exceeded:
            return limits.too_many(request, exceeded)

    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited
def tell(request: HttpRequest, slug: str, kind: DocumentKind) -> HttpResponse:
    """One box for what is wrong. It is masked before it is kept, and no word of the sender is kept beside it."""
    subject = _subject(kind, slug)
    if "told" in request.GET:
        return render(request, "guides_app/told.html", {"subject": subject})
    posted = request.POST if request.method == "POST" else None
    form = RemarkForm(posted, initial={"at": request.GET.get("at", "")})
    if posted is None or not form.is_valid():
        return _ask(request, subject, form)
    if not form.cleaned_data["website"]:
        limits.spend(request, REMARKS)
        limits.spend_of(f"{subject.kind}:{subject.key}", OF_ALL)
        _keep(subject, form.cleaned_data)
    return redirect(f"{subject.tell()}?told=1")


@csrf_exempt  # the page with the buttons is kept by caches and has no token; a forged vote could only add 1 to a count
@require_http_methods(["GET", "HEAD", "POST"])
@limited
def helped(request: HttpRequest, slug: str, kind: DocumentKind) -> HttpResponse:
    """Yes or no under a step, or for the whole page: one more in a count. By GET, the thanks for it."""
    subject = _subject(kind, slug)
    if request.method != "POST":
        place, said = request.GET.get("at", ""), request.GET.get("said", "")
        context = {
            "subject": subject,
            "back": subject.address(place),
            "said_no": said == "no",
            "of_step": place in subject.places,
        }
        return render(request, "guides_app/helped.html", {**context, "tell": subject.tell(place)})
    if not _from_here(request):
        raise PermissionDenied
    place, _colon, said = request.POST.get("vote", "").rpartition(":")
    if said not in ("yes", "no"):
        raise BadRequest
    if place != WHOLE_PAGE and place not in subject.places:
        raise Http404
    limits.spend(request, VOTES)
    if limits.spend_for(limits.client_of(request), subject.one_vote(place)):
        StepVote.count(kind, slug, place, helped=said == "yes")
    return redirect(f"{reverse(HELPED[kind], args=[slug])}?{urlencode({'at': place, 'said': said})}")


def _subject(kind: DocumentKind, slug: str) -> Subject:
    """The page of this address, or 404 where readers do not find it."""
    found: Guide | RadioFamily
    if kind is DocumentKind.GUIDE:
        found = get_object_or_404(Guide.objects.published().with_car().with_families(), slug=slug)
        families, label = found.fitting_families(), found.label
    else:
        found = get_object_or_404(RadioFamily, slug=slug)
        families, label = [found], found.name
    places = {place: f"{step.get_section_display()}: {step.title}" for place, step in step_places(families).items()}
    return Subject(kind, slug, label, places)


def _ask(request: HttpRequest, subject: Subject, form: RemarkForm) -> HttpResponse:
    errors = [{"href": "#id_text", "text": text} for text in form.errors.get("text", [])]
    context = {"subject": subject, "form": form, "errors": errors, "back": subject.address(form["at"].value() or "")}
    return render(request, "guides_app/tell.html", context, status=422 if errors else 200)


def _keep(subject: Subject, said: dict[str, str]) -> None:
    place = said["at"] if said["at"] in subject.places else ""
    text = mask(said["text"])[:LONGEST_REMARK]
    language = get_language() or "en"
    Remark.objects.create(kind=subject.kind, key=subject.key, place=place, text=text, language=language)


def _from_here(request: HttpRequest) -> bool:
    """Whether the browser itself says that one of our own pages asks; what says nothing about it is not believed."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site in ("same-origin", "none")
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"

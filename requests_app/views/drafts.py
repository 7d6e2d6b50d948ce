"""The draft behind the questions: found by its cookie, begun with the first answer, changed only through `workflow`."""

from dataclasses import dataclass
from typing import Any

from django.core.validators import slug_re
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language

from guides_app.identifiers import Kind
from guides_app.models import Guide, RadioFamily
from requests_app import evidence, keeping, limits, shops, workflow
from requests_app.forms.car import OTHER
from requests_app.limits import Limit
from requests_app.models import AccessLink, CodeRequest
from requests_app.states import Status
from requests_app.views import cookies
from requests_app.views.pages import TOO_LATE, CustomerPage, no_desk, which_shop
from requests_app.views.steps import CHECK, NUMBER, VIN_TAIL, Path, Step

NO_CAR: dict[str, Any] = {"vin_tail_sealed": None, "vin_tail_unknown": False}
CARRIED = ("guide", "radio", "next")
NO_NUMBER: dict[str, Any] = {
    "number_sealed": None,
    "label_sealed": None,
    "number_unknown": "",
    "number_for_person": "",
    "part_fingerprint": "",
    "serial_fingerprint": "",
    "vin_sealed": None,
}


class AlreadySent(Exception):
    """The request of this device has been sent; there is nothing left to answer."""

    def __init__(self, code_request: CodeRequest) -> None:
        super().__init__("sent")
        self.code_request = code_request


@dataclass
class Opened:
    """A draft as its page sees it; `car_chosen` is False only before the first answer of somebody without a guide."""

    draft: CodeRequest
    car_chosen: bool

    def path(self) -> Path:
        return Path(self.draft, car_chosen=self.car_chosen)


def open_draft(request: HttpRequest) -> Opened:
    """The draft of this device, or a fresh one that is not kept yet. A car named in the address is taken over.

    Raises AlreadySent, and what `shops.desk_for` raises.
    """
    guide, named = _named_guide(request)
    found = cookies.draft_of(request)
    if found:
        shops.enter(request, found.desk)
    if found and found.status == Status.DRAFT:
        radio = named_radio(request)
        if named and guide != found.guide:
            take_car(found, guide, radio)
        elif radio and not found.number_kind and radio in Path(found).families:
            take_radio(found, radio)
        return Opened(found, car_chosen=True)
    if found and not named:
        raise AlreadySent(found)
    desk = shops.desk_for(request)
    shops.enter(request, desk)
    draft = CodeRequest(desk=desk, language=get_language() or "en", **keeping.days_of(desk))
    if named:
        take_car(draft, guide, named_radio(request))
    return Opened(draft, car_chosen=named)


def _named_guide(request: HttpRequest) -> tuple[Guide | None, bool]:
    slug = _slug(request, "guide")
    if slug == OTHER:
        return None, True
    guide = Guide.objects.published().with_car().filter(slug=slug).first() if slug else None
    return guide, guide is not None


def named_radio(request: HttpRequest) -> RadioFamily | None:
    """The radio that the address names: whoever comes from its page is not asked which one it is."""
    slug = _slug(request, "radio")
    return RadioFamily.objects.filter(slug=slug).first() if slug else None


def _slug(request: HttpRequest, name: str) -> str:
    """A name in the address if it has the shape of one, else nothing."""
    text = request.GET.get(name, "")
    return text if slug_re.fullmatch(text) and len(text) <= 50 else ""


def take_car(draft: CodeRequest, guide: Guide | None, family: RadioFamily | None = None) -> None:
    """The car, and its radio where only one fits. Another car has another radio and VIN, so both numbers go."""
    draft.guide = guide
    for name, value in NO_CAR.items():
        setattr(draft, name, value)
    families = Path(draft).families
    if family is None and len(families) == 1:
        family = families[0]
    take_radio(draft, family if family in families or guide is None else None)
    if draft.family is None and families:
        draft.number_kind = ""


def take_radio(draft: CodeRequest, family: RadioFamily | None) -> None:
    """The radio, or None where the person is not sure; then every kind of number is listened to."""
    draft.family = family
    draft.number_kind = family.number_kind if family else Kind.NONE
    for name, value in NO_NUMBER.items():
        setattr(draft, name, value)


def keep(request: HttpRequest, draft: CodeRequest, **answers: Any) -> tuple[CodeRequest, str]:
    """Keep answers; a fresh draft is begun now. Returns the draft as it stands, and its new token or nothing."""
    token = ""
    kept = draft
    if not draft.pk:
        limits.spend(request, Limit.DRAFTS)
        kept, token = workflow.start_draft(draft.desk, language=draft.language)
    fields = ("guide", "family", "number_kind", *NO_NUMBER, *NO_CAR)
    workflow.save_answers(kept, **{**{name: getattr(draft, name) for name in fields}, **answers})
    return kept, token


def with_query(request: HttpRequest, url: str, **extra: str) -> str:
    """An address of the wizard that carries what an unkept draft still needs."""
    query = {name: slug for name in CARRIED if (slug := _slug(request, name))} | extra
    return f"{url}?{urlencode(query)}" if query else url


class QuestionPage(CustomerPage):
    """One question. A page whose earlier questions are open leads to the first of them."""

    template_name = ""
    before_radio = False  # the questions that can still lead to a radio with a code
    draft: CodeRequest
    path: Path

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            opened = open_draft(request)
            self.draft, self.path = opened.draft, opened.path()
            if self.path.without_code and not self.before_radio:
                return self.no_code()
            step = self.step()
            if not self.path.reachable(step):
                return redirect(with_query(request, self.path.first_missing.url))
            return super().dispatch(request, *args, **kwargs)
        except AlreadySent as sent:
            return already_sent(request, sent.code_request)
        except shops.WhichShop as several:
            return which_shop(request, several)
        except shops.NoDesk:
            return no_desk(request)
        except (workflow.MoveRefused, evidence.Closed):
            found = cookies.draft_of(request)
            if found is None:
                return redirect("requests:start")
            if found.status == Status.DRAFT:  # another tab was faster
                return redirect("requests:check")
            return already_sent(request, found)

    def step(self) -> Step:
        raise NotImplementedError

    def no_code(self) -> HttpResponseBase:
        context = {"families": self.path.families, "guide": self.draft.guide, "draft": self.draft}
        return render(self.request, "requests_app/no_code.html", context)

    def page(self, *, template: str = "", status: int = 200, **context: Any) -> HttpResponseBase:
        """The page with what all questions show: n of m, the way back, how the last number was read."""
        step = self.step()
        number, total = self.path.place(step)
        before = self.path.before(step)
        back = CHECK if self.request.GET.get("next") == CHECK.name and step != CHECK else before
        shared = {
            "draft": self.draft,
            "question_number": number,
            "question_total": total,
            "back_url": with_query(self.request, back.url) if back and self.draft.pk else "",
            **self._was_read(),
            "for_person": "person" in self.request.GET and bool(self.draft.number_for_person),
            "at_the_counter": self.path.at_the_counter,
            "action": self.request.get_full_path(),
        }
        return render(self.request, template or self.template_name, shared | context, status=status)

    def _was_read(self) -> dict[str, str]:
        """What the page before read otherwise than it was typed, and where to change it."""
        match self.request.GET.get("read"):
            case "1":
                return {"was_read": self.draft.number, "read_url": NUMBER.url}
            case "vin":
                return {"was_read": self.draft.vin_tail, "read_url": VIN_TAIL.url}
        return {}

    def onward(self, kept: CodeRequest, token: str = "", **extra: str) -> HttpResponseRedirect:
        """To the next question, or back to looking over the answers for somebody who came from there."""
        path = Path(kept)
        step = CHECK if self.request.GET.get("next") == CHECK.name else path.after(self.step())
        if not path.reachable(step):
            step = path.first_missing
        response = HttpResponseRedirect(f"{step.url}?{urlencode(extra)}" if extra else step.url)
        if token:
            cookies.add_draft(self.request, response, token)
        return response


def already_sent(request: HttpRequest, code_request: CodeRequest) -> HttpResponseBase:
    """Back or a second press after sending: no second request, but the way to the one that there is."""
    if request.method == "POST":
        response = to_tracking(request, code_request)
        if request.FILES:
            response["Location"] += TOO_LATE
        return response
    return render(request, "requests_app/already_sent.html", {"code_request": code_request})


def to_tracking(request: HttpRequest, code_request: CodeRequest) -> HttpResponseBase:
    """The device that sent the request gets its key; of two presses both get the same one."""
    response = redirect("requests:track", code_request.reference)
    link = code_request.links.filter(kind=AccessLink.Kind.DEVICE, expires_at__gt=timezone.now()).first()
    just_sent = code_request.sent_at is not None and timezone.now() - code_request.sent_at < cookies.DRAFT_LIFE
    if link and just_sent:
        cookies.add_link(request, response, link)
    return response

"""The code: shown by a POST to the holder of a living link, never by a GET; how to enter it; whether it worked."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from guides_app import entry
from guides_app.lockout import NOT_KNOWN, Rule, Wait, wait_after
from guides_app.models import RadioFamily
from requests_app import evidence, limits, workflow
from requests_app.forms.after import FACTOR_EMPTY, FactorForm, FeedbackForm, WorkedForm
from requests_app.forms.documents import refusal_text
from requests_app.limits import Limit
from requests_app.models import Feedback, Slot, Upload
from requests_app.states import NOT_WORKED, WORKED, Status
from requests_app.vault.sanitise import UploadRefused
from requests_app.views.pages import INVALID, status_of
from requests_app.views.tracked import TrackedPage

MOST_TRIES = 5


@dataclass(frozen=True)
class Entry:
    """How this radio takes its code: the presses, what it shows, and how long it waits after wrong codes."""

    family: RadioFamily | None
    sure: bool
    procedure: entry.Procedure | None
    presses: list[entry.Press]
    waits: list[tuple[int, Wait]]
    unknown: Wait


def entry_for(page: TrackedPage, code: str = "") -> Entry:
    """Of the radio that was named; or, unsure, of the radio most often found in the car."""
    code_request = page.code_request
    family, sure = code_request.family, True
    if family is None and code_request.guide is not None:
        rows = RadioFamily.objects.carrying_a_code().filter(fitments__guide=code_request.guide)
        family, sure = rows.order_by("fitments__position", "fitments__pk").first(), False
    procedure = family.procedure() if family else None
    rule: Rule = family.lockout_rule() if family else NOT_KNOWN
    presses = entry.presses(procedure, code) if procedure and code else []
    waits = [(tries, wait_after(rule, tries)) for tries in range(1, MOST_TRIES + 1)]
    return Entry(family, sure, procedure, presses, waits, wait_after(rule, None))


class Code(TrackedPage):
    """Shown by a press, to whoever holds a link and, with a link from a letter, knows a little more."""

    template_name = "requests_app/code_before.html"
    shown_template = "requests_app/code.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response

    def get(self, request: HttpRequest) -> HttpResponseBase:
        if not workflow.has_code_to_show(self.code_request):
            return self.to_tracking()
        return self._before(FactorForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        if not workflow.has_code_to_show(self.code_request):
            return self.to_tracking()
        limits.spend(request, Limit.REVEALS)
        form = FactorForm(request.POST)
        wanted = workflow.wants_factor(self.code_request, self.link)
        if wanted and not form.is_valid():
            return self._before(form, status=INVALID)
        try:
            code = workflow.reveal(self.code_request, self.link, typed=form.cleaned_data["typed"] if wanted else "")
        except workflow.NotComplete as missing:
            return self._refused(form, missing.missing[0])
        return self._shown(code, form.cleaned_data["typed"] if wanted else "")

    def _refused(self, form: FactorForm, why: str) -> HttpResponseBase:
        if why == "often":
            raise limits.Exceeded(Limit.REVEALS, int(Limit.REVEALS.window.total_seconds()))
        if why == "enough":
            return self._before(FactorForm(), enough=True, status=429)
        if why == "tries":
            return self._before(FactorForm(), locked=True, status=429)
        if why == "factor_shape":
            form.add_error("typed", str(FACTOR_EMPTY))
            return self._before(form, status=INVALID)
        form.add_error("typed", _("These are not the last 4 characters that we know. Check the label and (E)"))
        return self._before(form, status=INVALID)

    def _before(
        self, form: FactorForm, *, locked: bool = False, enough: bool = False, status: int = 200
    ) -> HttpResponse:
        wanted = workflow.wants_factor(self.code_request, self.link)
        return self.page(
            form=form,
            wants_factor=wanted,
            locked=locked,
            enough=enough,
            entry=entry_for(self),
            entered_other="other" in self.request.GET,
            tries=_tries(self.request),
            status=status,
        )

    def _shown(self, code: str, typed: str) -> HttpResponse:
        return self.page(
            template=self.shown_template,
            code=code,
            spoken=", ".join(code),
            typed=typed,
            entry=entry_for(self, code),
            may_say=self.code_request.status == Status.READY,
            form=WorkedForm(),
        )


def _tries(request: HttpRequest) -> int:
    text = request.GET.get("tries", "")
    return int(text) if text in {"1", "2", "3"} else 0


class Card(Code):
    """The code and its steps on one sheet. A GET leads to the page with the button."""

    shown_template = "requests_app/card.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return redirect("requests:code", self.code_request.reference)


class Worked(TrackedPage):
    """The radio plays."""

    http_method_names = ["post"]
    move = WORKED

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = WorkedForm(request.POST)
        comment = form.cleaned_data["comment"] if form.is_valid() else ""
        try:
            workflow.say_worked(self.code_request, comment=comment)
        except workflow.NotComplete:  # nobody has seen the code yet
            return redirect("requests:code", self.code_request.reference)
        return self.to_tracking()


class SayNot(TrackedPage):
    """Somebody who entered other digits is helped at once; everything else goes to staff."""

    template_name = "requests_app/feedback.html"
    move = NOT_WORKED

    def get(self, request: HttpRequest) -> HttpResponseBase:
        if self.code_request.revealed_at is None:
            return redirect("requests:code", self.code_request.reference)
        return self.page(form=FeedbackForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        if self.code_request.revealed_at is None:
            return redirect("requests:code", self.code_request.reference)
        form = FeedbackForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form=form, status=INVALID)
        said = form.cleaned_data
        if said["entered"] == Feedback.Entered.OTHER:
            code_page = reverse("requests:code", args=[self.code_request.reference])
            return redirect(f"{code_page}?other=1&tries={said['tries']}")
        feedback = Feedback(display=said["display"], entered=said["entered"], tries=said["tries"])
        if said["photo"] is not None:
            limits.spend_of_request(request, Limit.UPLOADS, self.code_request)
            upload = evidence.attach(self.code_request, Slot.DISPLAY, said["photo"], purpose=evidence.Purpose.FEEDBACK)
            if isinstance(upload, UploadRefused):
                form.add_error("photo", refusal_text(Slot.DISPLAY, upload))
                return self.page(form=form, status=status_of(upload))
            feedback.photo = upload if isinstance(upload, Upload) else None
        try:
            workflow.say_not_worked(self.code_request, feedback)
        except workflow.NotComplete:
            return redirect("requests:code", self.code_request.reference)
        return self.to_tracking()

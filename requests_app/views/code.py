"""The code: shown by a POST to the holder of a living link, never by a GET; how to enter it; whether it worked."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from requests_app import evidence, limits, workflow
from requests_app.code_page import entry_for, page_of_code
from requests_app.forms.after import FACTOR_EMPTY, FactorForm, FeedbackForm, WorkedForm
from requests_app.forms.documents import refusal_text
from requests_app.limits import Limit
from requests_app.missing import Missing
from requests_app.models import Feedback, Slot, Upload
from requests_app.states import NOT_WORKED, WORKED
from requests_app.vault.sanitise import UploadRefused
from requests_app.views import cookies
from requests_app.views.pages import INVALID, status_of
from requests_app.views.steps import Path
from requests_app.views.tracked import TrackedPage


class Code(TrackedPage):
    """Shown by a press, to whoever holds a link and, with a link from a letter, knows a little more. Of a request that
    relied on an earlier one only a letter's link shows it."""

    template_name = "requests_app/code_before.html"
    shown_template = "requests_app/code.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response

    def found(self) -> None:
        if self.code_request.relies:
            self.link = cookies.link_of_letter_to(self.request, self.code_request) or self.link

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
        if why == Missing.OFTEN:
            raise limits.Exceeded(Limit.REVEALS, int(Limit.REVEALS.window.total_seconds()))
        if why == Missing.ENOUGH:
            return self._before(FactorForm(), enough=True, status=429)
        if why == Missing.LETTER:
            return self._before(FactorForm(), status=403)
        if why == Missing.TRIES:
            return self._before(FactorForm(), locked=True, status=429)
        if why == Missing.FACTOR_SHAPE:
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
            by_letter=self.code_request.relies and self.on_sending_device,
            locked=locked,
            enough=enough,
            entry=entry_for(self.code_request),
            entered_other="other" in self.request.GET,
            tries=_tries(self.request),
            status=status,
        )

    def _shown(self, code: str, typed: str) -> HttpResponse:
        return self.page(
            template=self.shown_template,
            **page_of_code(self.code_request, code, typed=typed),
        )


def _tries(request: HttpRequest) -> int:
    text = request.GET.get("tries", "")
    return int(text) if text in {"1", "2", "3"} else 0


class Card(Code):
    """The code and its steps on one sheet. A GET leads to the page with the button."""

    shown_template = "requests_app/card.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return redirect("requests:code", self.code_request.reference)


class CodeAgain(TrackedPage):
    """The radio asks for the code again after it cannot be seen any more: a new request that begins with what the desk
    knows, where the desk gives the same code by the label alone."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        if not workflow.may_ask_again(self.code_request):
            return self.to_tracking(moved=True)
        limits.spend(request, Limit.DRAFTS)
        draft, token = workflow.start_again(self.code_request, language=get_language() or "en")
        response = redirect(Path(draft).first_missing.url)
        cookies.add_draft(request, response, token)
        return response


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

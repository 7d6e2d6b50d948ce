"""The last questions: about you, look over the answers, send. Sending twice gives one request."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from guides_app.identifiers import Kind
from requests_app import evidence, limits, workflow
from requests_app.forms.contact import CheckForm, ContactForm, suggestion
from requests_app.forms.documents import QUESTIONS
from requests_app.identity import canonical_email
from requests_app.limits import Limit
from requests_app.models import Asker, CodeRequest, Slot
from requests_app.notifications.outbox import recipient_fingerprint
from requests_app.policy import asks_for_vin_tail, slots_for
from requests_app.views.drafts import QuestionPage, keep, to_tracking
from requests_app.views.pages import INVALID
from requests_app.views.steps import CHECK, CONTACT, SLUGS, Step

SHORTEST_FILLING = timedelta(seconds=3)


class Contact(QuestionPage):
    """Who asks, and where the link to the code goes."""

    template_name = "requests_app/contact.html"

    def step(self) -> Step:
        return CONTACT

    def get(self, request: HttpRequest) -> HttpResponseBase:
        fields = ("asker", "name", "owner_name", "email")
        return self.page(form=ContactForm(initial={name: getattr(self.draft, name) for name in fields}))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = ContactForm(request.POST)
        if not form.is_valid():
            return self.page(form=form, maybe=suggestion(str(form["email"].value() or "")), status=INVALID)
        kept, token = keep(request, self.draft, **form.cleaned_data)
        return self.onward(kept, token)


class FixEmail(QuestionPage):
    """Take the address that was probably meant. What is proposed is worked out anew, never taken from the form."""

    http_method_names = ["post"]

    def step(self) -> Step:
        return CHECK

    def post(self, request: HttpRequest) -> HttpResponseBase:
        meant = suggestion(self.draft.email)
        if meant:
            keep(request, self.draft, email=canonical_email(meant))
        return redirect(CHECK.url)


class Check(QuestionPage):
    """Every answer once more, each with its Change; then the declaration, and off it goes."""

    template_name = "requests_app/check.html"

    def step(self) -> Step:
        return CHECK

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self._page(CheckForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = CheckForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=INVALID)
        if timezone.now() - self.draft.started_at < SHORTEST_FILLING:
            return self._page(form, too_fast=True, status=INVALID)
        limits.spend(request, Limit.SENDS)
        if not limits.spend_for(recipient_fingerprint(self.draft.email), Limit.REQUESTS_BY_ONE):
            raise limits.Exceeded(Limit.REQUESTS_BY_ONE, int(Limit.REQUESTS_BY_ONE.window.total_seconds()))
        try:
            workflow.send(self.draft)
        except workflow.NotComplete:
            return redirect(self.path.first_missing.url)
        except workflow.MoveRefused:
            self.draft.refresh_from_db()  # the other press was faster
        return to_tracking(request, self.draft)

    def _page(self, form: CheckForm, *, too_fast: bool = False, status: int = 200) -> HttpResponseBase:
        return self.page(
            form=form,
            rows=document_rows(self.draft),
            vin_tail=self.draft.vin_tail if self.draft.number_kind == Kind.VIN else "",
            asks_vin_tail=asks_for_vin_tail(self.draft),
            many_radios=len(self.path.families) > 1,
            for_other=self.draft.asker in (Asker.FOR_OWNER, Asker.TRADE),
            maybe=suggestion(self.draft.email),
            proposal=workflow.proposal_for(self.draft),
            too_fast=too_fast,
            status=status,
        )


def document_rows(draft: CodeRequest) -> list[dict[str, Any]]:
    """One row of the summary per document that was asked for or sent."""
    uploads = evidence.current(draft)
    have = {upload.slot for upload in uploads}
    wanted = [
        slot for slot in slots_for(draft) if slot != Slot.CERTIFICATE or Slot.PURCHASE not in have or slot in have
    ]
    extra = [Slot(slot) for slot in dict.fromkeys(upload.slot for upload in uploads) if slot not in wanted]
    return [
        {
            "slot": slot,
            "slug": SLUGS[slot],
            "question": QUESTIONS[slot],
            "uploads": [upload for upload in uploads if upload.slot == slot],
        }
        for slot in [*wanted, *extra]
    ]

"""Whether a release record is genuine: for whoever was given one, without an account. Nothing of anybody is shown.

Under the address of a desk only its own records are known; without one those of the whole installation.
"""

from datetime import datetime

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from requests_app import limits, releases, shops
from requests_app.forms.fields import CustomerForm
from requests_app.limits import Limit
from requests_app.views.pages import INVALID, CustomerPage

LONGEST = 200_000


class ReleaseForm(CustomerForm):
    """The code on a record, or the whole file."""

    record = forms.CharField(
        label=_("Code on the record, or everything that stands in its file"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type the code, or paste the file")},
    )


class ReleaseCheck(CustomerPage):
    """`/release/`, and `/release/<code>/` as the square on the paper has it."""

    def get(self, request: HttpRequest, code: str = "") -> HttpResponseBase:
        return self._judge(request, code) if code else self._page(request, form=ReleaseForm())

    def post(self, request: HttpRequest, code: str = "") -> HttpResponseBase:
        form = ReleaseForm(request.POST)
        if not form.is_valid():
            return self._page(request, form=form, status=INVALID)
        return self._judge(request, form.cleaned_data["record"].strip())

    def _judge(self, request: HttpRequest, given: str) -> HttpResponseBase:
        limits.spend(request, Limit.RELEASE_CHECKS)
        by_file = given.startswith("{")
        desk = shops.named(request)
        checked = releases.check_file(given, desk=desk) if by_file else releases.check_code(given, desk=desk)
        issued = datetime.fromisoformat(checked.issued) if checked.issued else None
        return self._page(request, form=ReleaseForm(), checked=checked, issued=issued, by_file=by_file)

    def _page(self, request: HttpRequest, *, status: int = 200, **context: object) -> HttpResponseBase:
        response = render(request, "requests_app/release_check.html", context, status=status)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Cache-Control"] = "no-store"
        return response

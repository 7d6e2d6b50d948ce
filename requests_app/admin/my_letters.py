"""Which letters about waiting work somebody of the staff gets: their own choice, on a page of their own."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from requests_app import digests
from requests_app.admin.frame import frame, signed_in
from requests_app.models import DigestChoice, DigestOf, Member
from requests_app.permissions import SEE_REQUESTS, WORK_ON_REQUESTS, allows


class MyLettersForm(forms.ModelForm[DigestChoice]):
    """How often, at which hour, of what; and the letter for each second look."""

    hour = forms.TypedChoiceField(
        label=gettext_lazy("Hour of the daily letter, by the clock of your desk"),
        coerce=int,
        choices=[(hour, f"{hour:02d}:00") for hour in range(24)],
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What is counted"),
        choices=DigestOf.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    second_looks = forms.BooleanField(
        label=gettext_lazy("A letter for each second look that I could give"), required=False
    )
    use_required_attribute = False

    class Meta:
        model = DigestChoice
        fields = ("often", "hour", "kinds")


@require_http_methods(["GET", "HEAD", "POST"])
def my_letters(request: HttpRequest) -> HttpResponse:
    """The page, and what was chosen."""
    user = signed_in(request)
    if not allows(user, SEE_REQUESTS):
        raise Http404
    choice = DigestChoice.objects.filter(user=user).first() or DigestChoice(user=user)
    seats = Member.objects.filter(user=user)
    wants = {"second_looks": seats.filter(second_look_letters=True).exists()}
    form = MyLettersForm(request.POST or None, instance=choice, initial=wants)
    if not allows(user, WORK_ON_REQUESTS):
        del form.fields["second_looks"]
    if request.method == "POST" and form.is_valid():
        _keep(user, choice, seats, form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("admin:my_letters")
    context = {"form": form, "address": user.email}
    return render(request, "admin/my_letters.html", frame(request, **context), status=422 if form.errors else 200)


@transaction.atomic
def _keep(user: User, choice: DigestChoice, seats: Any, told: dict[str, Any]) -> None:
    digests.choose(user, choice)
    if "second_looks" in told:
        seats.update(second_look_letters=told["second_looks"])

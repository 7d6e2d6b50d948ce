"""Saved views of the queue: kept under a name, shared with a desk by its lead, renamed, and deleted."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guides_app.posted import posted
from requests_app.admin.frame import signed_in, to_page
from requests_app.admin.queue_views import Chosen, desk_keys, show, views_of
from requests_app.admin.search import problem_of
from requests_app.models import Desk, SavedView
from requests_app.permissions import CHANGE_DESK, SEE_REQUESTS, desks_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST = 20
TAKEN = gettext_lazy("You have a view of this name. Choose another one.")
TOO_MANY = gettext_lazy("You have 20 views. Delete one first.")


class ViewForm(forms.ModelForm[SavedView]):
    """Its name, and who else sees it: nobody, or everybody at a desk that its owner leads."""

    share = forms.ModelChoiceField(queryset=Desk.objects.none(), required=False)

    class Meta:
        model = SavedView
        fields = ("name",)

    def __init__(self, *args: Any, user: "User", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        leads = [desk.pk for desk in desks_of(user, CHANGE_DESK)]
        field: Any = self.fields["share"]
        field.queryset = Desk.objects.filter(pk__in=leads)
        if not leads:
            del self.fields["share"]

    def clean_name(self) -> str:
        """Each of one's views has a name of its own."""
        name: str = self.cleaned_data["name"]
        same = SavedView.objects.filter(owner=self.instance.owner_id, name=name).exclude(pk=self.instance.pk)
        if same.exists():
            raise forms.ValidationError(TAKEN)
        return name

    def clean(self) -> dict[str, Any]:
        """No more of them than can be overlooked."""
        if not self.instance.pk and SavedView.objects.filter(owner=self.user.pk).count() >= MOST:
            self.add_error("name", TOO_MANY)
        return self.cleaned_data

    def kept(self) -> bool:
        """Keep it; of two that are sent at once with one name, one is."""
        if not self.is_valid():
            return False
        try:
            with transaction.atomic():
                if "share" in self.fields:
                    self.instance.desk = self.cleaned_data["share"]
                self.save()
        except IntegrityError:
            self.add_error("name", TAKEN)
            return False
        return True


@posted(to_page("admin:queue", permission=SEE_REQUESTS))
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the tab, the filters and the words that the page shows. The same once more leads to what was kept."""
    user = signed_in(request)
    desk_keys(user)
    chosen = Chosen.of(request.POST, [])
    if chosen.words and problem_of(chosen.words):
        return show(request, chosen, views=views_of(user))
    same = _same(user, request.POST.get("name", "").strip(), chosen)
    if same is not None:
        return _to_view(same)
    view = SavedView(owner=user, tab=chosen.tab.slug, filters=chosen.filters.chosen)
    view.set_words(chosen.words.strip())
    form = ViewForm(request.POST, instance=view, user=user)
    if not form.kept():
        return show(request, chosen, views=views_of(user), saving=form)
    messages.success(request, _("“%(name)s” is saved.") % {"name": view.name})
    return _to_view(view)


def _same(user: "User", name: str, chosen: Chosen) -> SavedView | None:
    view = SavedView.objects.filter(owner=user.pk, name=name).first()
    if view is None or (view.tab, view.filters) != (chosen.tab.slug, chosen.filters.chosen):
        return None
    return view if view.words == chosen.words.strip() else None


@posted(to_page("admin:queue", permission=SEE_REQUESTS))
def change_view(request: HttpRequest, key: int) -> HttpResponse:
    """Another name, shared or not, or gone: by its owner, or by a lead of the desk with which it is shared."""
    user = signed_in(request)
    desk_keys(user)
    views = views_of(user)
    view = next((one for one in views if one.pk == key), None)
    if view is None or not view.may_be_changed_by(user.pk, desks_of(user, CHANGE_DESK)):
        raise Http404
    if request.POST.get("act") == "delete":
        view.delete()
        messages.success(request, _("“%(name)s” is deleted.") % {"name": view.name})
        return redirect("admin:queue")
    name = view.name
    form = ViewForm(request.POST, instance=view, user=user)
    if not form.kept():
        view.name = name
        return show(request, Chosen.of_view(view), views=views, saving=form)
    messages.success(request, _("“%(name)s” is changed.") % {"name": view.name})
    return _to_view(view)


def _to_view(view: SavedView) -> HttpResponse:
    return redirect(f"{reverse('admin:queue')}?view={view.pk}")

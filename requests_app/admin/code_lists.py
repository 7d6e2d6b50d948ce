"""Lists of known codes in the admin: what was imported when, a small file looked at and taken, a list taken back."""

import base64
import io
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from guides_app.posted import posted
from requests_app import code_import
from requests_app.admin.bases import SeatAdmin, SteppedUp
from requests_app.admin.frame import signed_in
from requests_app.code_import import REASONS, Counts, Told
from requests_app.models import TYPED_SOURCES, CodeBatch, Desk, Source
from requests_app.permissions import desks_of
from requests_app.vault import cipher

LARGEST = 500_000  # bytes; a longer list goes by the command
MOST_TOLD = 100


class ListForm(forms.Form):
    """A small list. What was looked at comes back sealed, for this person alone; nothing rests on the server."""

    desk = forms.ModelChoiceField(label=_("Desk"), queryset=Desk.objects.none(), empty_label=None)
    name = forms.CharField(label=_("What the list is called"), max_length=120)
    source = forms.ChoiceField(label=_("Source"), choices=[(one.value, one.label) for one in TYPED_SOURCES])
    file = forms.FileField(
        label=_("CSV or XLSX file"),
        required=False,
        help_text=_("Its first line names the columns: code, and number, serial, part or vin."),
    )
    fill_zeros = forms.BooleanField(label=_("Take a code such as 86 for 0086"), required=False)
    looked_at = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, desks: list[Desk], context: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["desk"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type
        field.queryset = Desk.objects.filter(pk__in=[desk.pk for desk in desks])
        self.context = context

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        file = cleaned.get("file")
        if file and file.size > LARGEST:
            self.add_error("file", _("The file is too large for this page; use the command import_codes."))
            return cleaned
        cleaned["content"] = file.read() if file else self._looked_at(cleaned.get("looked_at", ""))
        if not cleaned["content"]:
            self.add_error("file", _("Choose a file"))
        return cleaned

    def _looked_at(self, sealed: str) -> bytes:
        try:
            return cipher.unseal(base64.b64decode(sealed, validate=True), context=self.context) if sealed else b""
        except (ValueError, cipher.Unreadable):
            return b""


@admin.register(CodeBatch)
class CodeBatchAdmin(SteppedUp, SeatAdmin):
    """Which lists were imported, with how they did; no code and no number."""

    list_display = ("name", "desk", "source", "state", "added", "known", "conflicts", "refused", "created_at")
    list_filter = ("state",)
    list_select_related = ("desk",)
    fields = (
        "name", "desk", "source", "state", "lines_done", "added", "known", "conflicts", "refused", "created_at",
        "created_by",
    )  # fmt: skip
    change_list_template = "admin/requests/code_lists.html"
    change_form_template = "admin/requests/code_list.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Not by the stock form: from a file."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A list is taken back, and never changed."""
        return False

    def get_urls(self) -> list[URLPattern]:
        withdraw = posted(self.back)(self.withdraw_view)
        own = (("import/", self.import_view, "import"), ("<int:key>/withdraw/", withdraw, "withdraw"))
        view_of, name = self.admin_site.admin_view, "requests_app_codebatch"
        urls = [path(at, view_of(view), name=f"{name}_{what}") for at, view, what in own]
        return [*urls, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """With the way to the file only for those who may take it."""
        may = bool(desks_of(request.user, self.permission("add")))
        return super().changelist_view(request, {**(extra_context or {}), "may_import": may})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        may = bool(desks_of(request.user, self.permission("change")))
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "may_withdraw": may})

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Look at a file first, then take it: the look is an import that writes nothing."""
        leads = desks_of(request.user, self.permission("add"))
        if not leads:
            raise PermissionDenied
        user = signed_in(request)
        given = (request.POST, request.FILES) if request.method == "POST" else ()
        form = ListForm(*given, desks=leads, context=f"list of {user.pk}", initial={"desk": leads[0]})
        shown: dict[str, Any] = {}
        if form.is_valid():
            told: Told = []
            try:
                counts, batch = self._import(request, form.cleaned_data, told)
            except (code_import.ColumnsUnclear, code_import.Unreadable) as unclear:
                form.add_error("file", _("The list cannot be read: %(why)s.") % {"why": unclear})
            except code_import.AnotherImport:
                form.add_error("file", _("This list is being imported elsewhere, or was withdrawn."))
            else:
                if batch:
                    self.message_user(request, _("%(n)s codes of this list are known now.") % {"n": batch.added})
                    return redirect("admin:requests_app_codebatch_change", batch.pk)
                shown = self._looked_at(form, counts, told)
        context = {**self.admin_site.each_context(request), "form": form, "title": _("Import known codes"), **shown}
        return TemplateResponse(request, "admin/requests/code_import.html", context, status=422 if form.errors else 200)

    def _import(self, request: HttpRequest, cleaned: dict[str, Any], told: Told) -> tuple[Counts, CodeBatch | None]:
        file = io.BytesIO(cleaned["content"])
        rows = code_import.rows_of(file)
        columns, _header = code_import.columns_of(code_import.first_of(rows))
        how: Any = {"fill_zeros": cleaned["fill_zeros"], "tell": lambda _last, some: told.extend(some)}
        if "take" not in request.POST:
            return code_import.check(cleaned["desk"], rows, columns, **how), None
        digest, user = code_import.digest_of(io.BytesIO(cleaned["content"])), signed_in(request)
        source = Source(cleaned["source"])
        batch = code_import.begin(cleaned["desk"], name=cleaned["name"], source=source, digest=digest, by=user)
        if batch.state == CodeBatch.State.DONE:
            return Counts(), batch
        return code_import.run(batch, rows, columns, **how), batch

    def _looked_at(self, form: ListForm, counts: Counts, told: Told) -> dict[str, Any]:
        sealed = cipher.seal(form.cleaned_data["content"], context=form.context)
        return {
            "counts": counts,
            "told": [(line, REASONS[reason]) for line, reason in told[:MOST_TOLD]],
            "more_told": max(0, len(told) - MOST_TOLD),
            "looked_at": base64.b64encode(sealed).decode(),
        }

    def back(self, request: HttpRequest, key: int) -> HttpResponse:
        """Who opens the address of taking back by itself is led to the list."""
        return redirect("admin:requests_app_codebatch_change", self._of_lead(request, key).pk)

    def withdraw_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Take a list back whole, by a lead of its desk."""
        gone = code_import.withdraw(self._of_lead(request, key), by=signed_in(request))
        words = ngettext("%(n)d code was taken back.", "%(n)d codes were taken back.", gone) % {"n": gone}
        self.message_user(request, words, messages.SUCCESS)
        return redirect("admin:requests_app_codebatch_change", key)

    def _of_lead(self, request: HttpRequest, key: int) -> CodeBatch:
        batch: CodeBatch = get_object_or_404(self.get_queryset(request), pk=key)
        if batch.desk not in desks_of(request.user, self.permission("change")):
            raise PermissionDenied
        return batch

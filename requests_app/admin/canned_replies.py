"""Canned replies in the stock admin: leads write those of their desks, superusers those of all desks."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from requests_app.admin.bases import PlainInline, SeatAdmin
from requests_app.admin.frame import signed_in
from requests_app.models import CannedReply, CannedText, Slot, record_at_desk
from requests_app.permissions import CHANGE_DESK, desks_with
from requests_app.states import Party

SAMPLE = {
    "name": "Ana Popescu", "ref": "RC-7K4M-2Q", "item": str(Slot.LABEL.label), "date": "12.12.2026",
    "shop_phone": "+33 1 00 00 00 00",
}  # fmt: skip
MISSING = _("There is no text in: %(languages)s. Customers with these languages are not offered it.")


def _may_change(request: HttpRequest, reply: Model | None) -> bool:
    """Leads of the reply's desk; superusers every reply, and alone those of all desks."""
    user = signed_in(request)
    if isinstance(reply, CannedReply) and reply.desk_id is None:
        return user.is_superuser
    return user.has_perm(CHANGE_DESK, reply.desk if isinstance(reply, CannedReply) else None)


class CannedTextInline(PlainInline):
    model = CannedText
    extra = 1

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return signed_in(request).has_perm(CHANGE_DESK)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _may_change(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _may_change(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _may_change(request, obj)


@admin.register(CannedReply)
class CannedReplyAdmin(SeatAdmin):
    """Replies of the own desks; those of all desks are read."""

    list_display = ("name", "desk", "missing")
    list_select_related = ("desk",)
    inlines = (CannedTextInline,)
    fields = ("name", "desk", "preview")
    readonly_fields = ("preview",)
    actions = None

    @admin.display(description=_("missing languages"))
    def missing(self, reply: CannedReply) -> str:
        return ", ".join(reply.missing_languages())

    @admin.display(description=_("with sample data"))
    def preview(self, reply: CannedReply | None = None) -> str:
        """Each text as kept, filled with the data of nobody."""
        texts = reply.texts.all() if reply and reply.pk else ()
        lines = ((text.language, text.get_language_display(), text.filled(SAMPLE)) for text in texts)
        return format_html_join("", '<p lang="{}"><strong>{}</strong><br>{}</p>', lines)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Leads choose among their desks; only superusers write for all."""
        if db_field.name == "desk":
            user = signed_in(request)
            kwargs["queryset"] = db_field.remote_field.model.objects.filter(
                pk__in=[desk.pk for desk in desks_with(user, CHANGE_DESK)]
            )
            kwargs["required"] = not user.is_superuser
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The reply and its texts are kept by now."""
        super().save_related(request, form, formsets, change)
        reply: CannedReply = form.instance
        languages = sorted({each.instance.language for formset in formsets for each in _changed(formset)})
        data = {"reply": reply.pk, "fields": [*form.changed_data, *languages]}
        record_at_desk(reply.desk, "reply_changed", party=Party.STAFF, user_id=request.user.pk, data=data)
        reply = CannedReply.objects.get(pk=reply.pk)
        if missing := reply.missing_languages():
            self.message_user(request, MISSING % {"languages": ", ".join(missing)}, messages.WARNING)

    def delete_model(self, request: HttpRequest, obj: CannedReply) -> None:
        record_at_desk(obj.desk, "reply_deleted", party=Party.STAFF, user_id=request.user.pk, data={"reply": obj.pk})
        super().delete_model(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super(SeatAdmin, self).get_queryset(request).prefetch_related("texts")
        own = Q(desk__in=[desk.pk for desk in desks_with(signed_in(request), CHANGE_DESK)])
        return rows.filter(own | Q(desk=None))

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return signed_in(request).has_perm(CHANGE_DESK)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _may_change(request, None)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _may_change(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _may_change(request, obj)


def _changed(formset: Any) -> list[forms.ModelForm[CannedText]]:
    return [each for each in formset.forms if each.has_changed()]

"""Canned replies where they are used: those that fit a request, and their text for its customer."""

from collections.abc import Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.formats import date_format

from requests_app.models import AnswerDays, CannedText, CodeRequest, Slot


def replies_for(code_request: CodeRequest) -> QuerySet[CannedText]:
    """The replies of the request's desk and of all desks that have a text in the customer's language."""
    rows = CannedText.objects.filter(Q(reply__desk=code_request.desk_id) | Q(reply__desk=None))
    return rows.filter(language=code_request.language).select_related("reply").order_by("reply__name", "pk")


def filled_for(text: CannedText, code_request: CodeRequest, slot: Slot, days: int) -> str:
    """The reply as this customer reads it about this document; what is not known stays a placeholder."""
    today = timezone.localdate(timezone=ZoneInfo(code_request.desk.time_zone))
    with translation.override(code_request.language):
        return text.filled(
            {
                "name": code_request.name,
                "ref": code_request.reference or "",
                "item": str(slot.label),
                "date": date_format(today + timedelta(days=days)),
                "shop_phone": code_request.desk.phone,
            }
        )


def fill(typed: Mapping[str, str], chosen: Mapping[str, str], code_request: CodeRequest) -> dict[str, str]:
    """A form of asking with the replies that were chosen for its documents, each behind what stands there already."""
    texts = {str(text.pk): text for text in replies_for(code_request)}
    form = dict(typed)
    days = next((one for one in AnswerDays if str(one) == typed.get("days")), AnswerDays.TWO_WEEKS)
    for slot in Slot:
        if text := texts.get(chosen.get(f"reply-{slot}", "")):
            note = f"note-{slot}"
            form[note] = f"{form.get(note, '')} {filled_for(text, code_request, slot, days)}".strip()
    return form

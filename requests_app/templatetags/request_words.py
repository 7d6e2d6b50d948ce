"""Words for the customers' pages: a moment as people say it, a masked address, what is wrong with a photo, why not."""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.forms import BoundField
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app import evidence, shops
from requests_app.identity import shown_email
from requests_app.keeping import IDENTITY, Keeper, in_words
from requests_app.models import AskedItem, Desk, DocumentProblem
from requests_app.workflow import Refusal

register = template.Library()

PROBLEMS = {
    DocumentProblem.BLUR: gettext_lazy(
        "The photo is not sharp. Hold the phone still, about 20 cm away, and tap the label on the screen to focus."
    ),
    DocumentProblem.GLARE: gettext_lazy("There is a white spot on the number. Turn the flash off and tilt the label."),
    DocumentProblem.CUT: gettext_lazy("Part of the label is not in the photo. Take it again with all 4 corners."),
    DocumentProblem.DARK: gettext_lazy("The photo is too dark. Take it in daylight or with the room light."),
    DocumentProblem.SMALL: gettext_lazy("The number is too small to read. Go closer."),
    DocumentProblem.WRONG_ITEM: gettext_lazy(
        "This is another label. We need the one with the bar code on the radio itself."
    ),
    DocumentProblem.PART_NUMBER: gettext_lazy("We see only the part number. The pre-code is 1 letter and 3 numbers."),
    DocumentProblem.MISMATCH: gettext_lazy(
        "The photo shows another number than the one you typed. Send the right photo or number."
    ),
    DocumentProblem.FIELD_E: gettext_lazy("We cannot read (E), the VIN."),
    DocumentProblem.FIELD_C1: gettext_lazy("We cannot read (C.1), the name of the holder."),
    DocumentProblem.OVER_COVERED: gettext_lazy("Too much is covered. Leave (E) and (C.1) free."),
    DocumentProblem.NOT_THEIRS: gettext_lazy(
        "This paper is of another person or of another car. Send the one of your car, in your name."
    ),
    DocumentProblem.OLD_HOLDER: gettext_lazy(
        "This certificate shows an earlier holder. Send the new one or the purchase contract."
    ),
    DocumentProblem.SCREEN_PHOTO: gettext_lazy("This is a photo of a screen. Take a photo of the paper itself."),
    DocumentProblem.MISSING: gettext_lazy("We do not have this yet."),
}
REFUSALS = {
    Refusal.NOT_READABLE: gettext_lazy(
        "We could not read the photos. Bring your registration certificate to us, or start again with new photos."
    ),
    Refusal.NOT_HOLDER: gettext_lazy(
        "The name does not match the registration certificate. The holder can ask, or give written permission."
    ),
    Refusal.MISMATCH: gettext_lazy(
        "This radio does not seem to belong to this car. Send the invoice for the radio if you bought it."
    ),
    Refusal.NO_CODE: gettext_lazy(
        "This radio does not use a code from us. Check the fuse and the power, or ask a service of its maker."
    ),
    Refusal.NOT_FOUND: gettext_lazy(
        "We could not find the code, also not at the manufacturer. A workshop can offer another radio."
    ),
    Refusal.CANNOT_VERIFY: gettext_lazy(
        "We could not confirm that we may give this code. You can visit us with the original papers."
    ),
    Refusal.DUPLICATE: gettext_lazy("You already have a request for this radio. Use the link in the other email."),
    Refusal.OUTSIDE: gettext_lazy("We cannot help in your country. Ask a dealer of the brand near you."),
}
OTHERWISE = gettext_lazy("We could not confirm that we may give this code. You can visit us with the original papers.")


@register.filter
def kept(keeper: Keeper, what: str) -> str:
    """How long a request or a desk keeps `documents`, `code`, `person` or `record`, in words."""
    return in_words(int(getattr(keeper, f"{what}_days")))


@register.simple_tag
def identity_kept() -> str:
    """How long an identity paper is kept at most, where nothing has been decided."""
    return in_words(IDENTITY.days)


@register.filter
def clock(moment: datetime | None) -> SafeString | str:
    """Today 17:00, tomorrow 10:30, or Monday 23 November 10:30, in the current zone, for people and machines."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    time = formats.date_format(local, "G:i")
    day = timezone.localtime().date()
    if local.date() == day:
        words = _("today %(time)s") % {"time": time}
    elif local.date() == day + timedelta(days=1):
        words = _("tomorrow %(time)s") % {"time": time}
    else:
        words = formats.date_format(local, "l j F G:i")
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), words)


@register.filter
def day(moment: datetime | None) -> SafeString | str:
    """3 April 2027, for people and machines."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return format_html('<time datetime="{}">{}</time>', local.date().isoformat(), formats.date_format(local, "j F Y"))


register.filter("shown_email", shown_email)


@register.filter
def masked(address: str) -> str:
    """ana@…com: enough to know one's own mailbox again, too little for anybody else."""
    local, _at, domain = shown_email(address).rpartition("@")
    if not local:
        return ""
    shown = f"{local[:3]}…" if len(local) > 3 else local
    return f"{shown}@…{domain.rpartition('.')[2]}"


@register.filter
def problem_words(item: AskedItem) -> Any:
    """What is wrong with a document, as help and not as blame. Never the number that was typed."""
    return PROBLEMS.get(DocumentProblem(item.problem), "")


@register.filter
def refusal_words(code: str) -> Any:
    """Why no code is given. What was suspected, and which check failed, stays with the desk."""
    return REFUSALS.get(Refusal(code), OTHERWISE) if code in Refusal.values else OTHERWISE


@register.filter
def anchor(field: BoundField) -> str:
    """The id that a link of the error summary leads to: of a group of choices, the first."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.simple_tag(takes_context=True)
def shop_of(context: template.Context) -> Desk | None:
    """The desk whose customer reads this page, as the page already has it; none on pages of all desks."""
    for place in ("desk", "draft", "code_request"):
        found = context.get(place)
        desk = found if isinstance(found, Desk) else getattr(found, "desk", None)
        if isinstance(desk, Desk):
            return desk
    request = context.get("request")
    return shops.shown(request) if request else None


@register.simple_tag(takes_context=True)
def shops_to_choose(context: template.Context) -> list[tuple[Desk, str]]:
    """The desks that answer and the addresses of their first pages, where several do and the address names none."""
    request = context["request"]
    desks = [] if shops.named(request) else list(shops.active())
    return [(desk, shops.address_of(desk, request.path)) for desk in desks] if len(desks) > 1 else []


@register.simple_tag(takes_context=True)
def own_base(context: template.Context) -> str:
    """Where addresses begin of a page that the desk of its address has for itself; nothing without such a desk."""
    desk = shops.named(context["request"])
    return shops.base_of(desk) if desk else ""


@register.simple_tag
def read_by_machine(slot: str) -> bool:
    """Whether engines read what is sent for this slot."""
    return evidence.is_read(slot)

"""The source `partner`: other desks, over HTTPS, by the interface that this desk answers by itself.

A radio is asked for by its number and its part number or serial number together; by a pre-code alone, which thousands
of radios share, or by a VIN it is not. The partner desks of a desk are asked side by side and outside any transaction.
An answer must name the very radio of the question. One that said no for a request is not asked again for it within a
day, while others that were away are. A partner that fails FAILURES times in a row is left alone for REST.
"""

import json
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import F
from django.utils import timezone

from guides_app.identifiers import Kind
from requests_app import outbound
from requests_app.lookup.source import Answer, Found, NotFound, Radio, TrustWord, Unavailable
from requests_app.models import PartnerDesk, PartnerReason
from requests_app.outbound import Bounds, CallFailed
from requests_app.vault import cipher
from requests_app.vault.cipher import Unreadable

PLACE = "/api/v1/partner/codes"
WHOLE_SECONDS = 9.0  # so that what came of it is kept before the source's own deadline
MOST_AT_ONCE = 8
FAILURES = 5
REST = timedelta(minutes=10)
A_NO_STANDS = timedelta(days=1)
EXACT = re.compile(r"[A-Z0-9]{4,40}", re.ASCII)
CODE = re.compile(r"[0-9]{4}", re.ASCII)
JSON = "application/json"
Outcome = PartnerDesk.Outcome
Question = dict[str, Any]
WORDS = {401: "it does not know our token", 403: "it does not let us in", 429: "it was asked often enough"}


@dataclass(frozen=True)
class Said:
    """What came of asking one partner desk."""

    partner: PartnerDesk
    outcome: PartnerDesk.Outcome
    why: str = ""
    code: str = field(default="", repr=False)


class PartnerDesks:
    """Asks the partner desks of the desk whose request it is."""

    slug = "partner"
    name = "Partner desks"
    trust = TrustWord.UNPROVEN

    def find(self, radio: Radio) -> Answer:
        """The code that they agree on; nobody who knows one is passed over because another does not answer."""
        named = named_radio(radio)
        if named is None:
            return NotFound("asked only with a part number or serial number beside the number")
        partners = list(PartnerDesk.objects.filter(desk__slug=radio.desk, asked=True))
        if not partners:
            return NotFound("this desk asks no partner desk")
        question: Question = {"radio": named, "reference": radio.reference, "reason": PartnerReason.REQUEST.value}
        return _together(radio, [*_without_asking(partners, question), *_asked(partners, question)])

    def check(self) -> Iterable[str]:
        """The file of certificates is there."""
        if settings.PARTNER_CA_FILE and not Path(settings.PARTNER_CA_FILE).is_file():
            yield "PARTNER_CA_FILE must be the path of a file with certificates"


def named_radio(radio: Radio) -> dict[str, str] | None:
    """A radio by the fields that a partner desk must find exactly; None where there are not two."""
    told = {"number": radio.number, "part_number": radio.part_number, "serial": radio.serial}
    named = {name: value for name, value in told.items() if EXACT.fullmatch(value)}
    return named if radio.kind is not Kind.VIN and "number" in named and len(named) > 1 else None


def _without_asking(partners: list[PartnerDesk], question: Question) -> list[Said]:
    """Those that rest, and those that said no already."""
    said = []
    for partner in partners:
        if cache.get(_key_of_no(partner, question)):
            said.append(Said(partner, Outcome.NONE))
        elif partner.is_resting:
            said.append(Said(partner, Outcome.FAILED, "left alone for a while"))
    return said


def _asked(partners: list[PartnerDesk], question: Question) -> list[Said]:
    """Ask the others, and keep what came of it."""
    free = [one for one in partners if not (one.is_resting or cache.get(_key_of_no(one, question)))]
    with ThreadPoolExecutor(max_workers=MOST_AT_ONCE, thread_name_prefix="partner") as pool:
        answers = list(pool.map(lambda one: _ask(one, question), free))
    for said in answers:
        _keep(said, question)
    return answers


def _ask(partner: PartnerDesk, question: Question) -> Said:
    """One call. Touches no database."""
    bounds = Bounds(
        hosts=settings.PARTNER_HOSTS,
        inner=settings.PARTNER_INNER_NETWORKS,
        ca_file=settings.PARTNER_CA_FILE,
        whole_seconds=WHOLE_SECONDS,
    )
    try:
        headers = {"Authorization": f"Bearer {partner.token}", "Content-Type": JSON, "Accept": JSON}
        reply = outbound.post(partner.address + PLACE, json.dumps(question).encode(), headers=headers, bounds=bounds)
    except CallFailed as failed:
        return Said(partner, Outcome.FAILED, str(failed))
    except Unreadable:
        return Said(partner, Outcome.FAILED, "its token does not open")
    if reply.status != 200:
        return Said(partner, Outcome.FAILED, WORDS.get(reply.status, f"it answers with {reply.status}"))
    if reply.media_type != JSON:
        return Said(partner, Outcome.FAILED, "it answers with something else than JSON")
    return _judged(partner, reply.body, question)


def _judged(partner: PartnerDesk, body: bytes, question: Question) -> Said:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return Said(partner, Outcome.FAILED, "its answer is no JSON")
    if not isinstance(told, dict) or not {"code", "confirmed", "radio"} <= told.keys():
        return Said(partner, Outcome.FAILED, "its answer is not one of this interface")
    code = told["code"]
    if code is None:
        return Said(partner, Outcome.NONE)
    if not (isinstance(code, str) and CODE.fullmatch(code)):
        return Said(partner, Outcome.REFUSED, "it answers with something that is no code")
    if told["radio"] != question["radio"]:
        return Said(partner, Outcome.REFUSED, "it answers with the code of another radio", code)
    confirmed = "confirmed by a customer there" if told["confirmed"] is True else "not confirmed there"
    return Said(partner, Outcome.CODE, confirmed, code)


def _keep(said: Said, question: Question) -> None:
    rows = PartnerDesk.objects.filter(pk=said.partner.pk)
    now = timezone.now()
    seen = {"last_asked_at": now, "last_outcome": said.outcome}
    if said.outcome in (Outcome.CODE, Outcome.NONE):
        rows.update(failures=0, rests_until=None, **seen)
    else:
        rows.update(failures=F("failures") + 1, **seen)
        rows.filter(failures__gte=FAILURES).update(rests_until=now + REST)
    if said.outcome is Outcome.NONE:
        cache.set(_key_of_no(said.partner, question), True, A_NO_STANDS.total_seconds())


def _key_of_no(partner: PartnerDesk, question: Question) -> str:
    return "partner-no:" + cipher.fingerprint(f"{partner.pk}:{json.dumps(question)}", purpose="partner-no")


def _together(radio: Radio, said: list[Said]) -> Answer:
    """One answer. Codes that differ are none; a code that is not believed is handed on to be refused."""
    found = [one for one in said if one.outcome is Outcome.CODE]
    if len({one.code for one in found}) > 1:
        return NotFound(f"partner desks disagree: {_names(found)}")
    if found:
        return Found(found[0].code, "; ".join(f"{one.partner}: {one.why}" for one in found), number=radio.number)
    if refused := [one for one in said if one.outcome is Outcome.REFUSED]:
        return Found(refused[0].code, _names(refused), number="")
    if failed := [one for one in said if one.outcome is Outcome.FAILED]:
        return Unavailable("; ".join(f"{one.partner}: {one.why}" for one in failed))
    return NotFound(f"not known to {_names(said)}")


def _names(said: list[Said]) -> str:
    return ", ".join(str(one.partner) for one in said)

"""The release record at the desk: to be read, printed with a code that anybody can check, and given away as a file."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guides_app.posted import posted
from requests_app import qr, releases, shops
from requests_app.admin.event_details import told_of
from requests_app.admin.flag_words import RULES
from requests_app.admin.frame import frame, signed_in, to_request
from requests_app.lookup import plugs
from requests_app.models import Asker, EvidenceLevel, ReleaseRecord, record
from requests_app.permissions import READ_RECORD, SEE_REQUESTS, find
from requests_app.policy import Rule
from requests_app.second_factor import require_fresh
from requests_app.states import Party
from requests_app.tokens import in_groups


@require_GET
def show_release(request: HttpRequest, reference: str) -> HttpResponse:
    """The record that was issued last; there is none while no code was sent."""
    code_request = find(signed_in(request), reference, SEE_REQUESTS)
    row = _newest(code_request)
    document = json.loads(row.document)
    address = shops.base_of(code_request.desk) + reverse("requests:release-code", args=[row.code])
    context = {
        "code_request": code_request,
        "row": row,
        "code": _in_fours(row.code),
        "address": address,
        "square": qr.square(address),
        "document": document,
        "asker": dict(Asker.choices).get(document["asked"]["as"], ""),
        "source": plugs.name_of(document["source"]),
        "level": dict(EvidenceLevel.choices).get(document["policy"].get("level"), ""),
        "rules": [RULES[Rule(rule)] for rule in document["second_look"]["rules"] or []],
        "checks": [told_of(line) for line in document["checks"]],
        "turns": [told_of(line) for line in document["releases"]],
        "sound": releases.check_code(row.code).judgement is releases.Judgement.GENUINE,
        "hash": in_groups(document["record"]["hash"]),
    }
    return render(request, "admin/record/release.html", frame(request, **context))


@posted(to_request("admin:release_record", permission=READ_RECORD))
def save_release(request: HttpRequest, reference: str) -> HttpResponse:
    """The same as a signed file, for leads and auditors; the record says first who took it."""
    user = signed_in(request)
    code_request = find(user, reference, READ_RECORD)
    row = _newest(code_request)
    require_fresh(request)
    said = {"format": "json", "code": row.code}
    record(code_request, "export_record", party=Party.STAFF, user_id=user.pk, data=said)
    name = f"release-{code_request.reference}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(releases.as_file(row), content_type="application/json", headers=headers)


def _newest(code_request: Any) -> ReleaseRecord:
    row = releases.newest(code_request)
    if row is None:
        raise Http404(_("No code was sent."))
    return row


def _in_fours(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))

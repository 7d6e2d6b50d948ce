"""The release record: who asked, what was checked by whom, where the code came from, and what became of it, signed.

It is issued anew with every turn that a release takes, out of the lines of the record and what was there when the code
was sent; so it stays as it is when the person's data are gone. It holds no name, address, number or code of a customer.
"""

import hashlib
import json
import secrets
from base64 import b32encode
from enum import StrEnum
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.utils import timezone

from requests_app.models import CodeRequest, Desk, Event, Page, ReleaseRecord, record, verify_chain
from requests_app.states import (
    CLOSE_UNANSWERED,
    DELIVER,
    ERASE,
    LOOK_AGAIN,
    NOT_WORKED,
    RECALL,
    RECHECK,
    REFUSE,
    WORKED,
    Party,
)
from requests_app.vault import cipher

ISSUED = "release_record"
REVEAL = "reveal"
CHECKS = ("rely", "read_number", "read_vin", "check", "judge_document", "second_look", "release_alone")
TURNS = (DELIVER.name, RECALL.name, REVEAL, WORKED.name, NOT_WORKED.name, CLOSE_UNANSWERED.name)
ISSUED_AT = (*TURNS, RECHECK.name, LOOK_AGAIN.name, REFUSE.name, ERASE.name)
SAID = (
    "check", "is", "verdict", "agrees", "number_agrees", "vin_agrees", "not_on_paper", "photos", "reference",
    "approval",
)  # fmt: skip
CODE_BYTES = 15  # 24 characters
KEYS = {"document", "signature"}


class Judgement(StrEnum):
    """What the check of a release record says."""

    GENUINE = "genuine"
    ALTERED = "altered"
    UNKNOWN = "unknown"


class Checked(NamedTuple):
    """The judgement, and of a genuine one when it was issued and whether a newer one stands in its place."""

    judgement: Judgement
    issued: str = ""
    superseded: bool = False


def issue(code_request: CodeRequest, kind: str) -> ReleaseRecord | None:
    """Issue the record anew after this turn, in the transaction of the turn. Nothing while no code was ever sent."""
    if kind not in ISSUED_AT:
        return None
    before = newest(code_request)
    if before is None and kind != DELIVER.name:
        return None
    salt = before.person_salt if before else secrets.token_hex(16)
    former = _as_signed(before) if before else {}
    document = _document(code_request, former, salt, sent=kind == DELIVER.name or not former)
    text = canonical(document)
    row = ReleaseRecord.objects.create(
        code_request=code_request, code=code_of(text), document=text, signature=cipher.sign(text.encode()),
        person_salt=salt if code_request.email else "",
    )  # fmt: skip
    record(code_request, ISSUED, party=Party.SYSTEM, data={"code": row.code})
    return row


def newest(code_request: CodeRequest) -> ReleaseRecord | None:
    """The record as it was issued last."""
    return code_request.release_records.order_by("-pk").first()


def _as_signed(row: ReleaseRecord) -> dict[str, Any]:
    """What this record says, or nothing where it was altered: that is never signed anew, and stops no move."""
    said: dict[str, Any] = json.loads(row.document) if cipher.is_signed(row.document.encode(), row.signature) else {}
    return said


def canonical(document: dict[str, Any]) -> str:
    """The one spelling of a document that is signed."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def code_of(text: str) -> str:
    """A digest of the signed text, short enough to be typed."""
    return b32encode(hashlib.sha256(text.encode()).digest()[:CODE_BYTES]).decode()


def as_file(row: ReleaseRecord) -> str:
    """Document and signature, as they are given away."""
    return canonical({"document": json.loads(row.document), "signature": row.signature})


def check_code(typed: str, *, desk: Desk | None = None) -> Checked:
    """Whether the record with this code, and the record of its request, are untouched. With a desk, those of others are
    unknown."""
    code = "".join(char for char in typed.upper() if char.isascii() and char.isalnum())
    row = ReleaseRecord.objects.select_related("code_request").filter(code=code).first()
    if row is None or (desk and row.code_request.desk_id != desk.pk):
        return Checked(Judgement.UNKNOWN)
    if not is_sound(row) or verify_chain(row.code_request) is not None:
        return Checked(Judgement.ALTERED)
    later = row.code_request.release_records.filter(pk__gt=row.pk)
    return Checked(Judgement.GENUINE, json.loads(row.document)["issued"], later.exists())


def check_file(text: str, *, desk: Desk | None = None) -> Checked:
    """The same for a whole record as `as_file` gives it. Its signature is enough where the desk keeps it no longer."""
    try:
        given = json.loads(text, object_pairs_hook=_without_doubles)
        document, signature = given["document"], given["signature"]
        whole = set(given) == KEYS and isinstance(document, dict) and isinstance(signature, str)
        signed = canonical(document) if whole else ""
        genuine = whole and cipher.is_signed(signed.encode(), signature)
    except (ValueError, TypeError, KeyError, RecursionError):
        return Checked(Judgement.ALTERED)
    if not genuine:
        return Checked(Judgement.ALTERED)
    if desk and document["desk"] != desk.slug:
        return Checked(Judgement.UNKNOWN)
    known = check_code(code_of(signed), desk=desk)
    return known if known.judgement is not Judgement.UNKNOWN else Checked(Judgement.GENUINE, document["issued"])


def is_sound(row: ReleaseRecord) -> bool:
    """Whether this row is as it was issued, and the record of its request names it and the line on which it rests."""
    if row.code != code_of(row.document) or not cipher.is_signed(row.document.encode(), row.signature):
        return False
    document = json.loads(row.document)
    lines = row.code_request.events
    rests_on = lines.filter(number=document["record"]["line"], hash=document["record"]["hash"])
    named = lines.filter(kind=ISSUED, data__code=row.code)
    same = document["request"] == row.code_request.reference
    return same and rests_on.exists() and named.exists() and _salt_fits(row, document)


def missing(code_request: CodeRequest) -> list[str]:
    """The codes that the record of a request names, and of which no record is there any more."""
    there = set(code_request.release_records.values_list("code", flat=True))
    named = code_request.events.filter(kind=ISSUED).values_list("data__code", flat=True)
    return [code for code in named if code not in there]


def person_digest(code_request: CodeRequest, salt: str) -> str:
    """Of the asker's name and address; only who has the salt can hold a name against it."""
    return cipher.fingerprint(f"{salt}\0{code_request.name}\0{code_request.email}", purpose="release-person")


def _salt_fits(row: ReleaseRecord, document: dict[str, Any]) -> bool:
    """The salt may be gone; one that is there is the one of the document."""
    return not row.person_salt or document["asked"]["salt_digest"] == _salt_digest(row.person_salt)


def _salt_digest(salt: str) -> str:
    return cipher.fingerprint(salt, purpose="release-salt")


def _document(code_request: CodeRequest, before: dict[str, Any], salt: str, *, sent: bool) -> dict[str, Any]:
    kinds = (*CHECKS, *TURNS, "approve", "look_up", "type_code")
    rows = code_request.events.filter(kind__in=kinds).select_related("user").order_by("number")
    lines = list(rows)
    delivered = [line for line in lines if line.kind == DELIVER.name]
    approvals = [line for line in lines if line.kind == "approve"]
    last = code_request.events.order_by("-number").values("number", "hash")[0]
    return {
        "version": 1,
        "issued": timezone.now().isoformat(timespec="seconds"),
        "public_key": cipher.public_key(),
        "desk": code_request.desk.slug,
        "request": code_request.reference,
        "asked": before.get("asked") or _asked(code_request, salt),
        "proofs": _proofs(code_request) if sent else before["proofs"],
        "checks": [_line(line) for line in lines if line.kind in CHECKS],
        "policy": approvals[-1].data.get("policy", {}) if approvals else {},
        "approved": _line(approvals[-1]) if approvals else {},
        "source": delivered[-1].data["source"],
        "second_look": {name: delivered[-1].data.get(name) for name in ("rules", "alone")},
        "releases": [_line(line) for line in lines if line.kind in TURNS],
        "outcome": code_request.status,
        "record": {"line": last["number"], "hash": last["hash"]},
    }


def _asked(code_request: CodeRequest, salt: str) -> dict[str, Any]:
    return {
        "as": code_request.asker,
        "at": code_request.sent_at.isoformat(timespec="seconds") if code_request.sent_at else "",
        "person": person_digest(code_request, salt),
        "salt_digest": _salt_digest(salt),
        "number": code_request.number_fingerprint,
        "vin": code_request.vin_fingerprint,
    }


def _proofs(code_request: CodeRequest) -> list[dict[str, str]]:
    rows = Page.objects.filter(upload__code_request=code_request, upload__replaced_at=None, upload__deleted_at=None)
    return [{"photo": page.place, "sha256": page.digest} for page in rows.select_related("upload").order_by("pk")]


def _line(line: Event) -> dict[str, Any]:
    said = {name: line.data[name] for name in (*SAID, "round") if name in line.data}
    by = {"by": _name(line.user)} if line.user else {}
    return {"line": line.number, "at": line.at.isoformat(timespec="seconds"), "what": line.kind, **by, **said}


def _name(user: User) -> str:
    return user.get_full_name() or f"account {user.pk}"


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found

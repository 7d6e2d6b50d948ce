"""The desk's own known codes, found by keyed fingerprint and kept sealed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, reduce
from operator import or_
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from guides_app.identifiers import TYPE, Kind, folded, label_line
from requests_app.lookup import plugs
from requests_app.lookup.source import Answer, Found, NotFound, Radio
from requests_app.models import KEY_BYTES, CodeBatch, Desk, KnownCode
from requests_app.vault import cipher

MOST = 10
COLUMNS = (
    "k.identity, k.key, k.sealed_code, k.source, k.provenance, k.line, k.learnt, k.times_worked, k.times_failed, "
    "b.name, b.sealed_key FROM requests_app_knowncode k LEFT JOIN requests_app_codebatch b ON b.id = k.batch_id"
)
NOT_FAILED = "NOT (k.learnt AND k.times_worked = 0)"  # of which nothing is known but that it did not work
FOR_WHAT = {
    KnownCode.Identity.UNIT: "this very radio",
    KnownCode.Identity.PART: "this number and part number",
    KnownCode.Identity.NUMBER: "this number, which many radios may share",
    KnownCode.Identity.VIN: "the radio fitted to this car at the factory",
}


@lru_cache(maxsize=32_768)  # there are 25,900 pre-codes
def _precode_fingerprint(number: str, _key: bytes) -> str:
    return cipher.fingerprint(number, purpose="known-number")


def number_fingerprint(number: str, kind: Kind) -> str:
    """The look-up key of a number or VIN."""
    if kind is Kind.PRECODE:
        return _precode_fingerprint(number, settings.FINGERPRINT_KEY)
    return cipher.fingerprint(number, purpose="known-vin" if kind is Kind.VIN else "known-number")


def label_parts(line: str) -> tuple[str, str]:
    """Part number and serial number in a whole line of a label, which tell the radio from the thousands that share its
    pre-code; or nothing for each."""
    part, before = label_line(line)
    return part, "" if TYPE.fullmatch(before) else before  # a type is shared as widely as a part number


def label_answers(typed: str) -> dict[str, str]:
    """What a whole line of a label tells beside the pre-code, as answers of a request: the line, and its columns."""
    return {"label": folded(typed) if label_line(typed)[0] else "", **label_fingerprints(typed)}


def label_fingerprints(typed: str) -> dict[str, str]:
    """The look-up keys of part number and serial number in a whole line of a label."""
    part, serial = label_parts(typed)
    return {
        "part_fingerprint": part_fingerprint(part) if part else "",
        "serial_fingerprint": serial_fingerprint(serial) if serial else "",
    }


def unit_fingerprints(text: str) -> dict[str, str]:
    """The same, for a part number or a serial number that was typed alone."""
    return {
        "part_fingerprint": part_fingerprint(text),
        "serial_fingerprint": serial_fingerprint(text),
    }


def part_fingerprint(part: str) -> str:
    """The look-up key of a part number, which thousands of radios share."""
    return cipher.fingerprint(part, purpose="part-number")


def serial_fingerprint(serial: str) -> str:
    """The look-up key of what stands before the part number in the line of a label."""
    return cipher.fingerprint(serial, purpose="supplier-serial")


def vin_tail_fingerprint(tail: str) -> str:
    """The look-up key of the last 6 of a VIN, which another car may share."""
    return cipher.fingerprint(tail, purpose="vin6")


def code_fingerprint(code: str, *, scope: str) -> str:
    """Tells whether two codes of one scope are the same; across scopes it says nothing.

    A code is one of 10,000, so without the key its fingerprint would be readable by trying all.
    """
    return cipher.fingerprint(code, purpose=f"code:{scope}")


@dataclass(frozen=True)
class Key:
    """What a code is known for, as the column that it is looked up by."""

    identity: KnownCode.Identity
    value: bytes

    @property
    def context(self) -> str:
        """Binds a sealed code to what it is known for."""
        return f"known-code:{self.value.hex()}"

    def of_code(self, code: str) -> bytes:
        """Tells whether two codes known for the same are the same."""
        return cipher.short_key(self.value, code.encode(), purpose=b"known code")


def kept_under(radio: Radio) -> tuple[Key, bytes | None]:
    """The fullest key of a radio, and the key of its number for all that share it. There must be a number."""
    number = number_fingerprint(radio.number, radio.kind)
    if radio.kind is Kind.VIN:
        return Key(KnownCode.Identity.VIN, _short(number)), None
    if radio.serial_fingerprint:
        value = _of_both(KnownCode.Identity.UNIT, number, radio.serial_fingerprint)
        return Key(KnownCode.Identity.UNIT, value), _short(number)
    if radio.part_fingerprint:
        value = _of_both(KnownCode.Identity.PART, number, radio.part_fingerprint)
        return Key(KnownCode.Identity.PART, value), _short(number)
    return Key(KnownCode.Identity.NUMBER, _short(number)), _short(number)


def keys_of(radio: Radio) -> list[Key]:
    """Every key by which a radio may be known, the fullest first."""
    if not radio.number:
        return []
    number = number_fingerprint(radio.number, radio.kind)
    if radio.kind is Kind.VIN:
        return [Key(KnownCode.Identity.VIN, _short(number))]
    finer = ((KnownCode.Identity.UNIT, radio.serial_fingerprint), (KnownCode.Identity.PART, radio.part_fingerprint))
    return [
        *(Key(identity, _of_both(identity, number, other)) for identity, other in finer if other),
        Key(KnownCode.Identity.NUMBER, _short(number)),
    ]


def _of_both(identity: KnownCode.Identity, number: str, other: str) -> bytes:
    return cipher.short_key(_short(number), bytes.fromhex(other), purpose=identity.encode())


def _short(fingerprint: str) -> bytes:
    return bytes.fromhex(fingerprint)[:KEY_BYTES]


def find(desk: Desk, radio: Radio) -> list[Answer]:
    """What this desk knows for the fullest identity of a radio that it knows anything for, or else for other radios
    that share its number; the most often confirmed first, 10 at most.

    Until a customer has said that it works, it is what somebody typed, and no source that confirms anything.
    """
    keys = keys_of(radio)
    if not keys:
        return [NotFound("no number")]
    answers: list[Answer] = [
        Found(
            _opened(
                desk.pk, row.identity, bytes(row.key), bytes(row.sealed_code), row.list_key and bytes(row.list_key)
            ),
            _words(row, keys),
            "" if row.times_worked else row.source,
            failed=row.times_failed > row.times_worked,
        )
        for row in rows_for(desk, keys)
    ]
    return answers or [NotFound("not among the known codes")]


class Row(NamedTuple):
    """A known code as a look-up needs it, with the list that it came in, or None for both."""

    identity: str
    key: bytes
    sealed_code: bytes
    source: str
    provenance: str
    line: int | None
    learnt: bool
    times_worked: int
    times_failed: int
    list_name: str | None
    list_key: bytes | None


def rows_for(desk: Desk, keys: list[Key]) -> list[Row]:
    """The rows for the first of these keys that has any, or else those that share the number; each by an index."""
    values = [key.value for key in keys]
    found = _rows(f"k.key IN ({', '.join(['%s'] * len(values))})", desk, *values)
    for value in values:
        if here := [row for row in found if bytes(row.key) == value]:
            return here[:MOST]
    if keys[-1].identity == KnownCode.Identity.VIN:
        return []
    return _rows("k.number_key = %s", desk, values[-1])[:MOST]


def _rows(where: str, desk: Desk, *values: bytes) -> list[Row]:
    """In plain SQL: Django takes longer to put the question together than the database to answer it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} WHERE k.desk_id = %s AND {where} AND {NOT_FAILED} ORDER BY k.times_worked DESC, k.id "
            "LIMIT %s",
            [desk.pk, *values, MOST * len(values)],
        )
        return [Row(*row) for row in cursor.fetchall()]


def known_for(desks: Iterable[Desk], radio: Radio) -> list[KnownCode]:
    """The known codes of these desks under any exact key of this radio or car, and then those of radios that share its
    number; 10 at most of each."""
    values = [key.value for key in keys_of(radio)]
    at_desks = KnownCode.objects.filter(desk__in=desks).select_related("batch").order_by("-times_worked", "pk")
    exact = list(at_desks.filter(key__in=values)[:MOST])
    sharing = [] if radio.kind is Kind.VIN else at_desks.filter(number_key=values[-1]).exclude(key__in=values)[:MOST]
    return [*exact, *sharing]


def confirmed(desk: Desk, radio: Radio) -> list[KnownCode]:
    """The known codes of exactly this radio or number of which a customer has said that they work."""
    values = [key.value for key in keys_of(radio)]
    return list(KnownCode.objects.filter(desk=desk, key__in=values, times_worked__gt=0).order_by("pk"))


def open_code(row: KnownCode) -> str:
    """The code itself, or Unreadable."""
    sealed_key = bytes(row.batch.sealed_key) if row.batch else None
    return _opened(row.desk_id, row.identity, bytes(row.key), bytes(row.sealed_code), sealed_key)


def _opened(desk_id: int, identity: str, key: bytes, sealed_code: bytes, list_key: bytes | None) -> str:
    context = Key(KnownCode.Identity(identity), key).context
    if list_key is None:
        return cipher.unseal(sealed_code, context=context).decode()
    return _opened_key(list_key, batch_context(desk_id)).unseal(sealed_code, context=context).decode()


def key_of_batch(batch: CodeBatch) -> cipher.ItemKey:
    """The key under which the codes of an imported list are sealed, or Unreadable."""
    return _opened_key(bytes(batch.sealed_key), batch_context(batch.desk_id))


@lru_cache(maxsize=32)
def _opened_key(sealed_key: bytes, context: str) -> cipher.ItemKey:
    return cipher.ItemKey.open(sealed_key, context=context)


def batch_context(desk_id: int) -> str:
    """Binds the key of an imported list to its desk."""
    return f"code-batch:{desk_id}"


def _words(row: Row, keys: list[Key]) -> str:
    worked = f"worked {row.times_worked} times" if row.times_worked else "not yet confirmed by a customer"
    failed = f", failed {row.times_failed} times" if row.times_failed else ""
    exactly = _exactly(row.list_name, row.line, row.provenance)
    source = f"Confirmed here, first by: {plugs.name_of(row.source)}" if row.learnt else plugs.name_of(row.source)
    where = f"{source}: {exactly}" if exactly else source
    return f"{where}; {_for_what(row, keys)} ({worked}{failed})"[:200]


def _exactly(list_name: str | None, line: int | None, provenance: str) -> str:
    return ", ".join(filter(None, (f"{list_name}, line {line}" if list_name else "", provenance)))


def _for_what(row: Row, keys: list[Key]) -> str:
    if bytes(row.key) not in [key.value for key in keys]:
        return "another radio with this number"
    return FOR_WHAT[KnownCode.Identity(row.identity)]


def remember(
    desk: Desk,
    radio: Radio,
    *,
    code: str,
    source: str,
    provenance: str,
    by_id: int | None,
    dated: date | None = None,
    learnt: bool = False,
) -> KnownCode:
    """Add a code to the registry under the fullest identity of its radio, or find the row that says the same; what was
    `learnt` before and is said now by somebody who knows is theirs from then on."""
    key, number_key = kept_under(radio)
    said = {"source": source, "provenance": provenance, "dated": dated, "created_by_id": by_id}
    row, made = KnownCode.objects.get_or_create(
        desk=desk,
        key=key.value,
        code_key=key.of_code(code),
        defaults={
            "identity": key.identity,
            "number_key": number_key,
            "sealed_code": cipher.seal(code.encode(), context=key.context),
            "learnt": learnt,
            **said,
        },
    )
    if not made and row.learnt and not learnt:
        KnownCode.objects.filter(pk=row.pk).update(learnt=False, **said)
        row.refresh_from_db()
    return row


def of_code(desk: Desk, keys: list[Key], code: str) -> QuerySet[KnownCode]:
    """The known codes that say for one of these keys that it is this code."""
    this_code = (Q(key=key.value, code_key=key.of_code(code)) for key in keys)
    return KnownCode.objects.filter(reduce(or_, this_code), desk=desk)


def count(ids: list[int], *, worked: bool, by: int) -> None:
    """Count what a customer said at these rows, or take it back; then it is not known any more when one worked last."""
    column = "times_worked" if worked else "times_failed"
    last = {"last_worked_at": timezone.now() if by > 0 else None} if worked else {}
    rows = KnownCode.objects.filter(**{"pk__in": ids, f"{column}__gte": -by})
    rows.update(**{column: F(column) + by}, **last)


def failing(desk: Desk, radio: Radio) -> tuple[Key, set[bytes]] | None:
    """The fullest key of a radio, and what tells its codes of which customers said more often that they did not work
    than that they did."""
    keys = keys_of(radio)
    if not keys:
        return None
    rows = KnownCode.objects.filter(desk=desk, key=keys[0].value, times_failed__gt=F("times_worked"))
    return keys[0], {bytes(one) for one in rows.values_list("code_key", flat=True)}


def keep_by_itself(row: KnownCode) -> None:
    """Take a code out of its imported list: sealed anew, as one that stands alone."""
    context = Key(KnownCode.Identity(row.identity), bytes(row.key)).context
    row.sealed_code = cipher.seal(open_code(row).encode(), context=context)
    row.provenance = _exactly(row.batch.name if row.batch else None, row.line, row.provenance)[:200]
    row.batch, row.line = None, None
    row.save(update_fields=["sealed_code", "provenance", "batch", "line"])

"""Other requests of the same desk by the same person, of the same car or of the same radio: found by key, told how."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from guides_app.identifiers import Kind
from requests_app.models import CodeRequest
from requests_app.queue_order import in_this_order, keys_of

MOST, MOST_OF_NUMBER = 20, 5


class Same(StrEnum):
    """What two requests have in common, the most telling first."""

    ADDRESS = "address"
    VIN = "vin"
    RADIO = "radio"
    VIN_END = "vin_end"
    NUMBER = "number"


@dataclass(frozen=True)
class Related:
    """Another request, and how it is the same."""

    code_request: CodeRequest
    same: tuple[Same, ...]


def what_is_same(one: CodeRequest, other: CodeRequest) -> tuple[Same, ...]:
    """What these two have in common, by their fingerprints. A pre-code is shared by thousands of radios, so the radio
    is the same only where part number or serial number say so, too."""

    def share(column: str) -> bool:
        return bool(getattr(one, column)) and getattr(one, column) == getattr(other, column)

    number = share("number_fingerprint") and Kind.VIN not in (one.number_kind, other.number_kind)
    serial = one.number_kind == other.number_kind == Kind.SERIAL
    whole_vin = share("vin_fingerprint")
    unit = number and (serial or share("part_fingerprint") or share("serial_fingerprint"))
    found = {
        Same.ADDRESS: share("email_fingerprint"),
        Same.VIN: whole_vin,
        Same.RADIO: unit,
        Same.VIN_END: share("vin_tail_fingerprint") and not whole_vin,
        Same.NUMBER: number and not unit,
    }
    return tuple(same for same, holds in found.items() if holds)


def is_one_customer(one: CodeRequest, other: CodeRequest) -> bool:
    """Whether two requests of one desk are one customer's, as far as numbers say it: the same address, the same radio,
    or the same number and the same car."""
    same = set(what_is_same(one, other))
    in_one_car = Same.NUMBER in same and bool(same & {Same.VIN, Same.VIN_END})
    return one.desk_id == other.desk_id and (bool(same & {Same.ADDRESS, Same.RADIO}) or in_one_car)


def related_to(code_request: CodeRequest) -> list[Related]:
    """The newest other requests of its desk that have something in common with it, at most MOST; of those that share
    its bare number alone at most MOST_OF_NUMBER. A fixed number of questions, each by an index."""
    others = CodeRequest.objects.sent().filter(desk=code_request.desk_id).exclude(pk=code_request.pk)

    def having(*columns: str) -> Sequence[Q]:
        known = {column: getattr(code_request, column) for column in columns}
        return [Q(**known)] if all(known.values()) else []

    telling = [
        *having("email_fingerprint"),
        *having("vin_fingerprint"),
        *having("vin_tail_fingerprint"),
        *having("number_fingerprint", "part_fingerprint"),
        *having("number_fingerprint", "serial_fingerprint"),
    ]
    keys = keys_of([others.filter(one).order_by("-pk") for one in telling], MOST)
    keys += keys_of([others.filter(one).order_by("-pk") for one in having("number_fingerprint")], MOST_OF_NUMBER)
    rows = CodeRequest.objects.select_related("guide__car_model__brand", "merged_into")
    found = in_this_order(rows, sorted(set(keys), reverse=True)[:MOST])
    told = [Related(other, what_is_same(code_request, other)) for other in found]
    return [one for one in told if one.same]

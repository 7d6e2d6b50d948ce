"""What the numbers of a request say by themselves: form and maker of the VIN, the radio's number, its family, the car.

It is judged when a number comes, so that no page opens sealed numbers to say it. Hints for staff, never a reason to
refuse: twins carry other makers' prefixes, and radios are put into other cars.
"""

from collections.abc import Iterable

from guides_app.identifiers import VIN_LENGTH, ForPerson, Kind, Read, ends_like_a_vin, vin_is_of_brand
from requests_app.flags import FlagKind
from requests_app.models import CodeRequest

Judged = dict[FlagKind, bool]
"""Kinds of which something is known now, and whether they stand."""


def of_vin(vin: str) -> Judged:
    """What a VIN, or the last 6 of one, says of itself."""
    judged = {FlagKind.VIN_FORM: not ends_like_a_vin(vin)} if vin else {}
    return {**judged, FlagKind.VIN_MAKER: not vin_is_of_brand(vin)} if len(vin) == VIN_LENGTH else judged


def of_number(code_request: CodeRequest, number: str) -> Judged:
    """Whether the radio's number, as somebody read it, can be one of the family that the customer chose."""
    family = code_request.family
    if family is None or not number or code_request.number_kind in (Kind.VIN, Kind.NONE):
        return {}
    return {FlagKind.NOT_OF_FAMILY: not isinstance(family.read_number(number), Read | ForPerson)}


def of_car(code_request: CodeRequest) -> Judged:
    """Whether the library knows this radio in this car."""
    guide, family = code_request.guide, code_request.family
    if guide is None or family is None:
        return {}
    return {FlagKind.NOT_OF_CAR: not guide.families.filter(pk=family.pk).exists()}


def noticed_at_sending(code_request: CodeRequest) -> list[FlagKind]:
    """All that its customer's answers say."""
    judged = {**of_car(code_request), **of_vin(code_request.vin or code_request.vin_tail)}
    return sorted(kind for kind, stands in judged.items() if stands)


def notice(code_request: CodeRequest, judged: Judged) -> None:
    """Keep what a new reading says; what it says nothing of stays. Call with the request locked."""
    before: Iterable[str] = code_request.noticed
    kept = {kind for kind in before if kind not in judged} | {kind for kind, stands in judged.items() if stands}
    if kept != set(before):
        CodeRequest.objects.filter(pk=code_request.pk).update(noticed=sorted(kept))
        code_request.refresh_from_db(fields=["noticed"])

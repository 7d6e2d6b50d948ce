"""What a whole VIN says of a car beside its last 6 characters. Hints for staff, never a reason to refuse.

ISO 3779 fixes the maker in the first three characters. Model year and check digit are rules of North America: Renault
and Dacia write neither, so nothing is said of them there.
"""

from enum import StrEnum

from guides_app.identifiers import VIN_LENGTH, vin_is_of_brand

DACIA = ("UU1", "UU2")
VALUES = dict(
    zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", (*range(10), *range(1, 9), *range(1, 6), 7, 9, *range(2, 10)), strict=True)
)
WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
YEARS = "ABCDEFGHJKLMNPRSTVWXY123456789"  # from 1980 on; after 30 years from the beginning
FIRST_YEAR, CHECK, YEAR = 1980, 8, 9


class VinSign(StrEnum):
    """One thing that a VIN says."""

    OTHER_MAKER = "other_maker"
    OTHER_MAKE = "other_make"
    MAKER_FITS = "maker_fits"
    YEAR_FITS = "year_fits"
    OTHER_YEAR = "other_year"
    CHECK_DIGIT_FITS = "check_digit_fits"
    CHECK_DIGIT_DIFFERS = "check_digit_differs"


def vin_signs(vin: str, *, make: str, years: tuple[int, int] | None = None) -> list[VinSign]:
    """What a whole, well-formed VIN says of a car of this make ("dacia", "renault", or nothing) and of these years."""
    if len(vin) != VIN_LENGTH:
        return []
    if vin_is_of_brand(vin):
        other = bool(make) and (vin[:3] in DACIA) != (make == "dacia")
        return [VinSign.OTHER_MAKE if other and vin[:3] in DACIA else VinSign.MAKER_FITS]
    return [VinSign.OTHER_MAKER, *_year(vin[YEAR], years), *_check_digit(vin)]


def _year(sign: str, years: tuple[int, int] | None) -> list[VinSign]:
    if years is None or sign not in YEARS:
        return []
    said = {FIRST_YEAR + YEARS.index(sign) + 30 * turn for turn in range(3)}
    return [VinSign.YEAR_FITS if said & set(range(years[0], years[1] + 2)) else VinSign.OTHER_YEAR]


def _check_digit(vin: str) -> list[VinSign]:
    """Only where position 9 can be one; elsewhere it is no check digit."""
    if vin[CHECK] not in "0123456789X":
        return []
    rest = sum(VALUES[sign] * weight for sign, weight in zip(vin, WEIGHTS, strict=True)) % 11
    fits = vin[CHECK] == ("X" if rest == 10 else str(rest))
    return [VinSign.CHECK_DIGIT_FITS if fits else VinSign.CHECK_DIGIT_DIFFERS]

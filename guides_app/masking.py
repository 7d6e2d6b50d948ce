"""Takes out of a free text what may point at a person: an email address, a telephone, a VIN. Pure.

It masks too much rather than too little; years and part numbers stay, because editors need them. Every pattern is of
bounded length.
"""

import re
import unicodedata

MASK = "•••"
VIN_LENGTH = 17
PHONE_DIGITS = 8
_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,250}")
_GROUPS = re.compile(r"[A-Za-z0-9](?:[ .\-_/]{0,3}[A-Za-z0-9]){16}(?![A-Za-z0-9])")
_DIGITS = re.compile(r"\+?\(?\d(?:[ .\-–_/()]{0,3}\d){6,24}")
_YEARS = re.compile(r"(?:19|20)[0-9]{2}(?:[ .\-–/]{0,3}(?:19|20)[0-9]{2})+")
_PART = re.compile(r"8200[0-9]{6}|28[0-9]{7}")


def mask(text: str) -> str:
    """The text with every such passage replaced by dots."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", text) if _is_seen(sign))
    for pattern, judge in ((_EMAIL, _always), (_GROUPS, _like_vin), (_DIGITS, _like_phone)):
        plain = pattern.sub(lambda found, judge=judge: MASK if judge(found[0]) else found[0], plain)  # type: ignore[misc]
    return plain


def _is_seen(sign: str) -> bool:
    """Signs that nobody sees could stand between two others and hide what they spell."""
    return sign in "\n\t" or not unicodedata.category(sign).startswith("C")


def _always(_passage: str) -> bool:
    return True


def _like_vin(passage: str) -> bool:
    """17 signs in one piece with some digits; in groups only what has the look of a VIN from end to end."""
    signs = re.sub(r"[^A-Z0-9]", "", passage.upper())
    digits = sum(sign.isdigit() for sign in signs)
    if len(passage) == VIN_LENGTH:
        return digits >= 3
    return digits >= 6 and not signs[:3].isdigit() and not set(signs) & set("IOQ")


def _like_phone(passage: str) -> bool:
    digits = re.sub(r"\D", "", passage)
    return len(digits) >= PHONE_DIGITS and not _YEARS.fullmatch(passage) and not _PART.fullmatch(passage)

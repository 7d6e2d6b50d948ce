"""Characters that people and keyboards mistake for each other, folded to the Latin ones a label is printed with."""

import unicodedata
from collections.abc import Iterator

_CYRILLIC = dict(zip("АВЕКМНОРСТУХІЈЅԚԜ", "ABEKMHOPCTYXIJSQW", strict=True))
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True))
_LATIN = str.maketrans(_CYRILLIC | _GREEK)

_GROUPS = ("O0QD", "I1LJ", "B8R", "S5", "Z2", "G6C", "CG", "EF", "UVY", "MN", "SZ")
_CONFUSABLE = frozenset((a, b) for group in _GROUPS for a in group for b in group if a != b)

# What parts a number from its words, or stands around it.
_SEPARATORS = frozenset(
    " \t\r\n\v\f.-/_:;,#()[]{}<>*?!=|~&+\u00a0\u2010\u2011\u2012\u2013\u2014\u2212'\"`´‘’‚“”„«»‹›…·•°"
)


def has_odd_digits(text: str) -> bool:
    """Raised, circled or Roman digits: a computer may read them otherwise than a person does."""
    return any(unicodedata.category(char) in ("No", "Nl") for char in text)


def with_ascii_digits(text: str) -> str:
    """Decimal digits of every script, as full-width and Arabic-Indic ones, as 0 to 9; length is kept."""
    return "".join(c if c.isascii() else str(unicodedata.decimal(c, c)) for c in text)


def plain(text: str) -> str:
    """Upper case without separators, accents and invisible characters; foreign letters stay what they are."""
    return "".join(_folded(text, between=""))


def words_of(text: str) -> list[str]:
    """The same, cut where a separator stood."""
    return "".join(_folded(text, between=" ")).split()


def _folded(text: str, *, between: str) -> Iterator[str]:
    for char in unicodedata.normalize("NFKD", text).upper():
        kind = unicodedata.category(char)
        if char in _SEPARATORS or kind == "Zs":
            yield between
        elif kind not in ("Cf", "Mn"):
            yield char


def latin(text: str) -> str:
    """Cyrillic and Greek capitals that look like Latin ones become Latin; length is kept."""
    return text.translate(_LATIN)


def confusable(left: str, right: str) -> bool:
    """True when the eye may take one character for the other."""
    return (left, right) in _CONFUSABLE

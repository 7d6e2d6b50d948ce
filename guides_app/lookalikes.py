"""Characters that people and keyboards mistake for each other, folded to the Latin ones a label is printed with."""

import unicodedata

_CYRILLIC = dict(zip("АВЕКМНОРСТУХІЈЅԚԜ", "ABEKMHOPCTYXIJSQW", strict=True))
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True))
_LATIN = str.maketrans(_CYRILLIC | _GREEK)

_GROUPS = ("O0QD", "I1LJ", "B8R", "S5", "Z2", "G6C", "CG", "EF", "UVY", "MN", "SZ")
_CONFUSABLE = frozenset((a, b) for group in _GROUPS for a in group for b in group if a != b)

# A label's separators: blanks, dots, dashes of every length, slashes, and the colon after a word such as CODE.
_SEPARATORS = frozenset(" \t\r\n\v\f.-/_:;,#()[]\u00a0\u2010\u2011\u2012\u2013\u2014\u2212'\"")


def has_foreign_digits(text: str) -> bool:
    """Full-width, Arabic-Indic, circled or raised digits: a computer may read them otherwise than a person does."""
    return any(not char.isascii() and unicodedata.category(char) in ("Nd", "No", "Nl") for char in text)


def plain(text: str) -> str:
    """Upper case without separators and invisible characters; foreign letters stay what they are."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in folded if c not in _SEPARATORS and unicodedata.category(c) not in ("Cf", "Zs", "Mn"))


def latin(text: str) -> str:
    """Cyrillic and Greek capitals that look like Latin ones become Latin; length is kept."""
    return text.translate(_LATIN)


def confusable(left: str, right: str) -> bool:
    """True when the eye may take one character for the other."""
    return (left, right) in _CONFUSABLE

"""Text that stands for a person, a mailbox or a request: its canonical, its searchable and its shown form. Pure.

Canonical is what is kept, compared and addressed; searchable is what typed words are held against; shown is what
people read. Numbers of radios and cars are read by `guides_app.identifiers`.
"""

import re
import unicodedata

import idna

LONGEST_ADDRESS = 254
LONGEST_LOCAL_PART = 64

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL_PART = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_JOINERS = "\u200c\u200d"  # needed to write some domains; the rules for domains say where
_EAST_ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"})
_LOOKS_LATIN = str.maketrans(
    dict(zip("авгԁеһіјкӏмнопрԛѕтуԝх", "abrdehijklmhonpqstywx", strict=True))
    | dict(zip("αγηικνορτυχω", "aynikvoptuxw", strict=True))
    | dict(zip("օոսհցզ", "onuhgq", strict=True))
    | dict(zip("ʙɢʜɪɴʀʏʟ", "bghinryl", strict=True))
    | {"с": "c", "ı": "i", "ɑ": "a", "ɡ": "g"}
)
_LATIN_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ɖ": "d", "ð": "d", "ħ": "h", "ı": "i", "þ": "th", "æ": "ae", "œ": "oe", "ŋ": "n"}
    | {"ŧ": "t", "ƶ": "z", "ə": "e", "ɛ": "e"}
)
_SIGNS = frozenset(map(chr, range(0x2B0, 0x300)))  # apostrophes that count as letters: Mar'jana, Ka'iulani
_TATWEEL = "\u0640"  # only makes an Arabic word longer
_WRITTEN_OUT = re.compile("[aou]e|aa")  # Mueller, Joergensen, Aase
_DIGIT_MEANT = str.maketrans("OIL", "011")


class NotAnAddress(ValueError):
    """A text to which no letter can go, or only by a trick."""


class MixedAlphabets(NotAnAddress):
    """A domain that looks like one and is another."""


def canonical_email(text: str) -> str:
    """The address that letters go to: the local part as typed, the domain in ASCII by the rules of IDNA 2008.

    Raises NotAnAddress: not an address, unseen or direction characters in it, or a domain that mixes alphabets.
    """
    local, _at, domain = unicodedata.normalize("NFKC", _without_unseen_ends(text)).rpartition("@")
    if any(unicodedata.category(char) in _UNSEEN and char not in _JOINERS for char in domain):
        raise NotAnAddress("unseen characters")
    address = f"{local}@{_ascii_domain(domain)}"
    if not _LOCAL_PART.fullmatch(local) or len(local) > LONGEST_LOCAL_PART or len(address) > LONGEST_ADDRESS:
        raise NotAnAddress("local part")
    return address


def mailbox(text: str) -> str:
    """By what two spellings of one address are known to be the same mailbox; for comparing only, and never refuses."""
    try:
        local, _at, domain = canonical_email(text).rpartition("@")
    except NotAnAddress:
        return unicodedata.normalize("NFKC", text).strip().casefold()
    return f"{local.casefold()}@{domain}"


def shown_email(address: str) -> str:
    """The address as people write it; a domain that only looks like another one stays in its ASCII form."""
    local, at, domain = address.rpartition("@")
    try:
        readable = idna.decode(domain) if "xn--" in domain else domain
    except UnicodeError:
        return address
    return address if _mixes_alphabets(readable) or _looks_like(readable) else f"{local}{at}{readable}"


def masked_email(address: str) -> str:
    """The address where the whole of it is not needed: a••@gmail.com"""
    local, at, domain = shown_email(address).partition("@")
    return f"{local[:1]}••{at}{domain}" if at else ""


def look_alike_of(address: str) -> str:
    """The address in plain letters that this one only looks like, or nothing."""
    local, at, domain = address.rpartition("@")
    domain = domain.lower()
    try:
        latin = _looks_like(idna.decode(domain) if "xn--" in domain else domain)
    except UnicodeError:
        return ""
    return f"{local}{at}{latin}" if latin else ""


def visible(text: str, *, several_lines: bool = False) -> str:
    """A name or another text as it is kept and shown: composed letters, nothing unseen, runs of blanks are one."""
    composed = unicodedata.normalize("NFC", text).replace("\r\n", "\n")
    lines = composed.split("\n") if several_lines else [composed]
    return "\n".join(" ".join(_seen(line).split()) for line in lines).strip()


def masked_name(name: str) -> str:
    """The name where the whole of it is not needed: A••• P•••"""
    return " ".join(f"{word[0]}•••" for word in name.split())


def words_of_name(text: str) -> list[str]:
    """The words of a name as they are looked for: without case, accents, apostrophes and hyphens.

    Spellings of one letter become one (ß and ss, ș and ş, ł and l, ü and ue).
    """
    text = unicodedata.normalize("NFKD", visible(text)).casefold()
    bare = "".join(char for char in text if not unicodedata.combining(char) and char != _TATWEEL)
    words = "".join(char if char.isalnum() and char not in _SIGNS else " " for char in bare.translate(_LATIN_LETTERS))
    return [_WRITTEN_OUT.sub(lambda found: found[0][0], word) for word in words.split()]


def searchable_name(*names: str) -> str:
    """What is kept beside names to find them: their words, and what hyphens and apostrophes part also as one word."""
    found: list[str] = []
    for chunk in " ".join(names).split():
        parts = words_of_name(chunk)
        found += [*parts, "".join(parts)] if len(parts) > 1 else parts
    return " ".join(dict.fromkeys(found))


def searchable_address(address: str) -> list[str]:
    """The words by which an address is found: its domain, what stands before the @, and the parts of that."""
    local, _at, domain = mailbox(address).rpartition("@")
    words = [domain, local, *re.split(r"[^\w]+|_", local)]
    return [word for word in dict.fromkeys(words) if word]


def searchable_reference(reference: str) -> list[str]:
    """The words by which a reference is found: from its beginning, and its last three signs."""
    bare = reference.removeprefix("RC-").replace("-", "").lower()
    return [bare, bare[-3:]] if bare else []


def searchable_case(text: str) -> list[str]:
    """The words by which a case number is found: whole without signs, and its parts."""
    parts = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold())
    return list(dict.fromkeys(["".join(parts), *parts])) if parts else []


def canonical_reference(text: str) -> str:
    """What somebody typed or dictated, as a reference would be written, or nothing.

    O is 0, I and L are 1; blanks and signs do not count.
    """
    typed = unicodedata.normalize("NFKC", text).casefold().translate(_LOOKS_LATIN).upper()
    typed = re.sub(r"^\W*RC(?=\W)", "", typed)
    bare = "".join(char for char in typed if char.isascii() and char.isalnum()).translate(_DIGIT_MEANT)
    if len(bare) == 8:
        bare = bare.removeprefix("RC")
    return f"RC-{bare[:4]}-{bare[4:]}" if len(bare) == 6 else ""


def _ascii_domain(domain: str) -> str:
    try:
        encoded = idna.encode(domain, uts46=True).decode("ascii").lower().removesuffix(".")
        readable = idna.decode(encoded)
    except UnicodeError as error:
        raise NotAnAddress("domain") from error
    if _mixes_alphabets(readable):
        raise MixedAlphabets(readable)
    if encoded.rpartition(".")[2].isdigit() or ("." not in encoded and encoded != "localhost"):
        raise NotAnAddress("domain")
    return encoded


def _mixes_alphabets(domain: str) -> bool:
    """Whether one label holds letters of two alphabets that are never written together."""
    return any(len(_alphabets(label)) > 1 for label in domain.split("."))


def _alphabets(label: str) -> set[str]:
    names = {unicodedata.name(char, "UNKNOWN").split()[0].partition("-")[0] for char in label if char.isalpha()}
    return names - {"LATIN", *_EAST_ASIAN} if names & _EAST_ASIAN else names


def _looks_like(domain: str) -> str:
    """The domain of plain letters that this one only looks like, or nothing."""
    latin = domain.translate(_LOOKS_LATIN)
    ending = domain.rpartition(".")[2]
    return latin if latin != domain and latin.isascii() and ending.isascii() else ""


def _without_unseen_ends(text: str) -> str:
    """Copied addresses bring blanks, marks of direction and a byte order mark along at their ends."""
    start, end = 0, len(text)
    while start < end and (text[start].isspace() or unicodedata.category(text[start]) in _UNSEEN):
        start += 1
    while end > start and (text[end - 1].isspace() or unicodedata.category(text[end - 1]) in _UNSEEN):
        end -= 1
    return text[start:end]


def _seen(line: str) -> str:
    return "".join(
        " " if char.isspace() else char for char in line if char.isspace() or unicodedata.category(char) not in _UNSEEN
    )

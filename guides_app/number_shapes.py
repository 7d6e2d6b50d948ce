"""The shapes of what is printed on radios and papers, in upper case without separators. Pure.

Part numbers, types and serial numbers as they stand on labels and in public lists of these makers' units; VINs by
ISO 3779. Every pattern is of bounded length.
"""

import re

PRECODE_LENGTH = 4
VIN_LENGTH = 17
VIN_TAIL_LENGTH = 6
SERIAL_LENGTHS = range(5, 25)

_PART = r"(?:8200[0-9]{6}|77[0-9]{8}|28[0-9]{7}R)"
PART_NUMBER = re.compile(_PART)
VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
PRECODE = re.compile(r"[A-Z][0-9]{3}")
ALNUM = re.compile(r"[A-Z0-9]+")
TYPE = re.compile(
    r"22DC[0-9]{3}(?:[67]2[A-Z]?)?"  # Philips
    r"|RENR[A-Z0-9]{2}[0-9]{3}(?:[0-9]{2})?"  # Philips and VDO
    r"|LAN5[0-9]{3}WR[0-9]"  # LG
    r"|A2C[0-9]{8,11}"  # Continental
    r"|76[0-9]{8}"  # Bosch and Blaupunkt
    r"|AGC[0-9]{4}RF[A-Z]?"  # Anatel
    r"|BE(?:74|47)[0-9]{2}"  # Becker
)
UNIT_SERIAL = re.compile(r"BP[0-9]{4}[A-Z0-9]{8}|RN[0-9]{12}")
CUT_OFF = re.compile(rf"{_PART}[A-Z]{{1,4}}[0-9]{{0,2}}")

# What people write before a number, in the languages of the labels and of the customers.
_NUMBER_WORDS = (
    "SECURITY|SECURITE|SEGURIDAD|SICUREZZA|SECURITATE|SICHERHEITS?|AUTORADIO|RADIO|VOR|PRE|CODE|CODIGO|CODICE|CODUL|COD|"
    "KODE|NUMERO|NUMMER|NUMARUL|NUMAR|NUMBER|NUM|NO|NR|N|IS|EST|ESTE|IST|ES|DU|DE|LA|LE|DER|DEL|DELLA"
)
WORDS_HEAD = re.compile(rf"(?:{_NUMBER_WORDS}){{1,6}}")
LABEL_HEAD = re.compile(rf"[A-Z0-9]{{0,24}}?{_PART}(?:T|RT?B?|TB?)?(?:{_NUMBER_WORDS}){{0,4}}")
VIN_HEAD = re.compile(r"(?:VIN|FIN|NIV|CHASSIS|TELAIO|BASTIDOR|SASIU|SERIE|NUMERO|NUMBER|NO|NR|N|DE|E){1,4}")

NEVER_IN_A_VIN = str.maketrans("IOQ", "100")
SURE_DIGITS = str.maketrans("OIL", "011")
LIKELY_DIGITS = str.maketrans("OILBSZGQD", "011852600")
LETTERS_LIKE = {"0": "OQD", "1": "IL", "2": "Z", "5": "S", "6": "G", "8": "B"}
"""The letters that a digit in the first place of a pre-code may be, the likelier first."""

MAKERS = frozenset({
    "VF1", "VF2", "VF6", "VF8", "UU1", "UU2", "X7L", "93Y", "8A1", "9FB", "KNM", "L56", "VS5", "VSY", "VNV", "VFB",
    "VFJ", "VW1", "WF1", "FV1", "CF1", "GA1", "MEE", "NM1",
})  # fmt: skip
"""First three signs of VINs of Renault's and Dacia's plants."""

"""Words of the trade in the languages of the guides, so that every translator calls a thing by the same name. Pure.

Language facts, not facts about radios. The first word of each is the one to use.
"""

import re
from dataclasses import dataclass
from functools import cache

LANGUAGES = ("fr", "ro", "de", "it", "es")
# English, then the words in the order of LANGUAGES.
TERMS: tuple[tuple[str, ...], ...] = (
    ("registration certificate", "carte grise", "certificat de înmatriculare (talon)",
     "Zulassungsbescheinigung Teil I (Fahrzeugschein)", "carta di circolazione (Documento Unico)",
     "permiso de circulación"),
    ("steering wheel", "volant", "volan", "Lenkrad", "volante", "volante"),
    ("release key", "clé d'extraction", "cheie de extragere", "Entriegelungsschlüssel", "chiave di estrazione",
     "llave de extracción"),
    ("serial number", "numéro de série", "număr de serie", "Seriennummer", "numero di serie", "número de serie"),
    ("part number", "référence de la pièce", "cod de piesă", "Teilenummer", "codice ricambio", "número de pieza"),
    ("touch screen", "écran tactile", "ecran tactil", "Touchscreen", "schermo tattile", "pantalla táctil"),
    ("wrong code", "code faux", "cod greșit", "falscher Code", "codice errato", "código incorrecto"),
    ("pre-code", "précode", "precod", "Pre-Code", "precodice", "precódigo"),
    ("ignition", "contact", "contact", "Zündung", "quadro", "contacto"),
    ("dashboard", "tableau de bord", "planșă de bord", "Armaturenbrett", "plancia", "salpicadero"),
    ("display", "afficheur", "afișaj", "Anzeige", "display", "pantalla"),
    ("button", "touche", "buton", "Taste", "tasto", "botón"),
    ("knob", "molette", "buton rotativ", "Drehknopf", "manopola", "mando giratorio"),
    ("stalk", "commande au volant", "manetă la volan", "Bediensatellit am Lenkrad", "comando al volante",
     "mando en el volante"),
    ("label", "étiquette", "etichetă", "Aufkleber", "etichetta", "etiqueta"),
    ("battery", "batterie", "baterie", "Batterie", "batteria", "batería"),
    ("workshop", "atelier", "service auto", "Werkstatt", "officina", "taller"),
    ("dealer", "concessionnaire", "reprezentanță", "Vertragshändler", "concessionaria", "concesionario"),
    ("radio", "autoradio", "radio (casetofon)", "Radio", "autoradio", "radio"),
    ("code", "code", "cod", "Code", "codice", "código"),
)  # fmt: skip


@dataclass(frozen=True)
class Term:
    """A word of the source, and what it is called."""

    source: str
    target: str


def of(text: str, language: str) -> list[Term]:
    """The words of the trade that are in this text, in the order of the list; longer ones stand for those in them."""
    rest, found = text, []
    for source, *targets in TERMS:
        rest, times = _pattern(source).subn("\n", rest)
        if times:
            found.append(Term(source, targets[LANGUAGES.index(language)]))
    return found


@cache
def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(source)}(?:s|es)?(?![\w-])", re.IGNORECASE)

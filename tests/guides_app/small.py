"""A library of 2 radios and 2 cars as files: small, complete, and without anything that a lint would stop."""

from pathlib import Path

SOURCES = """\
manual: {title: Workshop manual, kind: maker}
forum: {title: Owners' forum, kind: forum}
"""
CARS = "duster: {brand: Dacia, name: Duster}\nclio: {brand: Renault, name: Clio}\n"
GENERAL = """\
messages:
  - {state: ready, words: CODE, means: The radio waits for its code., advice: Enter the code once., source: manual,
     confidence: likely}
places:
  - {place: The service book, source: forum, confidence: reported}
"""
BUTTONS = """\
name: Radio with buttons
looks: buttons
display_word: CODE
summary: A radio with 6 buttons.
entry:
  - {kind: buttons, keys: "1, 2, 3, 4", confirm: "6", hold_least_seconds: 2, hold_most_seconds: 5, hears_beep: true,
     source: manual, confidence: likely}
lockout:
  - {kind: doubling, first_minutes: 1, cap_minutes: 64, statement: "It doubles.", source: forum, confidence: reported}
numbers:
  - {what: precode, shape: "@###", fitting: "A583\\nT019", not_fitting: "8200607918", source: manual,
     confidence: likely}
steps:
  - {section: label, title: Switch off the ignition, body: Take the key out., is_caution: true, source: manual,
     confidence: likely}
  - {section: label, title: Push in the keys, body: They click., source: forum, confidence: reported}
  - {section: label, title: Pull the radio out, body: Do not pull the cables., source: forum, confidence: reported}
"""
TOUCH = """\
name: Touch screen
looks: touch
entry:
  - {kind: touch, keys: "screen", confirm: "OK", source: manual, confidence: likely}
lockout:
  - {kind: unknown, statement: "Not known.", source: forum, confidence: unknown}
numbers:
  - {what: precode, shape: "@###", fitting: "A583", not_fitting: "8200607918", source: manual, confidence: likely}
"""
DUSTER = """\
car: duster
generation: I
year_from: 2010
year_to: 2017
years_source: manual
is_published: true
checked_on: 2026-11-20
checked_by: guide editor
summary: Most of these cars have a radio with 6 buttons.
fits:
  - {family: buttons, source: manual, confidence: likely, note: Most of them}
"""
CLIO = """\
car: clio
is_published: true
checked_on: 2026-11-20
checked_by: guide editor
summary: A small car.
fits:
  - {family: touch, source: manual, confidence: likely}
"""


def write(folder: Path) -> None:
    """The files of the library in this folder."""
    for name in ("families", "guides"):
        (folder / name).mkdir(parents=True)
    files = {
        "sources.yaml": SOURCES,
        "cars.yaml": CARS,
        "general.yaml": GENERAL,
        "families/buttons.yaml": BUTTONS,
        "families/touch.yaml": TOUCH,
        "guides/duster-1.yaml": DUSTER,
        "guides/clio.yaml": CLIO,
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")

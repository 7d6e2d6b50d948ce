"""A library of one source, one car, one radio and one guide, as files: enough to load, publish and break."""

from pathlib import Path

FILES = {
    "sources.yaml": "somebody: {title: Somebody, kind: forum}\n",
    "cars.yaml": "duster: {brand: Dacia, name: Duster}\n",
    "words.yaml": "fr:\n  autoradio: radio\n",
    "general.yaml": """\
messages:
  - state: ready
    words: CODE
    means: The radio is locked.
    advice: Enter the code once.
    source: somebody
    confidence: reported
places:
  - {place: The service book, source: somebody, confidence: reported}
""",
    "families/small.yaml": """\
name: Small radio
looks: buttons
summary: |
  A small radio with buttons.
numbers:
  - {what: precode, shape: "@###", fitting: D057, not_fitting: "12345", source: somebody, confidence: reported}
steps:
  - {section: label, title: Take the radio out, source: somebody, confidence: reported}
  - {section: label, title: Read the label, source: somebody, confidence: reported}
entry:
  - {kind: buttons, keys: "1, 2, 3, 4", confirm: "6", source: somebody, confidence: reported}
lockout:
  - {kind: unknown, statement: Nobody knows., source: somebody, confidence: unknown}
""",
    "guides/duster-1.yaml": """\
car: duster
generation: I
year_from: 2010
year_to: 2017
years_source: somebody
is_published: true
checked_on: 2026-11-20
summary: Most have a small radio.
fits:
  - {family: small, source: somebody, confidence: likely}
checked_by: guide editor
""",
}


def write(folder: Path, **changed: str) -> Path:
    """All of it, or with these files beside: a name without its ending, `__` for the slash."""
    files = FILES | {f"{name.replace('__', '/')}.yaml": text for name, text in changed.items()}
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def change(folder: Path, path: str, before: str, after: str) -> None:
    """One file says something else."""
    text = (folder / path).read_text(encoding="utf-8")
    assert before in text
    (folder / path).write_text(text.replace(before, after), encoding="utf-8")

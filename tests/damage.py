"""What may happen to sealed files on a disk."""

import os
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

Harm = Callable[[Path], None]


def lose(file: Path) -> None:
    file.unlink()


def overwrite(file: Path) -> None:
    file.write_bytes(b"\x01" + bytes(200))


def cut(file: Path) -> None:
    os.truncate(file, 20)


HARMS = [lose, overwrite, cut]


def sealed_files() -> list[Path]:
    return [file for file in Path(settings.VAULT_DIR).rglob("*") if file.is_file()]


def harm_all(harm: Harm) -> None:
    for file in sealed_files():
        harm(file)

"""Reads drawn photos of labels with each engine and with both, and compares with what stands on them.

The photos go through the intake first, as customers' do; each row has a process of its own, so that its memory can be
told. The goals are those of the shipped threshold: at least 85 % of the pre-codes read, and none told that is wrong.
"""

import io
import os
import resource
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from PIL import Image

from guides_app.pictures.intake import Accept, Clean, take_in
from requests_app.labels import reader
from requests_app.labels.engines import Engine, versions
from requests_app.labels.isolation import ENVIRONMENT
from requests_app.labels.voting import THRESHOLD, LabelReading
from tests.drawn_labels import Truth, drawn_label

LABELS = 200
LEAST_READ = 0.85
ROWS: tuple[tuple[Engine, ...], ...] = ((Engine.BARCODE,), (Engine.TEXT,), tuple(Engine))


@dataclass
class Figures:
    """Of labels with a pre-code how many were read and how many left out, of those without one how many were known for
    that; of all how many pre-codes and part numbers were told that do not stand there."""

    read: int = 0
    left_out: int = 0
    known_bare: int = 0
    wrong: int = 0
    parts_read: int = 0
    parts_wrong: int = 0
    seconds: float = 0
    megabytes: int = 0

    def add(self, truth: Truth, reading: LabelReading) -> None:
        """Compare one reading with what stands there."""
        right = reading.precode == truth.precode
        self.wrong += bool(reading.precode) and not right
        self.parts_read += reading.part_number == truth.part_number
        self.parts_wrong += bool(reading.part_number) and reading.part_number != truth.part_number
        if truth.precode:
            self.read += right
            self.left_out += not reading.precode
        else:
            self.known_bare += right and reading.part_number == truth.part_number


def measure(engines: Sequence[Engine], numbers: Sequence[int]) -> Figures:
    """What these engines read together on these photos, in a process of their own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(_measured, engines, numbers).result()


def _measured(engines: Sequence[Engine], numbers: Sequence[int]) -> Figures:
    os.environ.update(ENVIRONMENT)
    readers, figures = reader.load(engines), Figures()
    for number in numbers:
        drawn = drawn_label(number)
        cleaned = take_in(io.BytesIO(drawn.jpeg), accept=Accept.IMAGE)
        if not isinstance(cleaned, Clean):
            raise SystemExit(f"Photo {number} was refused: {cleaned}")
        start = time.process_time()
        with Image.open(io.BytesIO(cleaned.pages[0].jpeg)) as picture:
            figures.add(drawn.truth, reader.read(picture, readers))
        figures.seconds += time.process_time() - start
    figures.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return figures


def main() -> None:
    """Print what was read and what was wrong, seconds of a processor and memory, for each engine and for both."""
    bare = sum(1 for number in range(LABELS) if not drawn_label(number).truth.precode)
    coded = LABELS - bare
    lines = [
        f"drawn labels: {coded} with a pre-code, {bare} without; threshold {THRESHOLD}",
        "                  read  left out  wrong  known bare  parts  wrong  s/photo    MB",
    ]
    for engines in ROWS:
        row = measure(engines, range(LABELS))
        lines.append(
            f"  {' and '.join(engines):<14}{row.read:>8}{row.left_out:>10}{row.wrong:>7}{row.known_bare:>12}"
            f"{row.parts_read:>7}{row.parts_wrong:>7}{row.seconds / LABELS:>9.2f}{row.megabytes:>6}"
        )
    lines.append(f"  goals: both together read at least {LEAST_READ * coded:.0f}, 0 wrong")
    lines.append(f"  engines: {'; '.join(versions(engine) for engine in Engine)}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

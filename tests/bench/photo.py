"""Measures the way of a 12-megapixel photo into the vault, side by side with Pillow alone, in one run.

The goals: at most 1.3 times bare Pillow's draft decode and encode, at most 0.25 times a full decode and resize.
"""

import io
import statistics
import sys
import time
from collections.abc import Callable

from PIL import Image

from guides_app.pictures.intake import Accept, Clean, take_in
from requests_app.vault.cipher import seal
from tests.files import make_jpeg

ROUNDS = 21
WIDTH, HEIGHT = 4000, 3000
LONG_EDGE = 2000
QUALITY = 82
BARE_GOAL, NAIVE_GOAL = 1.3, 0.25


def sanitise_and_seal(photo: bytes) -> None:
    clean = take_in(io.BytesIO(photo), accept=Accept.IMAGE)
    if not isinstance(clean, Clean):
        raise SystemExit(f"The photo was refused: {clean}")
    for page in clean.pages:
        seal(page.jpeg, context="bench")
        seal(page.thumb, context="bench")


def bare(photo: bytes) -> None:
    """What cannot be saved: the same decode at draft scale and the same encode, in our own process, nothing checked."""
    picture = Image.open(io.BytesIO(photo))
    picture.draft("RGB", (LONG_EDGE, LONG_EDGE * HEIGHT // WIDTH))
    picture.save(io.BytesIO(), "JPEG", quality=QUALITY)


def naive(photo: bytes) -> None:
    """What most sites do: every pixel decoded, then resized."""
    picture = Image.open(io.BytesIO(photo)).resize((LONG_EDGE, LONG_EDGE * HEIGHT // WIDTH), Image.Resampling.LANCZOS)
    picture.save(io.BytesIO(), "JPEG", quality=QUALITY)


def measure(photo: bytes, *, rounds: int) -> dict[str, float]:
    """Median milliseconds of each way, measured in turns so that a busy machine slows all alike."""
    ways: list[Callable[[bytes], None]] = [sanitise_and_seal, bare, naive]
    taken: dict[str, list[float]] = {way.__name__: [] for way in ways}
    for way in ways:
        way(photo)
    for number in range(rounds):
        for way in ways[number % 3 :] + ways[: number % 3]:
            start = time.perf_counter()
            way(photo)
            taken[way.__name__].append((time.perf_counter() - start) * 1000)
    return {name: statistics.median(times) for name, times in taken.items()}


def main() -> None:
    """Print the times and both ratios."""
    photo = make_jpeg(WIDTH, HEIGHT, gps=True)
    took = measure(photo, rounds=ROUNDS)
    ours = took["sanitise_and_seal"]
    report = [f"12 MP JPEG, {len(photo) / 1e6:.2f} MB, {ROUNDS} rounds in turns, medians in ms"]
    report += [f"  {name:<18} {milliseconds:8.1f}" for name, milliseconds in took.items()]
    report.append(f"  against bare       {ours / took['bare']:8.2f}  (goal: at most {BARE_GOAL})")
    report.append(f"  against naive      {ours / took['naive']:8.2f}  (goal: at most {NAIVE_GOAL})")
    sys.stdout.write("\n".join(report) + "\n")

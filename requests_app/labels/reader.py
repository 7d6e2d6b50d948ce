"""The process that reads one photo of a label: loads the engines, locks itself in, looks, answers and is gone.

Started by `isolation`, never imported by anything else but what measures the engines. It has no settings, no keys and
no database, and once it holds the photo neither a file nor a connection can be opened from it.
"""

import json
import os
import socket
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from importlib import import_module
from typing import cast

from PIL import Image, ImageDraw
from PIL.JpegImagePlugin import JpegImageFile

from guides_app.pictures.confinement import confine, die_with_parent, silence
from guides_app.pictures.jobs import Limits
from requests_app.labels.engines import MODULES, Engine, Reads
from requests_app.labels.voting import LabelReading, Sight, reading_of


def serve(source_fd: int, answer_fd: int, engines: Sequence[Engine], limits: Limits) -> None:
    """Read the photo behind `source_fd`, and write what it shows to `answer_fd` as JSON; nothing where that fails."""
    die_with_parent()
    silence()
    answer = socket.socket(fileno=answer_fd)
    readers = load(engines)
    confine(limits)
    with open(source_fd, "rb") as source, JpegImageFile(source) as picture:
        reading = read(picture, readers)
    answer.sendall(json.dumps(asdict(reading)).encode())


def load(engines: Iterable[Engine]) -> list[Reads]:
    """The engines, after a first look at a word: what they fetch at first use only is here from now on."""
    readers = [cast(Reads, import_module(MODULES[engine])) for engine in engines]
    word = Image.new("RGB", (320, 96), "white")
    ImageDraw.Draw(word).text((40, 20), "CODE", fill="black", font_size=48)
    for reader in readers:
        for _ in reader.passes(word):
            pass
    return readers


def read(picture: Image.Image, readers: Iterable[Reads]) -> LabelReading:
    """What the label on the photo shows. An engine looks again until pre-code and part number are certain."""
    looks: list[list[Sight]] = []
    for reader in readers:
        for look in reader.passes(picture):
            looks.append(look)
            reading = reading_of(looks)
            if reading.precode and reading.part_number:
                break
    return reading_of(looks)


def main(arguments: Sequence[str]) -> None:
    """`source_fd answer_fd cpu_seconds wall_seconds memory_mb engine...`"""
    source, answer, cpu, wall, memory, *names = arguments
    try:
        serve(int(source), int(answer), [Engine(name) for name in names], Limits(int(cpu), int(wall), int(memory)))
    finally:
        os._exit(0)

"""What reads labels: engines that are extras of the product, each in a module of its own that only `reader` loads."""

from collections.abc import Container, Iterator
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Protocol

from PIL import Image

from requests_app.labels.voting import Sight


class Engine(StrEnum):
    """The values are those of the setting LABEL_ENGINES."""

    BARCODE = "barcode"
    TEXT = "text"


MODULES = {Engine.BARCODE: "requests_app.labels.barcodes", Engine.TEXT: "requests_app.labels.texts"}
PACKAGES = {
    Engine.BARCODE: {"zxing-cpp": "zxingcpp"},
    Engine.TEXT: {"rapidocr": "rapidocr", "onnxruntime": "onnxruntime"},
}
"""Of each engine its packages, and the modules by which they are known to be there."""
SETS = {Engine.BARCODE: "requirements/labels.txt", Engine.TEXT: "requirements/ocr.txt"}
"""What to install for each."""


class Reads(Protocol):
    """What the module of an engine holds."""

    def passes(self, picture: Image.Image) -> Iterator[list[Sight]]:
        """Look again and again, each time otherwise; what was seen each time."""


def installed() -> tuple[Engine, ...]:
    """The engines whose packages are all there; none of them is loaded for this."""
    return tuple(engine for engine in Engine if all(find_spec(module) for module in PACKAGES[engine].values()))


def standing(chosen: Container[str]) -> tuple[Engine, ...]:
    """Of the chosen ones those that are installed."""
    return tuple(engine for engine in installed() if engine in chosen)


def versions(engine: Engine) -> str:
    """The packages of an engine that is installed, as a person reads them."""
    return ", ".join(f"{package} {_version(package)}" for package in PACKAGES[engine])


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "of unknown version"

"""Printed text on a photo, by rapidocr with the models that lie in its wheel; loaded in the reader's process alone."""

from collections.abc import Iterator
from functools import cache
from math import dist
from pathlib import Path
from typing import Any

import cv2
import numpy
import rapidocr
from PIL import Image, ImageOps

from requests_app.labels.voting import Sight

EDGES = (960, 1280)
"""How long the photo is when it is looked at, in turns: in different sizes different errors are made."""
MOST_CERTAIN = 0.95
"""However certain the engine is of one look, it takes two."""
_MODELS = Path(rapidocr.__file__).parent / "models"
# Named by their paths, so that nothing is fetched where one is missing; one thread, so that the machine stays usable.
_SETTINGS = {
    "Global.log_level": "critical",
    "Det.model_path": str(_MODELS / "PP-OCRv6_det_small.onnx"),
    "Rec.model_path": str(_MODELS / "PP-OCRv6_rec_small.onnx"),
    "Cls.model_path": str(_MODELS / "ch_ppocr_mobile_v2.0_cls_mobile.onnx"),
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}


@cache
def _engine() -> Any:
    cv2.setNumThreads(1)
    return rapidocr.RapidOCR(params=_SETTINGS)


def passes(picture: Image.Image) -> Iterator[list[Sight]]:
    """The lines of text, once for each of EDGES."""
    for edge in EDGES:
        smaller = ImageOps.contain(picture.convert("RGB"), (edge, edge), Image.Resampling.BICUBIC)
        found = _engine()(numpy.ascontiguousarray(numpy.asarray(smaller)[:, :, ::-1]))
        lines = zip(found.txts or (), found.scores or (), [] if found.boxes is None else found.boxes, strict=True)
        times = picture.width / smaller.width
        yield [Sight(text, min(float(score), MOST_CERTAIN), _height(box) * times) for text, score, box in lines]


def _height(corners: Any) -> float:
    """Of a line of text, whichever way it is turned, in the smaller picture's pixels."""
    first, second, _, last = corners.tolist()
    return min(dist(first, second), dist(first, last))

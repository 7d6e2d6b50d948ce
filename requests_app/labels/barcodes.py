"""Bar codes on a photo, by zxing-cpp; loaded in the reader's process alone."""

from collections.abc import Iterator

import zxingcpp
from PIL import Image, ImageFilter

from requests_app.labels.voting import Sight

FORMATS = zxingcpp.BarcodeFormats(
    [
        zxingcpp.BarcodeFormat.Code128,
        zxingcpp.BarcodeFormat.Code39,
        zxingcpp.BarcodeFormat.Code93,
        zxingcpp.BarcodeFormat.DataMatrix,
        zxingcpp.BarcodeFormat.QRCode,
        zxingcpp.BarcodeFormat.PDF417,
    ]
)
CHECKED, UNCHECKED = 0.999, 0.95
"""How certain what was read is: Code 39 is the one format without a check digit."""
_SMEAR = 4
_TURNS = (30, 60)


def passes(picture: Image.Image) -> Iterator[list[Sight]]:
    """The bar codes of the photo as it is; smeared along bars that stand and bars that lie, which takes the noise out
    and leaves their edges; softened; and turned, for each look sees what stands or lies within some 15 degrees."""
    grey = picture.convert("L")
    width, height = grey.size
    yield _seen(grey)
    standing = grey.resize((width, max(1, height // _SMEAR)), Image.Resampling.BOX)
    yield _seen(standing.resize((2 * width, height), Image.Resampling.BICUBIC))
    lying = grey.resize((max(1, width // _SMEAR), height), Image.Resampling.BOX)
    yield _seen(lying.resize((width, 2 * height), Image.Resampling.BICUBIC))
    yield _seen(grey.filter(ImageFilter.GaussianBlur(1)))
    for degrees in _TURNS:
        yield _seen(grey.rotate(degrees, Image.Resampling.BICUBIC, expand=True))


def _seen(grey: Image.Image) -> list[Sight]:
    return [
        Sight(code.text, UNCHECKED if code.format is zxingcpp.BarcodeFormat.Code39 else CHECKED)
        for code in zxingcpp.read_barcodes(grey, formats=FORMATS)
    ]

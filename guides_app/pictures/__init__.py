"""The library's own pictures. Pure: bytes in, bytes out, no tables. The only room of the library that knows Pillow.

A picture comes in once, from staff or from an export. What is kept was drawn anew from its pixels: no metadata, no
second file behind it. Refuses by content, by counted bytes and by the pixels that the header announces.
"""

from guides_app.pictures.cleaning import Cleaned, Refused, clean
from guides_app.pictures.headers import MOST_BYTES, Reason
from guides_app.pictures.renditions import WIDTHS, Format, Rendition

__all__ = ["MOST_BYTES", "WIDTHS", "Cleaned", "Format", "Reason", "Refused", "Rendition", "clean"]

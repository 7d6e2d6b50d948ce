"""The library's own pictures. Pure: bytes in, bytes out, no tables. The only room of the library that knows Pillow.

A picture comes in once, from staff or from an export. What is kept was drawn anew from its pixels: no metadata, no
second file behind it. Refuses by content, by counted bytes and by the pixels that the header announces. An edit makes
another picture of a master: turned, cropped, or covered in part; nothing of what it took away is in it.
"""

from guides_app.pictures.cleaning import LEAST_EDGE, Cleaned, Refused, clean
from guides_app.pictures.editing import Cover, Crop, Edit, Turn, edited
from guides_app.pictures.headers import MOST_BYTES, Reason
from guides_app.pictures.renditions import WIDTHS, Format, Rendition

__all__ = [
    "LEAST_EDGE",
    "MOST_BYTES",
    "WIDTHS",
    "Cleaned",
    "Cover",
    "Crop",
    "Edit",
    "Format",
    "Reason",
    "Refused",
    "Rendition",
    "Turn",
    "clean",
    "edited",
]

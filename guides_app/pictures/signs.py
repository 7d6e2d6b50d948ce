"""Says of the file of a picture what may tell where it comes from: a program that edits, or a screen.

It only reads what the file itself says, so whoever means to deceive leaves it out, and an honest photo may carry
either: a messenger takes the camera's notes away, and a phone's own album may write the name of a program.
"""

from guides_app.pictures.answers import Sign

EDITORS = (
    b"adobe photoshop", b"gimp 2", b"gimp 3", b"snapseed", b"pixelmator", b"paint.net", b"affinity photo", b"picsart",
    b"canva", b"facetune", b"photopea", b"airbrush", b"meitu",
)  # fmt: skip
_CAMERA = (b"Exif\x00\x00", b"eXIf", b"EXIF")
_SCREENSHOT = (b"screenshot", b"Screenshot")
# Long by short edge, in pixels, of screens that are in wide use. A camera that takes pictures of such a size writes
# notes into them.
SCREENS = frozenset(
    {(1136, 640), (1334, 750), (1366, 768), (1440, 900), (1520, 720), (1536, 864), (1600, 720), (1600, 900)}
    | {(1792, 828), (1920, 1080), (1920, 1200), (2208, 1242), (2220, 1080), (2280, 1080), (2340, 1080), (2400, 1080)}
    | {(2436, 1125), (2532, 1170), (2556, 1179), (2560, 1440), (2622, 1206), (2688, 1242), (2778, 1284), (2796, 1290)}
    | {(2868, 1320), (2880, 1800), (3040, 1440), (3088, 1440), (3120, 1440), (3200, 1440), (3840, 2160)}
)
_HEAD, _TAIL = 256 * 1024, 64 * 1024


def signs_of(data: bytes, size: tuple[int, int]) -> tuple[Sign, ...]:
    """The signs of a file and of the size of its picture as it came."""
    said = data[:_HEAD] + data[max(_HEAD, len(data) - _TAIL) :]
    lower = said.lower()
    signs = []
    if any(name in lower for name in EDITORS):
        signs.append(Sign.EDITED)
    of_screen = (max(size), min(size)) in SCREENS and not any(mark in said for mark in _CAMERA)
    if of_screen or any(mark in said for mark in _SCREENSHOT):
        signs.append(Sign.SCREEN)
    return tuple(signs)

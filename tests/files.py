"""Makes the files that people send: honest photos and papers, whole and in memory. Hostile ones are in `hostile`."""

import hashlib
import io
import zlib
from collections.abc import Sequence
from functools import cache

from PIL import Image, ImageDraw, ImageFont

GPS_MARK = b"GPS-MARK-57N-21E"
_GPS = 0x8825
_MAKER, _ORIENTATION = 0x010F, 0x0112
_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def make_picture(width: int = 1200, height: int = 900) -> Image.Image:
    """A photo of a label, as far as a program can take one: uneven light, grain, print in many places."""
    light = Image.radial_gradient("L").resize((width, height))
    grain = Image.effect_noise((width // 2, height // 2), 40).resize((width, height))
    picture = Image.merge("RGB", (Image.blend(light, grain, 0.25), Image.blend(light, grain, 0.2), light))
    draw = ImageDraw.Draw(picture)
    size = max(12, width // 30)
    font = ImageFont.load_default(size)
    for line in range(0, height, size * 3):
        draw.rectangle((size, line, width - size, line + size * 1.5), fill="white")
        draw.text((size * 2, line), "281158278R  S053  BC 7700 433 052", fill="black", font=font)
    return picture


@cache
def make_jpeg(
    width: int = 1200, height: int = 900, *, gps: bool = False, orientation: int = 1, quality: int = 88
) -> bytes:
    """A JPEG; with `gps`, GPS_MARK stands in its EXIF, its XMP, its comment and its thumbnail."""
    return jpeg_of(make_picture(width, height), gps=gps, orientation=orientation, quality=quality)


def jpeg_of(picture: Image.Image, *, gps: bool = False, orientation: int = 1, quality: int = 88) -> bytes:
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    extra: dict[str, object] = {}
    if gps:
        exif[_MAKER] = GPS_MARK.decode()
        exif.get_ifd(_GPS).update({1: "N", 2: (57.0, 2.0, 9.0), 3: "E", 4: (21.0, 1.0, 2.0), 29: GPS_MARK.decode()})
        extra = {"comment": GPS_MARK, "xmp": b"<x:xmpmeta>" + GPS_MARK + b"</x:xmpmeta>", "icc_profile": GPS_MARK * 20}
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, exif=exif, **extra)
    return out.getvalue()


@cache
def make_mpo(width: int = 1200, height: int = 900) -> bytes:
    """What many phones call a JPEG: two pictures in one file."""
    out = io.BytesIO()
    first = make_picture(width, height)
    first.save(out, "MPO", save_all=True, append_images=[first.resize((width // 2, height // 2))])
    return out.getvalue()


@cache
def make_png(width: int = 1200, height: int = 900, *, mode: str = "RGB") -> bytes:
    return saved(make_picture(width, height).convert(mode), "PNG")


@cache
def make_webp(width: int = 1200, height: int = 900) -> bytes:
    return saved(make_picture(width, height), "WEBP")


def in_motion(kind: str) -> bytes:
    """Two frames in one file."""
    out = io.BytesIO()
    frame = Image.new("RGB", (800, 600), "red")
    frame.save(out, kind, save_all=True, append_images=[Image.new("RGB", (800, 600), "blue")])
    return out.getvalue()


def make_gif() -> bytes:
    return saved(make_picture(), "GIF")


def make_tiff() -> bytes:
    return saved(make_picture(), "TIFF")


def make_pdf(
    pages: int = 1,
    *,
    password: str = "",
    owner_password: str = "",
    catalog: str = "",
    text: str = "VIN",
    page: str = "",
    more: Sequence[bytes] = (),
) -> bytes:
    """A PDF of A4 pages. `password` is asked to open it, `owner_password` only to change it (RC4, 128 bits).

    `catalog` is put into the root object as it stands: an OpenAction, names, scripts; `page` into every page. `more`
    objects follow: of a PDF of one page they are numbered from 6.
    """
    first = 4
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(pages))
    objects = [f"<< /Type /Catalog /Pages 2 0 R {catalog} >>", f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>"]
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    key, encryption = (b"", "")
    if password or owner_password:
        key, encryption = _pdf_encryption(password, owner_password or password)
    bodies = [body.encode() for body in objects]
    for number in range(pages):
        at = first + 2 * number
        media = f"/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> {page}"
        bodies.append(f"<< {media} /Contents {at + 1} 0 R >>".encode())
        drawing = f"BT /F1 30 Tf 60 700 Td (({text} page {number + 1})) Tj ET".encode()
        drawing = _rc4(_object_key(key, at + 1), drawing) if key else drawing
        bodies.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing))
    return _pdf_file([*bodies, *more], trailer=encryption)


def _pdf_file(bodies: list[bytes], *, trailer: str) -> bytes:
    out = bytearray(b"%PDF-1.6\n")
    places = []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += f"trailer << /Size {len(bodies) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)


def _pdf_encryption(user: str, owner: str) -> tuple[bytes, str]:
    """Key and trailer entries by the standard handler, revision 3 (ISO 32000-1, 7.6.3)."""
    rights = -44
    digest = _md5(_padded(owner))
    for _ in range(50):
        digest = _md5(digest)
    owner_entry = _rc4_rounds(digest, _padded(user))
    file_id = b"0123456789abcdef"
    key = _md5(_padded(user) + owner_entry + rights.to_bytes(4, "little", signed=True) + file_id)
    for _ in range(50):
        key = _md5(key)
    user_entry = _rc4_rounds(key, _md5(_PADDING + file_id)) + bytes(16)
    values = f"/O <{owner_entry.hex()}> /U <{user_entry.hex()}> /P {rights}"
    return (
        key,
        f"/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 {values} >> /ID [<{file_id.hex()}> <{file_id.hex()}>]",
    )


def _padded(password: str) -> bytes:
    return (password.encode("latin-1") + _PADDING)[:32]


def _rc4_rounds(key: bytes, data: bytes) -> bytes:
    for number in range(20):
        data = _rc4(bytes(byte ^ number for byte in key), data)
    return data


def _object_key(key: bytes, number: int) -> bytes:
    return _md5(key + number.to_bytes(3, "little") + b"\0\0")[:16]


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()

"""An address as a QR code, drawn without any style."""

from typing import Any

import qrcode


def square(address: str) -> dict[str, Any]:
    """The path of the drawing for `components/qr.html`, and how wide it is."""
    code = qrcode.QRCode(border=4)
    code.add_data(address)
    matrix = code.get_matrix()
    dots = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark)
    return {"path": "".join(dots), "side": len(matrix)}

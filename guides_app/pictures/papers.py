"""PDFs become clean JPEGs of their first pages. Runs in the decoder's process only.

Pages are drawn; scripts, links, forms, attachments and opening actions are never looked at, so none can survive.
"""

from typing import IO

import pypdfium2
from pypdfium2 import raw

from guides_app.pictures.answers import CleanPage, UploadProblem, UploadRefused
from guides_app.pictures.limits import KEPT_PAGES, LONG_EDGE, MAX_PDF_PAGES
from guides_app.pictures.photos import page_of

_LOCKED = (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)


def clean_paper(source: IO[bytes]) -> tuple[CleanPage, ...] | UploadRefused:
    """The first pages of the PDF in `source`. One that merely forbids printing opens without a password and is read."""
    try:
        document = pypdfium2.PdfDocument(source.read())
    except pypdfium2.PdfiumError as error:
        return UploadRefused(UploadProblem.PDF_LOCKED if error.err_code in _LOCKED else UploadProblem.BROKEN)
    count = len(document)
    if count > MAX_PDF_PAGES:
        return UploadRefused(UploadProblem.PDF_TOO_MANY_PAGES, pages=count)
    if count == 0:
        return UploadRefused(UploadProblem.BROKEN)
    return tuple(_drawn(document[number]) for number in range(min(count, KEPT_PAGES)))


def _drawn(page: pypdfium2.PdfPage) -> CleanPage:
    scale = LONG_EDGE / max(page.get_size())
    bitmap = page.render(scale=scale, may_draw_forms=False, rev_byteorder=True)
    return page_of(bitmap.to_pil().convert("RGB"))

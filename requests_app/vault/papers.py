"""PDFs become clean JPEGs of their first pages. Runs in the decoder's process only.

Pages are drawn; scripts, links, forms, attachments and opening actions are never looked at, so none can survive.
"""

from typing import IO

import pypdfium2
from pypdfium2 import raw

from requests_app.vault.answers import MAX_PAGES, CleanPage, Problem, Refused
from requests_app.vault.pictures import LONG_EDGE, page_of

MOST_PAGES = 10
_LOCKED = (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)


def clean_paper(source: IO[bytes]) -> tuple[CleanPage, ...] | Refused:
    """The first pages of the PDF in `source`. One that merely forbids printing opens without a password and is read."""
    try:
        document = pypdfium2.PdfDocument(source.read())
    except pypdfium2.PdfiumError as error:
        return Refused(Problem.PDF_LOCKED if error.err_code in _LOCKED else Problem.BROKEN)
    count = len(document)
    if count > MOST_PAGES:
        return Refused(Problem.PDF_TOO_MANY_PAGES, pages=count)
    if count == 0:
        return Refused(Problem.BROKEN)
    return tuple(_drawn(document[number]) for number in range(min(count, MAX_PAGES)))


def _drawn(page: pypdfium2.PdfPage) -> CleanPage:
    scale = LONG_EDGE / max(page.get_size())
    bitmap = page.render(scale=scale, may_draw_forms=False, rev_byteorder=True)
    return page_of(bitmap.to_pil().convert("RGB"))

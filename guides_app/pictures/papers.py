"""PDFs become clean JPEGs of their pages, all of them. Runs in the decoder's process only.

Pages are drawn as a reader shows them, with what was typed into their forms and written over them. Scripts, links,
attachments and opening actions are never looked at, so none can survive.
"""

import pypdfium2
from pypdfium2 import raw

from guides_app.pictures.answers import CleanPage, UploadProblem, UploadRefused
from guides_app.pictures.limits import LONG_EDGE, MAX_EDGE, MAX_PDF_PAGES, STRIP_EDGE
from guides_app.pictures.pages import page_of

_MOST_OF_PAGE = 0.6
_DEEPEST = 3  # forms within forms
_LOCKED = (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)


def paper_pages(data: bytes) -> tuple[CleanPage, ...] | UploadRefused:
    """The pages of a PDF. One that merely forbids printing opens without a password and is read."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        return UploadRefused(UploadProblem.PDF_LOCKED if error.err_code in _LOCKED else UploadProblem.BROKEN)
    if document.get_formtype() == raw.FORMTYPE_XFA_FULL:  # its pages are made by a program inside; none is run here
        return UploadRefused(UploadProblem.PDF_LIVE_FORM)
    document.init_forms()
    count = len(document)
    if count > MAX_PDF_PAGES:
        return UploadRefused(UploadProblem.PDF_TOO_MANY_PAGES, pages=count)
    if count == 0:
        return UploadRefused(UploadProblem.BROKEN)
    scales = [_scale(*document[number].get_size()) for number in range(count)]
    if None in scales:
        return UploadRefused(UploadProblem.TOO_NARROW)
    return tuple(
        _drawn(document[number], scale, is_scan=number == 0 and _is_scan(document[0]), pages=count)
        for number, scale in enumerate(scales)
        if scale
    )


def _scale(width: float, height: float) -> float | None:
    """At which a page is drawn; none where it is so long and narrow that nothing on it could be read."""
    long, short = max(width, height), min(width, height)
    wanted, most = max(LONG_EDGE / long, STRIP_EDGE / short), MAX_EDGE / long
    return None if most * 2 < wanted else min(wanted, most)


def _is_scan(page: pypdfium2.PdfPage) -> bool:
    """Whether one picture covers most of the page: a photo or scan that was saved as a PDF."""
    pictures = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=_DEEPEST)
    sizes = ((right - left) * (top - bottom) for left, bottom, right, top in (one.get_bounds() for one in pictures))
    width, height = page.get_size()
    return bool(max(sizes, default=0.0) >= _MOST_OF_PAGE * width * height)


def _drawn(page: pypdfium2.PdfPage, scale: float, *, is_scan: bool, pages: int) -> CleanPage:
    bitmap = page.render(scale=scale, rev_byteorder=True)
    return page_of(bitmap.to_pil().convert("RGB"), is_photo=is_scan, pages=pages)

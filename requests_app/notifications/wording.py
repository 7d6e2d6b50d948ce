"""Short words for letters: what is wrong with a document, and why a request is refused. Never which check failed."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from requests_app.models import DocumentProblem

Words = str | Promise

PROBLEMS: dict[DocumentProblem, Words] = {
    DocumentProblem.BLUR: _("the photo is not sharp."),
    DocumentProblem.GLARE: _("a white spot hides part of it. Turn the flash off."),
    DocumentProblem.CUT: _("a part is not in the photo. Show all 4 corners."),
    DocumentProblem.DARK: _("the photo is too dark."),
    DocumentProblem.SMALL: _("the text is too small to read. Go closer."),
    DocumentProblem.WRONG_ITEM: _("this is another label. We need the one on the radio."),
    DocumentProblem.PART_NUMBER: _("we see the part number only. We need the pre-code."),
    DocumentProblem.MISMATCH: _("the photo shows another number than the one you typed."),
    DocumentProblem.FIELD_E: _("we cannot read (E), the VIN."),
    DocumentProblem.FIELD_C1: _("we cannot read (C.1), the name of the holder."),
    DocumentProblem.OVER_COVERED: _("too much is covered. Leave (E) and (C.1) free."),
    DocumentProblem.NOT_THEIRS: _("it is of another person or car. Send the one of this car."),
    DocumentProblem.OLD_HOLDER: _("it shows an earlier holder. Send the new one or the contract."),
    DocumentProblem.SCREEN_PHOTO: _("this is a photo of a screen. Take one of the paper itself."),
    DocumentProblem.MISSING: _("we do not have it yet."),
}


@dataclass(frozen=True)
class Refused:
    """What the customer reads of a refusal: why, and what to do instead."""

    why: Words
    way_on: Words


REFUSALS: dict[str, Refused] = {
    "not_readable": Refused(
        _("We could not read the photos."),
        _("Bring your registration certificate to us, or start again with new photos."),
    ),
    "not_holder": Refused(
        _("The name is not the one on the registration certificate."),
        _("The holder of the certificate can ask, or give you written permission."),
    ),
    "mismatch": Refused(
        _("This radio does not seem to belong to this car."),
        _("If you bought the radio, send us the invoice."),
    ),
    "no_code": Refused(
        _("This radio does not use a code of ours."),
        _("Check that it has power, and ask a service of its maker."),
    ),
    "not_found": Refused(
        _("We could not find the code, and the manufacturer has none either."),
        _("A workshop can offer you another radio."),
    ),
    "cannot_verify": Refused(
        _("We could not confirm that we may give this code."),
        _("You can visit us with the original papers."),
    ),
    "duplicate": Refused(
        _("You already have an open request for this radio."),
        _("Use the link in the other email."),
    ),
    "outside": Refused(
        _("We cannot help in your country."),
        _("Ask a dealer of the brand near you."),
    ),
}

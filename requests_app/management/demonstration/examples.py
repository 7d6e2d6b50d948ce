"""The examples: the first three, which are there before the desk opens; then every state of a request, and flags; and
those of the second desk."""

from guides_app.identifiers import Kind
from requests_app.labels import specimen
from requests_app.management.demonstration import stories
from requests_app.management.demonstration.sending import PART, Example, same_radio
from requests_app.models import Asker, NumberUnknown

DUSTER, SANDERO, LOGAN = "dacia-duster-1", "dacia-sandero-2", "dacia-logan-1"
BY_VIN = {"number": "", "number_kind": Kind.VIN, "vin_tail": ""}

FIRST = (
    Example(1, DUSTER, "D142", "UU1HSDACN50104711", stories.waits, email="one@customer.example", size=specimen.SIZE),
    Example(
        2,
        SANDERO,
        "C703",
        "UU15SDAG550208152",
        stories.asked,
        email="two@customer.example",
        size=specimen.SIZE,
        sharp=False,
    ),
    Example(3, LOGAN, "S053", "UU1LSDAAH40303693", stories.ready, email="three@customer.example", size=specimen.SIZE),
)
EXAMPLES = (
    *FIRST,
    # -- one of each state ---------------------------------------------------------------------------------------------
    Example(4, DUSTER, "E204", "UU1HSDACN50100204", stories.erased),
    Example(5, DUSTER, "E315", "UU1HSDACN50100315", stories.worked),
    Example(6, SANDERO, "F426", "UU15SDAG550200426", stories.unanswered),
    Example(7, LOGAN, "G537", "UU1LSDAAH40300537", stories.not_worked),
    Example(8, DUSTER, "H648", "UU1HSDACN50100648", stories.merged),
    Example(9, SANDERO, "J759", "UU15SDAG550200759", stories.refused),
    Example(10, LOGAN, "K861", "UU1LSDAAH40300861", stories.appealed),
    Example(11, DUSTER, "L972", "UU1HSDACN50100972", stories.withdrawn),
    Example(12, SANDERO, "M183", "UU15SDAG550201183", stories.expired, sharp=False),
    Example(13, LOGAN, "N294", "UU1LSDAAH40301294", stories.taken),
    Example(14, DUSTER, "P415", "UU1HSDACN50101415", stories.answered, sharp=False),
    Example(15, SANDERO, "Q526", "UU15SDAG550201526", stories.found),
    # -- flags, each by what its customer or staff did -----------------------------------------------------------------
    Example(16, LOGAN, "A012", "UU1LSDAAH40301612", stories.typed),
    Example(17, DUSTER, "R637", "UU1HSDACN50101637", stories.misread, photo_of="R687"),
    Example(18, SANDERO, "T748", "UU15SDAG550201748", stories.without_vin, vin_on_paper=False),
    Example(19, LOGAN, "U859", "UU1LSDAAH40301859", stories.readdressed,
            address="customer-19@customer-typo.example"),
    Example(20, DUSTER, "V961", "UU1HSDACN50101961", stories.readdressed_late,
            address="customer-20@former.example"),
    Example(21, SANDERO, "W172", "UU15SDAG550202172", stories.objected,
            address="customer-21@former.example"),
    Example(22, LOGAN, "X283", "UU1LSDAAH40302283", stories.waits,
            answers={"asker": Asker.FOR_OWNER, "owner_name": "Demo Owner 22"}),
    Example(23, DUSTER, "", "UU1HSDACN50102394", stories.waits,
            answers={"number_unknown": NumberUnknown.CANNOT_REMOVE}),
    Example(24, SANDERO, "Y415", "UU15SDAG550202415", stories.waits, email="editor+car@desk.example"),
    Example(25, LOGAN, "Z526", "UU1LSDAAH40302526", stories.waits, name="Demo Auditor"),
    Example(26, DUSTER, "Z637", "UU1HSDACN50102637", stories.waits),
    Example(27, SANDERO, "Z637", "UU15SDAG550202748", stories.waits),
    Example(28, LOGAN, "Y859", "UU1LSDAAH40302859", stories.waits, answers=same_radio(f"{PART} Y859")),
    Example(29, DUSTER, "Y859", "UU1HSDACN50102961", stories.waits, same_light_as=28,
            answers=same_radio(f"{PART} Y859")),
    Example(30, SANDERO, "X172", "UU15SDAG550203172", stories.waits),
    Example(31, LOGAN, "W283", "UU1LSDAAH40203172", stories.waits),
    Example(32, DUSTER, "", "UU1HSDACN50103394", stories.waits, answers={**BY_VIN, "vin": "UU1HSDACN50103394"}),
    Example(33, DUSTER, "", "UU1HSDACN50103394", stories.waits, answers={**BY_VIN, "vin": "UU1HSDACN50103394"}),
    # -- one that is parked --------------------------------------------------------------------------------------------
    Example(35, LOGAN, "A034", "UU1LSDAAH40303415", stories.parked),
    # -- the quality sample --------------------------------------------------------------------------------------------
    Example(36, DUSTER, "B145", "UU1HSDACN50103516", stories.sampled),
    Example(37, LOGAN, "B256", "UU1LSDAAH40303617", stories.differed),
    # -- a letter that does not arrive ---------------------------------------------------------------------------------
    Example(34, SANDERO, "V415", "UU15SDAG550203415", stories.waits, email="nobody@refuses.example"),
)  # fmt: skip
OF_THE_GARAGE = (
    # -- the car of 32 and 33, asked for at another desk ---------------------------------------------------------------
    Example(38, DUSTER, "", "UU1HSDACN50103394", stories.waits, answers={**BY_VIN, "vin": "UU1HSDACN50103394"}),
    Example(39, SANDERO, "D253", "UU15SDAG550203819", stories.worked),
)  # fmt: skip

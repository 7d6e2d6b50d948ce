"""What the library keeps: cars, radio families, guides, and facts that each name a source."""

from guides_app.models.car import Brand, CarModel
from guides_app.models.display import DisplayMessage, DisplayReading, DisplayState
from guides_app.models.entry_procedure import EntryProcedure
from guides_app.models.fact import Fact
from guides_app.models.family import Looks, RadioFamily, Removal
from guides_app.models.family_step import FamilyStep, Section
from guides_app.models.guide import Fitment, Guide
from guides_app.models.identifier_rule import IdentifierRule
from guides_app.models.lockout_rule import LockoutRule
from guides_app.models.place import FreePlace
from guides_app.models.shipped import ShippedFile
from guides_app.models.source import Confidence, Source, Sourced, SourceKind

__all__ = [
    "Brand",
    "CarModel",
    "Confidence",
    "DisplayMessage",
    "DisplayReading",
    "DisplayState",
    "EntryProcedure",
    "Fact",
    "FamilyStep",
    "Fitment",
    "FreePlace",
    "Guide",
    "IdentifierRule",
    "LockoutRule",
    "Looks",
    "RadioFamily",
    "Removal",
    "Section",
    "ShippedFile",
    "Source",
    "SourceKind",
    "Sourced",
]

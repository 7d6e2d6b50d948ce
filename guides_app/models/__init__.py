"""What the library keeps: cars, radio families, guides, and facts that each name a source."""

from guides_app.models.answer import Answer, Topic
from guides_app.models.car import Brand, CarModel
from guides_app.models.display import DisplayMessage, DisplayReading, DisplayState
from guides_app.models.entry_procedure import EntryProcedure
from guides_app.models.fact import Fact
from guides_app.models.family import Looks, RadioFamily, Removal
from guides_app.models.family_step import FamilyStep, Section
from guides_app.models.finder import FailedSearch, FinderKey, FinderMention, FinderRadio, FinderWord, LocalWord
from guides_app.models.guide import Fitment, Guide
from guides_app.models.identifier_rule import IdentifierRule
from guides_app.models.lockout_rule import LockoutRule
from guides_app.models.manuscript import DocumentKind, LibraryRules, Manuscript
from guides_app.models.picture import Picture, Rendition
from guides_app.models.place import FreePlace
from guides_app.models.remark import LONGEST_REMARK, OfAPage, Remark, StepVote, VisitCount
from guides_app.models.shipped import ShippedFile
from guides_app.models.source import Confidence, Source, Sourced, SourceKind
from guides_app.models.throttle import Counter
from guides_app.models.translated import Translated

__all__ = [
    "LONGEST_REMARK",
    "Answer",
    "Brand",
    "CarModel",
    "Confidence",
    "Counter",
    "DisplayMessage",
    "DisplayReading",
    "DisplayState",
    "DocumentKind",
    "EntryProcedure",
    "Fact",
    "FailedSearch",
    "FamilyStep",
    "FinderKey",
    "FinderMention",
    "FinderRadio",
    "FinderWord",
    "Fitment",
    "FreePlace",
    "Guide",
    "IdentifierRule",
    "LibraryRules",
    "LocalWord",
    "LockoutRule",
    "Looks",
    "Manuscript",
    "OfAPage",
    "Picture",
    "RadioFamily",
    "Remark",
    "Removal",
    "Rendition",
    "Section",
    "ShippedFile",
    "Source",
    "SourceKind",
    "Sourced",
    "StepVote",
    "Topic",
    "Translated",
    "VisitCount",
]

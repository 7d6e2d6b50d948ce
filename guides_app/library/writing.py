"""How each kind of item is found, written and described."""

from guides_app.library.document_shelves import Families, General, Guides
from guides_app.library.entry_shelves import Cars, Pictures, Sources, Words
from guides_app.library.items import Kind
from guides_app.library.shelf import Shelf

SHELVES: dict[Kind, Shelf] = {
    Kind.SOURCE: Sources(),
    Kind.CAR: Cars(),
    Kind.WORD: Words(),
    Kind.PICTURE: Pictures(),
    Kind.GENERAL: General(),
    Kind.FAMILY: Families(),
    Kind.GUIDE: Guides(),
}

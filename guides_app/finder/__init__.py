"""From a few typed words to guides and radio families, by 3 short queries; and the index that makes it possible."""

from guides_app.finder.asking import Answer, ask
from guides_app.finder.index import rebuild
from guides_app.finder.numbers import Number, Seen

__all__ = ["Answer", "Number", "Seen", "ask", "rebuild"]

"""From a few typed words to guides and radio families, by 4 short queries at most; and the index that they ask."""

from guides_app.finder.asking import Answer, ask
from guides_app.finder.index import rebuild
from guides_app.finder.numbers import Number, Seen

__all__ = ["Answer", "Number", "Seen", "ask", "rebuild"]

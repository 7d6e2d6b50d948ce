"""Markdown -> safe HTML. Pure. Refuses raw HTML, pictures, scripts, styles and any address but https, mailto, local."""

import nh3
from markdown_it import MarkdownIt

_TAGS = {"p", "ul", "ol", "li", "strong", "em", "br", "a", "code", "h3", "h4", "blockquote"}
_PARSER = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).disable(["image", "html_block", "html_inline"])
LONGEST_TEXT = 20_000


def render(markdown: str) -> str:
    """HTML that may stand in a page as it is. The parser escapes, the sanitiser decides."""
    html = _PARSER.render(markdown[:LONGEST_TEXT].replace("\x00", ""))
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )

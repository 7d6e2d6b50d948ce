"""Markdown from an editor's hand, safe in a reader's page."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides_app.rendering import render

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://evil.example/pixel.png)",
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,AAAA)",
    "<a href='vbscript:x' style='color:red'>x</a>",
    "<iframe src=//evil.example></iframe>",
    "<svg onload=alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "`<b onclick=x>`",
    "\x00<style>*{}</style>",
]
SAFE_TAG = re.compile(r"</?(?:p|ul|ol|li|strong|em|br|a|code|h3|h4|blockquote)(?: (?:href|rel)=\"[^\"<>]*\")*>")


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_survives(text: str) -> None:
    html = render(text)
    assert "<" not in SAFE_TAG.sub("", html)
    assert "javascript:" not in "".join(re.findall(r'href="([^"]*)"', html))


def test_plain_writing_keeps_its_form() -> None:
    html = render("**Wait**, then look.\n\n1. One\n2. Two\n\n[Help](/en/help/)")
    assert "<strong>Wait</strong>" in html
    assert "<li>One</li>" in html
    assert 'href="/en/help/"' in html


@given(st.text(max_size=400))
def test_any_text_gives_only_allowed_tags(text: str) -> None:
    assert "<" not in SAFE_TAG.sub("", render(text))

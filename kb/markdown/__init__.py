"""Markdown: safe HTML for a page, sections and passages for a bot, plain text for an index. Only here is it parsed.

Authors are not trusted. HTML in their text is taken apart into single tags: a few harmless ones are written anew
without what they carried, the rest is left out, and what comes of that goes through a sanitiser, which is last.
Every step is linear in the length of the text, and nesting is bounded.
"""

from kb.markdown.cutting import Section, closing_links, contents, sections
from kb.markdown.parsing import anchor, plain
from kb.markdown.passages import passage
from kb.markdown.rendering import render, render_message, render_post

__all__ = [
    "Section", "anchor", "closing_links", "contents", "passage", "plain", "render", "render_message", "render_post",
    "sections",
]

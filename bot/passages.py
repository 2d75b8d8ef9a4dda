"""The passage that answers: the best section of an article, short enough to read in a chat, with its source."""

from typing import Final

from kb import markdown, parts, text
from kb.parts import Part
from kb.saying import Said
from kb.store.articles import Article

LENGTH: Final = 600
"""Characters of a passage, about; steps and links stay whole."""

_THIN: Final = 120
_HAN: Final = 2.5
"""Letters that a Chinese character is worth."""


def passage(article: Article, part: Part) -> Said:
    """The bot's message. `data` keeps where it is from, so that the card can name and link it."""
    url = f"/articles/{article.slug}"
    return Said(
        "bot",
        "passage",
        markdown.passage(_enough(article, part), limit=LENGTH),
        data={
            "passage": {
                "article": article.id,
                "title": article.title,
                "heading": part.heading if part.heading != article.title else "",
                "url": f"{url}#{part.anchor}" if part.anchor else url,
                "language": article.language,
                "source": "official",
                "feedback": True,
            }
        },
    )


def _enough(article: Article, first: Part) -> str:
    """The section, and where it says next to nothing (a bare heading, one line) what follows it."""
    found = parts.parts(article.title, article.body)
    at = found.index(first)
    chosen = [part.markdown for part in found[at : at + 1]]
    for part in found[at + 1 :]:
        if sum(map(_weight, chosen)) >= _THIN:
            break
        chosen.append(f"**{part.heading}**\n\n{part.markdown}" if part.heading else part.markdown)
    return "\n\n".join(chosen)


def _weight(markdown: str) -> float:
    return len(markdown) + (_HAN - 1) * len(text.han(markdown))

"""The passage that answers: the best section of an article, short enough to read in a chat, with its source."""

from typing import Final

from kb import markdown, search
from kb.conversing import Said
from kb.search import Candidate

LENGTH: Final = 600
"""Characters of a passage, about; steps and links stay whole."""

_THIN: Final = 120


def passage(candidate: Candidate) -> Said:
    """The bot's message for a candidate. `data` keeps where it is from, so that the card can name and link it."""
    article, part = candidate.article, candidate.part
    url = f"/articles/{article.slug}"
    return Said(
        "bot",
        "passage",
        markdown.passage(_enough(candidate), limit=LENGTH),
        data={
            "passage": {
                "article": article.id,
                "title": article.title,
                "heading": part.heading,
                "url": f"{url}#{part.anchor}" if part.anchor else url,
                "language": article.language,
                "source": "official",
                "feedback": True,
            }
        },
    )


def _enough(candidate: Candidate) -> str:
    """The section, and where it says next to nothing (a bare heading, one line) what follows it."""
    found = search.parts(candidate.article.title, candidate.article.body)
    at = found.index(candidate.part)
    chosen = [part.markdown for part in found[at : at + 1]]
    for part in found[at + 1 :]:
        if sum(map(len, chosen)) >= _THIN:
            break
        chosen.append(f"**{part.heading}**\n\n{part.markdown}" if part.heading else part.markdown)
    return "\n\n".join(chosen)

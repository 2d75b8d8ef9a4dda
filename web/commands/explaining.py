"""`firstline explain`: how a question is read, what comes of it, and why."""

import json
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict
from textwrap import indent
from typing import Any, Final

from bot import explaining
from bot.explaining import Credited, Explanation, Reading, Weighed
from kb.index import IndexUnavailable, open_index
from kb.saying import Said
from kb.store import sites
from web.clock import now
from web.commands import Refused, opened
from web.config import Settings
from web.manage import explain_words
from web.manage.explain_words import percent

SHOWN: Final = 5
"""Articles that are listed with all that speaks for them; --json has all of them."""

_DIGITS: Final = 4


def explain(settings: Settings, arguments: Namespace) -> int:
    if not arguments.question.strip():
        raise Refused("Please give a question, in quotation marks.")
    index = open_index(settings.index, settings.data / "index")
    with opened(settings) as db:
        try:
            found = explaining.explain(
                db, index, arguments.question, site=sites.MAIN, language=arguments.language, now=now()
            )
        except IndexUnavailable as error:
            raise Refused("The search index cannot be read: `firstline reindex` builds it anew.") from error
    if arguments.json:
        print(json.dumps(_rounded(asdict(found)), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_lines(found)))
    return 0


def _lines(found: Explanation) -> Iterator[str]:
    yield f"{explain_words.decision(found.decision)}. {explain_words.why(found)}"
    yield ""
    yield from _read(found.reading)
    for credited in found.community:
        yield ""
        yield from _credited(credited)
    for place, weighed in enumerate(found.candidates[:SHOWN], start=1):
        yield ""
        yield from _weighed(weighed, place=place)
    yield ""
    yield explain_words.learner(found)
    if found.shift:
        direction = "up" if found.shift > 0 else "down"
        yield f"What came of this knowledge base's own wordings moves all confidence {direction} ({found.shift:+.2f})."
    yield ""
    yield "What the customer sees:"
    for said in found.says:
        yield indent(_said(said), "  | ", lambda line: True)


def _read(reading: Reading) -> Iterator[str]:
    yield f"{'Read as':<14}{reading.read}"
    yield f"{'Language':<14}{reading.language}"
    if reading.masked:
        yield f"{'Masked':<14}{reading.asked}"
    if reading.repairs:
        yield f"{'Put right':<14}{', '.join(f'{wrong} -> {right}' for wrong, right in reading.repairs)}"
    if reading.terms:
        yield f"{'Is about':<14}{', '.join(f'{term.text} {percent(term.share)}' for term in reading.terms)}"
    if reading.passed:
        yield f"{'Looked past':<14}{', '.join(reading.passed)}"
    for word, others in reading.synonyms:
        yield f"{'Synonyms':<14}{word} = {', '.join(others)}"


def _weighed(weighed: Weighed, *, place: int) -> Iterator[str]:
    where = f"{weighed.language}, /articles/{weighed.slug}"
    yield f"{place:>2}. {percent(weighed.confidence):>4}  {weighed.title}  ({where})"
    if weighed.never:
        yield f"      must not answer: {weighed.never}"
    for label, value, about in explain_words.signals(weighed):
        yield f"      {value:4.2f}  {label}{f': {about}' if about else ''}"
    yield f"      {weighed.score:4.2f}  score; {weighed.margin:+.2f} beside the best other"
    if weighed.lacking:
        yield f"      lacks: {', '.join(weighed.lacking)}"


def _credited(found: Credited) -> Iterator[str]:
    where = f"/questions/{found.question}/answers/{found.answer}"
    yield f"    {percent(found.confidence):>4}  {found.title}  ({where})"
    yield f"      {found.by}; {explain_words.credit(found)}"


def _said(said: Said) -> str:
    data: dict[str, Any] = dict(said.data)
    choices = data.get("choices", [])
    title = data["passage"]["title"] if said.kind == "passage" else ""
    return "\n".join([*([f"[{title}]"] if title else []), said.text, *(f"( {each['label']} )" for each in choices)])


def _rounded(value: Any) -> Any:
    match value:
        case float():
            return round(value, _DIGITS)
        case dict():
            return {name: _rounded(each) for name, each in value.items()}
        case list() | tuple():
            return [_rounded(each) for each in value]
        case _:
            return value

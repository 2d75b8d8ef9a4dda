"""The one ranker: behind search box, suggestions, similar lists, agents and bot.

Recall comes from the index, who may see what is part of that query, and the order comes from several signals that
stand side by side. The text shown comes from the store, so that nothing that was withdrawn is ever quoted.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kb import asked as board_questions
from kb import (
    commonness,
    excerpts,
    fillers,
    languages,
    markdown,
    parts,
    repair,
    signals,
    synonyms,
    text,
    weighing,
    wordings,
)
from kb.asked import BEST, DEEPER, EVERY, LAST, Asked, Narrowed
from kb.index import Hit, Index
from kb.index.follower import BOARD, CLOSED
from kb.signals import Signals
from kb.store import articles
from kb.store.articles import Article
from kb.store.engine import Database
from kb.store.posts import Reader
from kb.synonyms import Synonyms
from kb.weighing import Weights, coverage
from kb.wordings import Wordings

RECALLED: Final = 40
WEIGHED: Final = 12
"""Of those recalled, how many are read from the store and weighed by all signals."""

MOST: Final = 100
"""A list ends here: what lies deeper helps nobody."""

FAINT: Final = 0.25
ALIKE: Final = 0.6
"""A list leaves out what covers less of the question than the first and is less like it than the second."""

LONGEST_QUESTION: Final = 600
"""What lies behind is not searched for: nobody's question needs more, and pasted pages stay cheap."""

PUBLIC: Final = ("public",)


@dataclass(frozen=True, slots=True)
class Candidate:
    article: Article
    signals: Signals
    score: float
    tier: int = BEST


@dataclass(frozen=True, slots=True)
class Ranked:
    """The candidates for a question, best first.

    `read` is the question as it was read, and `repairs` says which words were read as which others. `questions` are
    those of the board, where they were asked for, and `reading` is what they were weighed by.
    """

    question: str
    read: str
    language: str
    weights: Weights
    repairs: tuple[tuple[str, str], ...]
    candidates: tuple[Candidate, ...]
    questions: tuple[Asked, ...] = ()
    reading: board_questions.Reading | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A candidate as a list shows it."""

    article: str
    slug: str
    title: str
    language: str
    score: float
    heading: str
    anchor: str
    excerpt: tuple[excerpts.Run, ...]
    title_runs: tuple[excerpts.Run, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the board as a list shows it; `accepted` where its asker has an answer that helped, `closed` where
    nobody can answer any more."""

    id: str
    title: str
    language: str
    score: float
    answers: int
    accepted: bool
    closed: bool
    excerpt: tuple[excerpts.Run, ...]
    title_runs: tuple[excerpts.Run, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Articles and questions in one list, the best first; `more` where it goes on."""

    query: str
    repairs: tuple[tuple[str, str], ...]
    listed: tuple[Result | Question, ...]
    more: bool = False

    @property
    def results(self) -> tuple[Result, ...]:
        """The articles alone."""
        return tuple(each for each in self.listed if isinstance(each, Result))

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions alone."""
        return tuple(each for each in self.listed if isinstance(each, Question))


def prepare() -> None:
    """Reads what every question needs (some 100 ms). Where nobody did, all of the first ones at once would."""
    commonness.of("")
    synonyms.shipped()


def find(
    db: Database, index: Index, query: str, *, site: str, language: str, audiences: Collection[str] = PUBLIC,
    limit: int, board: Reader | None = None, narrowed: Narrowed = EVERY, kind: str = "", after: int = 0,
) -> Found:
    """What a search box shows: `limit` of them, behind the first `after`, at most MOST altogether. The board's
    questions too, where `board` says who reads, and of them only those that are `narrowed` to; `kind` is 'question'
    where no article is wanted. Raises IndexUnavailable."""
    ranked = rank(
        db, index, query, site=site, language=language, audiences=audiences, board=board, narrowed=narrowed,
        deeper=MOST if after else 0,
    )
    worthy = [each for each in ranked.candidates if _is_worth_a_look(each)] if kind != "question" else []
    known = (*audiences, BOARD, *((CLOSED,) if narrowed.closed != "never" else ())) if board else audiences
    # Who narrows a search looks through all that is left.
    asked = [each for each in ranked.questions if narrowed.by_filters or _may_help(each)]
    listed = _in_order([*worthy, *asked], page=limit)
    # A first page that is full without closed ones need not look for them.
    if board and ranked.reading and narrowed.closed == "last" and (after or len(listed) <= limit):
        last = board_questions.last_ones(db, index, ranked.reading, site=site, to=board, narrowed=narrowed)
        last = [each for each in last if narrowed.by_filters or _may_help(each)]
        listed = [*listed[: MOST - len(last)], *sorted(last, key=_worth)]
    return Found(
        query=query,
        repairs=tuple(pair for pair in ranked.repairs if _may_name(index, pair[1], audiences=known)),
        listed=tuple(_shown(each, ranked.weights) for each in listed[after : after + limit]),
        more=len(listed) > after + limit,
    )


def _in_order(found: Iterable[Candidate | Asked], *, page: int) -> list[Candidate | Asked]:
    """One list for all its pages: what the first page shows is the same whether or not the search went deeper, and it
    goes deeper only where what comes first fills more than that page."""
    order = sorted(found, key=_worth)
    first = [each for each in order if each.tier == BEST]
    return order[:MOST] if len(first) > page else first


def _worth(found: Candidate | Asked) -> tuple[int, float]:
    return found.tier, -(found.worth if isinstance(found, Asked) else found.score)


def _may_name(index: Index, word: str, *, audiences: Collection[str]) -> bool:
    """Repairs come from all that is indexed: a word of the staff's articles alone is told to nobody else."""
    return bool(index.search(text.tokens(word), audiences=audiences, limit=1))


def _is_worth_a_look(candidate: Candidate) -> bool:
    """Not what shares only a character or a common word with the question: advice helps more than that."""
    return candidate.signals.coverage >= FAINT or candidate.signals.likeness >= ALIKE


def _may_help(asked: Asked) -> bool:
    """The same for a question of the board, be it that only an answer says it."""
    return asked.found.coverage >= FAINT or asked.found.likeness >= ALIKE


def nobody(_question: str) -> Collection[str]:
    """Nominates no article."""
    return ()


def rank(
    db: Database, index: Index, query: str, *, site: str, language: str, audiences: Collection[str] = PUBLIC,
    nominate: Callable[[str], Collection[str]] = nobody, board: Reader | None = None, narrowed: Narrowed = EVERY,
    deeper: int = 0,
) -> Ranked:
    """The best candidates for a question, by all signals. `language` decides where the question itself does not.

    `nominate` names articles that are weighed for the question, as it was read, whether or not the index recalls them.
    `board` says who reads where questions of the board are wanted, too; what articles score is the same with them.
    `narrowed` says which of the questions come into question. So many that lie `deeper` follow behind the best.
    Raises IndexUnavailable.
    """
    question = query[:LONGEST_QUESTION]
    language = languages.of_text(question, default=language)
    reading = repair.read(index, question)
    read, repairs = reading.text, reading.repairs
    telling = fillers.without(read)
    words = synonyms.of_site(db, site=site, language=language)
    weights = weighing.weights(index, telling, read=read, words=words)
    # Chinese fillers are no words of their own in the index: taken out, they would take their neighbours' pairs along.
    searched = dict.fromkeys(text.tokens(read) if text.han(read) else weights)
    others = [*_others(weights), *text.tokens(" ".join(reading.leanings))]
    tokens = [*searched, *others] if searched else []
    hits = index.search(tokens, audiences=audiences, limit=max(RECALLED, WEIGHED + deeper)) if tokens else []
    best = max((hit.score for hit in hits), default=1.0) or 1.0
    deep = {hit.id for hit in hits[WEIGHED : WEIGHED + deeper]}
    hits = _with_nominees(hits, nominate(read), weighed=WEIGHED + deeper)
    rows = articles.by_ids(db, [hit.id for hit in hits])
    known = wordings.of_articles(db, rows.values())
    weighed = [
        _weigh(hit, rows[hit.id], known[hit.id], question=read, telling=telling, weights=weights, words=words,
               best=best, language=language, tier=DEEPER if hit.id in deep else BEST)
        for hit in hits
        if hit.id in rows and _may_show(rows[hit.id], site=site, audiences=audiences)
    ]
    weighed.sort(key=lambda candidate: (candidate.tier, -candidate.score))
    found = tuple(_one_of_each(weighed))
    if board is None:
        return Ranked(question, read, language, weights, repairs, found)
    asking = board_questions.Reading(
        tuple(tokens), read, telling, language, weights, words, best if hits else 0.0
    )
    official = {candidate.article.id: candidate.tier for candidate in found}
    questions = board_questions.candidates(db, index, asking, site=site, to=board, narrowed=narrowed, deeper=deeper)
    # What became an article stands there as one.
    questions = tuple(
        each for each in questions
        if narrowed.by_filters or official.get(each.post.article or "", LAST + 1) > each.tier
    )
    return Ranked(question, read, language, weights, repairs, found, questions, asking)


def _others(weights: Weights) -> Iterator[str]:
    """What means the same as the question's words: of several English words that do it together, each alone means less,
    while the pairs of a Chinese word are all its own."""
    for token in weights:
        for other in weights.others.get(token, ()):
            if len(other) == 1 or all(map(text.is_cjk, other)):
                yield from (each for each in other if commonness.of(each) < commonness.VERY)


def _with_nominees(hits: Sequence[Hit], nominees: Collection[str], *, weighed: int) -> list[Hit]:
    """The hits that are weighed: the first of them, and the nominees, be they hits or not."""
    chosen = {hit.id: hit for hit in hits[:weighed]}
    recalled = {hit.id: hit for hit in hits}
    for id in nominees:
        chosen.setdefault(id, recalled.get(id, Hit(id, 0.0, {})))
    return list(chosen.values())


def weigh(db: Database, index: Index, question: str, *, site: str, language: str) -> Weights:
    """The tokens of a question that tell what it is about. Raises IndexUnavailable."""
    asked = question[:LONGEST_QUESTION]
    words = synonyms.of_site(db, site=site, language=language)
    return weighing.weights(index, fillers.without(asked), read=asked, words=words)


def _weigh(
    hit: Hit, article: Article, asked: Wordings, *, question: str, telling: str, weights: Weights,
    words: Synonyms, best: float, language: str, tier: int,
) -> Candidate:
    found = Signals(
        words=hit.score / best,
        likeness=wordings.nearest(asked, question, telling, weights=weights, words=words).likeness,
        coverage=max(coverage(weights, asked.tokens | section) for section in signals.sketch(article.body)),
        heading=coverage(weights, asked.tokens),
        language=signals.nearness(article.language, language),
    )
    return Candidate(article, found, signals.score(found), tier)


def _may_show(article: Article, *, site: str, audiences: Collection[str]) -> bool:
    """The index may be a moment behind the store: what was withdrawn since is not shown."""
    return article.site == site and article.state == "published" and article.audience in audiences


def _one_of_each(weighed: Sequence[Candidate]) -> list[Candidate]:
    """Of articles that say the same in several languages, the best."""
    seen: set[str] = set()
    return [
        candidate
        for candidate in weighed
        if not (candidate.article.variant_group in seen or seen.add(candidate.article.variant_group))  # type: ignore[func-returns-value]
    ]


def _shown(found: Candidate | Asked, weights: Weights) -> Result | Question:
    return _question(found, weights) if isinstance(found, Asked) else _result(found, weights)


def _result(candidate: Candidate, weights: Weights) -> Result:
    article, wanted = candidate.article, frozenset(weights)
    part = parts.best_part(article, weights)
    return Result(
        article=article.id,
        slug=article.slug,
        title=article.title,
        language=article.language,
        score=candidate.score,
        heading=part.heading if part.heading != article.title else "",
        anchor=part.anchor,
        excerpt=excerpts.excerpt(part.plain, wanted),
        title_runs=excerpts.marked(article.title, wanted),
    )


def _question(found: Asked, weights: Weights) -> Question:
    post, wanted = found.post, frozenset(weights)
    return Question(
        id=post.id,
        title=post.title,
        language=post.language,
        score=found.worth,
        answers=post.answers,
        accepted=post.accepted is not None,
        closed=bool(post.closed),
        excerpt=excerpts.excerpt(markdown.plain(post.body), wanted),
        title_runs=excerpts.marked(post.title, wanted),
    )

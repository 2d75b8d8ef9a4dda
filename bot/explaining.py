"""Why the bot does what it does with a question: how it was read, what speaks for each article, and what was decided.

Nothing is stored, and nothing is worked out anew: it is what `bot.trial` found, told piece by piece.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final, Literal

from bot import community, confidence, matching, router, sentences, speaking, terms, trial, wishes
from bot.chat import POLICY
from bot.community import Told
from bot.confidence import Kind
from bot.dialogue import Answer, Offer, Say
from bot.hearing import LOOKED_UP
from bot.matching import Match
from bot.terms import Term
from bot.trial import Tried
from kb import fillers, masking, parts, synonyms, wordings
from kb.index import Index
from kb.saying import Said
from kb.signals import Signals
from kb.store import synonyms as own
from kb.store.engine import Database
from kb.wordings import Wordings

Reason = Literal[
    "sure", "close", "unsure_several", "unsure_one", "too_unsure", "nothing_found", "forbidden", "person",
    "frustration", "greeting", "thanks", "goodbye", "empty", "community", "community_unsure",
]
Band = Literal["answer", "offer", "below"]

_SAID: Final[Mapping[str, Reason]] = {
    "greeting_reply": "greeting", "thanks_reply": "thanks", "goodbye_reply": "goodbye", "say_more": "empty",
}


@dataclass(frozen=True, slots=True)
class Share:
    """A word of the question, or a run of Chinese: its share of what the question is about, 0 to 1."""

    text: str
    share: float


@dataclass(frozen=True, slots=True)
class Reading:
    """How a question was read. `asked` is as it is kept (secrets masked), `question` is it without greeting and thanks,
    `read` with its typing errors put right.

    `passed` are words that were looked past; `synonyms` are words with what else stands for each.
    """

    asked: str
    question: str
    read: str
    language: str
    wish: str
    masked: bool
    repairs: tuple[tuple[str, str], ...]
    terms: tuple[Share, ...]
    passed: tuple[str, ...]
    synonyms: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """An article that came into question, and all that speaks for and against it.

    `wording` is its title or phrasing that the question is most like, `held` and `lacking` the words of the question.
    `learned` is how much the learned router means it; `named` says that only the router did, not the index. `never` is
    the never-answer that forbids it. `margin` is by how much `score` is above the best other. `before` is the
    confidence without the knowledge base's own shift.
    """

    article: str
    slug: str
    title: str
    language: str
    signals: Signals
    wording: str
    held: tuple[str, ...]
    lacking: tuple[str, ...]
    learned: float
    named: bool
    never: str
    score: float
    margin: float
    before: float
    confidence: float
    band: Band


@dataclass(frozen=True, slots=True)
class Credited:
    """A question of the board with an answer that the bot may use. `before` is how sure it would be were it an article
    of ours, `cap` the most that this answer is trusted with; the lower of both is its `confidence`."""

    question: str
    title: str
    answer: str
    by: str
    accepted: bool
    official: bool
    votes: int
    before: float
    cap: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """`kind` is that of the learned router, `shift` by how much this knowledge base moves the confidence in the
    language, `answer_from`, `offer_from` and `lead` are the bands. `looked_up` is no where no article was asked for.

    `says` are the messages that a customer would get while somebody is at the desk.
    """

    reading: Reading
    candidates: tuple[Weighed, ...]
    decision: trial.Shown
    reason: Reason
    looked_up: bool
    kind: Kind
    importance: float
    shift: float
    answer_from: float
    offer_from: float
    lead: float
    says: tuple[Said, ...]
    community: tuple[Credited, ...]

    @property
    def first(self) -> Weighed | None:
        return self.candidates[0] if self.candidates else None


def explain(db: Database, index: Index, asked: str, *, site: str, language: str, now: int) -> Explanation:
    """Asks as a customer would on a page in `language`, as the first message. Raises IndexUnavailable."""
    tried = trial.put(db, index, asked, site=site, language=language, now=now)
    made = router.of_site(index, site=site)
    shift = made.shift(tried.ranked.language)
    counted = terms.of_question(tried.ranked.read, tried.ranked.weights)
    words = _Words(db, tried, counted, site=site)
    return Explanation(
        reading=_reading(asked, tried, counted, words),
        candidates=tuple(words.weighed(at, shift=shift) for at in range(len(tried.matches))),
        decision=tried.shown,
        reason=reason(tried),
        looked_up=tried.wish in LOOKED_UP,
        kind=made.router.kind,
        importance=made.router.importance,
        shift=shift,
        answer_from=POLICY.answer,
        offer_from=POLICY.offer,
        lead=POLICY.margin,
        says=_says(db, tried, now=now),
        community=tuple(_credited(told, language=tried.language) for told in tried.told),
    )


def wording(asked: str) -> str:
    """What of a message may be kept as a question: without secrets, greeting and thanks."""
    return wishes.question_in(masking.masked(asked.strip()))


def reason(tried: Tried) -> Reason:
    """Why the bot did with a first message what it did."""
    if tried.turn.handoff:
        return "frustration" if tried.turn.handoff == "frustration" else "person"
    board = {told.question.id for told in tried.told}
    for part in tried.turn.parts:
        match part:
            case Answer(id) if id in board:
                return "community"
            case Offer(choices) if choices[0].article in board:
                return "community_unsure"
            case Answer():
                return "sure"
            case Offer(choices):
                sure = tried.confidence >= POLICY.answer
                return "close" if sure else "unsure_several" if len(choices) > 1 else "unsure_one"
            case Say(key) if key in _SAID:
                return _SAID[key]
    if not tried.matches:
        return "nothing_found"
    return "forbidden" if tried.matches[0].never else "too_unsure"


def _says(db: Database, tried: Tried, *, now: int) -> tuple[Said, ...]:
    found = [
        said
        for part in tried.turn.parts
        for said in speaking.said(db, part, weights=tried.ranked.weights, language=tried.language, now=now)
    ]
    if tried.turn.handoff:
        words = sentences.handing_over(tried.turn.handoff, tried.language)
        found.append(Said("bot", "status", words, data={"status": "handed_over"}))
    return tuple(found)


def _reading(asked: str, tried: Tried, counted: Sequence[Term], words: "_Words") -> Reading:
    kept = masking.masked(asked.strip())
    whole = sum(tried.ranked.weights.values()) or 1.0
    return Reading(
        asked=kept,
        question=tried.question,
        read=tried.ranked.read,
        language=tried.ranked.language,
        wish=tried.wish.value,
        masked=kept != asked.strip(),
        repairs=tried.ranked.repairs,
        terms=tuple(Share(term.text, sum(term.weights.values()) / whole) for term in counted),
        passed=terms.passed(tried.ranked.read, terms=counted),
        synonyms=words.synonyms(),
    )


class _Words:
    """What a question's words are beside those of the articles, read from the store once."""

    def __init__(self, db: Database, tried: Tried, counted: Sequence[Term], *, site: str) -> None:
        self._tried = tried
        self._terms = counted
        self._wordings = wordings.of_articles(db, [match.candidate.article for match in tried.matches])
        self._meaning = synonyms.of_site(db, site=site, language=tried.ranked.language)
        self._groups = [group.words for group in synonyms.groups()]
        self._groups += [tuple(row.words.split("\n")) for row in own.of_site(db, site=site)]

    def synonyms(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Words of the question with those that may stand for them, as their writers wrote them."""
        spelled: dict[Set[str], str] = {
            frozenset(synonyms.phrase(word)): word for group in self._groups for word in group
        }
        weights = self._tried.ranked.weights
        found: dict[str, tuple[str, ...]] = {}
        for phrase, word in spelled.items():
            others = [other for token in phrase for other in weights.others.get(token, ()) if other != phrase]
            if others and phrase <= weights.keys():
                found[word] = tuple(dict.fromkeys(spelled.get(other, " ".join(other)) for other in others))
        return tuple(found.items())

    def weighed(self, at: int, *, shift: float) -> Weighed:
        match = self._tried.matches[at]
        article, traits = match.candidate.article, matching.traits(self._tried.ranked, self._tried.matches, at)
        part = parts.best_part(article, self._tried.ranked.weights)
        tokens = self._wordings[article.id].tokens | part.tokens
        held = {text: there for term in self._terms for text, there in terms.pieces(term, tokens)}
        return Weighed(
            article=article.id,
            slug=article.slug,
            title=article.title,
            language=article.language,
            signals=match.candidate.signals,
            wording=self._nearest(self._wordings[article.id]),
            held=tuple(piece for piece, there in held.items() if there),
            lacking=tuple(piece for piece, there in held.items() if not there),
            learned=match.learned,
            named=not match.candidate.signals.words,
            never=match.never,
            score=match.score,
            margin=traits.margin,
            before=0.0 if match.never else confidence.of(traits),
            confidence=match.confidence,
            band=_band(match),
        )

    def _nearest(self, found: Wordings) -> str:
        ranked = self._tried.ranked
        telling = fillers.without(ranked.read)
        return wordings.nearest(found, ranked.read, telling, weights=ranked.weights, words=self._meaning).text


def _credited(told: Told, *, language: str) -> Credited:
    return Credited(
        question=told.question.id, title=told.question.title, answer=told.answer.id,
        by=community.by(told.answer, language=language), accepted=bool(told.answer.accepted),
        official=told.answer.mark == "official", votes=told.answer.score, before=told.before, cap=told.cap,
        confidence=told.confidence,
    )


def _band(match: Match) -> Band:
    if match.confidence >= POLICY.answer:
        return "answer"
    return "offer" if match.confidence >= POLICY.offer else "below"

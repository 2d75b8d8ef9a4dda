"""Asking on the board: by somebody with an account, or by a guest, whose question waits until the address is theirs."""

from dataclasses import dataclass
from typing import Final

from kb import admitting, fitting, ids, languages, showing, spam, standing
from kb.admitting import Admitted, Moved
from kb.fitting import Draft, Unfit
from kb.showing import State, Why
from kb.store import events, follows, post_lists, post_revisions, posts, privileges, tags, tasks, tokens, unsent
from kb.store.engine import Database, Reads, Transaction
from kb.store.post_revisions import Revision
from kb.store.posts import Post
from kb.store.tasks import Kind
from kb.store.tokens import Token

_LOOKED_BACK: Final = 5


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a new post comes: its state, and what waits for a moderator because of it, if anything."""

    state: State
    why: Why
    task: Kind | None


def ask(
    db: Database, draft: Draft, *, site: str, language: str, author: str, now: int, conversation: str | None = None
) -> Post:
    """Its author follows it. `language` is the page's, and counts where the text does not tell; `conversation` is the
    one in which the bot failed. Raises Unfit, Refused."""
    draft = fitting.question(draft)
    id = ids.new_id(now)

    def body(tx: Transaction) -> Post:
        by = admitting.admit(tx, author, "ask", now=now)
        arrives = arrival(tx, by, f"{draft.title}\n{draft.body}", now=now)
        posts.add(
            tx, id=id, site=site, kind="question", question=id, language=language_of(draft, default=language),
            author=author, state=arrives.state, why=arrives.why, title=draft.title, body=draft.body,
            conversation=conversation, now=now,
        )
        _begin(tx, id, draft, by, author=author, site=site, now=now)
        _come(tx, id, arrives, site=site, now=now)
        follows.add(tx, kind="question", subject=id, person=author, now=now)
        unsent.remove(tx, person=author, place="ask")
        return _asked(tx, id, now=now)

    return db.write(body)


def ask_as_guest(
    db: Database, draft: Draft, *, site: str, language: str, name: str, email: str, now: int,
    conversation: str | None = None,
) -> tuple[Post, str]:
    """Nobody sees it until the address is confirmed; also returns the id of the token that the mail's link is made of.

    A guest makes no new tags. Raises Unfit.
    """
    draft, name = fitting.question(draft), fitting.name(name)
    id, token = ids.new_id(now), ids.new_id(now)
    spoken = language_of(draft, default=language)

    def body(tx: Transaction) -> tuple[Post, str]:
        posts.add(
            tx, id=id, site=site, kind="question", question=id, language=spoken, author=None, guest=name,
            contact=email.lower(), state="unconfirmed", why="newcomer", title=draft.title, body=draft.body,
            conversation=conversation, now=now,
        )
        _begin(tx, id, draft, None, author=None, site=site, now=now)
        facts = {"language": language, "name": name, "question": id, "title": draft.title}
        tokens.add(tx, id=token, site=site, kind="question", person=None, email=email, facts=facts, now=now)
        events.append(tx, kind="token.made", topic=f"token:{token}", subject=token, now=now, site=site)
        row = posts.by_id(tx, id)
        assert row
        return row, token

    return db.write(body)


def confirm(db: Database, token: Token, *, now: int) -> Post:
    """By the link in the mail: the guest's question comes to the board, by the rules for newcomers. Raises Moved where
    the link was used, has expired, or the question is gone."""

    def body(tx: Transaction) -> Post:
        if token.kind != "question" or not tokens.use(tx, token.id, now=now):
            raise Moved
        post = admitting.held(tx, token.facts["question"])
        arrives = _guest_arrival(tx, post)
        if not showing.set_state(tx, post, state=arrives.state, why=arrives.why, before=("unconfirmed",), now=now):
            raise Moved
        if arrives.task:
            tasks.add(tx, id=ids.new_id(now), site=post.site, kind=arrives.task, post=post.id, now=now)
        return _asked(tx, post.id, now=now)

    return db.write(body)


def sweep_unconfirmed(db: Database, *, before: int, now: int) -> int:
    """Guests' questions that nobody confirmed until then are removed; how many."""
    found = posts.unconfirmed(db, before=before, limit=100)

    def body(tx: Transaction) -> int:
        return sum(
            showing.set_state(tx, post, state="removed", why="author", before=("unconfirmed",), now=now)
            for post in found
        )

    return db.write(body) if found else 0


def arrival(tx: Reads, by: Admitted, text: str, *, now: int) -> Arrival:
    """How this text of this person comes to the board."""
    if standing.privileged(by.standing):
        return Arrival("shown", "", None)
    last = post_lists.last_texts(tx, by.known.person, limit=_LOOKED_BACK)
    if spam.weigh(text, links=standing.most_links(by.standing, now=now), before=last).held:
        return Arrival("in_review", "spam", "spam")
    match standing.arrival(by.standing, by.rules):
        case "in_review":
            return Arrival("in_review", "newcomer", "first_post")
        case "shown_with_review":
            return Arrival("shown", "", "first_post")
        case _:
            return Arrival("shown", "", None)


def language_of(draft: Draft, *, default: str) -> str:
    return languages.of_text(f"{draft.title}\n{draft.body}", default=default)


def put_tags(
    tx: Transaction, question: str, names: tuple[str, ...], by: Admitted | None, *, site: str, now: int
) -> None:
    """Exactly these, in this order; synonyms lead to their tag. Raises Unfit for a new one that `by` may not make."""
    wanted = list(dict.fromkeys(_tag(tx, name, by, site=site, now=now) for name in names))
    for there in tags.of_post(tx, question):
        if there.id not in wanted:
            tags.take_off(tx, question, tag=there.id)
    for position, tag in enumerate(wanted):
        tags.put(tx, question, tag=tag, position=position)
    tags.copy(tx, question)


def _tag(tx: Transaction, name: str, by: Admitted | None, *, site: str, now: int) -> str:
    found = tags.by_name(tx, name, site=site)
    if found is None:
        if by is None or standing.missing("tag", by.standing, by.rules):
            raise Unfit("tags", "unknown")
        tags.add(tx, id=ids.new_id(now), site=site, name=name, now=now)
        found = tags.by_name(tx, name, site=site)  # somebody else's, where they were quicker
        assert found
    return found.id


def _begin(
    tx: Transaction, id: str, draft: Draft, by: Admitted | None, *, author: str | None, site: str, now: int
) -> None:
    post_revisions.add(tx, Revision(id, 1, draft.title, draft.body, " ".join(draft.tags), author, "", now))
    put_tags(tx, id, draft.tags, by, site=site, now=now)


def _come(tx: Transaction, id: str, arrives: Arrival, *, site: str, now: int) -> None:
    if arrives.state == "shown":
        tags.move_count(tx, id, by=1)
    if arrives.task:
        tasks.add(tx, id=ids.new_id(now), site=site, kind=arrives.task, post=id, now=now)


def _asked(tx: Transaction, id: str, *, now: int) -> Post:
    row = posts.by_id(tx, id)
    assert row
    showing.tell(tx, "question.asked", row, now=now)
    return showing.changed(tx, row, now=now)


def _guest_arrival(tx: Reads, post: Post) -> Arrival:
    rules = standing.rules(privileges.preset(tx, site=post.site) or "", {})
    if spam.weigh(f"{post.title}\n{post.body}", links=1).held:
        return Arrival("in_review", "spam", "spam")
    if rules.arrival == "in_review":
        return Arrival("in_review", "newcomer", "first_post")
    return Arrival("shown", "", "first_post")

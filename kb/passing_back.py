"""What a conversation hears of the question that was asked from it: that it stands on the board, and its answer.

Read from the log, like notices. Each thing is said once, whatever is read twice: its key is made from what it is about.
The text names nothing of the board: title and address are beside it, for the pages of whoever holds the conversation.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Final, Literal

from kb import saying
from kb.saying import Said
from kb.store import conversations, messages, posts
from kb.store.engine import Conflict, Database, Transaction
from kb.store.events import Event
from kb.store.posts import Post

Word = Literal["asked_community", "community_answered"]

_ABOUT: Final = frozenset({"question.asked", "post.shown", "answer.accepted", "answer.marked"})


def tell(db: Database, event: Event, *, words: Mapping[Word, Mapping[str, str]], now: int) -> bool:
    """Says it in the conversation, in its language, where there is one and something to say; whether it did.

    Only of what everybody may see.
    """
    to = posts.stranger(now)
    post = posts.seen(db, event.subject, to=to) if event.kind in _ABOUT else None
    conversation = posts.conversation(db, post.question) if post else None
    question = posts.seen(db, post.question, to=to) if post and conversation else None
    row = conversations.by_id(db, conversation) if conversation else None
    if post is None or question is None or row is None:
        return False
    if post.kind == "question":
        word: Word = "asked_community"
    elif _is_the_answer(post, question):
        word = "community_answered"
    else:
        return False
    said = Said(
        "system", "status", words[word].get(row.language, words[word]["en"]),
        data={"status": word, "question": {"title": question.title, "url": f"/posts/{post.id}"}},
        key=f"{word}:{post.id}",
    )

    def body(tx: Transaction) -> bool:
        if messages.of_turn(tx, row.id, key=said.key or ""):
            return False
        saying.say(tx, row.id, [said], turn=None, now=now)
        return True

    with suppress(Conflict):
        return db.write(body)
    return False


def _is_the_answer(post: Post, question: Post) -> bool:
    """Accepted or official, and not the asker's own."""
    own = post.author is not None and post.author == question.author
    return not own and (question.accepted == post.id or post.mark == "official")

"""Answers, and what becomes of the text of a question or answer: changed, taken away by its author, put back."""

from kb import admitting, asking, fitting, ids, showing, spam, standing
from kb.admitting import Admitted, Moved, Refused
from kb.fitting import Draft, Unfit
from kb.showing import State, Why
from kb.store import answer_counts, follows, post_revisions, posts, tags, tasks, unsent
from kb.store.engine import Database, Transaction
from kb.store.post_revisions import Revision
from kb.store.posts import Post


def answer(db: Database, question: str, text: str, *, language: str, author: str, now: int) -> Post:
    """Its author follows the question from now on. Raises Unfit, Refused."""
    draft = fitting.answer(Draft("", text))
    id = ids.new_id(now)

    def body(tx: Transaction) -> Post:
        by = admitting.admit(tx, author, "answer", now=now)
        thread = admitting.shown(tx, question, by, now=now)
        if thread.kind != "question":
            raise Refused("gone")
        admitting.open_thread(tx, thread, by)
        if thread.closed:
            raise Refused("closed")
        arrives = asking.arrival(tx, by, draft.body, now=now)
        posts.add(
            tx, id=id, site=thread.site, kind="answer", question=question,
            language=asking.language_of(draft, default=language), author=author, state=arrives.state, why=arrives.why,
            title="", body=draft.body, now=now,
        )
        post_revisions.add(tx, Revision(id, 1, "", draft.body, "", author, "", now))
        if arrives.task:
            tasks.add(tx, id=ids.new_id(now), site=thread.site, kind=arrives.task, post=id, now=now)
        if arrives.state == "shown":
            answer_counts.of_question(tx, question)
            posts.touch(tx, question, now=now)
            tags.copy(tx, question)
        follows.add(tx, kind="question", subject=question, person=author, now=now)
        unsent.remove(tx, person=author, place=f"answer:{question}")
        return _posted(tx, id, now=now)

    return db.write(body)


def edit(db: Database, id: str, draft: Draft, *, note: str, seen: int, author: str, now: int) -> Post:
    """The post's next text; of an answer only `body` counts. By its author, by who has the reputation, by curators:
    all others suggest (`kb.suggesting`). `seen` is the version. Raises Unfit, Refused, Moved."""

    def body(tx: Transaction) -> Post:
        by = admitting.taking_part(tx, author, now=now)
        post = admitting.seen(tx, id, by, now=now)
        if post.author != author:
            by = admitting.admit(tx, author, "edit", now=now)
        admitting.open_thread(tx, post, by)
        if post.state == "removed":
            raise Refused("gone")
        unsent.remove(tx, person=author, place=f"edit:{id}")
        return put_text(tx, post, fit(post, draft), note=note, seen=seen, by=by, author=author, now=now)

    return db.write(body)


def roll_back(db: Database, id: str, *, number: int, seen: int, author: str, now: int) -> Post:
    """An earlier text is the next one. By whoever may edit the post. Raises Refused, Moved, Unfit."""
    before = post_revisions.by_number(db, id, number)
    if before is None:
        raise Moved
    draft = Draft(before.title, before.body, tuple(before.tags.split()))
    return edit(db, id, draft, note=f"#{number}", seen=seen, author=author, now=now)


def fit(post: Post, draft: Draft) -> Draft:
    """As it is kept. Raises Unfit."""
    return fitting.question(draft) if post.kind == "question" else fitting.answer(draft)


def put_text(
    tx: Transaction, post: Post, draft: Draft, *, note: str, seen: int, by: Admitted, author: str, now: int
) -> Post:
    """In place of what stands there; the same text again changes nothing. Raises Moved, Unfit."""
    words = " ".join(draft.tags)
    last = post_revisions.by_number(tx, post.id, post.revision)
    if last and (last.title, last.body, last.tags) == (draft.title, draft.body, words):
        raise Unfit("body", "same")
    language = asking.language_of(draft, default=post.language)
    if not posts.revise(tx, post.id, title=draft.title, body=draft.body, language=language, seen=seen, now=now):
        raise Moved
    post_revisions.add(
        tx,
        Revision(
            post.id, post.revision + 1, draft.title, draft.body, words, author, fitting.note(note), now
        ),
    )
    if post.kind == "question":
        # Tags are counted where the question is shown: out with the old ones, in with the new.
        if post.state == "shown":
            tags.move_count(tx, post.id, by=-1)
        asking.put_tags(tx, post.id, draft.tags, by, site=post.site, now=now)
        if post.state == "shown":
            tags.move_count(tx, post.id, by=1)
    if post.state == "shown":
        posts.touch(tx, post.question, now=now)
        tags.copy(tx, post.question)
        _look_at(tx, post, draft, by, now=now)
    showing.tell(tx, "post.edited", post, now=now)
    return showing.changed(tx, post, now=now)


def withdraw(db: Database, id: str, *, author: str, now: int) -> Post:
    """Its author takes it away; a question that others have answered stays. Raises Refused, Moved."""

    def body(tx: Transaction) -> Post:
        by = admitting.taking_part(tx, author, now=now)
        post = admitting.held(tx, id)
        if post.author != author:
            raise Refused("not_own")
        admitting.open_thread(tx, post, by)
        if post.kind == "question" and post.answers:
            raise Refused("answered")
        if post.article:
            raise Refused("locked")
        if not showing.set_state(tx, post, state="removed", why="author", before=("shown", "in_review"), now=now):
            raise Moved
        showing.tell(tx, "post.withdrawn", post, now=now)
        return showing.changed(tx, post, now=now)

    return db.write(body)


def put_back(db: Database, id: str, *, author: str, now: int) -> Post:
    """Its author brings back what they took away: as it would come today. Raises Refused, Moved."""

    def body(tx: Transaction) -> Post:
        by = admitting.taking_part(tx, author, now=now)
        post = admitting.held(tx, id)
        if post.author != author:
            raise Refused("not_own")
        if (post.state, post.why) != ("removed", "author"):
            raise Moved
        waits = tasks.open_of(tx, id)
        unseen = waits and (waits.kind == "spam" or by.rules.arrival == "in_review")
        state: State = "in_review" if unseen else "shown"
        why: Why = "newcomer" if unseen else ""
        if not showing.set_state(tx, post, state=state, why=why, before=("removed",), now=now):
            raise Moved
        showing.tell(tx, "post.put_back", post, now=now)
        return showing.changed(tx, post, now=now)

    return db.write(body)


def _look_at(tx: Transaction, post: Post, draft: Draft, by: Admitted, *, now: int) -> None:
    """Who brings advertising by an edit does not get round the moderators; the text is looked at, not taken away."""
    links = standing.most_links(by.standing, now=now)
    if not standing.privileged(by.standing) and spam.weigh(f"{draft.title}\n{draft.body}", links=links).held:
        tasks.add(tx, id=ids.new_id(now), site=post.site, kind="spam", post=post.id, now=now)


def _posted(tx: Transaction, id: str, *, now: int) -> Post:
    row = posts.by_id(tx, id)
    assert row
    showing.tell(tx, "answer.posted", row, now=now)
    return showing.changed(tx, row, now=now)

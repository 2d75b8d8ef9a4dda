"""Which posts show a file, and so who sees it: whoever may see one of them as its text is now."""

from kb.store import files, posts
from kb.store.engine import Reads, Transaction
from kb.store.posts import Reader


def note(tx: Transaction, post: str, *, revision: int, body: str, author: str | None) -> None:
    """Writes down which files a new text shows. Only those of its author, or that the post has shown before: nobody
    opens somebody else's file to everybody by writing its address."""
    rows = [
        {"post": post, "revision": revision, "author": author or "", "file": file} for file in files.named_in(body)
    ]
    if rows:
        tx.run_many(
            """INSERT INTO post_file (file, post, revision)
               SELECT f.id, :post, :revision FROM file f
                WHERE f.id = :file
                  AND (f.author = :author OR EXISTS (SELECT 1 FROM post_file b WHERE b.file = f.id AND b.post = :post))
               ON CONFLICT DO NOTHING""",
            rows,
        )


def is_reviewed(db: Reads, file: str) -> bool:
    """Whether a first post shows the file that waits for a decision of whoever reviews."""
    return bool(
        db.value(
            """SELECT 1 FROM post_file u
                 JOIN post p ON p.id = u.post AND p.revision = u.revision
                 JOIN task t ON t.post = p.id AND t.comment = '' AND t.kind = 'first_post' AND t.state <> 'decided'
                WHERE u.file = :file LIMIT 1""",
            file=file,
        )
    )


def is_shown(db: Reads, file: str, *, to: Reader) -> bool:
    """Whether a post that this reader may see shows the file."""
    condition, params = posts.of_thread("p", "q", to)
    return bool(
        db.value(
            f"""SELECT 1 FROM post_file u
                  JOIN post p ON p.id = u.post AND p.revision = u.revision
                  JOIN post q ON q.id = p.question
                 WHERE u.file = :file AND {condition} LIMIT 1""",
            file=file, **params,
        )
    )

"""Pictures and other files: taken in from writers and from the board, handed out to whoever may see them.

Only pictures are shown; everything else is handed out to be saved. Neither may run anything: their type is ours, the
browser is told not to guess, and what it opens it opens in a box. Whether somebody may see a file is asked each time.
"""

import threading
from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import BadRequest, NotFound, RequestEntityTooLarge
from werkzeug.wsgi import FileWrapper

from kb import filing
from kb.filing import Unfit
from kb.store import attempts, files, post_files, posts, sites
from kb.store.engine import Database
from kb.store.files import File
from kb.store.people import WRITERS, Person
from web.board import taking_part
from web.clock import now
from web.errors import Refusal
from web.help_center.audiences import audiences
from web.house import house, person
from web.people.sign_in import only
from web.serving.greenlets import aside
from web.words import _

HOUR: Final = 3_600_000
MOST_AN_HOUR: Final = 120
"""Files that one person may send within an hour."""

_AROUND: Final = 64 * 1024
"""Bytes of a request beside its file."""

_YEAR: Final = 365 * 24 * 3600
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"

# A picture unpacked takes up to some hundred megabytes: one after the other.
_ONE_AT_A_TIME: Final = threading.Lock()

pages = Blueprint("files", __name__)


@pages.post("/manage/files")
@only(*WRITERS)
def send() -> ResponseReturnValue:
    """Takes one file of a writer, and says how it is shown in an article."""
    return told(received(audience="staff")), 201


@pages.get("/files/<id>/<name>")
def file(id: str, name: str) -> Response:
    """The file; a large picture as wide as a page shows it, and whole with `?full`."""
    found = files.by_id(house().db, id, site=sites.MAIN)
    if found is None or found.name != name:
        raise NotFound
    seen_by = {found.audience} | (files.shown_to(house().db, id) if found.audience != "public" else set())
    is_everybodys = "public" in seen_by or post_files.is_shown(house().db, id, to=posts.stranger(now()))
    if not is_everybodys and not seen_by.intersection(audiences()) and not _is_for(found, person()):
        raise NotFound
    return _handed_out(found, is_everybodys=is_everybodys)


def received(*, audience: str) -> File:
    """The one file of this request, kept for these readers. Raises Refusal with a sentence for who sent it."""
    author = person()
    assert author is not None
    _count(author.id)
    sent = sent_one(most=filing.MOST_BYTES)
    return kept(sent.read(), name=sent.filename or "", audience=audience, author=author)


def told(found: File) -> Response:
    """What the editor is told of a file that was kept: how a text shows it."""
    return jsonify(
        markdown=filing.markdown(found, alt=" ".join(request.form.get("alt", "").split())[:200]),
        url=filing.address(found), name=found.name, type=found.type, size=found.size, width=found.width,
        height=found.height,
    )


def kept(content: bytes, *, name: str, audience: str, author: Person) -> File:
    """The file, looked at and kept for these readers. Raises Refusal with a sentence for who sent it."""
    try:
        with _ONE_AT_A_TIME:
            fit = aside(lambda: filing.looked_at(content, name=name))
    except Unfit as unfit:
        status = 413 if unfit.problem == "too_large" else 400
        raise Refusal(status, unfit.problem, sentence(unfit)) from unfit
    return filing.store(house().db, fit, audience=audience, author=author.id, site=sites.MAIN, now=now())


def sentence(unfit: Unfit) -> str:
    """What was wrong with a file, to whoever sent it."""
    sentences = {
        "empty": _("This file is empty."),
        "too_large": _too_large(),
        "kind": _("We cannot take this kind of file. Pictures (PNG, JPEG, GIF, WebP), PDF, text, CSV, ZIP and Office "
                  "documents without macros are fine."),
        "broken": _("This picture cannot be read. Please save it again as PNG or JPEG."),
        "too_many_pixels": _("This picture is too large: at most %(most)s million pixels. Please make it smaller.",
                             most=40),
    }  # fmt: skip
    return sentences[unfit.problem]


def _too_large() -> str:
    return _("This file is too large: at most %(picture)s MB for a picture, %(other)s MB for anything else.",
             picture=filing.MOST_PICTURE // 1_000_000, other=filing.MOST_BYTES // 1_000_000)  # fmt: skip


def sent_one(*, most: int) -> FileStorage:
    """The one file of this request, of at most so many bytes. Raises Refusal, BadRequest."""
    request.max_content_length = most + _AROUND
    try:
        sent = request.files.get("file")
    except RequestEntityTooLarge as error:
        raise Refusal(413, "too_large", _too_large()) from error
    if sent is None or len(request.files) > 1:
        raise BadRequest
    return sent


def _is_for(found: File, reader: Person | None) -> bool:
    """Whether the reader put the file here, sees a post that shows it, or decides about one."""
    if reader is None:
        return False
    if found.author == reader.id or post_files.is_shown(house().db, found.id, to=posts.reader(reader, now=now())):
        return True
    return post_files.is_reviewed(house().db, found.id) and taking_part.reviews(reader)


def _count(author: str) -> None:
    """Counts the try before it is looked at. Raises Refusal for one too many within the hour."""
    if not house().settings.limits:
        return
    moment = now()
    window = moment - moment % HOUR
    key = f"files:{author}"
    if attempts.count(house().db, key, window_start=window) >= MOST_AN_HOUR:
        wait = (window + HOUR - moment) / 1000
        minutes = max(1, round(wait / 60))
        sentence = _("Those were many files. Please wait %(minutes)s minutes, then send more.", minutes=minutes)
        raise Refusal(429, "slow_down", sentence, retry_after=wait)
    house().db.write(lambda tx: attempts.add(tx, key, window_start=window))


def _handed_out(found: File, *, is_everybodys: bool) -> Response:
    digest, size = found.digest, found.size
    if found.page_digest and "full" not in request.args:
        digest, size = found.page_digest, found.page_size or 0
    answer = Response(mimetype=found.type, direct_passthrough=True)
    answer.content_length = size
    answer.response = FileWrapper(_Pieces(house().db, digest, size), files.PIECE)  # type: ignore[arg-type]
    answer.set_etag(digest[:32])
    shown = "inline" if found.type in filing.PICTURES else "attachment"
    answer.headers["Content-Disposition"] = f"{shown}; filename*=UTF-8''{quote(found.name, safe='')}"
    answer.headers["Content-Security-Policy"] = _POLICY
    if is_everybodys:
        # Private: no cache on the way goes on showing it to others once its article is for staff alone.
        answer.headers["Cache-Control"] = f"private, max-age={_YEAR}, immutable"
    else:
        answer.headers["Cache-Control"] = "private, no-cache"
        answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.make_conditional(request.environ, accept_ranges=True, complete_length=size)
    return answer


class _Pieces:
    """The bytes of a file as something to read from, a piece at a time."""

    def __init__(self, db: Database, digest: str, size: int) -> None:
        self._db, self._digest, self._size = db, digest, size
        self._at = 0

    def seekable(self) -> bool:
        return True

    def seek(self, at: int) -> None:
        self._at = min(at, self._size)

    def tell(self) -> int:
        return self._at

    def read(self, most: int) -> bytes:
        number, start = divmod(self._at, files.PIECE)
        piece = files.piece(self._db, self._digest, number=number) if self._at < self._size else None
        part = (piece or b"")[start : start + most]
        self._at += len(part)
        return part


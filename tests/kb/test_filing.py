"""Files: what they are is found in their bytes, pictures lose all but their pixels, and what nothing shows goes."""

import os
import zipfile
import zlib
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from kb import filing, pictures
from kb.filing import UNUSED, Unfit
from kb.store import articles, events, exportable, files, people, sites
from kb.store.engine import Database
from kb.store.files import File

DAY = 24 * 3_600_000
OFFICE = "application/vnd.openxmlformats-officedocument"
HIDDEN = b"<script>alert('hidden')</script>"


@pytest.fixture
def db(database: Database, now: int) -> Database:
    database.write(lambda tx: sites.add(tx, "main", name="Firstline", now=now))
    database.write(
        lambda tx: people.add(
            tx, id="mo", site="main", email="mo@example.com", name="Mo", role="moderator", origin="real", password="-",
            language="en", now=now,
        )
    )
    return database


def drawn(kind: str, *, mode: str = "RGB", size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    out = BytesIO()
    Image.radial_gradient("L").resize(size).convert(mode).save(out, kind, **options)
    return out.getvalue()


def moving(kind: str, *, frames: int = 4, size: tuple[int, int] = (30, 20), **options: Any) -> bytes:
    drawn_ = [Image.new("RGB", size, (40 * at, 90, 200 - 40 * at)) for at in range(frames)]
    out = BytesIO()
    drawn_[0].save(out, kind, save_all=True, append_images=drawn_[1:], duration=[50, 120, 70, 80][:frames], loop=0,
                   **options)  # fmt: skip
    return out.getvalue()


def taken(orientation: int) -> bytes:
    """What a camera adds: how it was held, and where."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Camera & Sons"
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 12.0)}
    return exif.tobytes()


def zipped(*names: str, first: str = "", said: str = "") -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        if first:
            archive.writestr(first, said)
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


def keep(db: Database, content: bytes, name: str, *, now: int, author: str | None = None) -> File:
    return filing.keep(db, content, name=name, audience="staff", author=author, site="main", now=now)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_pictures_lose_all_but_their_pixels(kind: str) -> None:
    extra = {"JPEG": {"comment": HIDDEN}, "GIF": {"comment": HIDDEN}, "WEBP": {"xmp": HIDDEN}}.get(kind, {})
    sent = drawn(kind, mode="L" if kind == "GIF" else "RGB", **({} if kind == "GIF" else {"exif": taken(1)}), **extra)
    fit = filing.looked_at(sent + HIDDEN, name=f"a.{kind.lower()}")
    assert HIDDEN in sent + HIDDEN
    assert HIDDEN not in fit.content
    assert b"Camera" not in fit.content
    assert (fit.width, fit.height) == (60, 40)
    with Image.open(BytesIO(fit.content)) as image:
        assert (image.format, dict(image.getexif())) == (kind, {})
        assert image.size == (60, 40)


def test_a_picture_stands_as_it_was_held() -> None:
    sent = drawn("JPEG", exif=taken(6))
    fit = filing.looked_at(sent, name="a.jpg")
    assert (fit.width, fit.height) == (40, 60)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_pixels_of_a_png_stay_as_they_are(mode: str) -> None:
    out = BytesIO()
    sent = Image.new("I;16", (9, 9), 30_000) if mode == "I;16" else Image.effect_noise((9, 9), 50).convert(mode)
    sent.save(out, "PNG")
    fit = filing.looked_at(out.getvalue(), name="a.png")
    with Image.open(out) as was, Image.open(BytesIO(fit.content)) as found:
        assert (found.mode, found.tobytes()) == (was.mode, was.tobytes())


def test_pictures_of_phones_and_printers_become_usual_ones() -> None:
    out = BytesIO()
    first, second = Image.effect_noise((60, 40), 80), Image.effect_noise((60, 40), 10)
    first.save(out, "MPO", save_all=True, append_images=[second])
    fit = filing.looked_at(out.getvalue(), name="IMG_1.JPG")
    assert (fit.type, fit.name) == ("image/jpeg", "IMG_1.JPG")
    with Image.open(BytesIO(fit.content)) as image:
        assert image.format == "JPEG"
    with Image.open(BytesIO(filing.looked_at(drawn("JPEG", mode="CMYK"), name="a.jpg").content)) as image:
        assert image.mode == "RGB"


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_moving_pictures_go_on_moving(kind: str) -> None:
    fit = filing.looked_at(moving(kind, **({"comment": HIDDEN} if kind == "GIF" else {"xmp": HIDDEN})), name="a")
    with Image.open(BytesIO(fit.content)) as image:
        times = []
        for frame in range(getattr(image, "n_frames", 1)):
            image.seek(frame)
            image.load()
            times.append(image.info["duration"])
    assert times == [50, 120, 70, 80]
    assert HIDDEN not in fit.content
    assert fit.page is None


def test_what_was_written_anew_comes_back_byte_for_byte() -> None:
    sent = [drawn("PNG"), drawn("JPEG", exif=taken(6)), drawn("WEBP"), drawn("WEBP", lossless=True, mode="RGBA"),
            drawn("GIF", mode="L"), moving("GIF"), moving("WEBP")]  # fmt: skip
    for content in sent:
        once = filing.looked_at(content, name="a")
        assert filing.taken_in(once.content, name="a").content == once.content
    bare = drawn("JPEG", quality=50)
    assert filing.taken_in(bare, name="a.jpg").content == bare
    assert filing.looked_at(bare, name="a.jpg").content != bare
    assert b"Camera" not in filing.taken_in(drawn("JPEG", exif=taken(6)), name="a.jpg").content


def test_wide_pictures_get_a_smaller_one_for_pages(db: Database, now: int) -> None:
    file = keep(db, drawn("JPEG", size=(3200, 1000)), "wide.jpg", now=now)
    assert (file.width, file.height) == (3200, 1000)
    assert file.page_digest and file.page_size and file.page_size < file.size
    small = exportable.content(db, replace(file, digest=file.page_digest))
    assert len(small) == file.page_size
    with Image.open(BytesIO(small)) as image:
        assert image.size == (1600, 500)
    assert keep(db, drawn("PNG", size=(1600, 20)), "a.png", now=now).page_digest is None


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose head promises this many pixels."""
    small = bytearray(drawn("PNG", mode="1", size=(8, 8)))
    small[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    small[29:33] = zlib.crc32(bytes(small[12:29])).to_bytes(4, "big")
    return bytes(small)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "empty"),
        (b"  \n", "kind"),
        (bomb(8_000, 5_001), "too_many_pixels"),
        (bomb(60_000, 60_000), "too_many_pixels"),
        (bomb(5_000, 5_000), "broken"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "broken"),
        (drawn("JPEG")[:200], "broken"),
        (b"GIF89a" + b"\xff" * 50, "broken"),
        (b"RIFF\x00\x00\x00\x00WEBP" + b"x" * 50, "broken"),
        (moving("GIF", frames=2, size=(7000, 6000)), "too_many_pixels"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * filing.MOST_PICTURE, "too_large"),
        (b"x" * (filing.MOST_BYTES + 1), "too_large"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "kind"),
        (b'\xef\xbb\xbf\n <?xml version="1.0"?><svg/>', "kind"),
        (b"<!-- x --><html>", "kind"),
        (b" <!DOCTYPE html>", "kind"),
        ("<script>alert(1)</script>".encode("utf-16"), "kind"),
        (b"<img src=x onerror=alert(1)>", "kind"),
        (b"<?php phpinfo();", "kind"),
        (b"#!/bin/sh\nrm -rf /", "kind"),
        (b"MZ\x90\x00" + b"\x00" * 99, "kind"),
        (b"\x7fELF" + b"\x00" * 99, "kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "kind"),
        (b"BM" + b"\x00" * 99, "kind"),
        (b"II*\x00" + b"\x00" * 99, "kind"),
        (os.urandom(2_000) + b"\x00\x81", "kind"),
        (zipped("META-INF/MANIFEST.MF", "A.class"), "kind"),
        (zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "kind"),
        (b"Text with\x00 a NUL", "kind"),
    ],
)
def test_what_is_not_kept(content: bytes, problem: str) -> None:
    with pytest.raises(Unfit) as found:
        filing.looked_at(content, name="photo.png")
    assert found.value.problem == problem


@pytest.mark.parametrize(
    ("content", "name", "type", "called"),
    [
        (b"%PDF-1.7 ...", "Price list.pdf", "application/pdf", "Price list.pdf"),
        (b"%PDF-1.7 ...", "invoice.pdf.exe", "application/pdf", "invoice.pdf.exe.pdf"),
        (b"%PDF-1.7 ...", "photo.jpg", "application/pdf", "photo.pdf"),
        (b"Words.", "notes.txt", "text/plain", "notes.txt"),
        (b"Words.", "run.sh", "text/plain", "run.sh.txt"),
        (b"Words.", "page.html", "text/plain", "page.html.txt"),
        (b"a < b and c > d", "x.md", "text/plain", "x.md"),
        (b"a,b\n1,2", "list.CSV", "text/csv", "list.CSV"),
        ("编号,名称\n1,付款".encode("gb18030"), "表.csv", "text/csv", "表.csv"),
        ("编号".encode("utf-16"), "表.csv", "text/csv", "表.csv"),
        (zipped("a.txt"), "all.zip", "application/zip", "all.zip"),
        (zipped("[Content_Types].xml", "word/document.xml"), "a.docx", f"{OFFICE}.wordprocessingml.document", "a.docx"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "a", f"{OFFICE}.spreadsheetml.sheet", "a.xlsx"),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), "a.zip", f"{OFFICE}.presentationml.presentation",
         "a.pptx"),
        (zipped("content.xml", first="mimetype", said="application/vnd.oasis.opendocument.text"), "a.odt",
         "application/vnd.oasis.opendocument.text", "a.odt"),
    ],
)  # fmt: skip
def test_other_files_are_kept_as_they_are(content: bytes, name: str, type: str, called: str) -> None:
    fit = filing.looked_at(content, name=name)
    assert (fit.type, fit.name, fit.content) == (type, called, content)
    assert (fit.width, fit.height, fit.page) == (None, None, None)


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("photo.png", "photo.png"),
        ("PHOTO.PNG", "PHOTO.PNG"),
        ("photo.jpg", "photo.png"),
        ("photo.svg", "photo.svg.png"),
        ("", "file.png"),
        (".", "file.png"),
        ("..", "file.png"),
        ("../../etc/passwd", "passwd.png"),
        ("C:\\Users\\me\\shot.png", "shot.png"),
        ("a/b/", "file.png"),
        (".png", "file.png"),
        (".htaccess", "htaccess.png"),
        ("x" * 300 + ".png", "x" * 96 + ".png"),
        ("付" * 300, "付" * 96 + ".png"),
        ("a\x00b\x1f\x7fc.png", "abc.png"),
        ("ev\u202egnp.exe", "evgnp.exe.png"),
        ("a\u200b\u200d\ufeff\u2066b.png", "ab.png"),
        ("a\n\tb  c.png", "a b c.png"),
        ('<img src="x">.png', "img src= x.png"),
        ("a?b#c%41&d.png", "a b c 41&d.png"),
        ("e\u0301.png", "\xe9.png"),
        ("登录 页面.png", "登录 页面.png"),
        ("\ud800.png", "file.png"),
    ],
)
def test_names(name: str, called: str) -> None:
    assert filing.named(name, type="image/png") == called
    assert filing.named(called, type="image/png") == called


def test_the_same_bytes_are_kept_once(db: Database, now: int) -> None:
    content = drawn("PNG")
    first = keep(db, content, "a.png", now=now)
    again = keep(db, content, "a.png", now=now + 5)
    other_name = keep(db, content, "b.png", now=now)
    other_author = keep(db, content, "a.png", now=now, author="mo")
    assert (again.id, again.kept_at) == (first.id, now + 5)
    assert len({first.id, other_name.id, other_author.id}) == 3
    assert len({first.digest, other_name.digest, other_author.digest}) == 1
    assert db.value("SELECT COUNT(*) FROM file_content") == 1
    assert [event.kind for event in events.read_after(db, events.START)[0]] == ["file.kept"] * 3


def test_a_large_file_is_kept_in_pieces(db: Database, now: int) -> None:
    content = b"%PDF-1.4" + os.urandom(3_000_000)
    file = keep(db, content, "large.pdf", now=now)
    assert exportable.content(db, file) == content
    assert len(files.piece(db, file.digest, number=0) or b"") == files.PIECE
    assert files.piece(db, file.digest, number=12) is None


def test_what_nothing_shows_goes_after_a_month(db: Database, now: int) -> None:
    kept = {
        name: keep(db, drawn("PNG", size=(20 + at, 20)), f"{name}.png", now=now)
        for at, name in enumerate(("article", "earlier", "proposal", "form", "person", "nowhere", "again"))
    }
    row = {"id": "a", "site": "main", "slug": "a", "language": "en", "topic": None, "variant_group": "a",
           "source_key": None, "state": "draft", "audience": "public", "revision": 2, "created_at": now,
           "published_at": None}  # fmt: skip
    texts = {1: f"![]({filing.address(kept['earlier'])})", 2: f"![]({filing.address(kept['article'])}#1x1)"}

    def use(tx: Any) -> None:
        articles.add(tx, row)
        for number, body in texts.items():
            revision = {"article": "a", "number": number, "title": "a", "body": body, "author": None, "note": ""}
            articles.add_revision(tx, {**revision, "created_at": now})
        tx.run("""INSERT INTO proposal (id, site, article, base, title, body, note, author, state, added, removed,
                                        version, reply, created_at)
                  VALUES ('p', 'main', 'a', 1, 'a', :body, '', 'mo', 'waiting', 0, 0, 1, '', 0)""",
               body=filing.address(kept["proposal"]))  # fmt: skip
        tx.run("INSERT INTO unsaved (person, article, fields, version, saved_at) VALUES ('mo', '', :body, 0, 0)",
               body=filing.address(kept["form"]))  # fmt: skip
        tx.run("UPDATE person SET picture = :file WHERE id = 'mo'", file=kept["person"].id)

    db.write(use)
    assert filing.sweep(db, now=now + UNUSED) == 0
    keep(db, drawn("PNG", size=(26, 20)), "again.png", now=now + UNUSED)
    gone = filing.sweep(db, now=now + UNUSED + 1)
    left = {name for name, file in kept.items() if files.by_id(db, file.id, site="main")}
    assert (gone, left) == (1, set(kept) - {"nowhere"})
    assert not files.is_whole(db, kept["nowhere"].digest)
    assert files.piece(db, kept["nowhere"].digest, number=0) is None
    assert files.piece(db, kept["article"].digest, number=0) is not None


def test_a_file_that_is_not_there_is_nothing_that_a_text_shows(db: Database) -> None:
    db.write(lambda tx: files.note_uses(tx, [("a", 1, "/files/000000000000000000/x.png")]))
    assert db.value("SELECT COUNT(*) FROM file_use") == 0


def test_limits_are_those_of_the_door() -> None:
    assert pictures.MOST_PIXELS == 40_000_000
    assert filing.MOST_PICTURE == 10_000_000
    assert filing.MOST_BYTES == 20_000_000

"""Pictures and files that lie in an imported folder."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from articles import reading
from articles.importing import Report, import_records
from articles.linking import NO_PICTURES
from articles.rows import Problem
from kb import filing
from kb.store import articles, exportable, files, sites
from kb.store.articles import Article
from kb.store.engine import Database


@pytest.fixture
def db(database: Database, now: int) -> Database:
    database.write(lambda tx: sites.add(tx, "main", name="Firstline", now=now))
    return database


def picture(path: Path, *, exif: bytes = b"", width: int = 30) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, 20), "red").save(out, "JPEG", exif=exif)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(out.getvalue())
    return out.getvalue()


def folder(tmp_path: Path, body: str) -> Path:
    place = tmp_path / "help/guide/start.md"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"# Start\n\n{body}", encoding="utf-8")
    return tmp_path / "help"


def imported(db: Database, path: Path, *, now: int) -> tuple[Article, Report]:
    report = import_records(db, reading.read(path), site="main", now=now)
    found = articles.by_slug(db, "start", site="main")
    assert found
    return found, report


@pytest.mark.parametrize(
    ("body", "result"),
    [
        ("![a b](img/x.jpg)", "![a b]({}#30x20)"),
        ("![a](../guide/img/x.jpg 'title')", "![a]({}#30x20 'title')"),
        ("![a](</guide/img/x.jpg>)", "![a]({}#30x20)"),
        ("See ![a](img/x.jpg?v=2) here", "See ![a]({}#30x20) here"),
        ("<img src='img/x.jpg' alt='a \"b\"'>", '<img src="{}#30x20" alt="a &quot;b&quot;">'),
        ("[large](img/x.jpg)", "[large]({})"),
        ("[large][1]\n\n[1]: img/x.jpg", "[large][1]\n\n[1]: {}"),
        ("[![a](img/x.jpg)](img/x.jpg)", "[![a]({0}#30x20)]({0})"),
        ("`![a](img/x.jpg)`", "`![a](img/x.jpg)`"),
    ],
)
def test_a_picture_beside_the_text_comes_along(
    db: Database, tmp_path: Path, now: int, body: str, result: str
) -> None:
    picture(tmp_path / "help/guide/img/x.jpg")
    found, report = imported(db, folder(tmp_path, body), now=now)
    named = files.named_in(found.body)
    address = filing.address(files.by_ids(db, named, site="main")[named[0]]) if named else ""
    assert found.body == result.format(address)
    assert report.warnings == ()


def test_files_come_along_and_the_same_again_changes_nothing(db: Database, tmp_path: Path, now: int) -> None:
    picture(tmp_path / "help/img/登录 (1).jpg")
    (tmp_path / "help/price list.pdf").write_bytes(b"%PDF-1.4 x")
    path = folder(tmp_path, "![a](../img/登录%20%281%29.jpg) [list](<../price list.pdf>)")
    found, first = imported(db, path, now=now)
    again, second = imported(db, path, now=now + 5)
    assert (first.added, second.unchanged) == (1, 1)
    assert (again.body, again.version) == (found.body, found.version)
    assert found.body.count("/files/") == 2
    assert {files.by_id(db, id, site="main").name for id in files.named_in(found.body)} == {  # type: ignore[union-attr]
        "登录 (1).jpg", "price list.pdf",
    }


def test_what_a_camera_noted_stays_behind(db: Database, tmp_path: Path, now: int) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera & Sons"
    sent = picture(tmp_path / "help/guide/x.jpg", exif=exif.tobytes())
    found, _ = imported(db, folder(tmp_path, "![a](x.jpg)"), now=now)
    (file,) = files.by_ids(db, files.named_in(found.body), site="main").values()
    assert b"Camera" in sent
    assert b"Camera" not in exportable.content(db, file)


@pytest.mark.parametrize(
    ("named", "reason"),
    [
        ("none.png", NO_PICTURES),
        ("../../outside.jpg", NO_PICTURES),
        ("/../outside.jpg", NO_PICTURES),
        ("..%2F..%2Foutside.jpg", NO_PICTURES),
        ("link.jpg", NO_PICTURES),
        ("out/outside.jpg", NO_PICTURES),
        ("%00.jpg", NO_PICTURES),
        ("x" * 900 + ".jpg", NO_PICTURES),
        ("broken.png", "pictures were left out, since they cannot be read"),
        ("drawing.svg", "files were left out, since they are of a kind that is not kept here"),
        ("notes.txt", NO_PICTURES),
    ],
)
def test_what_is_not_there_or_not_fit_is_left_out_and_said(
    db: Database, tmp_path: Path, now: int, named: str, reason: str
) -> None:
    picture(tmp_path / "outside.jpg")
    path = folder(tmp_path, f"See ![the pen]({named}) here")
    (path / "guide/link.jpg").symlink_to(tmp_path / "outside.jpg")
    (path / "guide/out").symlink_to(tmp_path)
    (path / "guide/broken.png").write_bytes(b"\x89PNG\r\n\x1a\nxxx")
    (path / "guide/drawing.svg").write_bytes(b"<svg/>")
    (path / "guide/notes.txt").write_bytes(b"Words.")
    found, report = imported(db, path, now=now)
    assert found.body == "See the pen here"
    assert report.warnings == (Problem("guide/start.md", reason, (named,)),)


def test_beside_a_single_file_nothing_is_taken(db: Database, tmp_path: Path, now: int) -> None:
    picture(tmp_path / "help/guide/x.jpg")
    folder(tmp_path, "![a](x.jpg)")
    found, report = imported(db, tmp_path / "help/guide/start.md", now=now)
    assert found.body == "a" or not files.named_in(found.body)
    assert report.warnings[0].reason == NO_PICTURES

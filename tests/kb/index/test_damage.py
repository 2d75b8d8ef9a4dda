"""What the engines survive: being killed, being broken into, being locked."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import tantivy
import whoosh.fields
import whoosh.index

from kb.index import FORMAT, Document, Index, IndexLocked, IndexUnavailable, open_index
from tests.kb.index.shelf import SHELF
from tests.kb.index.test_contract import EXPORT, MUTE, found

Fill = Callable[[Iterable[Document]], None]


@contextmanager
def another_process(kind: str, folder: Path, script: str) -> Iterator["subprocess.Popen[str]"]:
    """Runs a few lines with `index` and `MUTE` in a process of its own, up to the line that prints something."""
    prelude = f"""
        import sys, time
        from pathlib import Path
        from kb.index import Document, open_index
        index = open_index({kind!r}, Path({str(folder)!r}))
        MUTE = Document("mute", "en", "public", "", "Mute a channel", (), "")
    """
    code = textwrap.dedent(prelude) + textwrap.dedent(script)
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "there\n"
        yield process
        process.kill()


def kill(process: "subprocess.Popen[str]") -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_killed_before_the_commit_leaves_neither_documents_nor_cursor(index: Index, kind: str, folder: Path) -> None:
    script = """
        with index.writer() as writer:
            writer.delete("export")
            for number in range(2000):
                writer.put(MUTE)
            print("there", flush=True)
            time.sleep(60)
    """
    with index.writer() as writer:
        writer.put(EXPORT)
        writer.commit("7")
    with another_process(kind, folder, script) as process:
        with pytest.raises(IndexLocked), index.writer():
            pass
        kill(process)
    assert (found(index, "mute"), found(index, "export"), index.cursor()) == ([], ["export"], "7")
    index.verify()
    with index.writer() as writer:
        writer.put(MUTE)
        writer.commit("8")
    assert (found(index, "mute"), index.count(), index.cursor()) == (["mute"], 2, "8")


def test_killed_after_the_commit_leaves_both(index: Index, kind: str, folder: Path) -> None:
    script = """
        with index.writer() as writer:
            writer.put(MUTE)
            writer.commit("41")
            print("there", flush=True)
            time.sleep(60)
    """
    with another_process(kind, folder, script) as process:
        kill(process)
    assert (found(index, "mute"), index.cursor()) == (["mute"], "41")


def test_killed_at_any_moment_leaves_documents_and_cursor_of_the_same_commit(
    index: Index, kind: str, folder: Path
) -> None:
    script = """
        print("there", flush=True)
        for number in range(1, 10_000):
            with index.writer() as writer:
                writer.put(Document("counter", "en", "public", "", "count", (), "", version=str(number)))
                writer.commit(str(number))
    """
    for _ in range(3):
        with another_process(kind, folder, script) as process:
            seen = index.generation()
            while index.generation() == seen:
                pass
            kill(process)
        index.verify()
        assert index.versions() == {"counter": index.cursor()}


def segments(folder: Path) -> list[Path]:
    """The files that hold documents."""
    return sorted(path for path in folder.rglob("*") if path.suffix in (".store", ".term", ".idx", ".seg"))


def tables(folder: Path) -> list[Path]:
    """The files that say which segments there are."""
    return [path for path in folder.rglob("*") if path.name == "meta.json" or path.suffix == ".toc"]


def halve(path: Path) -> None:
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[: len(content) // 2])


def scramble(path: Path) -> None:
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(os.urandom(len(content)))


def flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0xFF
    path.unlink()
    path.write_bytes(content)


def empty(path: Path) -> None:
    path.unlink()
    path.touch()


@pytest.mark.parametrize("which", [segments, tables])
@pytest.mark.parametrize("damage", [halve, scramble, flip_a_byte, empty, Path.unlink])
def test_a_broken_index_says_so_and_can_be_reset(
    index: Index, fill: Fill, kind: str, folder: Path,
    which: Callable[[Path], list[Path]], damage: Callable[[Path], None],
) -> None:  # fmt: skip
    fill(SHELF)
    assert found(index, "mute") == ["mute"]
    for path in which(folder):
        damage(path)
    opened = open_index(kind, folder)
    for each in (opened, index):
        with pytest.raises(IndexUnavailable):
            each.verify()
        try:
            found(each, "mute")
        except IndexUnavailable as error:
            assert str(error)
    opened.reset()
    with opened.writer() as writer:
        writer.put(MUTE)
        writer.commit("1")
    opened.verify()
    assert found(opened, "mute") == found(index, "mute") == ["mute"]


def test_a_folder_that_disappears_is_a_missing_index(index: Index, fill: Fill, folder: Path) -> None:
    fill([MUTE])
    folder.rename(folder.with_name("elsewhere"))
    for ask in (lambda: found(index, "mute"), index.cursor, index.verify):
        with pytest.raises(IndexUnavailable, match="no index yet"):
            ask()
    folder.with_name("elsewhere").rename(folder)
    assert found(index, "mute") == ["mute"]


def test_a_file_in_place_of_the_folder(kind: str, folder: Path) -> None:
    folder.write_text("not a folder")
    index = open_index(kind, folder)
    for ask in (lambda: index.search(["mute"]), index.cursor, index.verify, index.reset):
        with pytest.raises(IndexUnavailable):
            ask()


def test_an_index_with_other_fields_is_not_read(kind: str, folder: Path) -> None:
    """As after a change of the code that forgot to move FORMAT."""
    home = folder / f"{kind}-{FORMAT}"
    home.mkdir(parents=True)
    if kind == "tantivy":
        tantivy.Index(tantivy.SchemaBuilder().add_text_field("id").build(), str(home))
    else:
        whoosh.index.create_in(str(home), whoosh.fields.Schema(id=whoosh.fields.ID()))
    index = open_index(kind, folder)
    with pytest.raises(IndexUnavailable, match="other fields"):
        index.verify()
    index.reset()
    with index.writer() as writer:
        writer.put(MUTE)
        writer.commit("1")
    assert found(index, "mute") == ["mute"]

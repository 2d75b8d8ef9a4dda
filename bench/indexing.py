"""Building and asking an index: ours beside the bare engine."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

import tantivy

from bench.figures import Figure, percentile
from bench.texts import Text, questions, texts
from kb import text as pipeline
from kb.index import Document, Index, open_index

QUESTIONS = 400


def measure(kind: str, count: int) -> tuple[list[Figure], dict[str, float]]:
    """Build rate (texts/s, our text pipeline included) and time of a query (ms), at `count` texts."""
    found = list(texts(count))
    asked = questions(found, count=QUESTIONS if kind == "tantivy" else 60)
    with TemporaryDirectory() as folder:
        index = open_index(kind, Path(folder))
        began = time.perf_counter()
        _build(index, found)
        rate = count / (time.perf_counter() - began)
        times = _ask(index, asked)
        index.close()
    floor_rate, floor_times = _bare(found, asked) if kind == "tantivy" else (0.0, [])
    p50, p99 = percentile(times, 0.5), percentile(times, 0.99)
    large = kind == "tantivy" and count == 100_000
    floor = f"bare tantivy {floor_rate:,.0f}/s" if floor_times else ""
    return [
        Figure(f"{kind}, {count:,} texts: build", f"{rate:,.0f} texts/s", ">= 5,000" if large else "", floor),
        Figure(
            f"{kind}, {count:,} texts: query p50 / p99", f"{p50:.2f} / {p99:.2f} ms", "p50 <= 5 ms" if large else "",
            f"bare tantivy {percentile(floor_times, 0.5):.2f} ms" if floor_times else "",
        ),
    ], {"build_per_s": round(rate), "query_p50_ms": round(p50, 2), "query_p99_ms": round(p99, 2)}


def _build(index: Index, found: list[Text]) -> None:
    index.reset()
    with index.writer() as writer:
        for number, text in enumerate(found):
            writer.put(Document(str(number), "en", "public", "", text.title, (), text.body))
        writer.commit("1")


def _ask(index: Index, asked: list[str]) -> list[float]:
    times = []
    for question in asked:
        began = time.perf_counter()
        hits = index.search(pipeline.tokens(question), limit=40)
        times.append((time.perf_counter() - began) * 1000)
        assert hits
    return times


def _bare(found: list[Text], asked: list[str]) -> tuple[float, list[float]]:
    """The engine alone: its own tokenizer, one field, one thread."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text")
    with TemporaryDirectory() as folder:
        index = tantivy.Index(builder.build(), folder)
        began = time.perf_counter()
        writer = index.writer(64_000_000, num_threads=1)
        for text in found:
            writer.add_document(tantivy.Document(text=f"{text.title} {text.body}"))
        writer.commit()
        writer.wait_merging_threads()
        rate = len(found) / (time.perf_counter() - began)
        index.reload()
        times = []
        for question in asked:
            began = time.perf_counter()
            index.searcher().search(index.parse_query(question, ["text"]), 40)
            times.append((time.perf_counter() - began) * 1000)
    return rate, times

"""The measurement of the moderators' pages still runs: with few articles, once."""

from bench import curating


def test_every_page_is_measured() -> None:
    figures, values = curating.measure(articles=120, times=1)
    assert len(figures) > 20
    assert values["curating_p95_ms"] < 10_000

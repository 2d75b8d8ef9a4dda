"""The measurement of the board's pages still runs: with few questions, and again with the board that was kept."""

from pathlib import Path

import pytest

from bench import board


def test_every_page_is_measured_and_the_board_is_kept(tmp_path: Path) -> None:
    for _ in range(2):
        figures, values = board.measure(questions=60, each=2, keep=tmp_path)
        assert len(figures) > 25
        assert values["answers"] == 180
        assert values["page_p95_ms"] > 0 and values["similar_p95_ms"] > 0
    with pytest.raises(SystemExit, match="holds a board of 60 questions"):
        board.measure(questions=61, keep=tmp_path)

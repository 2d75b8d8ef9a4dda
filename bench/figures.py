"""Percentiles, ratios and the table that is printed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of the table. `target` says what is wanted; `floor` what the bare thing does in the same run."""

    what: str
    measured: str
    target: str = ""
    floor: str = ""


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)]


def table(figures: Sequence[Figure]) -> str:
    rows = [("what", "measured", "target", "floor"), *((f.what, f.measured, f.target, f.floor) for f in figures)]
    widths = [max(len(row[at]) for row in rows) for at in range(4)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])

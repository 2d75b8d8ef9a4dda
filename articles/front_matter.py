"""The names and values before a text, between two lines of `---`: read as YAML, written so that it is YAML."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

import yaml

FENCES: Final = ("---", "...")
_LONGEST: Final = 5_000  # lines

# What needs no quotation marks: no sign of YAML in it or before it, and nothing that any YAML takes for no text.
_PLAIN: Final = r"[A-Za-z][\w/.@+-]*(?::[\w/.@+-]+)*|[0-9]{1,18}|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]{8,15}Z)?"
_NEEDS_NONE: Final = re.compile(_PLAIN, re.ASCII)
_NO_TEXT: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_LINE: Final = re.compile(
    rf'(?:([a-z_]+):|  -)(?: (?:({_PLAIN})|("(?:[^"\\]|\\["\\]|\\u(?!d[89a-f])[0-9a-f]{{4}})*")))?', re.ASCII
)


def written(fields: Mapping[str, str | Sequence[str]]) -> str:
    """Front matter with these names and values in this order, always in the same way."""
    lines = ["---"]
    for name, value in fields.items():
        if isinstance(value, str):
            lines.append(f"{name}: {scalar(value)}")
        else:
            lines += [f"{name}:", *(f"  - {scalar(each)}" for each in value)]
    return "\n".join([*lines, "---", ""])


def scalar(text: str) -> str:
    """A text as YAML has it: bare where that is safe, else between quotation marks."""
    if _NEEDS_NONE.fullmatch(text) and text.lower() not in _NO_TEXT:
        return text
    return quoted(text)


def quoted(text: str) -> str:
    """A text between quotation marks, as YAML and TOML have it."""
    return '"' + "".join(_escaped(sign) for sign in text) + '"'


def parted(text: str) -> tuple[dict[str, object], str]:
    """The names and values before a text, and the text. Raises ValueError with a reason in plain words."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines[0].rstrip() != "---":
        return {}, text
    end = next((at for at, line in enumerate(lines[1:_LONGEST], 1) if line.rstrip() in FENCES), None)
    if end is None:
        # A rule across the page, and no front matter.
        return {}, text
    fields = _simple(lines[1:end])
    return _yaml(lines[1:end]) if fields is None else fields, "\n".join(lines[end + 1 :])


def _simple(lines: Sequence[str]) -> dict[str, object] | None:
    """What is written as we write it, twenty times as fast as any YAML; None for everything else."""
    fields: dict[str, object] = {}
    values: list[str] | None = None
    for line in lines:
        found = _LINE.fullmatch(line)
        if found is None:
            return None
        name, plain, quoted = found.groups()
        value = plain or (json.loads(quoted) if quoted else None)
        if name is None:
            if values is None or value is None:
                return None
            values.append(value)
        elif name in fields:
            return None
        else:
            values = [] if value is None else None
            fields[name] = values if value is None else value
    return fields if all(fields.values()) else None


def _yaml(lines: Sequence[str]) -> dict[str, object]:
    try:
        # Makes nothing but texts, lists and mappings: `yes` and `2024-01-01` stay what was typed.
        fields = yaml.load("\n".join(lines), Loader=yaml.BaseLoader)  # noqa: S506
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" in line {mark.line + 2}" if mark else ""
        raise ValueError(f"the front matter is not YAML: there is a mistake{place}") from error
    except RecursionError as error:
        raise ValueError("the front matter is not YAML: it is nested too deep") from error
    if fields and not isinstance(fields, dict):
        raise ValueError("the front matter has no names and values")
    return {str(name).lower(): value for name, value in (fields or {}).items()}


def _escaped(sign: str) -> str:
    if sign in '"\\':
        return f"\\{sign}"
    if sign.isprintable() and sign != "\ufeff":
        return sign
    return f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}"

"""Our statements name their parameters `:name`, which SQLite understands and psycopg does not."""

import re
from functools import lru_cache

# What must be left alone: quoted text, quoted names, comments, dollar quotes, casts. Then a parameter, or a percent.
_TOKEN = re.compile(
    r"""'[^']*' | "[^"]*" | --[^\n]* | /\*.*?\*/ | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$ | :: | :(?P<name>[a-z_]\w*) | %""",
    re.DOTALL | re.VERBOSE,
)


@lru_cache(maxsize=4096)
def for_psycopg(sql: str) -> str:
    """The statement with `%(name)s` for each `:name`, and each other percent sign written twice."""
    return _TOKEN.sub(lambda found: f"%({found['name']})s" if found["name"] else found[0].replace("%", "%%"), sql)

"""Names in addresses: readable in every script, and nothing that an address would have to escape."""

import re
import unicodedata

LONGEST = 80

_APOSTROPHE = re.compile("['’]")
_BETWEEN = re.compile(r"[\W_]+")
# Marks that no letter could take in (a dot above an i), and characters without width: nobody sees or types them.
_UNSEEN = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")


def slug(text: str, *, fallback: str) -> str:
    """`text` as a part of an address: lower case, words joined by hyphens, Chinese kept as it is.

    At most LONGEST characters, cut between words where that is possible. `fallback` where no letter or digit is left.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())
    words = _BETWEEN.sub("-", _UNSEEN.sub("", _APOSTROPHE.sub("", folded))).strip("-")
    if len(words) <= LONGEST:
        return words or fallback
    short = words[:LONGEST]
    whole, hyphen, _ = short.rpartition("-")
    return whole if hyphen and words[LONGEST] != "-" and len(whole) > LONGEST // 2 else short.strip("-")

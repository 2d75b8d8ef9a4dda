"""Icons are drawn as the package draws them."""

from xml.etree import ElementTree

import pytest
from heroicons import jinja

from web import icons


@pytest.mark.parametrize("style", ["outline", "solid", "mini", "micro"])
def test_an_icon_is_the_packages_own(style: str) -> None:
    for attributes in ({}, {"size": 32, "class": 'icon "quoted"'}):
        ours = getattr(icons, style)("bell", **attributes)
        theirs = getattr(jinja, f"heroicon_{style}")("bell", **attributes)
        assert ElementTree.canonicalize(ours) == ElementTree.canonicalize(theirs)


def test_there_is_no_icon_of_that_name() -> None:
    with pytest.raises(KeyError):
        icons.outline("no-such-icon")

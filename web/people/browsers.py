"""What a browser calls itself, in a few words that its owner knows again."""

from typing import Final

# In this order: most of them also claim to be the ones below.
_BROWSERS: Final = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("MicroMessenger", "WeChat"), ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)
_DEVICES: Final = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"), ("Linux", "Linux"),
)


def named(agent: str) -> str:
    """From a User-Agent header, for example "Firefox, Windows"; empty where it says nothing that we know."""
    found = (next((name for sign, name in signs if sign in agent), "") for signs in (_BROWSERS, _DEVICES))
    return ", ".join(name for name in found if name)

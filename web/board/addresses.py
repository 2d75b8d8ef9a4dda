"""Addresses of the board. What an id names decides; the words behind it are for whoever reads the address."""

from urllib.parse import quote

from kb import slugs


def slug(title: str) -> str:
    return slugs.slug(title, fallback="question")


def question(id: str, title: str) -> str:
    return f"/questions/{id}/{quote(slug(title))}"


def answer(question: str, id: str) -> str:
    """Leads to the page of the question, where the answer stands in it."""
    return f"/questions/{question}/answers/{id}"


def post(id: str) -> str:
    """Leads to wherever the question or answer stands."""
    return f"/posts/{id}"


def person(id: str) -> str:
    return f"/people/{id}"


def tagged(name: str) -> str:
    return f"/questions/tagged/{quote(name, safe='')}"

"""Who a request comes from, as limits count it."""

import dataclasses
import ipaddress

import pytest
from flask import Flask

from web import config, house
from web.house import visitor

PROXIES = tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "fd00::/8")))


@pytest.fixture
def app(app: Flask, settings: config.Settings) -> Flask:
    known: house.House = app.extensions["firstline"]
    app.extensions["firstline"] = dataclasses.replace(known, settings=dataclasses.replace(settings, proxies=PROXIES))
    return app


@pytest.mark.parametrize(
    ("peer", "forwarded", "counted"),
    [
        ("203.0.113.9", None, "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", None, "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.7", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1:50123", "198.51.100.1"),
        ("10.0.0.1", " , ", "10.0.0.1"),
        ("10.0.0.1", "unknown:x:y", "unknownxy"),
        # The same proxy and the same visitor, as a socket for both kinds of address names them.
        ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("::ffff:203.0.113.9", None, "203.0.113.9"),
        ("fd00::1", "[2001:db8:1:2::5]:443", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", None, "fe80::/64"),
    ],
)
def test_who_is_counted(app: Flask, peer: str, forwarded: str | None, counted: str) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    with app.test_request_context(headers=headers, environ_base={"REMOTE_ADDR": peer}):
        assert visitor() == counted


def test_one_network_is_one_visitor_however_its_addresses_are_written(app: Flask) -> None:
    counted = set()
    for peer in ("2001:db8::1", "2001:db8:0:0:1::", "2001:db8::a:b:c:d", "2001:0db8:0000:0000:ffff:ffff:ffff:ffff"):
        with app.test_request_context(environ_base={"REMOTE_ADDR": peer}):
            counted.add(visitor())
    assert counted == {"2001:db8::/64"}

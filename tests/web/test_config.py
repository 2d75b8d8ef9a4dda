"""Settings: what is read, what is made, and the one sentence that stops a start."""

import stat
from pathlib import Path

import pytest

from web.config import NAMES, SECRETS, SettingsError, read


@pytest.fixture
def data(tmp_path: Path) -> str:
    return str(tmp_path / "data")


def test_without_settings_everything_has_a_default(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = read({})
    assert settings.data == tmp_path / "data"
    assert settings.database == str(tmp_path / "data" / "firstline.db")
    assert (settings.index, settings.host, settings.port) == ("tantivy", "127.0.0.1", 8000)
    assert settings.url == "http://127.0.0.1:8000"
    assert settings.frames == ("*",)
    assert settings.proxies == ()


def test_an_empty_setting_is_one_that_was_not_set(data):
    empty = dict.fromkeys((name for name in NAMES if name != "FIRSTLINE_DATA"), "")
    assert read({"FIRSTLINE_DATA": data, **empty}) == read({"FIRSTLINE_DATA": data})


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("FIRSTLINE_DATABASE", "postgresql://u@h/d", "database", "postgresql://u@h/d"),
        ("FIRSTLINE_INDEX", "whoosh", "index", "whoosh"),
        ("FIRSTLINE_HOST", "0.0.0.0", "url", "http://0.0.0.0:8000"),
        ("FIRSTLINE_HOST", "::1", "url", "http://[::1]:8000"),
        ("FIRSTLINE_PORT", "9001", "url", "http://127.0.0.1:9001"),
        ("FIRSTLINE_URL", "https://help.example.com/", "url", "https://help.example.com"),
        ("FIRSTLINE_URL", "http://[::1]:8080", "url", "http://[::1]:8080"),
        ("FIRSTLINE_SECRET", "s" * 32, "secret", "s" * 32),
        ("FIRSTLINE_LIMITS", "on", "limits", True),
        ("FIRSTLINE_LIMITS", "off", "limits", False),
        ("FIRSTLINE_LOG", "", "log", "requests"),
        ("FIRSTLINE_LOG", "warning", "log", "warning"),
        ("FIRSTLINE_METRICS_TOKEN", "a-token-of-16-or-so", "metrics_token", "a-token-of-16-or-so"),
        ("FIRSTLINE_FRAMES", "https://a.example  https://*.b.example:8443", "frames",
         ("https://a.example", "https://*.b.example:8443")),
        ("FIRSTLINE_FRAMES", "https://a.example *", "frames", ("*",)),
    ],
)
def test_a_setting_is_read(data, name, value, field, expected):
    assert getattr(read({"FIRSTLINE_DATA": data, name: value}), field) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FIRSTLINE_DATABASE", "mysql://u@h/d"),
        ("FIRSTLINE_DATABASE", "firstline.db"),
        ("FIRSTLINE_INDEX", "Tantivy"),
        ("FIRSTLINE_PORT", "0"),
        ("FIRSTLINE_PORT", "65536"),
        ("FIRSTLINE_PORT", "http"),
        ("FIRSTLINE_PORT", "８０"),
        ("FIRSTLINE_PORT", "-1"),
        ("FIRSTLINE_URL", "help.example.com"),
        ("FIRSTLINE_URL", "https://help.example.com/faq"),
        ("FIRSTLINE_URL", "https://help.example.com?x=1"),
        ("FIRSTLINE_URL", "https://user:password@help.example.com"),
        ("FIRSTLINE_URL", "https://help example.com"),
        ("FIRSTLINE_URL", "https://help.example.com:99999"),
        ("FIRSTLINE_URL", "http://[::1"),
        ("FIRSTLINE_URL", "ftp://help.example.com"),
        ("FIRSTLINE_URL", "https://"),
        ("FIRSTLINE_SECRET", "short"),
        ("FIRSTLINE_LIMITS", "none"),
        ("FIRSTLINE_LOG", "loud"),
        ("FIRSTLINE_METRICS_TOKEN", "short"),
        ("FIRSTLINE_METRICS_TOKEN", "with a space in its middle"),
        ("FIRSTLINE_FRAMES", "shop.example.com"),
        ("FIRSTLINE_FRAMES", "https://shop.example.com/page"),
        ("FIRSTLINE_FRAMES", "https://shop.example.com;script-src"),
        ("FIRSTLINE_FRAMES", "'self'"),
        ("FIRSTLINE_PROXIES", "proxy.example.com"),
        ("FIRSTLINE_PROXIES", "10.0.0.1/8"),
        ("FIRSTLINE_DATABASE_FILE", "/nowhere/at/all"),
        ("FIRSTLINE_SECRET_FILE", "/dev/null"),
    ],
)
def test_what_cannot_be_used_stops_with_one_sentence_that_names_it(data, name, value):
    with pytest.raises(SettingsError) as stopped:
        read({"FIRSTLINE_DATA": data, name: value})
    sentence = str(stopped.value)
    assert name in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_an_unknown_setting_stops_and_the_nearest_known_one_is_named(data):
    with pytest.raises(SettingsError, match=r"FIRSTLINE_PROT .*FIRSTLINE_PORT\?"):
        read({"FIRSTLINE_DATA": data, "FIRSTLINE_PROT": "8000"})
    with pytest.raises(SettingsError, match="FIRSTLINE_PORT_FILE"):
        read({"FIRSTLINE_DATA": data, "FIRSTLINE_PORT_FILE": "/dev/null"})


def test_settings_of_others_and_of_the_tests_are_left_alone(data):
    read({"FIRSTLINE_DATA": data, "FIRSTLINE_TEST_BROWSER": "/usr/bin/chromium", "FLASK_DEBUG": "1"})


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_may_come_from_a_file_but_not_from_two_places(data, tmp_path, name):
    given = {"FIRSTLINE_DATABASE": "postgresql://u:p@h/d", "FIRSTLINE_MAIL": "smtp://u:p@h"}
    value = given.get(name, "k" * 40)
    file = tmp_path / "given"
    file.write_text(value + "\n")
    settings = read({"FIRSTLINE_DATA": data, f"{name}_FILE": str(file)})
    handed_in = settings.mail and f"smtp://{settings.mail.user}:{settings.mail.password}@{settings.mail.host}"
    assert value in (settings.database, settings.secret, settings.metrics_token, handed_in)
    with pytest.raises(SettingsError, match="keep one"):
        read({"FIRSTLINE_DATA": data, name: value, f"{name}_FILE": str(file)})


def test_the_secret_is_made_once_and_only_its_owner_may_read_it(data):
    first = read({"FIRSTLINE_DATA": data}).secret
    assert len(first) >= 32
    assert read({"FIRSTLINE_DATA": data}).secret == first
    assert stat.S_IMODE((Path(data) / "secret").stat().st_mode) == 0o600
    assert [file.name for file in Path(data).iterdir()] == ["secret"]


def test_secrets_are_not_shown_when_settings_are_printed(data):
    settings = read({"FIRSTLINE_DATA": data, "FIRSTLINE_DATABASE": "postgresql://u:hidden@h/d"})
    assert settings.secret not in repr(settings)
    assert "hidden" not in repr(settings)


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="FIRSTLINE_DATA"):
        read({"FIRSTLINE_DATA": str(tmp_path / "file" / "data")})


def test_only_named_proxies_are_trusted(data):
    settings = read({"FIRSTLINE_DATA": data, "FIRSTLINE_PROXIES": "10.0.0.0/8, 192.0.2.7 2001:db8::/32"})
    assert [settings.trusts(address) for address in ("10.1.2.3", "192.0.2.7", "2001:db8::1")] == [True] * 3
    assert [settings.trusts(address) for address in ("192.0.2.8", "127.0.0.1", "::1", "", "unix")] == [False] * 5

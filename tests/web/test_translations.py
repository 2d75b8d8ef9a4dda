"""The interface in Chinese: nothing is missing, nothing is stale, and it is written as Chinese is written."""

import io
import re
import string
from functools import cache
from pathlib import Path
from typing import Any

import opencc
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask

from kb.languages import LANGUAGES
from web.words import _

WEB = Path(__file__).parents[2] / "web"
LOCALES = ("zh_Hans", "zh_Hant")

HAN = "[\u3400-\u4dbf\u4e00-\u9fff]"
PLACE = re.compile(r"%\((\w+)\)s")
NUMBERS = frozenset({
    "count", "most", "length", "left", "low", "high", "num", "place", "to", "from", "seconds", "minutes", "rating",
    "time", "day", "mark",
})
"""Places that a number is put into; into the others go names, which stand close to their neighbours."""
NOT_TAIWANESE = re.compile(
    "信息|網絡|登錄|鏈接|默認|刷新|服務器|用戶|軟件|文件|屏幕|窗口|消息|郵箱|賬號|加載|搜索|列表|視頻|菜單|光標|幫助中心|在線(?!上)|反饋|優化|質量"
)
BOTH_SCRIPTS = frozenset("台群游")
"""Written so in Taiwan too (工作台, 社群, 游標), although the converter would have another form."""

pytestmark = pytest.mark.parametrize("locale", LOCALES)


@cache
def catalogue(locale: str) -> Catalog:
    with folder(locale).joinpath("messages.po").open("rb") as file:
        return read_po(file, locale=locale)


def folder(locale: str) -> Path:
    return WEB / "translations" / locale / "LC_MESSAGES"


def translated(locale: str) -> list[tuple[str, str]]:
    """What stands in the sources, and what a reader of this language reads instead: one form for any number."""
    return [
        (said, message.string[0] if message.pluralizable else message.string)
        for message in catalogue(locale) if message.id
        for said in (message.id if message.pluralizable else [message.id])
    ]


@cache
def in_the_sources() -> frozenset[str | tuple[str, str]]:
    with (WEB / "translations" / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found: Any = extract_from_dir(str(WEB), methods, options)
    return frozenset(message for _, _, message, _, _ in found)


def test_what_the_sources_say_and_what_is_translated_are_the_same(locale: str) -> None:
    known = {tuple(message.id) if message.pluralizable else message.id for message in catalogue(locale) if message.id}
    assert len(known) > 300
    assert known == in_the_sources(), "run `make translations`, translate what is empty, and run it once more"


def test_everything_is_translated(locale: str) -> None:
    assert [english for english, chinese in translated(locale) if not chinese] == []
    assert not [message.id for message in catalogue(locale) if message.fuzzy]
    assert not catalogue(locale).obsolete


def test_what_is_compiled_is_what_is_written(locale: str) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(locale))
    assert folder(locale).joinpath("messages.mo").read_bytes() == compiled.getvalue(), "run `make translations`"


def test_the_pages_find_it(locale: str, app: Flask) -> None:
    language = locale.replace("_", "-")
    assert language in LANGUAGES
    with app.test_request_context(f"/?language={language}"):
        assert _("Help center") == {"zh_Hans": "帮助中心", "zh_Hant": "說明中心"}[locale]
        assert _("%(name)s: %(text)s", name="Ana", text="好") == "Ana：好"


def test_places_are_kept(locale: str) -> None:
    for english, chinese in translated(locale):
        assert sorted(PLACE.findall(chinese)) == sorted(PLACE.findall(english)), chinese
        assert "%" not in PLACE.sub("", chinese).replace("%%", ""), chinese


def test_marks_are_those_of_chinese(locale: str) -> None:
    for _english, chinese in translated(locale):
        assert not re.search(rf"{HAN}\s?[,.!?:;()\"']|[(\"']{HAN}", chinese), chinese
        assert not re.search("[!！~～]", chinese), chinese
        assert not re.search("[“”‘’]" if locale == "zh_Hant" else "[「」『』]", chinese), chinese
        assert chinese == chinese.strip(), chinese


def test_full_sentences_end_as_the_english_ones_do(locale: str) -> None:
    ends = {".": "。", "?": "？", ":": "：", "…": "…"}
    for english, chinese in translated(locale):
        want, has = ends.get(english[-1], ""), chinese[-1]
        assert has == want or (not want and has not in "。？：，；"), chinese


def test_latin_words_and_numbers_stand_apart_from_han(locale: str) -> None:
    for _english, chinese in translated(locale):
        shown = PLACE.sub(lambda place: "7" if place[1] in NUMBERS else "王", chinese)
        assert not re.search(f"{HAN}[A-Za-z0-9]|[A-Za-z0-9]{HAN}", shown), chinese


def test_readers_are_addressed_politely(locale: str) -> None:
    assert not [chinese for _english, chinese in translated(locale) if re.search("[你妳]", chinese)]


def test_each_script_is_its_own(locale: str) -> None:
    convert = opencc.OpenCC("t2s" if locale == "zh_Hans" else "s2t").convert
    used = {sign for _english, chinese in translated(locale) for sign in chinese if sign not in string.printable}
    assert {sign for sign in used - BOTH_SCRIPTS if convert(sign) != sign} == set()


def test_traditional_is_worded_for_taiwan(locale: str) -> None:
    if locale == "zh_Hant":
        assert not [chinese for _english, chinese in translated(locale) if NOT_TAIWANESE.search(chinese)]

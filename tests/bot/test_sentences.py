"""What the bot says is complete, says the same in each language, and sounds like a native."""

import ast
import re
import string
from pathlib import Path
from typing import get_args

import pytest

from bot import dialogue, sentences
from kb.languages import LANGUAGES

HOUSE = Path(__file__).parents[2]
ASKED = ("bot", "web", "desk")
WORDINGS = [(key, language) for key in sentences.SENTENCES for language in LANGUAGES]
CHINESE = [(key, language) for key, language in WORDINGS if language != "en"]
HAN = "\u4e00-\u9fff"
# Words that give a converted mainland text away in Taiwan.
MAINLAND = "信息|網絡|軟件|視頻|默認|登錄|賬號|鏈接|答復|回復|通過|同事|郵箱|重新打開|幫助中心|在線客服"


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sentences.SENTENCES)
def test_is_said_in_every_language_with_the_same_places(key: str) -> None:
    wordings = sentences.SENTENCES[key]
    assert set(wordings) == set(LANGUAGES)
    assert all(text.strip() == text != "" for text in wordings.values())
    assert len({frozenset(_places(text)) for text in wordings.values()}) == 1


@pytest.mark.parametrize(("key", "language"), WORDINGS)
def test_is_calm_and_knows_no_jargon(key: str, language: str) -> None:
    text = sentences.SENTENCES[key][language]
    assert not re.search("[!！]", text)
    assert not re.search(r"ticket|hand-?over|hand-?off|agent|escalat|query|工单|工單|转接请求", text, re.IGNORECASE)
    if key != "contact_saved_mail":  # said only where mail is sent
        assert not re.search(r"e-?mail you|send you|邮件|郵件|寄", text, re.IGNORECASE), "mail is not set up"


@pytest.mark.parametrize(("key", "language"), CHINESE)
def test_chinese_is_written_by_a_native(key: str, language: str) -> None:
    text = sentences.SENTENCES[key][language]
    assert not re.search("[你妳]", text)
    assert not re.search(f"[{HAN}][,.;:?()]|[,.;:?()][{HAN}]", text), "full-width punctuation"
    assert not re.search(f"[{HAN}] | [{HAN}]", text)


@pytest.mark.parametrize("key", sentences.SENTENCES)
def test_each_script_keeps_to_itself(key: str) -> None:
    sentences.SENTENCES[key]["zh-Hans"].encode("gb2312")
    traditional = sentences.SENTENCES[key]["zh-Hant"]
    traditional.encode("big5")
    assert not re.search(MAINLAND, traditional)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", get_args(dialogue.Reason))
def test_a_person_takes_over_for_every_reason(reason: str, language: str) -> None:
    assert sentences.say(f"because_{reason}", language) in sentences.handing_over(reason, language)
    assert sentences.handing_over(reason, language).endswith(sentences.say("passing", language))
    unknown = sentences.nobody_online(reason, language, contact="")
    assert unknown.endswith(sentences.say("nobody_online", language))
    known = sentences.nobody_online(reason, language, contact="cleo@example.com")
    assert known.endswith(sentences.say("nobody_online_known", language))


def test_nobody_online_promises_nobody() -> None:
    assert sentences.nobody_online("could_not_answer", "en", contact="") == (
        "I could not find an answer to this. Nobody is here right now, but a colleague will read all of this. "
        "Please leave an address where we can reach you. The answer will wait here and under your private link."
    )
    assert sentences.say("passing", "en") not in sentences.nobody_online("asked", "en", contact="")


def test_places_are_filled() -> None:
    assert sentences.say("agent_joined", "en", name="Ana") == "Ana is here for you now."
    assert sentences.say("agent_joined", "zh-Hans", name="李伟") == "接下来由李伟为您解答。"
    with pytest.raises(KeyError):
        sentences.say("agent_joined", "en")


def test_a_language_that_we_do_not_speak_gets_english() -> None:
    assert sentences.say("clarify", "fr") == "Which of these do you mean?"


def test_whoever_asks_for_a_sentence_gets_one() -> None:
    asked = {key for folder in ASKED for path in (HOUSE / folder).rglob("*.py") for key in _asked_for(path)}
    assert {"greeting", "contact_saved", "assistant"} <= asked
    assert asked <= set(sentences.SENTENCES)


def _asked_for(path: Path) -> set[str]:
    """The keys that a file hands to `sentences.say`, as far as they are written out."""
    return {
        node.args[0].value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "sentences.say"
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }

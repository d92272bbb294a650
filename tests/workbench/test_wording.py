"""Sentences: both languages say the same, and what was said once can be said again in the other language."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from workbench import wording
from workbench.wording import LANGUAGES, again, said, say, speak

TOLD = {
    lang: tomllib.loads((Path(wording.__file__).parent / f"{lang}.toml").read_text(encoding="utf-8"))
    for lang in LANGUAGES
}


@pytest.fixture(autouse=True)
def _chinese():
    speak("zh")
    yield
    speak("zh")


def test_every_sentence_is_there_in_both_languages_with_the_same_gaps():
    gap = re.compile(r"{(\w+)")
    zh, en = (
        {(t, k): set(gap.findall(v)) for t, of in TOLD[lang].items() for k, v in of.items()} for lang in LANGUAGES
    )
    assert zh == en


def test_a_sentence_said_once_is_said_again_in_another_language_with_what_it_holds():
    sentence = said("analyse.traced", total="5.00", rule=said("money_list.rule_lifo"), count=1)
    assert sentence == say("analyse.traced", total="5.00", rule=say("money_list.rule_lifo"), count=1)
    speak("en")
    assert again(sentence) == say("analyse.traced", total="5.00", rule=say("money_list.rule_lifo"), count=1)
    assert "last in" in again(sentence)
    assert again("data") == "data"


def test_a_notice_names_no_parameter_of_the_command():
    hints = {"hint_every", "needs_why", "more"}
    for lang in LANGUAGES:
        assert not [
            words for key, words in TOLD[lang]["analyse"].items() if key not in hints and re.search(r"\w=\w", words)
        ]

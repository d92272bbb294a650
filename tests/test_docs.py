"""The written documents say what the code says."""

from __future__ import annotations

import re
from pathlib import Path

from graph.glossary import written
from graph.schema import KINDS, LINKS
from workbench.wording import LANGUAGES, _sentences

ROOT = Path(__file__).parents[1]


def test_the_glossary_lists_the_schema_as_it_is():
    text = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    assert text == written(text), "run: python -m graph.glossary"


def test_every_link_joins_labels_that_exist():
    labels = {kind.label for kind in KINDS}
    assert {end for link in LINKS for pair in link.ends for end in pair} <= labels


def test_labels_and_key_prefixes_are_unique():
    assert len({kind.prefix for kind in KINDS}) == len({kind.label for kind in KINDS}) == len(KINDS)


def test_both_languages_have_every_sentence_with_the_same_placeholders():
    zh, en = (
        {f"{t}.{n}": _fields(s) for t, names in _sentences(lang).items() for n, s in names.items()}
        for lang in LANGUAGES
    )
    assert zh == en


def test_both_readmes_have_the_same_commands():
    english, chinese = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md"))
    assert re.findall(r"```\n(.*?)```", english, re.DOTALL) != []
    assert _commands(english) == _commands(chinese)


def test_no_locked_package_carries_an_address():
    assert not re.search(r"https?://|file:|--index", (ROOT / "requirements.lock").read_text(encoding="utf-8"))


def _fields(sentence: str) -> set[str]:
    return set(re.findall(r"{(\w+)", sentence))


def _commands(text: str) -> list[str]:
    return re.findall(r"^(?:make|fusion) .*?(?=\s{2,}#|\s*$)", text, re.MULTILINE)

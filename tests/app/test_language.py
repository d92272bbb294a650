"""Every page in both languages: no stray English in the Chinese pages, no Chinese of ours in the English ones."""

from __future__ import annotations

import re

import pytest

from workbench import wording
from workbench.wording import say

pytestmark = pytest.mark.neo4j

# What stays Latin in Chinese: names of formats, of the query language, of what telephones carry.
KEPT = re.compile(
    r"Cypher|IMEI|IMSI|SIM|RETURN|LIMIT|Ctrl|KB|MB|zhang wei|zw|csv|txt|xlsx|xls|zip|ID|IP|MAC|tel:|English",
    re.IGNORECASE,
)


@pytest.fixture
def addresses(city):
    """Return addresses that show every part of every page."""
    phone, link = city.cypher("MATCH (t:Phone)-[c:CALLED]->() RETURN t.key, c.id ORDER BY t.key LIMIT 1").rows[0]
    return [
        ("", {}),
        ("point", {}),
        ("point", {"q": "没有"}),
        ("point", {"key": phone, "link": link}),
        ("query", {}),
        ("line", {}),
        ("line", {"q": phone}),
        ("net", {}),
        ("net", {"q": phone}),
    ]


def test_the_chinese_pages_have_no_stray_latin_words(site, addresses):
    session = site(lang="zh")
    for path, address in addresses:
        session.open(path, **address)
        stray = [word for word in session.words() if re.search(r"[A-Za-z]{2,}", KEPT.sub("", word))]
        assert not [word for word in stray if not is_data(word)], path


def test_the_english_pages_have_no_chinese_of_ours(site, addresses):
    session = site(lang="en")
    for path, address in addresses:
        session.open(path, **address)
        assert not [word for word in session.words() if re.search(r"[\u4e00-\u9fff]", word) and not is_data(word)], path


@pytest.mark.parametrize(("lang", "wrong"), [("zh", r"[A-Za-z]{2,}"), ("en", r"[\u4e00-\u9fff]")])
def test_what_an_analysis_found_is_told_in_one_language(site, addresses, analysed, lang, wrong):
    session = site(lang=lang)
    phone = addresses[3][1]["key"]
    for door, offer in (("calls", "forwardings"), ("calls", "shared_handsets"), ("collision", "shared_contacts")):
        app = session.open("line", q=f"{phone} {phone[:-1]}")
        app.segmented_control(key="door").set_value(door)
        app.run()
        app.pills(key=f"offer:{door}").set_value(offer)
        app.run()
        if not app.button(key=f"run:{offer}").disabled:
            analysed(session)
        stray = [word for word in session.words() if re.search(wrong, KEPT.sub("", word)) and not is_data(word)]
        assert not stray, offer


def test_the_switch_changes_the_language_of_everything_at_once(site):
    session = site()
    app = session.app
    assert say("case.imports", lang="zh") in [tab.label for tab in app.tabs]
    app.segmented_control(key="language").set_value("en")
    app.run()
    wording.speak("en")
    assert say("case.imports", lang="en") in [tab.label for tab in app.tabs]
    app.segmented_control(key="language").set_value("zh")
    app.run()
    assert say("case.imports", lang="zh") in [tab.label for tab in app.tabs]


def is_data(word):
    """Whether the words are the city's own: names of files, documents and people, headers of their spreadsheets."""
    return bool(re.search(r"\.(csv|xlsx)|〔|澜|^\d|没有”|case:|I0000|[0-9a-f]{12}|person:|acct:|训练", word))

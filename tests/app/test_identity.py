"""同一性: two records side by side, masked; three verdicts with a reason; the next pair; unsure ones last; taking back."""

from __future__ import annotations

import re

import pytest

from models.statement import Statement
from workbench import present
from workbench import workspace as workspaces
from workbench.analyse.claims import SAME
from workbench.analyse.identities import evidence_for
from workbench.analyse.worded import paragraph
from workbench.desk import Desk
from workbench.settings import Settings
from workbench.ui import state
from workbench.ui.queue import waiting
from workbench.wording import say, speak

pytestmark = pytest.mark.neo4j


@pytest.fixture
def clean(city):
    """Take back whatever a test judged, so that a city can be used again."""
    yield
    for one in city.judged():
        city.judge(one.a, one.b, "withdrawn", why="测试")


@pytest.fixture
def queued(site, analysed, clean):
    """Return the page with its queue, and what the analysis found."""
    session = site()
    session.open("identity")
    app = analysed(session)
    assert not app.error
    assert not app.exception
    (found,) = (kept["same_people"] for kept in state._founds().values() if "same_people" in kept)
    return session, found.result.frames


def pair_of(frames, place):
    line = frames["pairs"].iloc[place]
    return line["record_a"], line["record_b"]


def at_hand(session):
    """Return the records that the page shows side by side."""
    known = (text.value for text in session.app.caption)
    return tuple(f"rec:{text}" for text in known if re.fullmatch("[0-9a-f]{20}", text))


def press(session, verdict):
    session.app.button(key=f"verdict:{verdict}").click()
    app = session.app.run()
    assert not app.error
    assert not app.exception
    return app


def test_before_anything_was_worked_out_the_page_says_what_it_does(site, clean):
    app = site().open("identity")
    assert not app.error
    assert any("不合并任何记录" in text.value for text in app.caption)
    assert not app.get("echarts_chart")


def test_a_pair_comes_with_its_waterfall_its_statement_and_its_rows(queued, city):
    session, frames = queued
    first = pair_of(frames, 0)
    assert at_hand(session) == first
    assert session.app.get("echarts_chart")
    line = frames["pairs"].iloc[0]
    names = dict(zip(first, (line["a_name"], line["b_name"]), strict=True))
    told = paragraph(Statement(SAME, evidence_for(frames, *first)), names)
    assert any(text.value == present.plain(told) for text in session.app.markdown)
    assert not any((table.key or "").startswith("rows:") for table in session.app.dataframe), "rows are not masked"
    session.choose("found:same_people:reasons", 0)
    rows = session.table("rows:").value
    assert len(rows) == len(city.event_rows(frames["pairs"].iloc[0]["events"]))
    assert any(table.value.columns[0] == say("source.row_number") for table in session.app.dataframe)


def test_numbers_of_documents_are_masked_until_somebody_lifts_the_mask_and_the_audit_says_so(queued, city, audited):
    session, frames = queued
    place = next(n for n in range(50) if city.person_records([pair_of(frames, n)[0]])["id_number"].notna().all())
    records = pair_of(frames, place)
    number = city.person_records(records)["id_number"].iloc[0]
    session.app.query_params.update({"a": records[0], "b": records[1]})
    app = session.app.run()
    outside = [text.value for kind in (app.text, app.markdown, app.caption) for text in kind]
    assert not any(number in text for text in outside)
    app.button(key=f"lift:{records[0]}:id_number").click()
    app = session.app.run()
    assert any(number == text.value for text in app.text)
    assert any(line["action"] == "reveal" for line in audited())


def test_each_verdict_is_written_down_with_its_reason_and_the_next_pair_comes_up(queued, city):
    session, frames = queued
    first, second, third = (pair_of(frames, place) for place in range(3))
    session.app.text_input(key=f"why:{first[0]}:{first[1]}").set_value("与户口底册相符")
    press(session, "same")
    assert at_hand(session) == second
    press(session, "different")
    judged = {(one.a, one.b): one for one in city.judged()}
    assert judged[tuple(sorted(first))].verdict == "same"
    assert judged[tuple(sorted(first))].why == "与户口底册相符"
    assert judged[tuple(sorted(second))].verdict == "different"
    assert "贝叶斯因子" in judged[tuple(sorted(second))].why, "without a reason the grey text stands"
    left = waiting(frames["pairs"], city.judged())
    assert at_hand(session) == (left["record_a"][0], left["record_b"][0])
    assert third in set(zip(left["record_a"], left["record_b"], strict=True)) or len(left) < len(frames["pairs"]) - 2


def test_unsure_ones_go_to_the_end_of_the_queue_and_are_marked(queued):
    session, frames = queued
    first = pair_of(frames, 0)
    app = press(session, "unsure")
    shown = session.table("queue:").value
    assert len(shown) == len(frames["pairs"])
    assert shown["状态"].iloc[-1] == "不确定"
    assert shown["当前"].tolist().index("▶") == 0
    session.choose("queue:", len(shown) - 1)
    app = session.app.run()
    assert at_hand(session) == first
    assert any("曾定为不确定" in text.value for text in app.markdown)


def test_the_next_pair_can_be_looked_at_without_a_verdict_and_a_click_opens_any(queued, city):
    session, frames = queued
    press(session, "next")
    assert at_hand(session) == pair_of(frames, 1)
    session.choose("queue:", 4)
    assert at_hand(session) == pair_of(frames, 4)
    assert city.judged() == []


def test_a_verdict_is_taken_back_only_with_a_reason_and_the_pair_returns(queued, city):
    session, frames = queued
    first = pair_of(frames, 0)
    press(session, "same")
    assert any("更新图谱" in button.label for button in session.app.button)
    session.choose("judged:", 0)
    back = next(button for button in session.app.button if (button.key or "").startswith("back:"))
    assert back.disabled
    next(box for box in session.app.text_input if (box.key or "").startswith("why_back:")).set_value("看错")
    session.app.run()
    next(button for button in session.app.button if (button.key or "").startswith("back:")).click()
    app = session.app.run()
    assert any("已收回" in text.value for text in app.success)
    assert city.judged() == []
    assert at_hand(session) == first


def test_a_reader_is_told_that_judging_is_not_theirs_and_nothing_is_written(site, city, analysed, clean, monkeypatch):
    desk = Desk.open(Settings.from_environment())
    if "孙二" not in workspaces.get(desk, city.workspace).members:
        workspaces.add_member(desk, city.workspace, "孙二", role="reader", actor=city.actor)
    desk.close()
    monkeypatch.setenv("FUSION_ACTOR", "孙二")
    session = site()
    session.open("identity")
    assert not analysed(session).error
    session.app.button(key="verdict:same").click()
    app = session.app.run()
    assert any("无权" in error.value for error in app.error)
    assert city.judged() == []


def test_the_page_speaks_english_too(site, analysed, clean):
    session = site(lang="en")
    session.open("identity")
    app = analysed(session)
    assert not app.error
    assert any("are one person" in text.value for text in app.markdown)
    assert any(button.label == "Same person" for button in app.button)
    speak("zh")

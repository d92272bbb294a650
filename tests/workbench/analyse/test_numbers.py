"""Replaced numbers asked of a drawn town: the successor with its reasons, what is kept, and who cannot be found."""

from __future__ import annotations

import pandas as pd
import pytest

from graph.ledger.runs import check
from workbench.analyse.cited import cited
from workbench.analyse.spoken import spoken_frame
from workbench.wording import speak

FRIENDS = [f"tel:+86154000001{n:02}" for n in range(8)]
OLD, NEW, GONE, NEWCOMER = (f"tel:+86154000002{n:02}" for n in range(4))
SHOP = "tel:+8615400000300"


@pytest.fixture(autouse=True)
def _chinese():
    speak("zh")
    yield
    speak("zh")


def call(a, b, day, hour, imei="", seconds=60):
    at = pd.Timestamp("2026-03-01") + pd.Timedelta(days=day, hours=hour)
    told = f" imei={imei}" if imei else ""
    return f"{a} -[CALLED at={at:%Y-%m-%dT%H:%M:%S} seconds={seconds}{told}]-> {b}"


def town():
    """Draw friends who call each other and a shop for forty days; one changes its number on the twentieth."""
    lines = [f"张三 -[USES]-> {OLD}"]
    for day in range(40):
        for place, friend in enumerate(FRIENDS):
            if (day + place) % 4 == 0:
                lines.append(call(friend, FRIENDS[(place + 1) % 8], day, 8 + place))
            if (day + place) % 6 == 0:
                lines.append(call(friend, SHOP, day, 10))
            if place < 5 and (day + place) % 3 == 0:
                lines.append(call(OLD if day < 20 else NEW, friend, day, 12 + place / 10, "imei:7"))
        if day % 2 == 0:
            number = GONE if day < 20 else NEWCOMER
            lines.append(call(number, SHOP, day, 15))
    return "\n".join(lines)


@pytest.fixture
def answer(asked):
    return asked(town(), "replaced_numbers")


def test_the_successor_is_told_with_names_times_and_strength(answer):
    (line,) = answer.frame.to_dict("records")
    assert (line["old"], line["new"], line["old_name"]) == (OLD, NEW, "张三")
    assert line["stopped_at"] < line["began_at"]
    assert line["confidence"] > 0.95
    assert line["strength"] in ("strong", "very_strong", "extremely_strong")
    assert line["shared"] == 5


def test_a_newcomer_to_the_shop_is_not_told_and_who_went_is_said(answer):
    assert NEWCOMER not in set(answer.frame["new"])
    silent = answer.frames["silent"]
    assert GONE in set(silent["old"])
    assert any("没有可列出的接替者" in warning for warning in answer.warnings)


def test_the_items_add_up_and_every_line_opens_its_rows(answer, asked):
    (line,) = answer.frame.to_dict("records")
    items = answer.frames["evidence"]
    assert items["weight"].sum() == pytest.approx(line["score"], abs=0.01)
    assert {"contacts", "handset", "fall", "rise", "timing"} <= set(items["item"])
    rows = asked.inputs._scope.sql("SELECT file || ':' || sheet || ':' || row FROM calls").fetchall()
    known = {row for (row,) in rows}
    for name in ("replaced", "evidence"):
        found = cited(answer.frames, name, 0)
        assert found.events
        assert set(found.events) <= known


def test_it_can_be_kept_as_a_link_from_the_old_number_to_the_new_one(answer):
    check(answer.items)
    (item,) = answer.items
    assert (item.type, item.source, item.target) == ("REPLACED_BY", OLD, NEW)
    assert item.labels == ("Phone", "Phone")
    assert 0.95 < item.props["confidence"] <= 1
    assert item.reasons


def test_asked_about_a_number_its_candidates_are_told_too(asked):
    found = asked(town(), "replaced_numbers", numbers=GONE)
    assert found.frame.empty
    assert set(found.frames["silent"]["old"]) == {GONE}
    near = found.frames["candidates"]
    assert NEWCOMER in set(near["new"])
    assert (near["confidence"] < 0.9).all()


def test_a_known_hub_speaks_for_nothing(asked):
    found = asked(town(), "replaced_numbers", ignored=[SHOP])
    assert SHOP not in {*found.frames["silent"]["old"], *found.frame["old"]}
    assert found.frame[["old", "new"]].to_numpy().tolist() == [[OLD, NEW]]


def test_a_surer_answer_is_asked_for_by_a_number(asked):
    assert asked(town(), "replaced_numbers", sure=1.01).frame.empty


def test_every_table_can_be_read_in_both_languages(answer):
    for language, title in (("zh", "把握"), ("en", "How sure")):
        speak(language)
        for name, frame in answer.frames.items():
            words = spoken_frame(frame, analysis="replaced_numbers")
            assert not {column for column in words.columns if column in frame.columns} - {"old"}, name
        assert title in spoken_frame(answer.frame, analysis="replaced_numbers").columns
    assert "联系人" in spoken_frame_in_chinese(answer)


def spoken_frame_in_chinese(answer):
    speak("zh")
    return set(spoken_frame(answer.frames["evidence"], analysis="replaced_numbers")["依据项"])


HANDS = "\n".join(
    [call(FRIENDS[0], FRIENDS[1], day, 9, "imei:1") for day in range(6)]
    + [call(FRIENDS[0], FRIENDS[1], day, 9, "imei:2") for day in range(6, 12)]
    + [call(FRIENDS[2], FRIENDS[1], day, 9, "imei:1") for day in range(8, 14)]
    + [call(friend, FRIENDS[1], day, 18, "imei:9") for day, friend in enumerate(FRIENDS)]
)


def test_a_handset_change_and_a_handset_s_next_number_are_told_and_the_shop_is_left_out(asked):
    found = asked(HANDS, "handset_chains")
    told = found.frame[["kind", "kept", "before", "after"]].to_numpy().tolist()
    assert told == [
        ["new_handset", FRIENDS[0], "imei:1", "imei:2"],
        ["new_number", "imei:1", FRIENDS[0], FRIENDS[2]],
    ]
    assert found.frames["left_out"]["imei"].tolist() == ["imei:9"]
    assert "1 部手机" in found.warnings[0]
    spoken = spoken_frame(found.frame, analysis="handset_chains")
    assert set(spoken[spoken.columns[0]]) == {"换手机", "换号码"}


def test_handset_changes_can_be_asked_of_one_number(asked):
    assert len(asked(HANDS, "handset_chains", numbers=FRIENDS[2]).frame) == 2
    assert asked(HANDS, "handset_chains", numbers=FRIENDS[5]).frame.empty

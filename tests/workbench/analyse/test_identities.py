"""The queue of likely same people: reasons with rows, what is one person or was judged left out."""

from __future__ import annotations

import math

import pytest

from models.resolution.id_number import check_character
from workbench.analyse.identities import identity_evidence, identity_queue
from workbench.analyse.spoken import frame_name, spoken_frame
from workbench.wording import LANGUAGES, speak

SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高", "伟强磊军洋勇杰涛超明刚平辉鹏华"


def number(n):
    body = f"9901{n % 90 + 10:02d}19{60 + n % 40}{n % 12 + 1:02d}{n % 28 + 1:02d}{n:03d}"
    return body + check_character(body)


@pytest.fixture(scope="module")
def town():
    """Forty people with a number and an ID; each third one again in another file without it, half of them with a birth date."""
    lines, again = [], []
    for n in range(40):
        name = SURNAMES[n % 15] + GIVEN[n % 13] + GIVEN[(n * 7) % 11]
        identity = number(n)
        birth = f"{identity[6:10]}-{identity[10:12]}-{identity[12:14]}"
        lines += [f"{name} id_number={identity} birth_date={birth}", f"{name} -[USES]-> tel:+86154{n:08d}"]
        if n % 3 == 0:
            told = f" birth_date={birth}" if n % 2 else ""
            again += [name + told, f"{name} -[USES]-> tel:+86154{n:08d}"]
    return "\n".join([*lines, "== b", *again])


def test_people_without_an_id_are_queued_with_those_they_are_and_with_reasons(asked, town):
    result = asked(town, "same_people")
    pairs = result.frames["pairs"]
    assert len(pairs) == 14
    assert (pairs["a_name"] == pairs["b_name"]).all()
    assert pairs["odds"].is_monotonic_decreasing
    reasons = result.frames["reasons"]
    for line in pairs.itertuples():
        own = reasons[(reasons["record_a"] == line.record_a) & (reasons["record_b"] == line.record_b)]
        assert math.fsum(own["weight"]) == pytest.approx(line.score, abs=1e-9)
        assert {"name", "phone"} <= set(own["item"])
        assert all(events == line.events for events in own["events"])
        assert len(set(line.events)) == 2
    assert any("研判" in warning or "judges" in warning for warning in result.warnings)


def test_what_was_judged_is_not_asked_again(asked, town):
    first = asked(town, "same_people").frames["pairs"]
    same, different = first.iloc[0], first.iloc[1]
    decisions = [(same.record_a, same.record_b, True), (different.record_a, different.record_b, False)]
    left = asked(town, "same_people", decisions=decisions).frames["pairs"]
    assert len(left) == len(first) - 2
    assert not set(left["record_a"]) & {same.record_a, different.record_a}


def test_records_of_one_valid_number_are_one_person_already_and_not_asked_about(asked, town):
    twice = f"{town}\n== c\n王伟伟 id_number={number(0)}\n王伟伟 -[USES]-> tel:+8615400000000"
    pairs = asked(twice, "same_people").frames["pairs"]
    assert (pairs["a"] != pairs["b"]).all()
    assert not pairs.duplicated(["a", "b"]).any()


def test_only_so_many_are_shown_and_it_is_said_and_all_is_spoken_in_both_languages(asked, town):
    result = asked(town, "same_people", top=3)
    assert len(result.frames["pairs"]) == 3
    assert any("14" in warning for warning in result.warnings)
    for lang in LANGUAGES:
        speak(lang)
        spoken = {name: spoken_frame(frame, analysis="same_people") for name, frame in result.frames.items()}
        assert all(frame_name(name, "same_people") for name in spoken)
        assert not {name for frame in spoken.values() for name in frame} & {"odds", "record_a", "item", "weight"}
        assert not set(spoken["reasons"].iloc[:, 2]) & {"phone", "name", "name_rarity"}


def test_higher_odds_ask_for_more_and_any_pair_can_be_asked_about(asked, town):
    asked(town, "same_people")
    queue = identity_queue(asked.inputs)
    fewer = identity_queue(asked.inputs, odds=queue["odds"].median())
    assert 0 < len(fewer) < len(queue)
    assert (fewer["odds"] > queue["odds"].median()).all()
    a, b = queue.loc[0, "record_a"], queue.loc[1, "record_a"]
    (found,) = identity_evidence(asked.inputs, [(b, a)])
    events = dict(zip(asked.inputs.person_records["record_id"], asked.inputs.person_records["event"], strict=True))
    assert found.about == tuple(sorted((a, b)))
    assert found.score < queue.loc[0, "score"]
    assert found.rows == tuple(events[record] for record in found.about)
    assert identity_evidence(asked.inputs, []) == []


def test_too_few_people_give_an_empty_queue(asked):
    result = asked("张三 -[USES]-> tel:1", "same_people")
    assert result.frames["pairs"].empty
    assert list(result.frames["pairs"].columns)[:2] == ["a", "a_name"]


def test_a_record_has_the_number_account_and_vehicle_that_its_row_gives_it(asked):
    asked(
        """
        张三 birth_date=1980-01-02
        张三 -[USES]-> tel:2
        张三 -[USES]-> tel:1
        张三 -[HOLDS]-> acct:X:9
        张三 -[OWNS]-> plate:7
        李四 -[SEEN_AT at=2026-03-01T15:00:00 means=hotel]-> place:2
        """,
        "same_people",
    )
    records = asked.inputs.person_records.set_index("name")
    assert records.loc["张三", ["phone", "account", "plate"]].tolist() == ["tel:1", "acct:X:9", "plate:7"]
    assert records.loc["李四", ["phone", "account", "plate", "birth_date"]].isna().all()
    assert records["event"].str.count(":").min() == 2

"""Case linkage asked of a drawn world: two series among everyday cases, with rows, reasons and what could not be compared."""

from __future__ import annotations

import pytest

from workbench.analyse.linked_cases import ENOUGH
from workbench.analyse.spoken import spoken_frame
from workbench.errors import UserError
from workbench.wording import speak

STATION = "place:s lat=33.40 lon=123.20"


def case(key, day, *, hour=2, lat=33.40, lon=123.20, means="撬锁", **props):
    """Return the lines of a case at a place of its own."""
    at = f"2026-03-{day:02}T{hour:02}:00:00Z"
    more = " ".join(f"{name}={value}" for name, value in props.items())
    return (
        f"case:{key} category=入室盗窃 occurred_from={at} occurred_to={at} mo_means={means} {more}\n"
        f"place:{key} lat={lat} lon={lon} datum=WGS84\n"
        f"case:{key} -[AT]-> place:{key}\n"
    )


NEAR = "".join(case(f"S{n}", 3 + n, lat=33.40 + 0.001 * n, means="攀爬排水管") for n in range(4))
EVERYDAY = "".join(
    case(f"E{n:02}", 1 + n, hour=(5 * n) % 24, lat=33.0 + 0.07 * (n % 5), lon=122.5 + 0.09 * (n % 7), means="撬锁")
    for n in range(25)
)


def test_cases_of_one_hand_come_first_and_form_the_series(asked):
    result = asked(NEAR + EVERYDAY, "linked_cases", top="6")
    pairs = {frozenset(pair) for pair in result.frame[["case", "other"]].itertuples(index=False)}
    own = {f"case:S{n}" for n in range(4)}
    assert all(pair <= own for pair in pairs)
    series = result.frames["series"]
    assert set(series.loc[series["series"] == 1, "case"]) == own
    drawn = {(item.type, item.source, item.target) for item in result.items}
    assert ("SERIES_WITH", "case:S0", "case:S1") in drawn
    assert all(item.props["log_bf"] > 0 and item.reasons for item in result.items)


def test_of_a_case_the_others_are_ranked_with_reasons_that_sum(asked):
    result = asked(NEAR + EVERYDAY, "linked_cases", cases="case:S2", top="5")
    assert set(result.frame["case"]) == {"case:S2"}
    assert set(result.frame["other"].head(3)) == {"case:S0", "case:S1", "case:S3"}
    assert result.frame["weight"].is_monotonic_decreasing
    sums = result.frames["reasons"].groupby("other")["weight"].sum()
    for line in result.frame.itertuples():
        assert sums[line.other] == pytest.approx(line.weight, abs=1e-9)
        assert len(line.events) == 2
    assert (result.frames["reasons"]["weight"] < 0).any(), "what speaks against is shown too"


def test_a_number_in_both_cases_speaks_louder_than_distance(asked):
    far = case("F1", 3, lat=33.0, lon=122.4) + case("F2", 13, hour=6, lat=33.3, lon=123.1)
    shared = far + "case:F1 -[MENTIONS]-> tel:cn:7\ncase:F2 -[MENTIONS]-> tel:cn:7\n"
    rest = EVERYDAY + "case:E01 -[MENTIONS]-> tel:cn:8\ncase:E02 -[MENTIONS]-> tel:cn:9\n"
    ranks = []
    for text in (far + rest, shared + rest):
        found = asked(text, "linked_cases", cases="case:F1", top="40").frame
        ranks.append(found.index[found["other"] == "case:F2"][0])
    assert ranks[1] == 0 < ranks[0]


def test_a_victims_own_number_joins_nobody(asked):
    victim = "张三 -[VICTIM_IN]-> case:E01\n张三 -[VICTIM_IN]-> case:E02\n张三 -[USES]-> tel:cn:5\n"
    mentioned = victim + "case:E01 -[MENTIONS]-> tel:cn:5\ncase:E02 -[MENTIONS]-> tel:cn:5\n"
    result = asked(EVERYDAY + mentioned, "linked_cases", cases="case:E01", top="30")
    reasons = result.frames["reasons"]
    assert "things" not in set(reasons.loc[reasons["other"] == "case:E02", "item"])


def test_enough_solved_groups_are_learned_from_and_fewer_are_not(asked):
    lines = []
    for hand in range(ENOUGH + 5):
        lat, lon = 32.5 + 0.05 * (hand % 9), 122.5 + 0.06 * (hand // 9)
        for n in range(2):
            key = f"H{hand:02}{n}"
            lines.append(case(key, 1 + (hand * 3 + n) % 28, lat=lat + 0.001 * n, lon=lon, means=f"手法{hand % 6}"))
            lines.append(f"张{hand} -[SUSPECT_IN]-> case:{key}\n")
    learned = asked("".join(lines), "linked_cases")
    assert "学得" in learned.warnings[0]
    assert learned.frames["series"]["suspects"].eq(1).all()
    assert "不够学习" in asked(NEAR + EVERYDAY, "linked_cases").warnings[0]


def test_who_is_suspected_is_no_evidence(asked):
    suspected = "".join(f"李四 -[SUSPECT_IN]-> case:E{n:02}\n" for n in (1, 9, 17))
    plain, told = (asked(text, "linked_cases", top="20").frame for text in (EVERYDAY, EVERYDAY + suspected))
    assert plain["weight"].tolist() == told["weight"].tolist()


def test_an_unknown_case_and_a_scope_without_cases_are_said_in_words(asked):
    with pytest.raises(UserError, match="case:none"):
        asked(NEAR, "linked_cases", cases="case:none")
    assert asked("张三 -[USES]-> tel:cn:1", "linked_cases").frame.empty
    assert asked(case("ONE", 3), "linked_cases").frame.empty


@pytest.mark.parametrize(("lang", "word"), [("zh", "距离"), ("en", "Distance")])
def test_every_table_is_said_in_both_languages(asked, lang, word):
    result = asked(NEAR + EVERYDAY, "linked_cases")
    try:
        speak(lang)
        for name, frame in result.frames.items():
            assert len(spoken_frame(frame, analysis="linked_cases")) == len(frame), name
        assert word in spoken_frame(result.frames["reasons"], analysis="linked_cases").to_string()
    finally:
        speak("zh")

"""Evidence statements asked of drawn worlds: each claim with its items, in both languages, from what was stored, row by row."""

from __future__ import annotations

import json
import math
import re
from contextlib import closing

import pandas as pd
import pytest

from graph.ledger import Ledger
from graph.ledger.runs import check
from models.association import association, commonness, with_contacts
from models.contract import refuse_protected
from models.evidence import Evidence, Item
from models.statement import Statement, from_dict, to_dict
from workbench.analyse import analysis
from workbench.analyse.claims import common_days
from workbench.analyse.inputs import Inputs
from workbench.analyse.spoken import spoken_frame
from workbench.analyse.statement import evidence_statement, regenerated, stored
from workbench.analyse.steps import Steps
from workbench.analyse.tables import as_json, write_workbook
from workbench.analyse.worded import factor_words, named, paragraph, sentences, value_words
from workbench.errors import UserError
from workbench.wording import speak

A, B, C, D = (f"tel:+86154000000{n:02}" for n in range(1, 5))
CROWD = "\n".join(
    f"tel:+861550000{n:04} -[CALLED at=2026-03-{1 + n % 20:02}T08:0{k}:00 seconds=60 imei=9{n // 2}]-> tel:+861550000{n + 1:04}"
    for n in range(60)
    for k in range(2)
)


@pytest.fixture(autouse=True)
def _chinese():
    speak("zh")
    yield
    speak("zh")


def calls(a, b, day, imei="", times=2):
    told = f" imei={imei}" if imei else ""
    return "\n".join(f"{a} -[CALLED at=2026-03-{day:02}T09:0{k}:00 seconds=60{told}]-> {b}" for k in range(times))


TIED = f"""
{calls(A, C, 1, "77")}
== b
{calls(B, C, 2, "77")}
== c
{calls(A, D, 3)}
== d
{calls(B, D, 4)}
== e
{CROWD}
"""


def text(answer):
    return "".join(answer.frames["sentences"]["sentence"])


def test_two_numbers_of_one_handset_and_the_same_contacts_are_told_with_the_chance_and_the_rows(asked):
    answer = asked(TIED, "evidence_statement", things=[A, B])
    items = answer.frames["items"]
    tied = items[(items["claim"] == "acting_together") & items["weight"].notna()].set_index("item")
    assert tied.loc["handset", "weight"] > 0
    assert tied.loc["contacts", "raw"].startswith("k=2 ")
    assert tied.loc["calls", "weight"] < 0, "no call between them is said too"
    assert "反对的依据：直接通话" in text(answer)
    assert "共用手机 共 1 项，偶然至少如此的概率" in text(answer)
    assert "若不计“共同联系人”" in text(answer)
    assert "缺少资料而未比较" in text(answer)
    assert "没有申报先验概率" in text(answer)
    assert all(row.count(":") >= 2 for rows in tied["events"] for row in rows)


def test_the_items_sum_to_the_score_of_each_claim(asked):
    answer = asked(TIED, "evidence_statement", things=[A, B, C])
    sums = answer.frames["items"].groupby("statement")["weight"].sum()
    assert len(sums) == 3
    for line in answer.frames["claims"].itertuples():
        assert sums[line.statement] == pytest.approx(line.score, abs=1e-9)


def test_the_weakest_link_of_a_group_is_named_and_pairs_are_not_summed(asked):
    far = "tel:+8615500000040"
    answer = asked(TIED, "evidence_statement", things=[A, B, far])
    claims = answer.frames["claims"].set_index("a")
    assert claims["weakest"].to_dict() == {A: False, B: False, far: True}
    assert far in answer.warnings[-1]
    assert claims["score"].idxmin() == far


@pytest.mark.parametrize("prior", [None, 0.001])
def test_stored_items_give_the_same_text_in_either_language(asked, prior):
    answer = asked(TIED, "evidence_statement", things=[A, B], prior=prior)
    kept = answer.frames["items"]
    for lang in ("zh", "en"):
        speak(lang)
        again = regenerated(kept, prior=prior)
        told = [sentence for one in again for sentence in sentences(one)]
        assert lang == "en" or told == list(answer.frames["sentences"]["sentence"])
        through = [from_dict(json.loads(json.dumps(to_dict(one)))) for one in again]
        assert [paragraph(one) for one in through] == [paragraph(one) for one in again]
        assert bool(re.search("[\u4e00-\u9fff]", "".join(told))) == (lang == "zh")
        if lang == "zh":
            assert not re.search("[A-Za-z]{2,}", "".join(told))


def test_a_probability_is_told_under_a_declared_prior_only(asked):
    told = asked(TIED, "evidence_statement", things=[A, B], prior="0.01")
    assert "按申报的先验概率 0.01，后验概率为" in text(told)
    with pytest.raises(UserError, match="先验概率"):
        asked(TIED, "evidence_statement", things=[A, B], prior="2")


@pytest.mark.parametrize(
    ("name", "features"), [("a", ["handset", "contacts"]), ("b", ["handset", "contacts"]), ("c", ["contacts"])]
)
def test_withdrawing_a_file_changes_the_items_that_cite_it_and_no_other(drawn, tmp_path, name, features):
    drawn(TIED)
    ledger = Ledger.open(tmp_path / "ledger-0")
    (one,) = [line for line in ledger.history() if line.file_name == f"{name}.txt"]
    before, usual = associated(ledger, tmp_path)
    ledger.retract(one.import_id, actor="tester", why="测试")
    after, _ = associated(ledger, tmp_path, usual)
    cited = [item.feature for item in before.items if any(row.startswith(f"{one.file}:") for row in item.rows)]
    assert cited == features
    assert [item.feature for item in before.items if item not in after.items] == cited


def associated(ledger, folder, usual=None):
    """Return the evidence for A and B, and how usual sharing is; whose files there are is held too."""
    with closing(ledger.scope(["case:W"])) as scope:
        found = Inputs(scope, [], ignored=[], cache=folder / scope.key, steps=Steps(2)).incidences
    shares = with_contacts(found, {A, B})
    usual = usual or commonness(shares)
    return association(shares, {A}, {B}, usual=usual, about=(A, B), covered={A, B}), usual


def test_a_statement_leaves_the_house_as_a_workbook_and_as_json_from_which_it_is_told_again(asked, tmp_path):
    answer = asked(TIED, "evidence_statement", things=[A, B, C], prior=0.01)
    write_workbook(answer, tmp_path / "statement.xlsx")
    assert (tmp_path / "statement.xlsx").stat().st_size > 5_000
    tables = json.loads(as_json(answer))["tables"]
    kept = pd.DataFrame(tables["items"]).assign(weight=lambda frame: frame["weight"].astype("float64"))
    told = [sentence for one in regenerated(kept, prior=0.01) for sentence in sentences(one)]
    assert told == [line["sentence"] for line in tables["sentences"]]


def test_two_cases_are_told_by_place_time_and_manner_and_can_be_kept(asked):
    lines = [
        f"case:A{n} category=盗窃 mo_means={'撬锁' if n < 2 else f'手法{n}'} occurred_from=2026-03-{1 + n:02}T02:00:00 "
        f"summary={'夜间撬锁入室盗走手机' if n < 2 else f'白天在商店{n}拿走物品'}"
        for n in range(12)
    ]
    answer = asked("\n".join(lines), "evidence_statement", things=["case:A0", "case:A1"])
    assert answer.frames["claims"]["claim"].tolist() == ["one_hand"]
    assert "为同一人或同一伙所为" in text(answer)
    assert "时间 相隔 1 天" in text(answer)
    (link,) = answer.items
    assert (link.type, link.source, link.target) == ("SERIES_WITH", "case:A0", "case:A1")
    assert link.score == pytest.approx(answer.frames["claims"]["score"].iloc[0])
    check([link])
    group = asked("\n".join(lines), "evidence_statement", things=["case:A0", "case:A1", "case:A9"])
    assert group.frames["claims"]["claim"].tolist() == ["one_hand"] * 3
    assert not group.items


def test_of_things_that_have_nothing_to_claim_it_is_said(asked):
    world = "case:A1 category=盗窃\ncase:A2 category=盗窃\n张三 -[SUSPECT_IN]-> case:A1"
    with pytest.raises(UserError, match="两个以上"):
        asked(world, "evidence_statement", things=["case:A1", "case:A1"])
    with pytest.raises(UserError, match="没有可说的命题"):
        asked(world, "evidence_statement", things=["case:A1", "张三"])
    silent = asked(world + f"\n{calls(A, C, 1)}", "evidence_statement", things=[A, "tel:+8615400000099"])
    assert any("未作比较" in warning for warning in silent.warnings)
    speak("en")
    assert not re.search(
        "[\u4e00-\u9fff]",
        "".join(map(str, spoken_frame(silent.frames["claims"], analysis="evidence_statement").columns)),
    )


def test_the_number_of_a_document_an_address_and_a_birth_date_are_told_as_alike_or_not_and_never_written_out():
    assert value_words("same_person", "id_number", "edits=0") == "一致"
    assert value_words("same_person", "address", "edits=2") == "相差 2 个字"
    assert value_words("same_person", "name_rarity", "张伟") == ""
    assert value_words("same_person", "name", "张伟") == "张伟"
    refuse_protected(["id_number", "address"])


def test_what_weighs_nothing_is_told_apart_and_an_empty_statement_still_says_so():
    found = Evidence((A, B), (Item("calls", "k=0", 0.0),), ("case",))
    told = paragraph(Statement("acting_together", found))
    assert "比较了而不起作用：直接通话 没有共同的" in told
    assert "没有支持的依据" in told
    assert "没有反对的依据" in told


@pytest.mark.parametrize(
    ("factor", "words"),
    [(1995.0, "2,000"), (25.1, "25"), (1.5, "1.5"), (0.5, "1/2"), (4e12, "4×10^12"), (math.inf, "∞"), (0.0, "0")],
)
def test_a_factor_is_told_with_two_digits(factor, words):
    assert factor_words(factor) == words


def test_days_are_those_that_files_of_both_cover():
    frame = pd.DataFrame(
        {
            "owner": [A, B],
            "period_from": pd.to_datetime(["2026-03-01", "2026-03-11"], utc=True),
            "period_to": pd.to_datetime(["2026-03-21", "2026-04-30"], utc=True),
        }
    )
    assert common_days(frame, {A}, {B}) == 10
    assert common_days(frame, {A}, {C}) == 0


def test_no_statement_without_items_is_stored_as_nothing():
    empty = Statement("one_hand", Evidence(("case:1", "case:2"), ()))
    assert regenerated(stored([empty])) == [empty]
    assert analysis("evidence_statement").adapter() is evidence_statement


def test_two_of_one_name_are_told_apart_by_the_end_of_their_keys_and_a_number_is_told_once():
    assert named("person:1234abcd", {"person:1234abcd": "张伟"}) == "张伟 …abcd"
    assert named(A, {A: A.removeprefix("tel:+86")}) == A.removeprefix("tel:")
    assert named(A, {}) == A.removeprefix("tel:")

"""网: from a seed to its gang at a cut, the map, roles, key people; keeping with a reason and withdrawing."""

from __future__ import annotations

import pytest

from workbench.desk import Desk
from workbench.settings import Settings
from workbench.ui.offers import NETS
from workbench.ui.widgets.gang import FLOOR, at_cut, reasons_at

pytestmark = pytest.mark.neo4j

SEED = """MATCH (c:Case)<-[:SUSPECT_IN]-(p:Person)-[:USES]->(t:Phone)-[x:CALLED]->(:Phone)
          WITH p, t, count(x) AS links RETURN p.key, t.key ORDER BY links DESC, p.key LIMIT 1"""


@pytest.fixture
def seed(city):
    """A suspect, by number."""
    return city.cypher(SEED).rows[0][1].removeprefix("tel:+86")


@pytest.fixture
def clean(city):
    """Withdraw whatever a test kept, so that a city can be used again."""
    yield
    for run in city.kept()["run"]:
        city.withdraw(run, why="测试")


def at(session, name, **address):
    app = session.open("net", **address)
    app.segmented_control(key="net_view").set_value(name)
    return app.run()


def few_draws(app, name):
    """Look at few draws: these tests are about the page."""
    app.number_input(key=f"field:{name}:draws:zh").set_value(20)
    return app.run()


def test_every_view_opens_with_an_explanation(site):
    session = site()
    for name in (*NETS, "kept"):
        app = at(session, name)
        assert not app.error, name
        assert not app.exception, name
    assert "没有保存" in app.info[0].value


def test_the_cut_moves_without_working_anything_out_anew(site, city, seed, analysed, audited):
    session = site()
    few_draws(at(session, "gang", q=seed), "gang")
    app = analysed(session)
    assert not app.error
    members = city.analyse("gang", seeds=[seed], draws=20, cut=FLOOR).frames["members"]
    before = sum(line["action"] == "analyse" for line in audited())
    for cut in (FLOOR, 0.6, 0.95):
        app.slider[0].set_value(cut)
        app.run()
        taken = at_cut(members, cut)
        assert any(f"另有 {len(taken)} 人" in text.value for text in app.caption)
        if len(taken):
            assert len(session.table("found:gang:members").value) == len(taken)
        else:
            assert any("没有其他成员" in info.value for info in app.info)
    assert sum(line["action"] == "analyse" for line in audited()) == before


def test_a_member_opens_the_rows_that_tie_it(site, city, seed, analysed):
    session = site()
    app = few_draws(at(session, "gang", q=seed), "gang")
    app = analysed(session)
    app.slider[0].set_value(FLOOR)
    app.run()
    members = city.analyse("gang", seeds=[seed], draws=20, cut=FLOOR).frames["members"]
    place = next(n for n, reasons in enumerate(members["reasons"]) if len(reasons))
    session.choose("found:gang:members", place)
    assert len(session.table("rows:").value) == len(city.event_rows(members["reasons"].iloc[place]))


def test_ties_at_a_cut_are_only_those_between_who_is_in(city, seed):
    frames = city.analyse("gang", seeds=[seed], draws=20, cut=FLOOR).frames
    taken = at_cut(frames["members"], 0.6)
    inside = {*taken["member"], *frames["seeds"]["member"]}
    kept = reasons_at(frames["reasons"], taken, frames["seeds"]["member"])
    assert {*kept["member"], *kept["other"]} <= inside
    assert len(kept) <= len(frames["reasons"])


def test_a_gang_is_kept_at_the_cut_of_the_slider_only_with_a_reason_and_withdrawn(
    site, city, seed, analysed, finished, clean
):
    session = site()
    few_draws(at(session, "gang", q=seed), "gang")
    app = analysed(session)
    app.slider[0].set_value(0.4)
    app.run()
    assert app.button(key="keep:gang").disabled
    field = next(box for box in app.text_input if (box.key or "").startswith("why_keep:"))
    field.set_value("与口供相符")
    app.run()
    app.button(key="keep:gang").click()
    finished(session)
    kept = city.kept()
    assert list(kept["why"]) == ["与口供相符"]
    assert '"cut": 0.4' in kept["params"][0]
    app = at(session, "kept")
    assert session.button("更新图谱")
    session.choose("kept:", 0)
    run = kept["run"][0]
    assert app.button(key=f"withdraw:{run}").disabled
    app.text_input(key=f"why_withdraw:{run}").set_value("看错人")
    app.run()
    app.button(key=f"withdraw:{run}").click()
    app.run()
    assert city.kept().empty


def test_a_reader_cannot_keep_and_is_told_so_in_words(site, city, seed, analysed, finished, monkeypatch, home):
    from workbench import workspace as workspaces

    desk = Desk.open(Settings.from_environment())
    if "孙二" not in workspaces.get(desk, city.workspace).members:
        workspaces.add_member(desk, city.workspace, "孙二", role="reader", actor=city.actor)
    desk.close()
    monkeypatch.setenv("FUSION_ACTOR", "孙二")
    session = site()
    few_draws(at(session, "gang", q=seed), "gang")
    app = analysed(session)
    assert not app.error
    app.slider[0].set_value(FLOOR)
    app.run()
    next(box for box in app.text_input if (box.key or "").startswith("why_keep:")).set_value("试试")
    app.run()
    app.button(key="keep:gang").click()
    finished(session)
    assert any("无权" in error.value for error in app.error)


def test_roles_describe_and_warn(site, seed, analysed):
    session = site()
    few_draws(at(session, "roles", q=seed), "roles")
    app = analysed(session)
    assert not app.error
    assert any("不是定罪" in warning.value for warning in app.warning)
    assert {"位置", "疑似分工"} <= set(session.table("found:roles:members").value.columns)


def test_key_people_come_with_the_warning_that_the_effect_is_structural(site, seed, analysed):
    session = site()
    app = few_draws(at(session, "key_players", q=seed), "key_players")
    app.number_input(key="field:key_players:k:zh").set_value(1)
    app.number_input(key="field:key_players:cut:zh").set_value(0.3)
    app.run()
    app = analysed(session)
    assert not app.error
    assert any("结构" in warning.value for warning in app.warning)
    assert app.get("echarts_chart")
    assert len(session.table("found:key_players:players").value) == 1


def test_the_map_names_each_member_s_hold_and_second_gang(site, analysed):
    session = site()
    app = few_draws(at(session, "gangs"), "gangs")
    app.number_input(key="field:gangs:tables:zh").set_value(1)
    app.toggle(key="field:gangs:every:zh").set_value(True)
    app.run()
    app = analysed(session)
    assert not app.error
    assert session.table("found:gangs:gangs")
    tables = next(c for c in app.segmented_control if (c.key or "").startswith("tables:gangs"))
    tables.set_value("members")
    app.run()
    assert {"稳定度", "次选团伙", "次选稳定度"} <= set(session.table("found:gangs:members").value.columns)
    assert any("不等于犯罪" in warning.value for warning in app.warning)


def test_whoever_shares_nothing_is_refused_in_words(site, city, analysed):
    place = city.cypher("MATCH (p:Place) RETURN p.key ORDER BY p.key LIMIT 1").rows[0][0]
    session = site()
    few_draws(at(session, "gang", q=place), "gang")
    app = analysed(session)
    assert "不在网络中" in app.error[0].value
    assert not app.exception


def test_an_empty_map_says_that_the_other_groups_can_be_listed_and_names_no_parameter(site, monkeypatch, analysed):
    session = site()
    app = few_draws(at(session, "gangs"), "gangs")
    app.number_input(key="field:gangs:tables:zh").set_value(1)
    app.run()
    app = analysed(session)
    assert not app.error
    said = "".join(text.value for kind in (app.warning, app.info, app.caption) for text in kind)
    assert "every" not in said
    if any("没有与案件的牵连" in info.value for info in app.info):
        assert "列出所有关系紧密的群体" in said
    else:
        assert "没有列出" in said


def test_an_evidence_statement_is_told_in_a_paragraph_with_its_items_and_their_rows(site, city, analysed):
    pair = """MATCH (a:Phone)-[:INSTALLED_IN]->(:Device)<-[:INSTALLED_IN]-(b:Phone) WHERE a.key < b.key
              RETURN a.key, b.key ORDER BY a.key, b.key LIMIT 1"""
    keys = [key.removeprefix("tel:+86") for key in city.cypher(pair).rows[0]]
    session = site()
    app = at(session, "evidence_statement", q=" ".join(keys))
    app.text_input(key="field:evidence_statement:prior:zh").set_value("0.01")
    app.run()
    app = analysed(session)
    assert not app.error
    assert not app.exception
    told = [text.value for text in app.markdown if "相互勾连" in text.value]
    assert len(told) == 1
    assert "后验概率为" in told[0]
    assert app.get("echarts_chart")
    items = city.analyse("evidence_statement", things=keys, prior=0.01).frames["items"]
    place = next(n for n, rows in enumerate(items["events"]) if len(rows))
    session.choose("found:evidence_statement:items", place)
    assert len(session.table("rows:").value) >= len(items["events"].iloc[place])

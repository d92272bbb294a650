"""案件: from an empty data folder to imported, mended and retracted files."""

from __future__ import annotations

import pytest

from workbench import workspace as workspaces
from workbench.desk import Desk
from workbench.settings import Settings
from workbench.ui import state
from workbench.view import View

pytestmark = pytest.mark.neo4j

CALLS = """联川通信通话详单
查询号码:15400000001
查询时段:2026-03-01至2026-03-31
序号,本方号码,对方号码,呼叫类型,通话开始时间,通话时长(秒),基站LAC,基站CI,本机IMEI,本机IMSI,漫游地,转移号码
1,15400000001,16200000002,主叫,2026-03-05 14:23:11,33,4001,101,,,,
2,15400000001,16200000003,被叫,2026-03-05 15:00:00,12,4001,101,,,,
3,15400000001,16200000003,主叫,上午十点,12,4001,101,,,,
合计,共3条,,,,,,,,,,
""".encode("gb18030")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty data folder, instead of the training city."""
    monkeypatch.setenv("FUSION_HOME", str(tmp_path))
    monkeypatch.setenv("FUSION_ACTOR", "赵明")
    return tmp_path


@pytest.fixture
def session(home, site, graph_server, shared_engine):
    """A session of 赵明, who has the workspace 专班 with the case A1."""
    desk = Desk.open(Settings.from_environment())
    made = workspaces.create(desk, "专班", cases=["A1"], purpose="侦办", legal_basis="立案1号", actor="赵明")
    desk.close()
    graphs = home / "graphs" / made.slug
    graphs.mkdir(parents=True)
    (graphs / "engine").symlink_to(shared_engine)
    return site()


def bring(session, name, content):
    """Drop a file, fill in the fields, import, and wait for the job."""
    session.app.file_uploader[0].upload(name, content)
    session.app.run()
    session.app.text_input(key="acquire_document").set_value("调证1号")
    session.app.text_input(key="acquire_officers").set_value("赵明,钱亮")
    session.app.run()
    session.button("导入 1 个文件").click()
    session.app.run()
    return finish(session)


def finish(session):
    """Wait for the job of 赵明 in 专班, and run the page again."""
    for job in state._jobs().values():
        job.wait(120)
    return session.app.run()


def numbers(app):
    return {metric.label: metric.value for metric in app.metric}


def test_a_newcomer_makes_a_workspace_and_can_import_at_once(site):
    session = site()
    app = session.app
    assert "专班" in app.info[0].value
    values = {"名称": "三月专班", "事由": "侦办系列诈骗", "法律依据": "立案1号", "案件编号": "A1，A2"}
    for field in app.text_input:
        if field.label in values:
            field.set_value(values[field.label])
    session.button("建立").click()
    app.run()
    assert not app.error
    assert numbers(app)["案件"] == "2"
    assert app.file_uploader


def test_a_workspace_without_purpose_is_refused_in_words(site):
    session = site()
    session.button("建立").click()
    app = session.app.run()
    assert app.error
    assert not app.exception


def test_a_file_is_recognised_before_it_is_imported_and_every_row_is_accounted_for(session):
    session.app.file_uploader[0].upload("话单.csv", CALLS)
    app = session.app.run()
    assert "联川" in app.dataframe[0].value["识别结果"][0]
    assert session.button("导入 1 个文件").disabled
    app = bring(session, "话单.csv", CALLS)
    counts = numbers(app)
    assert [counts[name] for name in ("读到的行", "接受", "拒绝", "重复")] == ["3", "2", "1", "0"]
    assert counts["有效导入"] == "1"
    assert int(counts["图中链接"]) > 0
    assert any("I000001" in text.value for text in app.markdown)


def test_an_unknown_file_says_why_it_cannot_be_imported_and_leaves_the_ledger_alone(session):
    session.app.file_uploader[0].upload("照片.csv", b"\x89PNG\r\n\x1a\n" + bytes(300))
    app = session.app.run()
    assert app.dataframe[0].value["状态"][0] == "不能导入"
    assert session.button("导入 0 个文件").disabled
    assert numbers(app)["有效导入"] == "0"


def test_the_same_file_under_the_same_document_changes_nothing_and_says_so(session):
    bring(session, "话单.csv", CALLS)
    app = bring(session, "话单.csv", CALLS)
    assert any("I000001" in info.value for info in app.info)
    assert numbers(app)["有效导入"] == "1"


def test_an_import_is_retracted_with_a_reason_and_leaves_the_graph(session):
    bring(session, "话单.csv", CALLS)
    session.choose("imports:all", 0)
    app = session.app
    assert app.button(key="retract:I000001").disabled
    app.text_input(key="why:I000001").set_value("导错案件")
    app.checkbox(key="sure:I000001").set_value(True)
    app.run()
    app.button(key="retract:I000001").click()
    app.run()
    app = finish(session)
    assert numbers(app)["有效导入"] == "0"
    assert numbers(app)["图中链接"] == "0"
    listed = session.table("imports:all").value
    assert list(listed["操作"]) == ["撤回", "导入"]
    assert listed["理由"][0] == "导错案件"


def test_mended_rows_come_in_under_their_own_names(session):
    bring(session, "话单.csv", CALLS)
    session.choose("imports:all", 0)
    app = session.app
    with View.open("专班", settings=Settings.from_environment()) as view:
        text = view.rejected_file("I000001").read_text("utf-8-sig")
    app.file_uploader(key="mended:I000001").upload(
        "I000001.csv", text.replace("上午十点", "2026-03-05 10:00:00").encode()
    )
    app.text_input(key="why_correct:I000001").set_value("与原件核对")
    app.run()
    app.button(key="correct:I000001").click()
    app.run()
    app = finish(session)
    assert numbers(app)["接受"] == "1"
    assert list(session.table("imports:all").value["操作"]) == ["更正", "导入"]


def test_what_a_colleague_imported_since_my_last_visit_is_news(home, session):
    with View.open("专班", settings=Settings.from_environment()) as view:
        view.news()
    path = home / "话单.csv"
    path.write_bytes(CALLS)
    desk = Desk.open(Settings.from_environment())
    workspaces.add_member(desk, "专班", "钱亮", role="analyst", actor="赵明")
    desk.close()
    with View.open("专班", actor="钱亮", settings=Settings.from_environment()) as view:
        view.import_files([path], case="A1", document_no="调证1号", officers="钱亮")
    later = type(session)()
    assert any("（1）" in tab.label for tab in later.app.tabs)
    assert later.app.warning
    assert later.button("更新图谱")


def test_a_stranger_sees_no_workspace_at_all(session, monkeypatch):
    monkeypatch.setenv("FUSION_ACTOR", "孙二")
    stranger = type(session)()
    assert "专班" in stranger.app.info[0].value
    assert not stranger.app.metric
    page = stranger.open("point", workspace="专班", q="154")
    assert not page.dataframe
    assert "没有" in page.info[0].value

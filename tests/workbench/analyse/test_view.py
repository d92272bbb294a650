"""Analyses through the one door: asked for a purpose, kept with a reason, drawn dotted, and gone with their rows."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from graph.errors import LedgerError
from graph.ledger.runs import Item
from graph.projection import live_hash
from workbench import audit as audit_of
from workbench import workspace as workspaces
from workbench.analyse import Answer, Cancelled, catalogue
from workbench.desk import Desk, audit
from workbench.errors import NotAllowed, UserError
from workbench.view import View

pytestmark = pytest.mark.neo4j

A, B, C = (f"tel:+8615400000{n:03}" for n in (1, 2, 3))
WORLD = f"""
    张三 -[USES]-> {A}
    李四 -[USES]-> {B}
    {A} -[CALLED at=2026-03-01T08:00:00 seconds=60 imei=imei:1]-> {C}
    {B} -[CALLED at=2026-03-02T08:00:00 seconds=60 imei=imei:1]-> {C}
    == b
    {C} -[CALLED at=2026-03-03T08:00:00 seconds=60 imei=imei:1]-> {A}
"""


@pytest.fixture
def pairs(monkeypatch):
    """Put an analysis into the catalogue that finds everybody in one handset to be one gang."""

    def one_handset(inputs, *, most):
        inputs.step("frames")
        used = inputs.call_sides
        inputs.step("compare")
        owners = inputs.belongings.drop_duplicates("key").set_index("key")["person"]
        group = Item("Group", "group:1", props={"name": "同机", "confidence": 0.5})
        members = [
            Item(
                "MEMBER_OF",
                owners[phone],
                "group:1",
                {"share": 1.0, "confidence": 0.5},
                tuple(sorted(of["event"])),
                0.5,
            )
            for phone, of in used.groupby("phone")
            if phone in owners.index and len(of) <= most
        ]
        moved = Item("MOVED_WITH", A, C, {"times": 1, "p": 0.5}, tuple(sorted(used["event"])))
        return Answer({"used": used}, (group, *members, moved), ("示例",))

    monkeypatch.setattr("workbench.analyse.line.one_handset", one_handset, raising=False)
    monkeypatch.setattr(
        catalogue, "_TABLE", (*catalogue._TABLE, ("one_handset", "line", "3", 2, ("most integer = 9",)))
    )
    monkeypatch.setattr(catalogue.Analysis, "title", "同机")
    catalogue.analyses.cache_clear()
    yield
    catalogue.analyses.cache_clear()


@pytest.fixture
def drawn_world(world, pairs):
    world.imports = world.draw(WORLD)
    world.project()
    return world


def audited(world):
    return [
        (line["action"], json.loads(line["detail"]), line["purpose"]) for line in world.view._desk.rows(audit.select())
    ]


def links(world):
    return sorted(world.cypher("MATCH (a)-[l]->(b) WHERE l.kind = 'inference' RETURN type(l), a.name, b.name"))


def test_an_analysis_answers_with_frames_and_where_they_come_from(drawn_world):
    result = drawn_world.view.analyse("shared_handsets", numbers="15400000001")
    assert list(result.frame["phone"]) == [A, B, C]
    assert result.params == {"numbers": [A], "most": 50}
    assert (result.input_version, result.workspace, result.version) == (2, "专班", "1")
    assert result.seconds > 0


def test_one_line_of_the_audit_says_what_was_asked_and_what_for(drawn_world):
    before = len(audited(drawn_world))
    drawn_world.view.analyse("one_handset", most="3")
    (line,) = audited(drawn_world)[before:]
    assert line == ("analyse", {"analysis": "one_handset", "version": "3", "params": {"most": "3"}}, "测试")


def test_a_kept_result_is_drawn_dotted_and_each_link_opens_its_rows(drawn_world):
    view = drawn_world.view
    made = view.analyse("one_handset").keep("同一部手机")
    assert links(drawn_world) == []
    assert view.status().stale == ["保存或撤销了分析结果，尚未投影。"]
    done = view.project()
    assert links(drawn_world) == [
        ("MEMBER_OF", "张三", "同机"),
        ("MEMBER_OF", "李四", "同机"),
        ("MOVED_WITH", "15400000001", "15400000003"),
    ]
    assert live_hash(view._graph) == done.hash
    assert view.status().stale == []
    (group,) = view.search("同机")
    entity = view.entity(group.key)
    assert (entity.props["run"], entity.props["method"]) == (made.run, "one_handset")
    for item in entity.links[0].items:
        rows = view.rows(item.id)
        assert len(rows) == item.props["rows"] == 1
        assert list(rows["table"]) == ["calls"]
    (line,) = view.kept().to_dict("records")
    assert (line["run"], line["standing"], line["items"], line["stale"], line["outdated"]) == (
        made.run,
        4,
        4,
        False,
        False,
    )


def test_what_is_withdrawn_leaves_the_graph_and_the_record_of_it_stays(drawn_world):
    view = drawn_world.view
    before = view.status().hash
    made = view.analyse("one_handset").keep("同一部手机")
    assert view.project().hash != before
    gone = view.withdraw(made.run, why="手机是维修店的")
    assert view.project().hash == before
    assert view.kept().empty
    assert [(line.action, line.why) for line in drawn_world.ledger.derived.history()] == [
        ("keep", "同一部手机"),
        ("withdraw", "手机是维修店的"),
    ]
    assert audited(drawn_world)[-3][:2] == (
        "withdraw",
        {"run": gone.run, "of_run": made.run, "method": "one_handset", "why": "手机是维修店的"},
    )


def test_a_retracted_file_takes_every_link_with_it_that_cites_it(drawn_world):
    view = drawn_world.view
    view.analyse("one_handset").keep("同一部手机")
    view.project()
    view.retract(drawn_world.imports[1].import_id, "误导入")
    (line,) = view.kept().to_dict("records")
    assert (line["stale"], line["outdated"], line["standing"]) == (True, True, 3)
    view.project()
    assert [type_ for type_, *_ in links(drawn_world)] == ["MEMBER_OF", "MEMBER_OF"]


def test_new_rows_make_a_result_outdated_but_not_stale(drawn_world):
    drawn_world.view.analyse("one_handset").keep("同一部手机")
    drawn_world.draw(f"== c\n{A} -[CALLED at=2026-03-09T08:00:00]-> {B}")
    (line,) = drawn_world.view.kept().to_dict("records")
    assert (line["stale"], line["outdated"]) == (False, True)


def test_a_member_follows_the_person_its_record_belongs_to(drawn_world):
    view = drawn_world.view
    view.analyse("one_handset").keep("同一部手机")
    drawn_world.judge("张三", "李四", "same")
    view.project()
    assert [link for link in links(drawn_world) if link[0] == "MEMBER_OF"] == [("MEMBER_OF", "张三", "同机")]
    (line,) = view.kept().to_dict("records")
    assert (line["stale"], line["outdated"]) == (False, True)


def test_a_result_whose_rows_went_meanwhile_is_not_kept(drawn_world):
    result = drawn_world.view.analyse("one_handset")
    drawn_world.view.retract(drawn_world.imports[1].import_id, "误导入")
    with pytest.raises(LedgerError, match="重新运行"):
        result.keep("晚了")


def test_keeping_needs_a_reason_and_something_to_draw(drawn_world):
    with pytest.raises(UserError, match="why"):
        drawn_world.view.analyse("one_handset").keep(" ")
    with pytest.raises(UserError, match="shared_handsets"):
        drawn_world.view.analyse("shared_handsets").keep("有用")
    with pytest.raises(UserError, match="why"):
        drawn_world.view.withdraw("D000001", why="")
    assert drawn_world.ledger.derived.history() == []


def test_another_workspace_of_the_same_case_sees_nothing_of_it(drawn_world):
    desk = Desk.open(drawn_world.settings)
    workspaces.create(desk, "乙", cases=["W"], purpose="测试", legal_basis="无", actor="tester")
    desk.close()
    result = drawn_world.view.analyse("one_handset")
    made = result.keep("同一部手机")
    with View.open("乙", settings=drawn_world.settings) as other:
        assert other.kept().empty
        assert other._runs() == []
        with pytest.raises(LedgerError):
            other.withdraw(made.run, why="越权")
        with pytest.raises(NotAllowed):
            other.keep(result, why="越权")
        assert not (other._folder / "frames").exists()
    assert len(drawn_world.view.kept()) == 1


def test_a_reader_may_analyse_and_not_keep_and_a_stranger_neither(drawn_world):
    desk = Desk.open(drawn_world.settings)
    workspaces.add_member(desk, "专班", "he", role="reader", actor="tester")
    desk.close()
    with View.open("专班", actor="he", settings=drawn_world.settings) as view:
        result = view.analyse("one_handset")
        with pytest.raises(NotAllowed):
            result.keep("想保存")
        with pytest.raises(NotAllowed):
            view.withdraw("D000001", why="想撤回")
    with pytest.raises(NotAllowed):
        View.open("专班", actor="eve", settings=drawn_world.settings)


def test_progress_is_told_step_by_step_and_a_stop_is_heeded_between_them(drawn_world):
    told = []
    drawn_world.view.analyse("one_handset", progress=lambda *step: told.append(step))
    assert told == [("frames", 0, 2), ("compare", 1, 2), ("done", 2, 2)]
    stop = threading.Event()
    with pytest.raises(Cancelled):
        drawn_world.view.analyse("one_handset", progress=lambda *_: stop.set(), cancel=stop)
    with pytest.raises(Cancelled):
        drawn_world.view.analyse("one_handset", cancel=lambda: True)


def test_frames_are_kept_for_these_rows_only_and_are_the_same_when_read_again(drawn_world):
    view = drawn_world.view
    first = view.analyse("one_handset")
    (place,) = (view._folder / "frames").iterdir()
    assert first.scope_key in place.name
    again = view.analyse("one_handset")
    assert again.frame.equals(first.frame)
    assert list(again.frame.dtypes) == list(first.frame.dtypes)
    view.retract(drawn_world.imports[1].import_id, "误导入")
    fewer = view.analyse("one_handset")
    assert len(fewer.frame) == len(first.frame) - 1
    assert place not in (view._folder / "frames").iterdir(), "rows that were withdrawn do not lie about"


@pytest.mark.parametrize(
    ("name", "params", "words"),
    [
        ("one_handse", {}, "one_handset"),
        ("one_handset", {"colour": "red"}, "colour"),
        ("one_handset", {"most": "many"}, "many"),
        ("shared_handsets", {"numbers": "15400000001, 15499999999"}, "15499999999"),
    ],
)
def test_a_question_that_cannot_be_asked_is_told_why(drawn_world, name, params, words):
    with pytest.raises(UserError, match=words):
        drawn_world.view.analyse(name, **params)


def test_a_kept_result_whose_audit_line_was_lost_gets_one_that_says_so(drawn_world, monkeypatch):
    view = drawn_world.view
    made = view.analyse("one_handset").keep("同一部手机")
    monkeypatch.setattr(audit_of, "_STILL_WRITING", timedelta(0))
    history = drawn_world.ledger.derived.history()
    assert audit_of.recover_kept(view._desk, history) == 0
    lost = [replace(history[0], run="D000009"), replace(history[0], run="D000010", action="withdraw", of_run="D000009")]
    assert audit_of.recover_kept(view._desk, [*history, *lost]) == 2
    assert [(action, detail["run"]) for action, detail, _ in audited(drawn_world)[-2:]] == [
        ("keep", "D000009"),
        ("withdraw", "D000010"),
    ]
    assert all(detail["recovered"] for _, detail, _ in audited(drawn_world)[-2:])
    assert audit_of.verify_chain(view._desk).faults == []
    assert made.run == "D000001"


def test_person_records_and_decisions_in_force_are_read_through_the_view_and_noted(world):
    world.draw("张三 birth_date=1980-01-02\n张三 -[USES]-> tel:1\n== b\n张三\n李四")
    with world.view._scope() as scope:
        records = [row[0] for row in scope.sql("SELECT record FROM persons ORDER BY name, file, row").fetchall()]
    assert world.view.judged() == []
    first = world.view.judge(records[0], records[1], "unsure", "未定")
    second = world.view.judge(records[0], records[2], "different", "不是")
    world.view.judge(records[0], records[1], "withdrawn", "收回")
    assert world.view.judged() == [second]
    assert first.seq < second.seq
    found = world.view.person_records([records[2], records[0], "rec:nobody"])
    assert found["record_id"].tolist() == [records[2], records[0]]
    noted = [(line["action"], json.loads(line["detail"])) for line in world.view._desk.rows(audit.select())]
    assert ("ask", {"records": [records[2], records[0], "rec:nobody"]}) in noted
    assert ("read", {"list": "judgements"}) in noted

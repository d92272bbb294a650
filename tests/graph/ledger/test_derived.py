"""Kept results: committed whole or not at all, seen by their own workspace, standing while their rows stand."""

import json
import multiprocessing
import os
import shutil
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import LedgerError
from graph.ledger import Ledger, Report
from graph.ledger.runs import Item, content_of, in_force, line_of
from graph.ledger.standing import cited
from graph.schema import KIND, LINK

TERMS = {
    "workspace": "甲",
    "cases": ["case:A"],
    "method": "gangs",
    "method_version": "1",
    "params": "{}",
    "input_version": 1,
    "scope_key": "k",
    "decisions": "",
    "seconds": 0.5,
    "warnings": "[]",
    "actor": "li",
    "purpose": "侦办",
    "why": "可信",
}


def swap(*reasons, a="tel:1", b="tel:2"):
    return Item("REPLACED_BY", a, b, {"confidence": 0.9}, reasons, 0.9)


@pytest.fixture
def row(put):
    """Return a function that names row `n` of an import."""
    return lambda made, n=2: f"{made.file}::{n}"


@pytest.fixture
def write_down(ledger):
    """Return a function that keeps items for a workspace of case A."""

    def keep_items(*items, cases=("case:A",), **terms):
        with ledger.scope(cases) as scope:
            return ledger.derived.keep(scope, items, TERMS | {"cases": list(cases)} | terms)

    return keep_items


def withdraw(ledger, run, workspace="甲", cases=("case:A",)):
    return ledger.derived.withdraw(run, workspace=workspace, cases=cases, actor="wu", purpose="侦办", why="误")


def standing(ledger, *cases, workspace="甲"):
    with ledger.scope(cases) as scope:
        table = ledger.derived.standing(scope, ledger.derived.runs(workspace, cases))
    return [(line["run"], line["item"], line["stands"]) for line in table.to_pylist()]


def test_a_result_is_kept_with_all_that_is_to_be_known_of_it(ledger, put, write_down, row):
    made = write_down(swap(row(put("x"))), swap(row(put("x")), a="tel:3"))
    assert (made.run, made.items, made.ledger_version, made.actor, made.why) == ("D000001", 2, 1, "li", "可信")
    assert isinstance(made.created_at, datetime)
    assert made.created_at.tzinfo
    (item, other) = ledger.derived.items([made]).to_pylist()
    assert (item["run"], item["method"], item["source"], item["target"]) == ("D000001", "gangs", "tel:1", "tel:2")
    assert (item["source_label"], other["source"], json.loads(item["props"])) == ("Phone", "tel:3", {"confidence": 0.9})
    assert Ledger.open(ledger.folder).derived.runs("甲", ["case:A"]) == [made]


def test_keeping_the_same_result_twice_keeps_it_once(ledger, put, write_down, row):
    item = swap(row(put("x")))
    assert write_down(item) == write_down(item)
    assert write_down(replace(item, target="tel:9")).run == "D000002"
    assert len(ledger.derived.history()) == 2


def test_a_result_that_was_withdrawn_can_be_kept_again(ledger, put, write_down, row):
    item = swap(row(put("x")))
    withdraw(ledger, write_down(item).run)
    assert write_down(item).run == "D000003"


def test_a_withdrawal_is_a_further_line_with_who_when_and_why(ledger, put, write_down, row):
    kept = write_down(swap(row(put("x"))))
    gone = withdraw(ledger, kept.run)
    assert ledger.derived.history() == [kept, gone]
    assert (gone.action, gone.of_run, gone.actor, gone.why, gone.method) == ("withdraw", kept.run, "wu", "误", "gangs")
    assert ledger.derived.runs("甲", ["case:A"]) == []
    with pytest.raises(LedgerError, match=kept.run):
        withdraw(ledger, kept.run)
    with pytest.raises(LedgerError, match=gone.run):
        withdraw(ledger, gone.run)


def test_no_other_workspace_sees_or_withdraws_a_result(ledger, put, write_down, row):
    kept = write_down(swap(row(put("x"))))
    assert ledger.derived.runs("乙", ["case:A"]) == []
    with pytest.raises(LedgerError):
        withdraw(ledger, kept.run, workspace="乙")


def test_a_workspace_that_lost_a_case_no_longer_sees_what_was_computed_from_it(ledger, put, write_down, row):
    put("y", case="case:B")
    kept = write_down(swap(row(put("x"))), cases=("case:A", "case:B"))
    assert ledger.derived.runs("甲", ["case:A"]) == []
    assert ledger.derived.runs("甲", ["case:A", "case:B", "case:C"]) == [kept]
    with pytest.raises(LedgerError):
        withdraw(ledger, kept.run, cases=["case:A"])


def test_a_name_that_is_given_again_to_other_cases_brings_nothing_back(ledger, put, write_down, row):
    write_down(swap(row(put("x"))))
    assert ledger.derived.runs("甲", ["case:Z"]) == []


def test_an_earlier_version_shows_what_was_kept_then(ledger, put, write_down, row):
    first = write_down(swap(row(put("x"))))
    made = put("y")
    second = write_down(swap(row(made)))
    put("z")
    withdraw(ledger, first.run)
    shown = [[run.run for run in ledger.derived.runs("甲", ["case:A"], version=v)] for v in range(4)]
    assert shown == [[], [first.run], [first.run, second.run], [second.run]]


def test_an_item_stands_until_one_of_its_rows_is_retracted(ledger, put, write_down, row):
    a, b = put("x"), put("y")
    write_down(swap(row(a), row(b)), swap(row(a)), swap(row(b, 3), a="tel:7"))
    assert [s for *_, s in standing(ledger, "case:A")] == [True, True, True]
    ledger.retract(b.import_id, actor="li", why="误")
    assert [s for *_, s in standing(ledger, "case:A")] == [False, True, False]


def test_an_item_whose_row_a_better_mapping_read_again_no_longer_stands(ledger, put, write_down, row):
    write_down(swap(row(put("x"))))
    put("x", document="D2", mapping="better")
    assert standing(ledger, "case:A") == [("D000001", 1, False)]


def test_new_rows_do_not_touch_what_stands(ledger, put, write_down, row):
    made = put("x")
    write_down(swap(row(made)))
    put("y")
    original = ledger.keep(ledger.original(made.file))
    ledger.acquire(original, made.batch, case_key="case:A", document_no="D2", actor="li", report=Report())
    assert standing(ledger, "case:A") == [("D000001", 1, True)]


def test_nothing_is_kept_that_cites_a_row_out_of_scope(ledger, put, write_down, row):
    inside, outside = put("x"), put("y", case="case:B")
    for reason in (row(outside), row(inside, 99), f"{inside.file}:Sheet1:2", "nonsense", f"{inside.file}::x"):
        with pytest.raises(LedgerError, match="item 2"):
            write_down(swap(row(inside)), swap(row(inside), reason))
    assert ledger.derived.history() == []


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ([], "no links"),
        ([Item("REPLACED_BY", "tel:1", "tel:2")], "no reasons"),
        ([Item("CALLED", "tel:1", "tel:2", reasons=("r",))], "CALLED"),
        ([Item("REPLACED_BY", "tel:1", "acct:2", reasons=("r",))], "acct:2"),
        ([Item("REPLACED_BY", "tel:1", reasons=("r",))], "None"),
        ([Item("REPLACED_BY", "tel:1", "tel:2", {"danger": 1}, ("r",))], "danger"),
        ([Item("MEMBER_OF", "rec:1", "group:1", reasons=("r",))], "no such group"),
        ([Item("Group", "group:1"), Item("MEMBER_OF", "person:1", "group:1", reasons=("r",))], "person:1"),
        ([Item("Group", "tel:1")], "Group tel:1"),
        ([Item("Group", "group:1", "group:2")], "group:2"),
    ],
)
def test_what_the_graph_could_not_show_is_refused(ledger, put, write_down, items, words):
    put("x")
    with pytest.raises(LedgerError, match=words):
        write_down(*items)


def test_every_derived_kind_of_the_vocabulary_names_its_run_and_method():
    for kind in (KIND["Group"], *(link for link in LINK.values() if link.derived)):
        assert {"run", "method"} <= {p.name for p in kind.properties}
    assert all((link.per == "run") == link.derived for link in LINK.values())


def test_verify_names_a_result_whose_items_are_not_as_they_were_kept(ledger, put, write_down, row):
    kept = write_down(swap(row(put("x"))), swap(row(put("x")), a="tel:3"))
    assert list(ledger.verify()) == []
    (path,) = (file.path for file in ledger.derived._items.files())
    whole = pq.read_table(path)
    pq.write_table(whole.slice(1), path)
    (found,) = Ledger.open(ledger.folder).verify()
    assert (found.kind, found.import_id, found.where) == ("missing_rows", kept.run, "derived_items: 1 / 2")
    forged = whole.set_column(whole.schema.get_field_index("score"), "score", pa.array([0.1, 0.1]))
    pq.write_table(forged, path)
    (found,) = Ledger.open(ledger.folder).verify()
    assert (found.kind, found.import_id) == ("changed_items", kept.run)


def test_a_copy_of_the_snapshot_has_every_kept_result(ledger, put, write_down, row, tmp_path):
    write_down(swap(row(put("x"))))
    withdraw(ledger, write_down(swap(row(put("y")))).run)
    for path in ledger.snapshot():
        copy = tmp_path / "copy" / path.relative_to(ledger.folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    copied = Ledger.open(tmp_path / "copy")
    assert copied.derived.history() == ledger.derived.history()
    assert list(copied.verify()) == []
    assert standing(copied, "case:A") == [("D000001", 1, True)]


def test_compaction_keeps_every_result(ledger, put, write_down, row):
    made = put("x")
    for n in range(5):
        write_down(swap(row(made), a=f"tel:{n + 5}"))
    before = ledger.derived.items(ledger.derived.runs("甲", ["case:A"]))
    ledger.compact()
    assert ledger.derived.items(ledger.derived.runs("甲", ["case:A"])).equals(before)
    assert len(ledger.derived._items.files()) == len(ledger.derived._list.table.files()) == 1
    assert write_down(swap(row(made))).run == "D000006"


def test_a_ledger_of_the_release_before_opens_and_keeps(ledger, put, write_down, row):
    made = put("x")
    for name in ("derived", "derived_items"):
        shutil.rmtree(ledger.folder / "ledger" / name, ignore_errors=True)
    old = Ledger.open(ledger.folder)
    assert old.derived.history() == []
    assert list(old.verify()) == []
    assert write_down(swap(row(made))).run == "D000001"


def test_the_hash_of_rows_does_not_mind_order_or_repeats(ledger, put, row):
    a, b = put("x"), put("y")
    with ledger.scope(["case:A"]) as scope:
        one, other, fewer = cited(scope.connection, [[row(a), row(b)], [row(b), row(a), row(a)], [row(b)]])
        assert cited(scope.connection, []) == []
    assert one == other != fewer


def test_a_sheet_may_have_colons_in_its_name(ledger, write_down, tmp_path):
    (tmp_path / "book").write_text("book")
    original = ledger.keep(tmp_path / "book")
    draft = ledger.draft(original)
    places = {"file": [original.sha256], "sheet": ["a:b:3"], "row": pa.array([7], pa.int32())}
    draft.append("calls", pa.table(places))
    draft.commit(case_key="case:A", actor="li", report=Report(rows_read=1, accepted=1))
    assert write_down(swap(f"{original.sha256}:a:b:3:7")).items == 1


names = st.sampled_from(["甲", "乙"])
cases = st.frozensets(st.sampled_from("ABC"), min_size=1)


@settings(max_examples=60, deadline=None)
@given(
    lines=st.lists(st.tuples(names, cases, st.integers(0, 3)), max_size=8),
    withdrawn=st.sets(st.integers(1, 8)),
    looker=names,
    has=cases,
)
def test_whoever_looks_sees_only_results_of_their_own_cases(lines, withdrawn, looker, has):
    from graph.ledger.runs import numbered

    history = []
    for workspace, of, version in sorted(lines, key=lambda line: line[2]):
        history.append(
            numbered(history, TERMS | {"action": "keep", "workspace": workspace, "cases": of}, ledger_version=version)
        )
    for line in [line for line in history if line.seq in withdrawn]:
        said = {"action": "withdraw", "of_run": line.run, "workspace": line.workspace, "cases": line.cases}
        history.append(numbered(history, TERMS | said, ledger_version=9))
    seen = in_force(history, looker, has)
    assert all(line.workspace == looker and set(line.cases) <= has for line in seen)
    assert {line.run for line in seen}.isdisjoint(line.of_run for line in history if line.action == "withdraw")
    mine = [line for line in history if line.workspace == looker and set(line.cases) <= has and line.action == "keep"]
    assert len(seen) == sum(line.seq not in withdrawn for line in mine)
    assert [line.run for line in in_force(history, looker, has, version=1)] == [
        line.run for line in mine if line.ledger_version <= 1
    ]


@given(st.lists(st.tuples(st.sampled_from(["tel:1", "tel:2"]), st.floats(0, 1)), min_size=2, max_size=4))
def test_content_tells_every_change_and_order(pairs):
    lines = [line_of(Item("REPLACED_BY", a, "tel:9", {"confidence": p}, ("r",), p)) for a, p in pairs]
    assert content_of(lines) == content_of([dict(line) for line in lines])
    assert (content_of(lines) == content_of(lines[::-1])) == (lines == lines[::-1])


def keep_many(home, name, file):
    ledger = Ledger.open(home)
    for n in range(4):
        with ledger.scope(["case:A"]) as scope:
            ledger.derived.keep(scope, [swap(f"{file}::2", a=f"tel:{name}{n}")], TERMS)


def test_processes_that_keep_at_once_lose_nothing(ledger, put):
    made, context = put("x"), multiprocessing.get_context("spawn")
    keepers = [context.Process(target=keep_many, args=(ledger.folder, n, made.file)) for n in (1, 2)]
    for keeper in keepers:
        keeper.start()
    put("y")
    for keeper in keepers:
        keeper.join(120)
    assert [line.seq for line in ledger.derived.history()] == list(range(1, 9))
    assert len(standing(ledger, "case:A")) == 8
    assert list(ledger.verify()) == []


def test_threads_that_keep_the_same_result_keep_it_once(ledger, put):
    made = put("x")

    def keep_one(_):
        with ledger.scope(["case:A"]) as scope:
            return ledger.derived.keep(scope, [swap(f"{made.file}::2")], TERMS).run

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(keep_one, range(8))) == {"D000001"}


def keep_and_die(home, file):
    ledger = Ledger.open(home)
    ledger.derived._commit = lambda decide: os.kill(os.getpid(), signal.SIGKILL)
    with ledger.scope(["case:A"]) as scope:
        ledger.derived.keep(scope, [swap(f"{file}::2")], TERMS)


def test_a_process_killed_before_the_line_leaves_items_that_count_for_nothing(ledger, put, write_down, row):
    made = put("x")
    victim = multiprocessing.get_context("spawn").Process(target=keep_and_die, args=(ledger.folder, made.file))
    victim.start()
    victim.join(60)
    assert victim.exitcode == -signal.SIGKILL
    assert len(ledger.derived._items.files()) == 1
    assert ledger.derived.history() == []
    assert list(ledger.verify()) == []
    assert write_down(swap(row(made))).run == "D000001"
    assert len(standing(ledger, "case:A")) == 1

"""An original read anew: the new rows stand in for the old, nothing is edited, nothing is doubled."""

import pytest

from graph.errors import LedgerError
from workbench.errors import BadFile, UserError
from workbench.ingest import Rereader, correct_file, remap_file
from workbench.ingest.mapping import FOLDER

WITHOUT_HANDSETS = """
zh = "无机身码的话单"
version = "{version}"
header = ["本方号码", "对方号码", "呼叫类型", "通话开始时间"]
table = "calls"
[values]
owner = {{ from = ["本方号码"], as = "phone", required = true }}
other = {{ from = ["对方号码"], as = "phone" }}
act = {{ from = ["呼叫类型"], as = "choice", required = true, choices = {{ "主叫" = "call", "被叫" = "call" }} }}
direction = {{ from = ["呼叫类型"], as = "choice", choices = {{ "主叫" = "out", "被叫" = "in" }} }}
started_at = {{ from = ["通话开始时间"], as = "instant", required = true }}
{more}
"""


@pytest.fixture
def poor(tmp_path):
    """Write a mapping that knows less of a file than ours does, in a version."""

    def poor(version="1", more=""):
        path = tmp_path / "poor.toml"
        path.write_text(WITHOUT_HANDSETS.format(version=version, more=more), encoding="utf-8")
        return str(path)

    return poor


def anew(ledger, made, **terms):
    return remap_file(ledger, made.record.import_id, why="补读机身码", actor="tester", **terms)


def test_the_better_reading_stands_in_for_the_former(bring, ledger, rows, calls, call, poor):
    first = bring(calls(call(), call(2, at="2026-03-06 10:00:00")), mapping=poor())
    assert [row["imei"] for row in rows("calls")] == [None, None]
    done = anew(ledger, first)
    assert [row["imei"] for row in rows("calls")] == ["imei:490154203237518"] * 2
    assert (done.record.action, done.record.of_import, done.record.why) == (
        "remap",
        first.record.import_id,
        "补读机身码",
    )
    assert (done.report.rows_read, done.report.accepted, done.report.duplicate) == (2, 2, 0)


def test_the_rows_keep_their_names_and_the_acquisition_its_terms(bring, ledger, rows, calls, call, poor):
    first = bring(calls(call()), mapping=poor())
    named = [(row["file"], row["sheet"], row["row"]) for row in rows("calls")]
    done = anew(ledger, first)
    assert [(row["file"], row["sheet"], row["row"]) for row in rows("calls")] == named
    for term in ("case_key", "document_no", "officers", "file", "file_name", "file_size"):
        assert getattr(done.record, term) == getattr(first.record, term)


def test_an_earlier_version_goes_on_saying_what_it_said(bring, ledger, calls, call, poor):
    first = bring(calls(call()), mapping=poor())
    version = ledger.version
    anew(ledger, first)
    with ledger.scope(["case:A1"], version=version) as scope:
        assert scope.sql("SELECT imei FROM calls").fetchall() == [(None,)]


def test_retracting_the_new_reading_does_not_bring_the_former_back(bring, ledger, rows, calls, call, poor):
    done = anew(ledger, bring(calls(call()), mapping=poor()))
    ledger.retract(done.record.import_id, actor="x", why="错案")
    assert rows("calls") == []
    assert ledger.records() == []
    assert not bring(calls(call())).already


def test_the_same_file_again_finds_the_new_reading(bring, ledger, calls, call, poor):
    done = anew(ledger, bring(calls(call()), mapping=poor()))
    again = bring(calls(call()))
    assert again.already
    assert again.record == done.record


def test_a_superseded_import_can_neither_be_read_anew_nor_retracted(bring, ledger, calls, call, poor):
    first = bring(calls(call()), mapping=poor())
    anew(ledger, first)
    with pytest.raises(UserError, match=first.record.import_id):
        anew(ledger, first)
    with pytest.raises(Exception, match=first.record.import_id):
        ledger.retract(first.record.import_id, actor="x", why="")


def test_nothing_is_read_anew_by_the_mapping_that_read_it(bring, ledger, calls, call):
    first = bring(calls(call()))
    with pytest.raises(UserError, match="lc_calls"):
        anew(ledger, first)
    assert ledger.version == 1


def test_a_mapping_that_does_not_fit_leaves_the_former_reading(bring, ledger, rows, calls, call):
    first = bring(calls(call()))
    with pytest.raises(BadFile):
        anew(ledger, first, mapping="cells")
    assert len(rows("calls")) == 1
    assert ledger.records() == [first.record]


def test_a_new_version_of_a_mapping_of_the_same_name_counts_as_another(bring, ledger, rows, calls, call, poor):
    first = bring(calls(call()), mapping=poor())
    anew(ledger, first, mapping=poor("2", 'imei = { from = ["本机IMEI"], as = "imei" }'))
    assert [row["imei"] for row in rows("calls")] == ["imei:490154203237518"]


def test_other_files_of_the_case_are_still_compared_with(bring, ledger, calls, call, poor):
    bring(calls(call()))
    second = bring(calls(call(), call(2, at="2026-03-06 10:00:00")), document="D2", mapping=poor())
    assert anew(ledger, second).report.duplicate == 1


def test_corrections_go_on_counting(bring, ledger, rows, calls, call, poor, tmp_path):
    first = bring(calls(call(), call(2, at="不详")), mapping=poor())
    mended = tmp_path / "mended.csv"
    mended.write_text(first.rejected_file.read_text("utf-8-sig").replace("不详", "2026-03-06 10:00:00"), "utf-8")
    correct_file(ledger, mended, of_import=first.record.import_id, why="笔误", actor="tester")
    done = anew(ledger, first)
    assert len(rows("calls")) == 2
    ledger.retract(done.record.import_id, actor="x", why="错案")
    assert rows("calls") == []


def test_another_case_acquires_the_new_reading(bring, ledger, rows, calls, call, poor):
    done = anew(ledger, bring(calls(call()), mapping=poor()))
    other = bring(calls(call()), case="A2", document="D2")
    assert other.record.batch == done.record.batch


def test_verifying_compares_what_counts_and_says_when_the_mapping_has_moved_on(bring, ledger, calls, call, poor):
    first = bring(calls(call()), mapping=poor())
    poor("2")
    bring(calls(call(2)), name="b.csv", document="D2", mapping=poor("2"))
    (moved,) = ledger.verify(reread=_rereader(ledger))
    assert moved.kind == "not_reread"
    assert f"fusion remap {first.record.import_id}" in moved.where
    anew(ledger, first, mapping="poor")
    assert list(ledger.verify(reread=_rereader(ledger))) == []


def test_our_own_mappings_are_found_again_by_name(bring, ledger, rows, calls, call, poor):
    anew(ledger, bring(calls(call()), mapping=poor()), mapping="lc_calls")
    assert (FOLDER / "lc_calls.toml").is_file()
    assert rows("calls")[0]["cell"] == "cell:LC-4301-21"


def _rereader(ledger):
    reread = Rereader(ledger)

    def read(path, record):
        try:
            yield from reread(path, record)
        except UserError as error:
            raise LedgerError(str(error)) from error

    return read

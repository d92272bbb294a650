"""Rejected rows say why, come back in a file, and can be corrected under their own names."""

import csv

import pytest

from graph.identifiers.record import row_id
from workbench.errors import BadFile, UserError
from workbench.ingest import Rereader, correct_file


@pytest.fixture
def rejected(bring, calls, call):
    """An import with one good row and three bad ones: a slip in the time, no owner, a row that was cut."""
    lines = [call(1), call(2, at="2026-03-05 14:23:O7"), call(3, own=""), call(4)[:40]]
    return bring(calls(*lines))


def lines_of(made):
    with made.rejected_file.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def mended(made, path, changes):
    lines = lines_of(made)
    for place, cells in changes.items():
        lines[place].update(cells)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    return path


def test_every_rejection_names_its_column_and_the_remedy(rejected, rows):
    assert (rejected.report.rows_read, rejected.report.accepted, rejected.report.rejected) == (4, 1, 3)
    slip, missing, cut = rows("rejections")
    assert (slip["row"], slip["column"]) == (3, "通话开始时间")
    assert "2026-03-05 14:23:O7" in slip["why"]
    assert "2026-03-05 14:23:11" in slip["why"]
    assert missing["column"] == "本方号码"
    assert (cut["row"], cut["column"]) == (5, "")
    assert "12 列" in cut["why"]


def test_the_rejected_file_has_the_original_columns_the_row_id_and_why(rejected):
    slip, missing, _ = lines_of(rejected)
    assert slip["_row"] == row_id(rejected.record.file, "", 3)
    assert slip["通话开始时间"] == "2026-03-05 14:23:O7"
    assert "本方号码" in missing["原因"]
    assert rejected.rejected_file.read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_corrected_row_keeps_its_id_and_what_was_changed(rejected, rows, ledger, tmp_path):
    fixed = mended(
        rejected, tmp_path / "fixed.csv", {0: {"通话开始时间": "2026-03-05 14:23:07"}, 1: {"本方号码": "15400000001"}}
    )
    made = correct_file(ledger, fixed, of_import=rejected.record.import_id, why="原表为数字0", actor="王芳")
    assert (made.report.rows_read, made.report.accepted, made.report.rejected) == (2, 2, 0)
    assert [(row["file"], row["row"]) for row in rows("calls")] == [(rejected.record.file, n) for n in (2, 3, 4)]
    changed = [(r["row"], r["column"], r["old"], r["new"], r["who"], r["why"]) for r in rows("corrections")]
    assert changed == [
        (3, "通话开始时间", "2026-03-05 14:23:O7", "2026-03-05 14:23:07", "王芳", "原表为数字0"),
        (4, "本方号码", "", "15400000001", "王芳", "原表为数字0"),
    ]
    assert [row["row"] for row in rows("rejections")] == [5]


def test_a_correction_that_is_wrong_again_is_rejected_again(rejected, rows, ledger, tmp_path):
    fixed = mended(rejected, tmp_path / "fixed.csv", {0: {"通话开始时间": "昨天"}})
    made = correct_file(ledger, fixed, of_import=rejected.record.import_id, why="改", actor="王芳")
    assert (made.report.accepted, made.report.rejected) == (0, 1)
    assert "昨天" in rows("rejections", where="row = 3")[0]["why"]
    again = mended(rejected, tmp_path / "again.csv", {0: {"通话开始时间": "2026-03-05 14:23:07"}})
    assert (
        correct_file(ledger, again, of_import=rejected.record.import_id, why="再改", actor="王芳").report.accepted == 1
    )
    assert [row["row"] for row in rows("rejections")] == [4, 5]


def test_a_row_that_was_never_rejected_cannot_be_corrected(rejected, rows, ledger, tmp_path):
    stray = row_id(rejected.record.file, "", 2)
    fixed = mended(rejected, tmp_path / "fixed.csv", {0: {"_row": stray, "本方号码": "15400000009"}})
    made = correct_file(ledger, fixed, of_import=rejected.record.import_id, why="改", actor="王芳")
    assert (made.report.accepted, made.report.rejected) == (0, 1)
    assert rows("calls")[0]["owner"] == "tel:+8615400000001"


def test_retracting_the_import_takes_its_corrections_along(rejected, rows, ledger, tmp_path):
    fixed = mended(rejected, tmp_path / "fixed.csv", {1: {"本方号码": "15400000001"}})
    correct_file(ledger, fixed, of_import=rejected.record.import_id, why="改", actor="王芳")
    ledger.retract(rejected.record.import_id, actor="王芳", why="错案")
    assert rows("calls") == rows("rejections") == rows("corrections") == []


def test_an_unchanged_file_a_foreign_file_and_an_unknown_import_are_refused(rejected, ledger, tmp_path):
    terms = {"why": "改", "actor": "王芳"}
    with pytest.raises(UserError, match="没有可更正的行"):
        correct_file(ledger, rejected.rejected_file, of_import=rejected.record.import_id, **terms)
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    with pytest.raises(BadFile, match="_row"):
        correct_file(ledger, other, of_import=rejected.record.import_id, **terms)
    with pytest.raises(UserError, match="I999999"):
        correct_file(ledger, rejected.rejected_file, of_import="I999999", **terms)


def test_a_lost_rejected_file_is_written_anew(rejected, bring, tmp_path):
    before = rejected.rejected_file.read_bytes()
    rejected.rejected_file.unlink()
    again = bring(tmp_path / "a.csv")
    assert again.already
    assert again.rejected_file.read_bytes() == before


def test_imports_and_corrections_read_again_give_the_same_rows(rejected, ledger, tmp_path):
    fixed = mended(rejected, tmp_path / "fixed.csv", {0: {"通话开始时间": "2026-03-05 14:23:07"}})
    correct_file(ledger, fixed, of_import=rejected.record.import_id, why="改", actor="王芳")
    assert list(ledger.verify(reread=Rereader(ledger))) == []

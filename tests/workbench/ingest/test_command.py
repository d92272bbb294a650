"""`fusion import` and `fusion mapping draft` at the command line."""

import pytest
from typer.testing import CliRunner

from workbench.cli import app as cli
from workbench.errors import UserError


@pytest.fixture
def fusion(tmp_path, monkeypatch):
    """Run a command in a data folder that has a workspace 专班 with the cases A1 and A2."""
    monkeypatch.setenv("FUSION_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FUSION_ACTOR", "wang")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)

    def fusion(*words):
        result = CliRunner().invoke(cli.app, [str(word) for word in words])
        if isinstance(result.exception, UserError):
            raise result.exception
        return result

    made = fusion(
        "workspace", "create", "专班", "--case", "A1", "--case", "A2", "--purpose", "侦办", "--basis", "立字1号"
    )
    assert made.exit_code == 0, made.output
    return fusion


UNDER = ("-w", "专班", "--case", "A1", "--basis", "D1", "--officers", "甲,乙")


def test_a_report_tells_what_became_of_the_rows(fusion, tmp_path, calls, call):
    (tmp_path / "a.csv").write_text(calls(call(1), call(2, own=""), end=["合计,共2条"]), encoding="utf-8")
    told = fusion("import", "a.csv", *UNDER).output
    assert "联川通信话单" in told
    assert "“本方号码”为空: 1" in told
    assert "--corrects I000001" in told


def test_corrected_rows_come_back_with_a_reason(fusion, tmp_path, calls, call):
    (tmp_path / "a.csv").write_text(calls(call(1), call(2, own="")), encoding="utf-8")
    fusion("import", "a.csv", *UNDER)
    rejected = tmp_path / "home" / "rejected" / "I000001.csv"
    rejected.write_text(rejected.read_text(encoding="utf-8-sig").replace("2,,", "2,15400000001,"), encoding="utf-8")
    with pytest.raises(UserError, match="--why"):
        fusion("import", rejected, "-w", "专班", "--corrects", "I000001")
    told = fusion("import", rejected, "-w", "专班", "--corrects", "I000001", "--why", "漏填")
    assert told.exit_code == 0
    assert "I000002" in told.output


def test_a_list_of_files_is_imported_each_into_its_case(fusion, tmp_path, calls, call):
    (tmp_path / "a.csv").write_text(calls(call(1)), encoding="utf-8")
    (tmp_path / "b.csv").write_text("x", encoding="utf-8")
    (tmp_path / "c.csv").write_text(calls(call(2)), encoding="utf-8")
    lines = ["file,case,document_no,officers", 'a.csv,A1,D1,"甲,乙"', "b.csv,A1,D2,甲", "c.csv,A2,D3,甲"]
    (tmp_path / "imports.csv").write_text("\n".join(lines), encoding="utf-8")
    told = fusion("import", "--list", "imports.csv", "-w", "专班")
    assert told.exit_code == 2  # b.csv is no table; the others are in all the same
    assert "I000001" in told.output
    assert "I000002" in told.output


def test_an_import_without_case_basis_or_officers_is_refused(fusion, tmp_path, calls, call):
    (tmp_path / "a.csv").write_text(calls(call(1)), encoding="utf-8")
    with pytest.raises(UserError, match="--basis"):
        fusion("import", "a.csv", "-w", "专班", "--case", "A1")


def test_a_case_of_another_workspace_is_refused(fusion, tmp_path, calls, call):
    (tmp_path / "a.csv").write_text(calls(call(1)), encoding="utf-8")
    with pytest.raises(UserError, match="B9"):
        fusion("import", "a.csv", "-w", "专班", "--case", "B9", "--basis", "D1", "--officers", "甲")


def test_a_draft_mapping_is_written_beside_the_command(fusion, tmp_path):
    (tmp_path / "x.csv").write_text("甲,金额,余额\n1,2.00,3.00\n", encoding="utf-8")
    assert "x.toml" in fusion("mapping", "draft", "x.csv").output
    assert 'as = "money"' in (tmp_path / "x.toml").read_text(encoding="utf-8")

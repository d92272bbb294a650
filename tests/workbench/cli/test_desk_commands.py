"""The desk's commands, as an investigator types them."""

import pytest
from typer.testing import CliRunner

from graph.ledger import Ledger
from workbench.cli import app as cli
from workbench.desk import Desk
from workbench.ingest import import_file


@pytest.fixture
def fusion(settings, typed):
    """Return a function that runs `fusion …` and gives its exit code, output and error."""
    return typed(settings)


@pytest.fixture
def made(fusion):
    """A workspace of li, made at the command line."""
    return fusion("workspace", "create", "甲", "--case", "A1", "--purpose", "侦办", "--basis", "立1号")


@pytest.fixture
def imported(settings, tmp_path):
    """An import of one subscriber into case A1."""
    path = tmp_path / "机主登记.csv"
    path.write_text("号码,机主姓名,证件号码,入网时间,销户时间,套餐,运营商\n15400001111,陈敏,,2020-01-01,,,联川通信\n")
    ledger = Ledger.open(settings.home)
    return import_file(ledger, path, case="A1", document_no="调1号", officers="li", actor="li").record


def test_a_workspace_is_made_listed_and_shown(fusion, made):
    assert made[0] == 0
    assert fusion("workspace", "list") == (0, "甲\n", "")
    code, out, _ = fusion("workspace", "show", "甲")
    assert code == 0
    assert all(word in out for word in ("侦办", "立1号", "A1", "li(owner)"))


def test_the_owner_adds_a_case_a_member_and_an_end(fusion, made):
    fusion("workspace", "add-case", "甲", "A2")
    fusion("workspace", "add-member", "甲", "wu", "--role", "reader")
    code, out, _ = fusion("workspace", "extend", "甲", "--until", "2099-12-31")
    assert code == 0
    assert all(word in out for word in ("A1 A2", "wu(reader)", "2099-12-31 23:59"))


def test_a_stranger_is_told_no_in_one_line(fusion, made):
    code, out, err = fusion("workspace", "show", "甲", actor="eve")
    assert (code, out) == (2, "")
    assert "eve may not read" in err
    assert err.count("\n") == 1


def test_a_retraction_needs_an_import_of_one_s_own_workspace(fusion, made, imported, settings):
    refused = fusion("retract", imported.import_id, "--why", "wrong", actor="eve")
    assert (refused[0], Ledger.open(settings.home).version) == (2, 1)
    code, out, _ = fusion("retract", imported.import_id, "--why", "wrong case")
    assert code == 0
    assert "机主登记.csv" in out
    assert Ledger.open(settings.home).history()[-1].why == "wrong case"
    assert fusion("retract", imported.import_id, "--why", "again")[0] == 2


def test_a_judgement_is_noted(fusion, made, settings):
    code, out, _ = fusion("judge", "same", "rec:1", "rec:2", "--why", "同一手机", "-w", "甲")
    assert code == 0
    assert "rec:1" in out
    assert fusion("judge", "perhaps", "rec:1", "rec:2", "--why", "w", "-w", "甲")[0] == 2
    assert fusion("judge", "same", "rec:1", "rec:2", "--why", "w", "-w", "甲", actor="eve")[0] == 2


def test_verify_names_the_changed_original_and_fails(fusion, made, imported, settings):
    assert fusion("verify")[0] == fusion("verify", "--quick")[0] == 0
    path = Ledger.open(settings.home).original(imported.file)
    path.chmod(0o644)
    path.write_text(path.read_text().replace("陈敏", "陈民"))
    code, out, _ = fusion("verify")
    assert code == 1
    assert "机主登记.csv" in out
    assert "altered" in out


def test_the_audit_is_verified_and_a_forged_line_named(fusion, made, settings):
    code, out, _ = fusion("audit", "verify")
    assert code == 0
    anchor = out.split()[-1]
    assert fusion("audit", "verify", "--anchor", anchor)[0] == 0
    assert fusion("audit", "verify", "--anchor", "1:0000")[0] == 1
    assert fusion("audit", "verify", "--anchor", "yesterday")[0] == 2
    desk = Desk.open(settings)
    with desk.change() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_no_update")
        connection.exec_driver_sql("UPDATE audit SET actor = 'eve' WHERE seq = 1")
    desk.close()
    code, out, _ = fusion("audit", "verify")
    assert code == 1
    assert "Line 1 was changed" in out


def test_a_backup_is_made_and_restored(fusion, made, imported, tmp_path, monkeypatch):
    code, out, _ = fusion("backup", tmp_path / "copy")
    assert code == 0
    assert "ledger version 1" in out
    assert fusion("restore", tmp_path / "copy")[0] == 2
    monkeypatch.setenv("FUSION_HOME", str(tmp_path / "elsewhere"))
    assert fusion("restore", tmp_path / "copy")[0] == 0
    assert fusion("workspace", "list")[1] == "甲\n"
    assert fusion("verify")[0] == 0


def test_every_command_explains_itself():
    for words in (["workspace"], ["audit"], ["judge"], ["retract"], ["verify"], ["backup"], ["restore"]):
        assert CliRunner().invoke(cli.app, [*words, "--help"]).exit_code == 0

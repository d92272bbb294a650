"""`fusion model train`, `validate`, `card` and `withdraw`, as an analyst types them."""

from __future__ import annotations

import json
import re

import pytest

from workbench.desk import audit


@pytest.fixture
def fusion(trained, typed):
    """Return a function that runs `fusion …` where a model of case linkage is in force."""
    return typed(trained.settings)


def test_training_prints_the_first_figures_beside_plain_methods_and_every_warning(ledger_world, solved, typed):
    ledger_world.draw(solved)
    code, out, err = typed(ledger_world.settings)("model", "train", "linkage", "--why", "first", "--rounds", 1)
    assert code == 0
    shown = " ".join(out.split())
    assert all(word in shown for word in ("this model", "distance ×", "logistic", "default:", "AUC", "Brier skill"))
    assert "Trained case linkage, version 1, now in force" in shown
    assert "Only solved cases are labelled" in err


def test_the_purpose_given_stands_in_the_audit(fusion, trained):
    assert fusion("model", "card", "linkage", "--purpose", "review of the model")[0] == 0
    (line,) = [line for line in trained.view._desk.rows(audit.select()) if line["purpose"] == "review of the model"][:1]
    assert json.loads(line["detail"])["card"] == "linkage"


def test_a_card_is_printed_in_words_or_as_json_and_written_to_a_file(fusion, tmp_path):
    code, out, err = fusion("model", "card", "linkage")
    assert code == 0
    assert out.startswith("# Model card: case linkage · version 1")
    assert "has been kept or judged yet" in err
    told = json.loads(fusion("model", "card", "linkage", "--json")[1])
    assert (told["kind"], told["version"]) == ("linkage", 1)
    for name in ("card.md", "card.json"):
        code, out, err = fusion("model", "card", "linkage", "--out", tmp_path / name)
        assert (code, out) == (0, "")
    assert (tmp_path / "card.md").read_text(encoding="utf-8").startswith("# Model card")
    assert json.loads((tmp_path / "card.json").read_text(encoding="utf-8")) == told


def test_without_a_kind_every_model_is_listed_with_its_state(fusion):
    code, out, _ = fusion("model", "card")
    assert code == 0
    assert "linkage" in out
    assert "in force" in " ".join(out.split())
    (line,) = json.loads(fusion("model", "card", "--json")[1])
    assert (line["state"], line["source"], line["why"]) == ("current", "workspace", "试用")


def test_a_folder_is_validated_without_any_workspace_and_nothing_is_kept(fusion, burglaries, trained):
    code, out, _ = fusion("model", "validate", "linkage", "--data", burglaries, "--rounds", 1, actor="eve")
    assert code == 0
    assert "· not kept" in out
    assert "Permuted labels" in out
    assert len(trained.view.models.listed()) == 1


def test_a_workspace_is_validated_as_it_would_be_trained(fusion):
    code, out, _ = fusion("model", "validate", "linkage", "--rounds", 1, "--json")
    told = json.loads(out)
    assert code == 0
    assert (told["version"], told["data"]["known"]) == (0, 48)
    assert {figure["measure"] for figure in told["validation"]["figures"]} >= {"ap", "auc", "tpr@5%", "hit@5", "p@50"}


def test_a_withdrawn_model_is_said_and_gone(fusion):
    code, out, _ = fusion("model", "withdraw", "linkage", "--why", "no better")
    assert code == 0
    assert "the default is used again" in out
    code, _, err = fusion("model", "card", "linkage")
    assert code == 2
    assert "fusion model train linkage" in err


def test_a_tampered_model_a_wrong_kind_and_a_stranger_are_one_line_and_code_2(fusion, trained):
    path = trained.view._folder / "models" / "linkage-1.card.json"
    path.write_bytes(path.read_bytes().replace("试用".encode(), "好用".encode()))
    for words, actor in ((["card", "linkage"], "tester"), (["train", "danger"], "tester")):
        code, out, err = fusion("model", *words, actor=actor)
        assert (code, out, err.count("\n")) == (2, "", 1)
    code, out, err = fusion("model", "train", "linkage", "-w", "专班", actor="eve")
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_a_card_is_printed_in_the_language_spoken(fusion, monkeypatch):
    english = fusion("model", "card", "linkage")[1]
    monkeypatch.setenv("FUSION_LANG", "zh")
    chinese = fusion("model", "card", "linkage")[1]
    (sha256,) = re.findall(r"SHA-256.*([0-9a-f]{64})", chinese)
    assert chinese.startswith("# 模型说明卡：串并案 · 第 1 版")
    assert sha256 in english

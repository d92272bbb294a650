"""Models of a workspace through its view: trained from what it may see, audited, versioned, refused, stale, withdrawn."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

from models.accounts.triage import AccountTriage
from models.linkage import CaseLinkage
from workbench import backup
from workbench import workspace as workspaces
from workbench.analyse.spoken import spoken_frame
from workbench.desk import Desk, audit
from workbench.errors import NotAllowed, UserError
from workbench.view import View


def audited(world):
    return [(line["action"], json.loads(line["detail"])) for line in world.view._desk.rows(audit.select())]


def file_of(world, name):
    return world.view._folder / "models" / name


def states(world):
    return world.view.models.listed()[["kind", "version", "state"]].to_records(index=False).tolist()


def test_a_trained_model_is_in_force_and_scores_as_it_did_when_it_was_kept(trained):
    model = trained.view.models.model("linkage")
    assert isinstance(model, CaseLinkage)
    taught = trained.view.models.taught("linkage")
    again = CaseLinkage().fit(taught.frame, taught.hands)
    assert model.compare(taught.frame).score.tolist() == again.compare(taught.frame).score.tolist()


def test_what_it_is_taught_are_the_solved_cases_of_the_scope_without_their_suspects_names(trained):
    taught = trained.view.models.taught("linkage")
    assert (len(taught.frame), taught.known) == (48, 48)
    assert (len(set(taught.groups)), taught.rows) == (24, 48)
    assert "suspects" not in taught.frame
    days = pd.to_datetime(taught.frame["from"])
    assert taught.period == (f"{days.min():%Y-%m-%d}", f"{days.max():%Y-%m-%d}")


def test_training_is_audited_with_its_purpose_and_the_digest_of_what_was_kept(trained):
    lines = audited(trained)
    (asked, done) = [detail for action, detail in lines if action == "train"]
    card = trained.view.models.card("linkage")
    assert asked["model"] == "linkage"
    assert (done["version"], done["sha256"], done["why"]) == (1, card.sha256, "试用")
    assert card.made.purpose == trained.view.purpose


def test_reading_a_card_a_model_and_the_list_leaves_an_audit_line_each(trained):
    before = len(audited(trained))
    trained.view.models.card("linkage")
    trained.view.models.model("linkage")
    trained.view.models.listed()
    trained.view.models.later("linkage")
    trained.view.models.taught("linkage")
    assert len(audited(trained)) == before + 5


def test_who_is_no_member_gets_nothing_and_a_reader_may_look_but_not_train(trained):
    with pytest.raises(NotAllowed):
        View.open("专班", settings=replace(trained.settings, actor="eve"))
    desk = Desk.open(trained.settings)
    workspaces.add_member(desk, "专班", "he", role="reader", actor="tester")
    desk.close()
    with View.open("专班", settings=replace(trained.settings, actor="he")) as view:
        assert view.models.card("linkage").version == 1
        with pytest.raises(NotAllowed):
            view.models.train("linkage")
        with pytest.raises(NotAllowed):
            view.models.withdraw("linkage", why="x")
    assert states(trained) == [("linkage", 1, "current")]
    assert [detail["action"] for action, detail in audited(trained) if action == "denied"] == [
        "read",
        "train",
        "withdraw",
    ]


def test_another_workspace_has_no_model_of_ours(trained):
    desk = Desk.open(trained.settings)
    workspaces.create(desk, "别班", cases=["W"], purpose="p", legal_basis="b", actor="tester")
    desk.close()
    with View.open("别班", settings=trained.settings) as view:
        assert view.models.listed().empty
        assert view.models.model("linkage") is None


def test_a_workspace_that_lost_a_case_no_longer_sees_what_was_learned_from_it(trained):
    with trained.view._desk.change() as connection:
        connection.exec_driver_sql("DELETE FROM workspace_cases")
    assert trained.view.models.listed().empty
    assert trained.view.models.model("linkage") is None
    with pytest.raises(UserError, match="没有"):
        trained.view.models.card("linkage")


@pytest.mark.parametrize("damage", [lambda data: data[:-7], lambda data: data[:50] + b"x" + data[51:], lambda _: b""])
def test_a_tampered_file_is_refused_in_words_that_say_what_to_do(trained, damage):
    path = file_of(trained, "linkage-1.skops")
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(UserError, match="fusion model withdraw linkage"):
        trained.view.models.model("linkage")
    trained.view.models.withdraw("linkage", why="文件坏了")
    assert trained.view.models.model("linkage") is None


def test_a_missing_file_and_an_altered_card_are_refused_too(trained):
    card = file_of(trained, "linkage-1.card.json")
    card.write_bytes(card.read_bytes().replace("试用".encode(), "好用".encode()))
    with pytest.raises(UserError, match="说明卡被改动"):
        trained.view.models.card("linkage")
    file_of(trained, "linkage-1.skops").unlink()
    with pytest.raises(UserError, match=r"linkage-1\.skops"):
        trained.view.models.model("linkage")


def test_a_model_of_another_kind_in_its_place_is_refused(trained, named_accounts):
    trained.draw(named_accounts)
    trained.view.models.train("accounts", rounds=0)
    listing = file_of(trained, "list.json")
    lines = json.loads(listing.read_text(encoding="utf-8"))
    lines[0]["sha256"] = lines[1]["sha256"]
    listing.write_text(json.dumps(lines), encoding="utf-8")
    file_of(trained, "linkage-1.skops").write_bytes(file_of(trained, "accounts-1.skops").read_bytes())
    with pytest.raises(UserError, match="不符"):
        trained.view.models.model("linkage")


def test_rows_that_come_make_a_model_outdated_and_rows_that_go_make_it_stale_and_unused(trained):
    trained.draw("case:N1 category=盗窃\ncase:N2 category=盗窃")
    assert states(trained) == [("linkage", 1, "outdated")]
    assert trained.view.models.model("linkage") is not None
    trained.view.retract(trained.ledger.records()[0].import_id, "调错了")
    assert states(trained) == [("linkage", 1, "stale")]
    assert trained.view.models.model("linkage") is None


def test_a_newer_model_replaces_the_older_whose_card_stays_to_be_read(trained):
    trained.view.models.train("linkage", why="再训", rounds=0, seed=4)
    assert states(trained) == [("linkage", 2, "current"), ("linkage", 1, "replaced")]
    assert trained.view.models.card("linkage").made.seed == 4
    assert trained.view.models.card("linkage", 1).made.why == "试用"
    with pytest.raises(UserError, match="没有"):
        trained.view.models.card("linkage", 3)


def test_training_again_on_the_same_rows_with_the_same_seed_gives_the_same_file(trained):
    first = trained.view.models.card("linkage").sha256
    assert trained.view.models.train("linkage", why="核对", rounds=0).sha256 == first
    assert trained.view.models.train("linkage", why="另一个种子", rounds=0, seed=1).sha256 != first


def test_a_withdrawn_model_goes_back_to_the_default_and_its_number_is_not_given_again(trained):
    with pytest.raises(UserError, match="理由"):
        trained.view.models.withdraw("linkage", why=" ")
    trained.view.models.withdraw("linkage", why="不如默认")
    assert states(trained) == [("linkage", 1, "withdrawn")]
    assert trained.view.models.model("linkage") is None
    assert trained.view.models.card("linkage", 1).version == 1
    with pytest.raises(UserError):
        trained.view.models.withdraw("linkage", why="再来")
    assert trained.view.models.train("linkage", rounds=0).version == 2
    assert ("withdraw", {"model": "linkage", "version": 1, "why": "不如默认"}) in audited(trained)


def test_too_few_series_and_an_unknown_kind_say_what_to_do(ledger_world):
    ledger_world.draw("张三 -[SUSPECT_IN]-> case:K1\ncase:K1 category=盗窃\ncase:K2 category=盗窃")
    with pytest.raises(UserError, match="--data"):
        ledger_world.view.models.train("linkage")
    with pytest.raises(UserError, match="至少各要 5 个"):
        ledger_world.view.models.train("accounts")
    with pytest.raises(UserError, match="linkage, accounts, identities"):
        ledger_world.view.models.train("danger")
    assert ledger_world.view.models.listed().empty


def test_a_model_taught_by_a_folder_is_never_stale_and_says_that_it_is_foreign(ledger_world, solved, burglaries):
    (line,) = ledger_world.draw(solved)
    card = ledger_world.view.models.train("linkage", folder=burglaries, rounds=0)
    assert "foreign" in card.warnings
    assert set(card.data.files) == {"crimes.csv", "offences.csv"}
    ledger_world.view.retract(line.import_id, "调错了")
    assert states(ledger_world) == [("linkage", 1, "current")]
    assert ledger_world.view.models.model("linkage") is not None


def test_a_protected_column_stops_the_training_and_nothing_is_kept(ledger_world, burglaries):
    crimes = pd.read_csv(burglaries / "crimes.csv")
    crimes.assign(mo_ethnicity="x").to_csv(burglaries / "crimes.csv", index=False)
    with pytest.raises(UserError, match="mo_ethnicity"):
        ledger_world.view.models.train("linkage", folder=burglaries)
    assert ledger_world.view.models.listed().empty


def test_the_triage_learns_from_accounts_that_cases_name_and_the_analysis_says_so(ledger_world, named_accounts):
    ledger_world.draw(named_accounts)
    taught = ledger_world.view.models.taught("accounts")
    assert {key for key, mark in zip(taught.frame.index, taught.marks, strict=True) if mark} == {
        f"acct:BY:{ring}{step}" for ring in range(8) for step in range(3)
    }
    plain = ledger_world.view.analyse("account_triage", budget=5)
    assert "named_by_cases" in ledger_world.view.models.train("accounts", rounds=0).warnings
    assert isinstance(ledger_world.view.models.model("accounts"), AccountTriage)
    learned = ledger_world.view.analyse("account_triage", budget=5)
    assert not any("账户排查模型" in warning for warning in plain.warnings)
    assert any("账户排查模型" in warning and "第 1 版" in warning for warning in learned.warnings)
    assert set(learned.frames["reasons"]["measure"]) - set(plain.frames["reasons"]["measure"])
    ledger_world.view.models.withdraw("accounts", why="不如默认")
    again = ledger_world.view.analyse("account_triage", budget=5)
    pd.testing.assert_frame_equal(again.frame, plain.frame)


def test_an_analysis_stops_at_a_tampered_model_rather_than_go_on_without_it(ledger_world, named_accounts):
    ledger_world.draw(named_accounts)
    ledger_world.view.models.train("accounts", rounds=0)
    path = file_of(ledger_world, "accounts-1.skops")
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(UserError, match="fusion model train accounts"):
        ledger_world.view.analyse("account_triage", budget=5)


def test_what_a_learned_triage_says_is_said_in_words(ledger_world, named_accounts):
    ledger_world.draw(named_accounts)
    ledger_world.view.models.train("accounts", rounds=0)
    reasons = ledger_world.view.analyse("account_triage", budget=5).frames["reasons"]
    words = spoken_frame(reasons, analysis="account_triage").to_string()
    assert "停留天数" in words
    assert "dwell" not in words


def test_models_are_in_a_backup_and_in_force_after_it_is_restored(trained, tmp_path, world_at):
    scores = trained.view.models.model("linkage").compare(trained.view.models.taught("linkage").frame).score
    backup.back_up(trained.settings, tmp_path / "copy")
    backup.restore(replace(trained.settings, home=tmp_path / "restored"), tmp_path / "copy")
    restored = world_at(tmp_path / "restored")
    again = restored.view.models.model("linkage").compare(restored.view.models.taught("linkage").frame).score
    assert again.tolist() == scores.tolist()
    restored.close()


def test_an_analysis_leaves_a_stale_model_alone_and_says_so(ledger_world, named_accounts):
    (line,) = ledger_world.draw(named_accounts)
    ledger_world.view.models.train("accounts", rounds=0)
    ledger_world.draw(named_accounts + "\nacct:X:1 -[TRANSFERRED at=2026-03-01T01:00:00 amount=1]-> acct:X:2")
    ledger_world.view.retract(line.import_id, "调错了")
    result = ledger_world.view.analyse("account_triage", budget=5)
    assert any("已停用" in warning for warning in result.warnings)


def test_identities_learned_and_kept_are_those_that_the_queue_is_weighed_with(ledger_world):
    names = ["王李张刘陈杨赵黄"[n % 8] + "伟强磊军洋勇杰"[n % 7] + "涛超明刚平"[n % 5] for n in range(36)]
    lines = [f"{name} birth_date=19{60 + n}-03-{n % 28 + 1:02} id_number=?{n}" for n, name in enumerate(names)]
    numbers = [f"{name} -[USES]-> tel:+86154{n:08d}" for n, name in enumerate(names)]
    again = [f"{name} birth_date=19{60 + n}-03-{n % 28 + 1:02}" for n, name in list(enumerate(names))[::3]]
    ledger_world.draw("\n".join([*lines, *numbers, "== b", *again, *numbers[::3]]))
    plain = ledger_world.view.analyse("same_people")
    card = ledger_world.view.models.train("identities")
    assert (card.validation, card.warnings[0]) == (None, "unlabelled")
    learned = ledger_world.view.analyse("same_people")
    assert any("同一性模型" in warning for warning in learned.warnings)
    assert len(plain.frame) > 5
    pd.testing.assert_frame_equal(learned.frame, plain.frame)  # the same records taught both


def test_what_people_kept_and_withdrew_later_stands_beside_the_card(trained):
    from graph.ledger.runs import Item

    with trained.view._scope() as scope:
        (row,) = scope.sql("SELECT file || ':' || sheet || ':' || row FROM entities ORDER BY row LIMIT 1").fetchall()[0]
        kinds = {"workspace": "专班", "cases": ["case:W"], "method": "linked_cases", "method_version": "1"}
        rest = {"input_version": 1, "scope_key": scope.key, "decisions": "", "seconds": 0.0, "warnings": "[]"}
        said = {"actor": "tester", "purpose": "测试", "why": "可信"}
        made = [
            trained.ledger.derived.keep(
                scope,
                [Item("SERIES_WITH", "case:K0", f"case:K{n}", {"log_bf": 2.0}, (row,)) for n in range(1, 2 + count)],
                kinds | {"params": str(count)} | rest | said,
            )
            for count in (1, 2)
        ]
    trained.view.withdraw(made[0].run, why="不是一伙")
    later = trained.view.models.later("linkage")
    assert (later.found, later.fallen) == (5, 2)
    assert trained.view.models.later("accounts") is None

"""Scores of following money: on predictions and a truth small enough to count by hand; and what cases name."""

from __future__ import annotations

import pandas as pd
import pytest

from graph.line.money.attribution import MAIN
from workbench.evaluate import city_money
from workbench.evaluate.capability import Predictions
from workbench.evaluate.city_money import AGREED, DAY, HARD, SAME
from workbench.evaluate.payments import named_payments
from workbench.evaluate.true_money import followed, reached, true_events

VICTIM, MULE, NEXT, LAST = (f"acct:A:{n}" for n in range(1, 5))


def rows(*events):
    return pd.DataFrame(
        [(e, "s.csv", "", n) for n, e in enumerate(events, start=2)], columns=["event", "file", "sheet", "row"]
    )


@pytest.fixture
def truth(tmp_path):
    """Write a truth in which 1000 go from a victim to a mule, 950 on, 900 of it further, and 500 where no file tells."""
    shares = [("M0", 1_000), ("M1", 950), ("M2", 900), ("M9", 500)]
    chains = pd.DataFrame(shares, columns=["event", "share"]).assign(payment="M0", dwell="quick", innocent=False)
    unnamed = pd.DataFrame({"payment": ["H0"], "event": ["H0"], "share": [70], "dwell": ["quick"], "innocent": [True]})
    pd.concat([chains, unnamed]).to_csv(tmp_path / "chains.csv", index=False)
    told = rows("M0", "M1", "M2", "H0").assign(file="statements/s.csv", flaw="")
    told.to_csv(tmp_path / "transfer_events.csv", index=False)
    return tmp_path


@pytest.fixture
def scored(tmp_path, truth):
    """Return what scores predictions: `{method: events}`, accounts with (range, least, most), payments named."""

    def of(said=None, accounts=None, named=("L0",)):
        reached_by = pd.DataFrame(
            [("L0", account, *of) for account, of in (accounts or {MULE: (0, 1_000, 1_000)}).items()],
            columns=["payment", "account", "range", "least", "most"],
        )
        tables = {
            "payments": pd.DataFrame({"payment": list(named), "case": "case:1", "fen": 1_000}),
            "events": pd.DataFrame(
                [
                    ("L0", VICTIM, MULE),
                    ("L1", MULE, NEXT),
                    ("L2", NEXT, LAST),
                    ("L3", "acct:B:1", "acct:B:2"),
                    ("L4", MULE, ""),
                ],
                columns=["event", "source", "target"],
            ),
            "rows": rows("L0", "L1", "L2", "L5"),
            "said": pd.DataFrame(
                [("L0", method, event) for method, events in (said or {}).items() for event in events],
                columns=["payment", "method", "event"],
            ),
            "ranges": reached_by[["payment", "account", "range"]],
            "bounds": reached_by[["payment", "account", "least", "most"]],
        }
        for name, table in tables.items():
            table.to_csv(tmp_path / f"money_{name}.csv", index=False)
        return {(figure.measure, figure.method): figure for figure in city_money.score(tmp_path, truth)}

    return of


def test_what_is_found_is_held_against_what_is_true_and_in_the_data(scored):
    found = scored({MAIN: ["L1", "L2"], DAY: ["L1", "L3"], SAME: [], AGREED: ["L1"]})
    assert found["f1, quick", MAIN].value == 1
    assert found["f1, quick", DAY].value == 0.5
    assert (found["f1, quick", SAME].value, found["precision", SAME].value) == (0, 1)
    assert (found["precision", AGREED].value, found["recall", AGREED].value) == (1, 0.5)
    assert (found["f1, quick", MAIN].role, found["f1, quick", DAY].role) == ("ours", "baseline")
    assert ("f1, parked", MAIN) not in found, "nobody's money was parked"


def test_a_payment_that_no_case_leads_to_is_not_found_and_not_scored(scored):
    found = scored({MAIN: ["L1"]}, named=("L3",))
    assert found["payments found", MAIN].value == 0
    assert ("f1, quick", MAIN) not in found
    assert scored({MAIN: ["L1"]})["payments found", MAIN].value == 1


def test_bounds_hold_what_is_true_and_fail_what_is_not(scored):
    right = scored(accounts={MULE: (0, 1_000, 1_000), NEXT: (50, 900, 960), LAST: (300, 0, 900)})
    assert right["bounds hold", HARD].value == 1
    assert right["bounds width median", HARD].value == pytest.approx(0.06)
    assert right["accounts named", HARD].value == 1
    assert right["rule range median, quick", AGREED].value == pytest.approx(0.05)
    wrong = scored(accounts={NEXT: (0, 0, 900), "acct:B:2": (0, 10, 500)})
    assert wrong["bounds hold", HARD].value == 0, "too little at one, and something must have reached a stranger"
    assert wrong["accounts named", HARD].value == pytest.approx(1 / 3)


def test_there_is_one_primary_figure_of_each_measure_and_it_is_ours(scored):
    primary = [figure for figure in scored().values() if figure.primary]
    assert len({figure.measure for figure in primary}) == len(primary) > 6
    assert {figure.role for figure in primary} == {"ours"}


def test_a_true_event_is_the_ledgers_by_any_of_its_rows(truth):
    chains = pd.read_csv(truth / "chains.csv")
    named = true_events(chains, rows("L0", "L1", "L2"), truth / "transfer_events.csv")
    assert named.set_index("event")["found"].fillna("").to_dict() == {
        "M0": "L0",
        "M1": "L1",
        "M2": "L2",
        "M9": "",
        "H0": "",
    }
    assert named["seed"].fillna("").tolist() == ["L0"] * 4 + [""]


def test_what_was_followed_comes_in_the_order_of_time(truth):
    named = true_events(pd.read_csv(truth / "chains.csv"), rows("L0", "L1", "L2"), truth / "transfer_events.csv")
    events = pd.DataFrame({"event": ["L2", "L0", "L1"], "source": list("bva"), "target": list("cab")})
    assert followed(named, events)[["source", "target", "share"]].values.tolist() == [
        ["b", "c", 900],
        ["v", "a", 1000],
        ["a", "b", 950],
    ]


def test_a_payment_that_passes_an_account_twice_arrived_once():
    moves = pd.DataFrame({"source": list("vwcw"), "target": list("wcwx"), "share": 100})
    assert reached(moves) == {"c": 100, "w": 100, "x": 100}


def test_two_parts_that_come_apart_are_both_an_arrival():
    moves = pd.DataFrame({"source": ["v", "v", "a", "b"], "target": ["a", "b", "c", "c"], "share": [60, 40, 60, 40]})
    assert reached(moves)["c"] == 100


@pytest.fixture
def complaint(drawn):
    """A victim who paid twice while a case happened, once after it, and whose shopping is another's."""
    return drawn(f"""
        case:1 occurred_from=2026-03-01T08:00:00Z occurred_to=2026-03-02T09:00:00Z
        王五 -[VICTIM_IN]-> case:1
        王五 -[CONTROLS]-> {VICTIM}
        张三 -[SUSPECT_IN]-> case:1
        张三 -[HOLDS]-> {MULE}
        {VICTIM} -[TRANSFERRED at=2026-03-01T08:00:20 amount=100000]-> {MULE}
        {VICTIM} -[TRANSFERRED at=2026-03-02T09:00:59 amount=50000]-> {NEXT}
        {VICTIM} -[TRANSFERRED at=2026-03-05T09:00:00 amount=700]-> {NEXT}
        {MULE} -[TRANSFERRED at=2026-03-01T09:00:00 amount=90000]-> {LAST}
    """)


def test_a_case_names_what_left_its_victims_account_while_it_happened(complaint):
    found = named_payments(complaint)
    told = complaint.sql("SELECT file || ':' || sheet || ':' || row AS event, amount FROM transfers").fetchall()
    assert sorted(dict(told)[event] for event in found["payment"]) == [50_000, 100_000]
    assert set(found["case"]) == {"case:1"}


def test_a_world_of_one_complaint_is_predicted(complaint, tmp_path):
    predictions = Predictions(tmp_path)
    city_money.predict(complaint, predictions)
    said = pd.read_csv(tmp_path / "money_said.csv")
    first = named_payments(complaint)["payment"].iloc[0]
    assert set(said.loc[said["payment"] == first, "method"]) >= {MAIN, DAY, SAME, AGREED}
    tables = [pd.read_csv(tmp_path / f"money_{name}.csv") for name in ("ranges", "bounds")]
    ranges, limits = (table[table["payment"] == first].set_index("account") for table in tables)
    assert ranges.at[LAST, "range"] == 0
    assert limits.loc[[MULE, LAST], "most"].tolist() == [100_000, 90_000]
    assert {MAIN, DAY, HARD} <= set(predictions.methods)


def test_a_world_without_complaints_is_predicted_too(drawn, tmp_path):
    city_money.predict(
        drawn(f"{MULE} -[TRANSFERRED at=2026-03-01T09:00:00 amount=90000]-> {LAST}"), Predictions(tmp_path)
    )
    assert pd.read_csv(tmp_path / "money_said.csv").empty

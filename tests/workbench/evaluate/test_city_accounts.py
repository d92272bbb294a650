"""Gangs' accounts in a city are scored among all that transfers name, families' beside them."""

from __future__ import annotations

import pandas as pd

from workbench.evaluate import city_accounts
from workbench.evaluate.capability import Predictions

RING = "\n".join(
    f"acct:card:62{n} -[TRANSFERRED at=2026-03-0{2 + n}T08:00:00 amount={50_000 - n * 100}]-> acct:card:62{(n + 1) % 4}"
    for n in range(4)
)
SHOP = "\n".join(
    f"acct:card:63{n:02} -[TRANSFERRED at=2026-03-{1 + n:02}T12:00:00 amount={90_000 + 17 * n}]-> acct:card:6400"
    for n in range(20)
)


def write_truth(folder):
    folder.mkdir()
    accounts = [(f"62{n}", 7) for n in range(4)] + [("6400", 9)] + [(f"63{n:02}", -1) for n in range(20)]
    pd.DataFrame(accounts, columns=["account", "group"]).to_csv(folder / "accounts.csv", index=False)
    pd.DataFrame({"person": [1], "gang": [7]}).to_csv(folder / "gangs.csv", index=False)
    pd.DataFrame({"person": [2], "group": [9]}).to_csv(folder / "lookalikes.csv", index=False)
    return folder


def test_a_ring_is_ranked_before_a_busy_shop(drawn, tmp_path, monkeypatch):
    (tmp_path / "predictions").mkdir()
    city_accounts.predict(drawn(RING + "\n" + SHOP), Predictions(tmp_path / "predictions"))
    monkeypatch.setattr(city_accounts, "HEAD", 5)
    figures = city_accounts.score(tmp_path / "predictions", write_truth(tmp_path / "truth"))
    found = {(f.measure, f.method): f for f in figures}
    assert found["ap", city_accounts.OURS].value == 1
    assert found["ap", "volume"].value < 1
    assert found["ap", city_accounts.OURS].n == 4
    assert found["p@5", city_accounts.OURS].value == 0.8
    assert found["lookalikes@5", "transfers"].value == 0.2
    assert {f.part for f in figures} == {"accounts"}
    assert {f.method for f in figures if f.primary} == {city_accounts.OURS}

"""Crews' cases in a city are scored among everyday ones, against the truth that the prediction never saw."""

from __future__ import annotations

import pandas as pd

from workbench.evaluate import city_series
from workbench.evaluate.capability import Predictions


def case(key, day, lat, lon, means):
    at = f"2026-03-{day:02}T02:00:00Z"
    return (
        f"case:{key} category=入室盗窃 occurred_from={at} occurred_to={at} mo_means={means}\n"
        f"place:{key} lat={lat} lon={lon} datum=WGS84\ncase:{key} -[AT]-> place:{key}\n"
    )


CREWS = "".join(case(f"A{n}", 2 + n, 33.4 + 0.001 * n, 123.2, "攀爬") for n in range(3))
CREWS += "".join(case(f"B{n}", 20 + n, 33.8 + 0.001 * n, 123.6, "撬锁") for n in range(3))
EVERYDAY = "".join(case(f"E{n:02}", 1 + n, 33.0 + 0.07 * (n % 5), 122.5 + 0.09 * (n % 7), "撬锁") for n in range(25))


def test_crews_are_found_and_nothing_else_is_called_a_series(drawn, tmp_path):
    predictions, truth = tmp_path / "predictions", tmp_path / "truth"
    predictions.mkdir()
    truth.mkdir()
    city_series.predict(drawn(CREWS + EVERYDAY), Predictions(predictions))
    planted = [(f"{crew}{n}", f"crew-{crew}", crew) for crew in "AB" for n in range(3)]
    pd.DataFrame(planted, columns=["case", "series", "gang"]).to_csv(truth / "series.csv", index=False)
    found = {(f.measure, f.method): f for f in city_series.score(predictions, truth)}
    assert found["series hit@5", city_series.OURS].value == 1
    assert found["series ap", city_series.OURS].value > 0.9
    assert found["series precision", city_series.OURS].value == 1
    assert found["series ap", city_series.OURS].n == 6
    assert {key for key, f in found.items() if f.primary} == {
        (measure, city_series.OURS) for measure in ("series ap", "series hit@5", "series precision")
    }

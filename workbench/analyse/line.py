"""Adapters of the line: what ties two or more numbers, accounts and people."""

from __future__ import annotations

from workbench.analyse.inputs import Inputs
from workbench.analyse.result import Answer
from workbench.wording import say


def shared_handsets(inputs: Inputs, *, numbers: list[str], most: int) -> Answer:
    """Which numbers were used in one handset, among all or with one of `numbers`; shop handsets are left out."""
    inputs.step("frames")
    used = inputs.call_sides.dropna(subset=["imei"])
    inputs.step("compare")
    times = used.groupby(["imei", "phone"], as_index=False).agg(
        times=("event", "size"), first_at=("started_at", "min"), last_at=("started_at", "max"), event=("event", "min")
    )
    several = times.groupby("imei")["phone"].transform("size")
    shared = times[(several > 1) & (several <= most)]
    if numbers:
        shared = shared[shared["imei"].isin(shared.loc[shared["phone"].isin(numbers), "imei"])]
    busy = times.loc[several > most, "imei"].nunique()
    warnings = (say("analyse.busy_handsets", count=busy, most=most),) if busy else ()
    return Answer({"handsets": shared.sort_values(["imei", "first_at", "phone"], ignore_index=True)}, (), warnings)

"""What members do, what changed, and who supplies several gangs, asked of drawn worlds."""

from __future__ import annotations

import itertools

ONE, OTHER = ([f"tel:+86154000000{group}{n}" for n in range(4)] for group in (1, 2))


def talk(numbers, days=("01", "02")):
    """Draw a call between every two of some numbers on each of some days."""
    pairs = itertools.combinations(numbers, 2)
    return "\n".join(f"{a} -[CALLED at=2026-03-{d}T08:{n:02}:00]-> {b}" for n, (a, b) in enumerate(pairs) for d in days)


def test_who_rings_up_many_strangers_is_a_caller_with_the_calls_that_say_so(asked):
    strangers = "\n".join(
        f"{ONE[0]} -[CALLED at=2026-03-03T09:{n:02}:00 seconds=30]-> tel:+8615900000{n:03}" for n in range(40)
    )
    result = asked(f"{talk(ONE)}\n{talk(OTHER)}\n{strangers}", "roles", seeds=ONE[1], cut=0.5, draws=12)
    functions = dict(zip(result.frame["member"], result.frame["function"], strict=True))
    assert functions == {ONE[0]: "话务", ONE[1]: "", ONE[2]: "", ONE[3]: ""}
    assert set(result.frame.columns) >= {"degree", "betweenness", "quadrant", "constraint"}
    (why,) = result.frames["reasons"].to_dict("records")
    assert (why["measure"], why["value"]) == ("strangers", 40)
    assert set(why["events"]) <= set(asked.inputs.calls["event"])


def test_ties_that_begin_after_a_moment_are_new_and_those_that_end_are_gone(asked):
    text = f"{talk(ONE, days=('01', '02'))}\n{talk(OTHER, days=('11', '12'))}"
    result = asked(text, "change", moment="2026-03-08", days=7, draws=5)
    assert set(result.frame["change"]) == {"gone", "new"}
    people = dict(zip(result.frames["people"]["member"], result.frames["people"]["change"], strict=True))
    assert people == dict.fromkeys(ONE, "gone") | dict.fromkeys(OTHER, "new")
    assert len(result.frames["ties"]) == 12


def test_a_hub_on_the_list_is_in_neither_period(asked):
    result = asked(talk(ONE), "change", moment="2026-03-08", days=8, draws=5, ignored=[ONE[0]])
    assert set(result.frames["people"]["member"]) == set(ONE) - {ONE[0]}


def test_two_gangs_that_have_numbers_in_one_name_share_a_supplier(asked):
    cards = f"卡商 -[USES]-> {ONE[0]}\n卡商 -[USES]-> {OTHER[0]}\n张三 -[USES]-> {ONE[1]}"
    result = asked(f"{talk(ONE)}\n{talk(OTHER)}\n{cards}", "ecosystem", draws=8)
    assert result.frame[["a", "b", "suppliers"]].to_numpy().tolist() == [[0, 1, 1]]
    (supplier,) = result.frames["suppliers"].to_dict("records")
    assert (supplier["supplier_name"], supplier["kind"], set(supplier["customers"])) == (
        "卡商",
        "number",
        {ONE[0], OTHER[0]},
    )

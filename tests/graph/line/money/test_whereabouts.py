"""Where a sum is now: every unit in one place."""

from __future__ import annotations

from graph.line.money.attribution import attribution, attributions
from graph.line.money.spread import account_spread, transfer_spread
from graph.line.money.whereabouts import PLACES, totals, whereabouts

WORLD = """
event source target amount minute balance_source balance_target
a     v      m      1000   0      -              1000
b     m      s      300    10     700            -
c     m      cash   200    20     500            -
d     m      fee    5      21     495            -
e     m      unknown 95    30     400            -
f     m      x      10     40     340            -
"""


def test_every_unit_is_in_one_place_with_the_events_that_brought_it_there(moves):
    lines = whereabouts(attribution(moves(WORLD), {"a": 1000}), {"m"})
    said = {(line.place, line.why): (line.traced, line.events) for line in lines.itertuples()}
    assert said[("held", "balance")] == (340, ("a",))
    assert said[("cash", "cash")] == (200, ("c",))
    assert said[("fee", "fee")] == (5, ("d",))
    assert said[("left", "unknown")] == (95, ("e",))
    assert said[("left", "unseen")] == (50, ("f",))
    frontier = lines[lines.why == "frontier"].set_index("account").traced
    assert frontier.to_dict() == {"s": 300, "x": 10}
    assert totals(lines) == {"held": 340, "cash": 200, "fee": 5, "left": 455}
    assert sum(totals(lines).values()) == 1000


def test_an_account_without_a_statement_is_where_the_data_end(moves):
    lines = whereabouts(attribution(moves(WORLD), {"a": 1000}), set())
    assert totals(lines)["held"] == 0
    assert totals(lines)["left"] == 795


def test_every_place_is_listed_even_where_nothing_is(moves):
    lines = whereabouts(attribution(moves(WORLD), {"c": 200}), {"m"})
    assert totals(lines) == dict.fromkeys(PLACES, 0) | {"cash": 200}


MIXED = """
event source target amount minute
a     o      m      100    0
b     v      m      100    1
c     m      x      100    2
d     m      y      100    3
"""


def test_the_spread_is_what_the_rules_say_apart(moves):
    rules = attributions(moves(MIXED), {"b": 100})
    spread = account_spread(rules).set_index("account")
    assert spread.loc["x", ["fifo", "lifo", "pro_rata", "dirty_first", "clean_first"]].tolist() == [0, 100, 50, 100, 0]
    assert (spread.least["x"], spread.most["x"], spread["share"]["x"]) == (0, 100, 1.0)
    assert (spread.least["m"], spread["share"]["m"]) == (100, 0.0)
    assert transfer_spread(rules).set_index("event").most.to_dict() == {"b": 100, "c": 100, "d": 100}

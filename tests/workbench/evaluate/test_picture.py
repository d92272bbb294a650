"""Each section of the report has a picture that shows what its table says."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from workbench.evaluate.picture import drawn
from workbench.evaluate.record import Record


def record(method, value, *, measure="ap", role="ours", primary=True, of="one", lo=None, hi=None):
    interval = (value if lo is None else lo, value if hi is None else hi)
    return Record(of, "linkage", measure, "all", role, method, primary, value, *interval, 10, 0, 0.1, "x")


def test_ours_stands_beside_the_simple_methods_with_its_interval():
    records = [record("curves", 0.6, lo=0.5, hi=0.7), record("a < b", 0.4, role="baseline", primary=False)]
    picture = drawn(records, title="linkage: one")
    root = ElementTree.fromstring(picture)
    words = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert words[0] == "linkage: one"
    assert words[-4:] == ["ap · curves", "0.600", "ap · a < b", "0.400"]
    (dot,) = root.iter("{http://www.w3.org/2000/svg}circle")
    ends = [
        (float(line.get("x1")), float(line.get("x2")))
        for line in root.iter("{http://www.w3.org/2000/svg}line")
        if line.get("stroke-width")
    ]
    assert ends[0][0] < float(dot.get("cx")) < ends[0][1]


def test_counts_have_no_place_on_an_axis_of_shares_and_several_sets_are_summed():
    records = [record("curves", value, of=name) for name, value in (("a", 0.2), ("b", 0.6))]
    picture = drawn([*records, record("curves", 14.0, measure="k")], title="t")
    assert ">0.400<" in picture
    assert not re.search("k · curves", picture)

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.city.rows import Lookup, Rows, Table, concatenated_ranges


def test_added_rows_get_their_numbers_and_defaults():
    rows = Rows(a=0, b=1.5, name="")
    assert rows.add(a=[4, 5]).tolist() == [0, 1]
    assert rows.one(name="x") == 2
    assert rows.add(b=2.5, name=np.array(["y"], dtype=object)).tolist() == [3]
    assert list(rows.table().values()) == [(4, 1.5, ""), (5, 1.5, ""), (0, 1.5, "x"), (0, 2.5, "y")]
    assert len(rows) == 4


def test_scalars_are_repeated_and_nothing_stays_nothing():
    rows = Rows(a=0, b=0)
    assert rows.add(a=[], b=3).tolist() == []
    assert rows.add(a=[1, 2, 3], b=9).tolist() == [0, 1, 2]
    assert rows.column("b").tolist() == [9, 9, 9]


def test_a_misspelt_column_is_refused():
    with pytest.raises(KeyError, match="colour"):
        Rows(a=0).add(colour=1)


def test_a_column_cannot_be_written_into_but_put_changes_it():
    rows = Rows(a=0)
    rows.add(a=[1, 2, 3])
    with pytest.raises(ValueError, match="read-only"):
        rows.column("a")[0] = 9
    rows.put("a", np.array([0, 2]), [7, 8])
    assert rows.column("a").tolist() == [7, 2, 8]


@given(st.lists(st.integers(0, 5), max_size=20))
def test_concatenated_ranges_count_up_for_each(counts):
    expected = [k for n in counts for k in range(n)]
    assert concatenated_ranges(np.array(counts, dtype=np.int64)).tolist() == expected


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=30), st.integers(0, 5))
def test_a_lookup_finds_the_rows_where_a_value_stands(pairs, value):
    columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    expected = [row for row, pair in enumerate(pairs) if value in pair]
    assert Lookup(columns[0], columns[1]).rows(value).tolist() == expected


def test_tables_are_taken_changed_and_stacked_without_touching_the_first():
    table = Table({"a": np.array([1, 2, 3]), "b": np.array([4.0, 5.0, 6.0])})
    changed = table.changed(a=np.array([9, 9, 9])).take(np.array([True, False, True]))
    assert list(Table.stacked([table, changed]).values("a")) == [(1,), (2,), (3,), (9,), (9,)]
    assert table["a"].tolist() == [1, 2, 3]

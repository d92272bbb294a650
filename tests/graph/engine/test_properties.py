"""What holds for every value and every order of events."""

from __future__ import annotations

import tempfile
import threading
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from graph.engine import Graph
from graph.engine.generations import Generations
from graph.engine.home import Home, write_private
from graph.engine.jars import jar_list
from graph.engine.remote import SCHEMES, parse
from graph.engine.values import plain

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.dates(),
    st.datetimes(min_value=datetime(1900, 1, 1), timezones=st.just(UTC)),
)
NAMES = st.text("abcdefgh人名", min_size=1, max_size=5)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=8
)


@given(VALUES)
@settings(deadline=None)
def test_plain_values_stay_what_they_are(value: object) -> None:
    if not isinstance(value, (date, list, dict)):
        assert plain(value) == value


@pytest.mark.neo4j
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=VALUES)
def test_every_value_comes_back_from_the_server_as_it_was_sent(graph_for_values: Graph, value: object) -> None:
    assert graph_for_values.read("RETURN $x AS x", {"x": value}).rows == [[value]]


@pytest.fixture(scope="session")
def graph_for_values(shared: Graph) -> Graph:
    """The shared server, never wiped between two examples."""
    return shared


@given(
    scheme=st.sampled_from(SCHEMES),
    user=st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12),
    host=st.from_regex(r"[a-z][a-z0-9]{0,10}(\.[a-z]{2,5})?", fullmatch=True),
    port=st.integers(1, 65535),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_address_is_read_back_from_its_parts_and_shows_no_password(
    monkeypatch: pytest.MonkeyPatch, scheme: str, user: str, host: str, port: int
) -> None:
    monkeypatch.setenv("FUSION_GRAPH_PASSWORD", "pässword-of-the-unit")
    found = parse(f"{scheme}://{quote(user, safe='')}@{host}:{port}", folder=Path("/nowhere"))
    assert (found.uri, found.user) == (f"{scheme}://{host}:{port}", user)
    assert "pässword" not in repr(found)


@given(st.lists(st.from_regex(r"[a-z.]{1,9}:[a-z-]{1,9}:[0-9.]{1,5}(:[a-z]{1,5})?", fullmatch=True), max_size=20))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_list_of_jars_is_read_back_line_by_line(tmp_path: Path, coordinates: list[str]) -> None:
    path = tmp_path / "list"
    path.write_text("\n\n".join(f"{coordinate} {'0' * 64}" for coordinate in coordinates) + "\n")
    found = [":".join(filter(None, (j.group, j.artifact, j.version, j.classifier))) for j in jar_list(path)]
    assert found == coordinates


def test_a_reader_of_a_private_file_never_sees_half_of_it(tmp_path: Path) -> None:
    path = tmp_path / "state"
    texts = ["a" * 20_000, "b" * 10_000]
    write_private(path, texts[0])
    seen: set[str] = set()
    ending = threading.Event()

    def read() -> None:
        while not ending.is_set():
            seen.add(path.read_text())

    reader = threading.Thread(target=read)
    reader.start()
    for n in range(300):
        write_private(path, texts[n % 2])
    ending.set()
    reader.join()
    assert seen <= set(texts)


class Rebuilding(RuleBasedStateMachine):
    """Any order of beginning, swapping in, abandoning and clearing away homes."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.generations = Generations(Path(self.folder.name) / "engine")
        self.building: list[Home] = []
        self.expected = self.generations.first()

    def teardown(self) -> None:
        self.folder.cleanup()

    @rule()
    def begin(self) -> None:
        home = self.generations.fresh()
        assert home not in self.building
        self.building.append(home)

    @precondition(lambda self: self.building)
    @rule(data=st.data())
    def swap_in(self, data: st.DataObject) -> None:
        self.expected = self.building.pop(data.draw(st.integers(0, len(self.building) - 1)))
        self.generations.make_current(self.expected)

    @precondition(lambda self: self.building)
    @rule()
    def abandon(self) -> None:
        self.generations.remove(self.building.pop())

    @rule()
    def clear_away(self) -> None:
        for home in filter(self.generations.obsolete, self.generations.homes()):
            self.generations.remove(home)
        assert set(self.generations.homes()) == {self.expected, *self.building}

    @rule()
    def ask_first(self) -> None:
        assert self.generations.first() == self.expected

    @invariant()
    def questions_go_to_the_one_last_swapped_in(self) -> None:
        assert self.generations.current() == self.expected
        assert self.expected.exists()
        assert not self.generations.obsolete(self.expected)

    @invariant()
    def what_is_being_built_is_not_cleared_away(self) -> None:
        assert not any(map(self.generations.obsolete, self.building))


TestRebuilding = Rebuilding.TestCase
TestRebuilding.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)

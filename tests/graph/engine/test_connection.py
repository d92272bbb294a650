"""Who is connected to which server, tried without any server: a pool connects only when something is sent."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.engine.bolt import Address, Bolt
from graph.engine.connection import Connection
from graph.engine.faults import ServerGone
from graph.engine.home import Home
from graph.errors import QueryError


class Movable:
    """A server that is somewhere else each time it is looked for, or whenever it is told to move."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.current = 0
        self.located: list[str] = []

    def locate(self) -> tuple[Address, Home | None]:
        address = Address(f"bolt://127.0.0.1:{len(self.located) + 1}", "neo4j", "secret")
        self.located.append(address.uri)
        return address, Home(self.folder / str(self.current))

    def moved(self, home: Home | None) -> bool:
        return home != Home(self.folder / str(self.current))


@pytest.fixture
def server(tmp_path: Path) -> Movable:
    return Movable(tmp_path)


@pytest.fixture
def connection(server: Movable) -> Iterator[Connection]:
    made = Connection(server)
    yield made
    made.close()


def closed(bolt: Bolt) -> bool:
    """Return whether the pool was closed: a closed one refuses at once, an open one tries to connect."""
    with pytest.raises(ServerGone) as caught:
        bolt.answers()
    return "closed" in str(caught.value)


def where(bolt: Bolt) -> str:
    return bolt.address.uri


def test_nobody_is_looked_for_before_the_first_question(connection: Connection, server: Movable) -> None:
    assert server.located == []
    connection.ask(where)
    assert len(server.located) == 1


def test_questions_share_a_pool_until_it_is_closed(connection: Connection, server: Movable) -> None:
    pools = [connection.ask(lambda bolt: bolt) for _ in range(3)]
    assert len(set(map(id, pools))) == 1
    connection.close()
    assert closed(pools[0])
    assert connection.ask(lambda bolt: bolt) is not pools[0]


def test_a_server_that_went_away_is_looked_for_again_and_asked_again(connection: Connection, server: Movable) -> None:
    asked: list[Bolt] = []

    def fail_once(bolt: Bolt) -> str:
        asked.append(bolt)
        if len(asked) == 1:
            raise ServerGone("away")
        return where(bolt)

    assert connection.ask(fail_once) == server.located[1]
    assert closed(asked[0])


def test_after_the_last_attempt_the_news_is_told(connection: Connection, server: Movable) -> None:
    def fail(bolt: Bolt) -> None:
        raise ServerGone("away")

    with pytest.raises(ServerGone):
        connection.ask(fail)
    assert len(server.located) == 3
    with pytest.raises(ServerGone):
        connection.ask(fail, attempts=1)
    assert len(server.located) == 4


def test_a_fault_of_the_question_is_not_asked_again(connection: Connection, server: Movable) -> None:
    asked: list[Bolt] = []

    def fail(bolt: Bolt) -> None:
        asked.append(bolt)
        raise QueryError("wrong")

    with pytest.raises(QueryError):
        connection.ask(fail)
    assert len(asked) == 1
    assert connection.ask(lambda bolt: bolt) is asked[0], "the pool is still good"


def test_after_a_move_new_questions_go_to_the_new_home_at_once(connection: Connection, server: Movable) -> None:
    first = connection.ask(lambda bolt: bolt)
    server.current = 1
    assert connection.ask(where) == server.located[1]
    assert closed(first)
    assert connection.home() == Home(server.folder / "1")


def test_a_pool_is_closed_behind_its_last_user_only(connection: Connection, server: Movable) -> None:
    entered, go_on = threading.Event(), threading.Event()
    seen: list[Bolt] = []

    def linger(bolt: Bolt) -> None:
        seen.append(bolt)
        entered.set()
        go_on.wait(10)

    reader = threading.Thread(target=connection.ask, args=(linger,))
    reader.start()
    entered.wait(10)
    server.current = 1
    connection.ask(where)
    assert not closed(seen[0]), "somebody is still reading there"
    go_on.set()
    reader.join()
    assert closed(seen[0])


def test_a_question_marks_the_home_as_used(connection: Connection, server: Movable) -> None:
    home = server.folder / "0"
    home.mkdir()
    connection.ask(where)
    assert (home / "used").exists()

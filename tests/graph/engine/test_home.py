from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest

from graph.engine.home import Home, Running, write_private
from graph.engine.processes import Identity
from graph.engine.sizes import Sizes


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "g000001")
    made.prepare()
    return made


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def settings(home: Home) -> dict[str, str]:
    home.configure(17687, Sizes(512, 256, 100, 200))
    lines = (home.folder / "conf" / "neo4j.conf").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)


def test_nobody_else_can_read_the_data_or_the_password(home: Home) -> None:
    assert mode(home.folder) == 0o700
    assert mode(home.folder / "password") == 0o600
    assert mode(home.folder / "data" / "dbms" / "auth.ini") == 0o600


def test_the_password_is_long_random_and_nowhere_in_clear_but_its_file(home: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "g000002")
    other.prepare()
    assert len(home.password) >= 32
    assert home.password != other.password
    assert home.password not in (home.folder / "data" / "dbms" / "auth.ini").read_text()


def test_preparing_again_keeps_the_password(home: Home) -> None:
    before = home.password
    home.prepare()
    assert home.password == before


def test_the_server_listens_on_the_loopback_address_only(home: Home) -> None:
    found = settings(home)
    assert found["server.bolt.listen_address"] == "127.0.0.1:17687"
    assert found["server.default_listen_address"] == "127.0.0.1"
    assert found["server.http.enabled"] == found["server.https.enabled"] == "false"


@pytest.mark.parametrize(
    "report", ["dbms.usage_report.enabled", "server.fleet_discovery.enabled", "client.allow_telemetry"]
)
def test_the_server_reports_to_nobody(home: Home, report: str) -> None:
    assert settings(home)[report] == "false"


def test_files_and_addresses_are_closed_to_questions(home: Home) -> None:
    found = settings(home)
    assert found["dbms.security.allow_csv_import_from_file_urls"] == "false"
    assert found["internal.dbms.cypher_ip_blocklist"] == "0.0.0.0/0,::/0"


def test_memory_limits_are_the_sizes(home: Home) -> None:
    found = settings(home)
    assert found["server.memory.pagecache.size"] == "256m"
    assert found["db.memory.transaction.max"] == "100m"
    assert found["dbms.memory.transaction.total.max"] == "200m"


def test_who_runs_is_read_back_as_it_was_noted(home: Home) -> None:
    running = Running(Identity(123, 1.5), 9999, ready=True)
    home.started(running)
    assert home.running() == running
    home.stopped()
    assert home.running() is None


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"pid": "x"}', '{"pid": 1, "created": 2, "port": null}'])
def test_a_state_file_that_makes_no_sense_counts_as_nobody(home: Home, content: str) -> None:
    (home.folder / "server.json").write_text(content)
    assert home.running() is None


def test_idle_time_counts_from_the_last_question(home: Home) -> None:
    home.started(Running(Identity(1, 1.0), 1))
    home.use()
    os.utime(home.folder / "used", (0, time.time() - 100))
    os.utime(home.folder / "server.json", (0, time.time() - 500))
    assert 99 < home.idle_seconds() < 102
    home.use()
    assert home.idle_seconds() < 2


def test_a_server_that_was_never_asked_is_idle_since_its_start(home: Home) -> None:
    home.started(Running(Identity(1, 1.0), 1))
    assert home.idle_seconds() < 2


def test_using_a_home_that_was_removed_is_no_error(tmp_path: Path) -> None:
    Home(tmp_path / "gone").use()
    assert not (tmp_path / "gone").exists()


def test_a_private_file_replaces_its_predecessor_whole(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("old, readable by all")
    path.chmod(0o644)
    write_private(path, "new")
    assert (path.read_text(), mode(path)) == ("new", 0o600)
    assert [p.name for p in tmp_path.iterdir()] == ["secret"]

from __future__ import annotations

import hashlib
import http.server
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph.engine.jars import LIST, Jar, Source, fetch, jar_list, unverified
from graph.errors import EngineError

CONTENT = {name: name.encode() * 5000 for name in ("one", "two", "three", "four")}


class Repository:
    """A Maven repository on the loopback address, which can be told to misbehave."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.cut: set[str] = set()
        self.changed: set[str] = set()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.source = Source(repositories={"local": f"http://127.0.0.1:{self.server.server_port}"})
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, request: http.server.BaseHTTPRequestHandler) -> None:
        name = request.path.split("/")[3]
        if not request.path.endswith(".jar"):
            return request.send_error(404)
        self.asked.append(name)
        content = CONTENT[name]
        request.send_response(200)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        if name in self.cut:
            request.wfile.write(content[:100])
            request.close_connection = True
        else:
            request.wfile.write(content[:-1] + b"!" if name in self.changed else content)
        return None

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def repository() -> Iterator[Repository]:
    made = Repository()
    yield made
    made.close()


def jars() -> tuple[Jar, ...]:
    return tuple(Jar("org.x", name, "1", "", hashlib.sha256(text).hexdigest()) for name, text in CONTENT.items())


def silent(done: int, total: int) -> None:
    pass


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_the_committed_list_names_225_different_files_by_sha256() -> None:
    listed = jar_list()
    assert len(listed) == len({jar.file_name for jar in listed}) == 225
    assert all(len(jar.sha256) == 64 for jar in listed)


def test_the_committed_list_holds_no_address() -> None:
    assert "//" not in LIST.read_text(encoding="utf-8")


def test_a_classifier_becomes_part_of_the_file_name() -> None:
    assert Jar("g", "a", "1", "linux", "").file_name == "a-1-linux.jar"
    assert Jar("g", "a", "1", "", "").file_name == "a-1.jar"


def test_every_listed_jar_arrives_and_progress_ends_at_all(tmp_path: Path, repository: Repository) -> None:
    told: list[tuple[int, int]] = []
    fetch(tmp_path / "jars", jars(), source=repository.source, progress=lambda *now: told.append(now))
    assert unverified(tmp_path / "jars", jars()) == []
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_jar_with_other_bytes_is_refused_by_name_and_not_kept(tmp_path: Path, repository: Repository) -> None:
    repository.changed = {"two"}
    with pytest.raises(EngineError, match=r"two-1\.jar.*SHA-256"):
        fetch(tmp_path / "jars", jars(), source=repository.source, progress=silent)
    assert "two-1.jar" not in names_in(tmp_path / "jars")
    assert names_in(tmp_path) == {"jars"}, "what arrived was cleared away"


def test_a_second_run_asks_only_for_what_is_missing(tmp_path: Path, repository: Repository) -> None:
    fetch(tmp_path / "jars", jars()[:3], source=repository.source, progress=silent)
    repository.asked.clear()
    fetch(tmp_path / "jars", jars(), source=repository.source, progress=silent)
    assert repository.asked == ["four"]


def test_a_transfer_that_breaks_off_is_tried_again_and_leaves_no_half_jar(
    tmp_path: Path, repository: Repository
) -> None:
    repository.cut = {"three"}
    with pytest.raises(EngineError, match=r"three-1\.jar"):
        fetch(tmp_path / "jars", jars(), source=repository.source, progress=silent)
    assert repository.asked.count("three") == 3
    assert "three-1.jar" not in names_in(tmp_path / "jars")
    repository.cut = set()
    fetch(tmp_path / "jars", jars(), source=repository.source, progress=silent)
    assert unverified(tmp_path / "jars", jars()) == []


def test_what_a_killed_run_was_receiving_is_cleared_away(tmp_path: Path, repository: Repository) -> None:
    (tmp_path / "arriving-x" / "org").mkdir(parents=True)
    fetch(tmp_path / "jars", jars(), source=repository.source, progress=silent)
    assert names_in(tmp_path) == {"jars"}


def test_a_jar_damaged_on_disk_is_replaced(tmp_path: Path, repository: Repository) -> None:
    fetch(tmp_path / "jars", jars(), source=repository.source, progress=silent)
    (tmp_path / "jars" / "one-1.jar").write_bytes(b"damaged")
    assert [jar.artifact for jar in unverified(tmp_path / "jars", jars())] == ["one"]
    fetch(tmp_path / "jars", jars(), source=repository.source, progress=silent)
    assert (tmp_path / "jars" / "one-1.jar").read_bytes() == CONTENT["one"]


def test_a_damaged_jar_does_not_stay_when_its_replacement_cannot_be_had(tmp_path: Path, repository: Repository) -> None:
    fetch(tmp_path / "jars", jars(), source=repository.source, progress=silent)
    (tmp_path / "jars" / "one-1.jar").write_bytes(b"damaged")
    repository.cut = {"one"}
    with pytest.raises(EngineError):
        fetch(tmp_path / "jars", jars(), source=repository.source, progress=silent)
    assert "one-1.jar" not in names_in(tmp_path / "jars")


def test_when_everything_is_there_nobody_is_asked(tmp_path: Path, repository: Repository) -> None:
    fetch(tmp_path / "jars", jars(), source=repository.source, progress=silent)
    repository.asked.clear()
    fetch(tmp_path / "jars", jars(), source=repository.source, progress=silent)
    assert repository.asked == []


def test_jars_come_from_a_folder_where_there_is_no_network(tmp_path: Path, repository: Repository) -> None:
    fetch(tmp_path / "jars", jars(), source=repository.source, progress=silent)
    fetch(tmp_path / "copy" / "jars", jars(), source=Source(folder=tmp_path / "jars"), progress=silent)
    assert unverified(tmp_path / "copy" / "jars", jars()) == []


def test_a_folder_that_lacks_a_jar_is_told_which(tmp_path: Path) -> None:
    (tmp_path / "given").mkdir()
    with pytest.raises(EngineError, match=r"one-1\.jar"):
        fetch(tmp_path / "jars", jars()[:1], source=Source(folder=tmp_path / "given"), progress=silent)


def test_a_jar_that_the_repository_does_not_have_is_named(tmp_path: Path, repository: Repository) -> None:
    absent = replace(jars()[0], group="org.y.z", artifact="nothing")
    with pytest.raises(EngineError, match=r"nothing-1\.jar"):
        fetch(tmp_path / "jars", (absent,), source=repository.source, progress=silent)

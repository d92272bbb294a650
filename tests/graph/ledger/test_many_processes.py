"""Several processes on one ledger: none loses a row, none sees half an import, and a killed one leaves no trace."""

import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
import pytest

from graph.ledger import Ledger, Report

IMPORTER = textwrap.dedent("""
    import sys, pyarrow as pa
    from pathlib import Path
    from graph.ledger import Ledger, Report

    home, name, times, rows = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    ledger = Ledger.open(home)
    for n in range(times):
        path = home / f"{name}-{n}.csv"
        path.write_text(path.name)
        original = ledger.keep(path)
        draft = ledger.draft(original)
        for part in range(2):
            numbers = pa.array(range(part * rows, part * rows + rows), pa.int32())
            file = pa.array([original.sha256] * rows)
            draft.append("calls", pa.table({"file": file, "row": numbers}).to_reader())
            draft.append("links", pa.table({"file": file, "row": numbers}))
        made = draft.commit(case_key="case:A", actor=name, report=Report(rows_read=2 * rows, accepted=2 * rows))
        print(made.import_id, flush=True)
""")
DYING = textwrap.dedent("""
    import os, signal, sys
    from pathlib import Path
    from graph.ledger import Ledger

    def decide(records):
        os.kill(os.getpid(), signal.SIGKILL)

    Ledger.open(Path(sys.argv[1]))._log.commit(decide)
""")


@pytest.fixture
def begin(tmp_path):
    """Return a function that starts a process that imports some files."""
    started = []

    def start(name, *, times=3, rows=50):
        command = [sys.executable, "-c", IMPORTER, str(tmp_path), name, str(times), str(rows)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def whole(ledger):
    """Return the number of imports, checking that each shows all its rows once."""
    with ledger.scope(["case:A"]) as scope:
        counts = dict(scope.sql("SELECT batch, count(*) FROM calls GROUP BY batch").fetchall())
        links = dict(scope.sql("SELECT batch, count(*) FROM links GROUP BY batch").fetchall())
        told = {made.batch: made.rows_read for made in scope.imports}
    assert counts == links == told
    return len(told)


def test_processes_that_import_at_once_lose_nothing(tmp_path, begin):
    Ledger.open(tmp_path)
    importers = [begin(name) for name in ("li", "wu", "he")]
    ledger = Ledger.open(tmp_path)
    seen = []
    while any(importer.poll() is None for importer in importers):
        seen.append(whole(ledger))
    assert [importer.returncode for importer in importers] == [0, 0, 0]
    assert whole(ledger) == ledger.version == 9
    assert sorted(seen) == seen
    assert [line.seq for line in ledger.history()] == list(range(1, 10))


def test_the_same_file_imported_by_two_processes_at_once_is_one_import(tmp_path, begin):
    importers = [begin("same", times=4) for _ in range(2)]
    told = [importer.communicate(timeout=120)[0].split() for importer in importers]
    assert told[0] == told[1] == ["I000001", "I000002", "I000003", "I000004"]
    assert whole(Ledger.open(tmp_path)) == 4


def test_a_killed_import_leaves_what_it_acknowledged_and_nothing_else(tmp_path, begin):
    for patience in (0.0, 0.03, 0.1):
        importer = begin("li", times=1_000, rows=20)
        acknowledged = [importer.stdout.readline().strip()]
        time.sleep(patience)
        importer.send_signal(signal.SIGKILL)
        acknowledged += [line.strip() for line in importer.stdout if line.startswith("I") and line.endswith("\n")]
        importer.wait()
        ledger = Ledger.open(tmp_path)
        assert set(acknowledged) <= {line.import_id for line in ledger.history()}
        whole(ledger)


def test_after_a_kill_the_next_import_goes_through(tmp_path, begin):
    importer = begin("li", times=1_000)
    importer.stdout.readline()
    importer.send_signal(signal.SIGKILL)
    importer.wait()
    before = whole(Ledger.open(tmp_path))
    assert begin("wu", times=2).wait(60) == 0
    assert whole(Ledger.open(tmp_path)) == before + 2


def test_threads_of_one_process_share_a_ledger(tmp_path):
    ledger = Ledger.open(tmp_path)

    def put(name):
        path = tmp_path / f"{name}.csv"
        path.write_text(name)
        original = ledger.keep(path)
        draft = ledger.draft(original)
        for table in ("calls", "links"):
            numbers = pa.array(range(5), pa.int32())
            draft.append(table, pa.table({"file": [original.sha256] * 5, "row": numbers}))
        return draft.commit(case_key="case:A", actor="li", report=Report(rows_read=5, accepted=5)).seq

    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(put, "abcdefghijkl"))
    assert sorted(made) == list(range(1, 13))
    assert whole(ledger) == 12


def test_a_process_that_dies_in_the_middle_of_a_commit_holds_nobody_up(tmp_path):
    ledger = Ledger.open(tmp_path)
    victim = subprocess.run([sys.executable, "-c", DYING, str(tmp_path)], timeout=60, check=False)
    assert victim.returncode == -signal.SIGKILL
    (tmp_path / "x").write_text("x")
    made = ledger.draft(ledger.keep(tmp_path / "x")).commit(case_key="case:A", actor="li", report=Report())
    assert made.seq == 1


def test_reading_and_importing_go_on_through_compactions(tmp_path, begin):
    importer = begin("li", times=8, rows=10)
    ledger = Ledger.open(tmp_path)
    while importer.poll() is None:
        ledger.compact()
        whole(ledger)
    assert importer.returncode == 0
    assert whole(ledger) == 8

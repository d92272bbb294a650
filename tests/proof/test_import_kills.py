"""kill -9 at random moments of importing: what was acknowledged is there whole, nothing twice, a re-run completes."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from graph.ledger import Ledger
from workbench.ingest import import_file

pytestmark = [pytest.mark.proof, pytest.mark.timeout(3600)]
HEADER = "序号,本方号码,对方号码,呼叫类型,通话开始时间,通话时长(秒),基站LAC,基站CI,本机IMEI,本机IMSI,漫游地,转移号码"
PERSONS = "登记序号,姓名,证件号码,性别,出生日期,住址,联系电话,绰号,车牌号,户号,与户主关系,登记单位"
# Loads everything once, then forks a child for each line of input: the child imports all files of a folder and says so.
NURSERY = """
import os, sys
from pathlib import Path
import pandas
from graph.ledger import Ledger
from workbench.ingest import import_file
for line in sys.stdin:
    home, folder = line.rstrip("\\n").split("\\t")
    pid = os.fork()
    if pid == 0:
        ledger = Ledger.open(Path(home))
        for path in sorted(Path(folder).iterdir()):
            made = import_file(ledger, path, case="A1", document_no=path.stem, officers="甲", actor="x")
            print("did", made.record.import_id, path.name, flush=True)
        print("end", flush=True)
        os._exit(0)
    print("pid", pid, flush=True)
    os.waitpid(pid, 0)
    print("dead", flush=True)
"""


@pytest.fixture
def folder(tmp_path, full):
    """Files of different sizes: one is streamed (at full size), one feeds several tables, all have rejected rows."""
    folder = tmp_path / "files"
    folder.mkdir()
    for name, size in (("a", 300), ("b", 220_000 if full else 40_000), ("d", 5_000)):
        lines = [
            f"{i},154{i % 97:08},1540001{i % 8999:04},{'主被'[i % 2]}叫,2026-03-{1 + i % 28:02} {i % 24:02}:{i // 24 % 60:02}:{i % 59:02},"
            f"{i % 900},4301,{1 + i % 50},49015420323751,460991234567890,本地,"
            for i in range(size)
        ]
        lines[7] = lines[7].replace("2026", "20Z6")
        (folder / f"{name}.csv").write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    people = [
        f"R{i},张{i % 50},,,,和平路{i % 30}号,154{i:08},,,H{i // 3},{['户主', '子女'][i % 2]}," for i in range(4_000)
    ]
    (folder / "c.csv").write_text("\n".join([PERSONS, *people]), encoding="utf-8")
    return folder


@pytest.fixture
def nursery():
    with subprocess.Popen(
        [sys.executable, "-c", NURSERY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as process:
        yield process
        process.stdin.close()
        process.wait(30)


def run(nursery, home, folder, *, after=None):
    """Import the folder in a child that is killed after so many seconds; return what it acknowledged and if it ended."""
    nursery.stdin.write(f"{home}\t{folder}\n")
    lines = [nursery.stdout.readline().split()]
    while lines[-1][0] != "pid":  # the child may be quicker than its parent's word
        lines.append(nursery.stdout.readline().split())
    if after is not None:
        time.sleep(after)
        with contextlib.suppress(ProcessLookupError):  # it had ended already
            os.kill(int(lines[-1][1]), signal.SIGKILL)
    while lines[-1][0] != "dead":
        lines.append(nursery.stdout.readline().split())
    return {line[2]: line[1] for line in lines if line[0] == "did"}, ["end"] in lines


def test_a_killed_import_leaves_nothing_and_can_be_run_again(tmp_path, folder, nursery, seed, full):
    dice = random.Random(seed)
    reference = Ledger.open(tmp_path / "reference")
    for path in sorted(folder.iterdir()):
        import_file(reference, path, case="A1", document_no=path.stem, officers="甲", actor="x")
    with reference.scope(None) as scope:
        expected = scope.content_hash()
    began = time.monotonic()
    run(nursery, tmp_path / "trial", folder)
    length = time.monotonic() - began
    kills, homes = 0, 0
    while kills < (30 if full else 5):
        homes += 1
        home, acknowledged, ended = tmp_path / f"home{homes}", {}, False
        while not ended:
            after = dice.uniform(0, length) if kills < (30 if full else 5) else None
            began = time.monotonic()
            done, ended = run(nursery, home, folder, after=after)
            if (
                ended and not acknowledged
            ):  # a busy machine may have made the first run look longer than those that follow
                length = min(length, time.monotonic() - began)
            kills += after is not None and not ended
            told = f"seed {seed}, kill {kills}, after {after}"
            assert acknowledged.items() <= {**acknowledged, **done}.items(), told
            for name, import_id in acknowledged.items():
                assert done.get(name, import_id) == import_id, f"{told}: {name} was imported twice"
            acknowledged |= done
            ledger = Ledger.open(home)
            live = {record.file_name: record.import_id for record in ledger.records()}
            assert acknowledged.items() <= live.items(), f"{told}: an acknowledged import is gone"
            assert not [d for d in ledger.verify() if d.import_id], told
        assert len(ledger.records()) == len(list(folder.iterdir())), told
        with ledger.scope(None) as scope:
            assert scope.content_hash() == expected, told

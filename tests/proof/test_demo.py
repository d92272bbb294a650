"""The demo, run as a newcomer runs it: by its command, in a data folder of its own."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from graph.ledger import Ledger
from workbench.city.options import LEAST_DAYS, LEAST_PEOPLE
from workbench.lessons import CITY
from workbench.settings import Settings
from workbench.view import View

pytestmark = [pytest.mark.proof, pytest.mark.neo4j]
FUSION = Path(sys.executable).with_name("fusion")


@pytest.fixture
def size(full, seed):
    people = [] if full else ["--people", str(LEAST_PEOPLE), "--days", str(LEAST_DAYS)]
    return ["--seed", str(seed), *people]


@pytest.fixture
def homes(tmp_path, cache):
    yield (folders := [tmp_path / "one", tmp_path / "two"])
    for home in folders:
        subprocess.run([FUSION, "stop"], env=_environment(home), check=True, capture_output=True)


def test_two_demos_with_one_seed_have_the_same_ledger_and_the_same_graph(homes, size):
    told = []
    for home in homes:
        subprocess.run([FUSION, "demo", "--no-serve", *size], env=_environment(home), check=True, capture_output=True)
        with Ledger.open(home).scope(None) as scope, View.open(CITY, settings=_settings(home)) as view:
            told.append((scope.content_hash(), view.status().hash, view.graph_hash()))
    assert told[0] == told[1]
    assert told[0][1] == told[0][2], "the hash noted is not the hash of what Neo4j holds"


def test_the_demo_ends_with_the_app_answering_and_no_truth_on_disk(homes, size):
    home = homes[0]
    command = [FUSION, "demo", "--no-browser", *size]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background it would be ignored
    with subprocess.Popen(command, env=_environment(home), stdout=subprocess.PIPE, text=True) as demo:
        address = next(found[0] for line in demo.stdout if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
        with urllib.request.urlopen(address, timeout=30) as page:
            assert page.status == 200
        assert not [path for path in home.rglob("*") if "truth" in path.name]
        demo.send_signal(signal.SIGINT)
        demo.communicate(timeout=60)


def test_a_demo_killed_half_way_is_finished_by_the_next_one(homes, size):
    whole, broken = homes
    subprocess.run([FUSION, "demo", "--no-serve", *size], env=_environment(whole), check=True, capture_output=True)
    with subprocess.Popen(
        [FUSION, "demo", "--no-serve", *size], env=_environment(broken), stdout=subprocess.DEVNULL
    ) as demo:
        while len(list((broken / "originals").rglob("*"))) < 30:
            assert demo.poll() is None, "the demo was over before it could be killed"
        demo.kill()
    subprocess.run([FUSION, "demo", "--no-serve", *size], env=_environment(broken), check=True, capture_output=True)
    hashes = []
    for home in homes:
        with View.open(CITY, settings=_settings(home)) as view:
            hashes.append(view.status().hash)
    assert hashes[0] == hashes[1]


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "FUSION_HOME": str(home)}


def _settings(home: Path) -> Settings:
    here = Settings.from_environment()
    return Settings(home=home, cache=here.cache, actor=here.actor)

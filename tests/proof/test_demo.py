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


@pytest.fixture(scope="module")
def size(full, seed):
    people = [] if full else ["--people", str(LEAST_PEOPLE), "--days", str(LEAST_DAYS)]
    return ["--seed", str(seed), *people]


@pytest.fixture(scope="module")
def homes(tmp_path_factory, cache):
    yield (folders := [tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("two")])
    for home in folders:
        subprocess.run([FUSION, "stop"], env=_environment(home), check=True, capture_output=True)


def test_a_demo_killed_half_way_and_run_again_ends_as_one_of_the_same_seed_that_was_not(homes, size):
    broken = homes[1]
    with subprocess.Popen(
        [FUSION, "demo", "--no-serve", *size], env=_environment(broken), stdout=subprocess.DEVNULL
    ) as demo:
        while len(list((broken / "originals").rglob("*"))) < 30:
            assert demo.poll() is None, "the demo was over before it could be killed"
        demo.kill()
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


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "FUSION_HOME": str(home)}


def _settings(home: Path) -> Settings:
    here = Settings.from_environment()
    return Settings(home=home, cache=here.cache, actor=here.actor)

"""kill -9 at random moments of a projection: the next one finishes it, nothing is lost, nothing is there twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from graph.projection import live_hash
from graph.projection.apply import counts

pytestmark = [pytest.mark.neo4j, pytest.mark.proof, pytest.mark.timeout(3600)]

PEOPLE = 400


def drawing(dice, *, lines):
    """Return calls, transfers and links between some hundred numbers, so that a projection has many steps."""
    drawn = []
    for place in range(lines):
        a, b = dice.sample(range(PEOPLE), 2)
        moment = f"2026-03-{1 + place % 28:02}T{dice.randrange(24):02}:{dice.randrange(60):02}:{dice.randrange(60):02}"
        drawn += [
            f"tel:cn:{a} -[CALLED at={moment} seconds={dice.randrange(600)} imei=imei:{a} cell=cell:LC-1-{a % 9}]-> tel:cn:{b}",
            f"acct:A:{a} -[TRANSFERRED at={moment} amount={dice.randrange(10**6)} seq={place}]-> acct:A:{b}",
            f"甲{a} -[USES]-> tel:cn:{a}",
            f"甲{a} -[KNOWS]-> 甲{b}",
        ]
    return "\n".join(drawn)


def projecting(world, *extra):
    """Start `fusion project` in a process of its own."""
    settings = world.settings
    known = {"FUSION_HOME": settings.home, "FUSION_CACHE": settings.cache, "FUSION_ACTOR": settings.actor}
    environment = os.environ | {name: str(value) for name, value in known.items()} | {"FUSION_IDLE_MINUTES": "10"}
    command = [sys.executable, "-c", "from workbench.cli import main; main()", "project", "-w", "专班", *extra]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def killed_after(process, seconds):
    """Kill the process after so long; return whether it was still at work."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        return True
    return False


def test_projections_killed_at_random_moments_are_always_finished(own_world, full, seed):
    dice = random.Random(seed)
    world = own_world("kills")
    world.project("tel:cn:1 x=1")
    imports = world.draw("== base\n" + drawing(dice, lines=400 if full else 100))
    began = time.monotonic()
    assert projecting(world).wait() == 0
    usual = time.monotonic() - began
    hit = 0
    for number in range(30 if full else 3):
        if number % 3 == 0:
            world.view._states.forget()  # the next projection fills the graph anew
        elif number % 3 == 1:
            imports += world.draw(f"== more{number}\n" + drawing(dice, lines=60))
        else:
            world.view.retract(imports.pop(dice.randrange(len(imports))).import_id, "测试")
        # The first second or two of a process only import modules.
        hit += killed_after(projecting(world), usual * dice.uniform(0.3, 0.95))
        assert world.cypher("MATCH (n:Phone) RETURN count(n) >= 0") == [(True,)], "the graph answers in between"
        if dice.random() < 0.3:
            hit += killed_after(projecting(world), usual * dice.uniform(0.3, 0.95))
        assert projecting(world).wait() == 0
        state = world.view._states.current()
        assert live_hash(world.view._graph) == state.hash
        assert "_Projection" not in counts(world.view._graph).nodes
    assert hit >= (10 if full else 1), "too few projections were caught at work to prove anything"
    world.view._states.forget()
    assert world.project().hash == state.hash


def test_a_killed_rebuild_leaves_the_old_graph_and_the_next_one_succeeds(own_world, full, seed):
    dice = random.Random(seed + 1)
    world = own_world("rebuild-kills")
    expected = world.project("== base\n" + drawing(dice, lines=100)).hash
    began = time.monotonic()
    assert projecting(world, "--rebuild").wait() == 0
    usual = time.monotonic() - began
    for _ in range(5 if full else 1):
        killed_after(projecting(world, "--rebuild"), usual * dice.uniform(0.2, 0.95))
        assert world.project().hash == expected
        assert world.view.graph_hash() == expected
    assert world.project(rebuild=True).hash == expected
    assert world.view.graph_hash() == expected

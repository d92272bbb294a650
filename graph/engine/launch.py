"""Launch the JVM of a home and wait until it answers.

Why a port of our own choice can still be lost: between choosing and binding another program may take it, and the JVM
then lives on without its connector. The console log tells, and another port is tried.
"""

from __future__ import annotations

import contextlib
import os
import socket
import time
from dataclasses import replace

from graph.engine.bolt import Address, Bolt
from graph.engine.distribution import Distribution
from graph.engine.home import Home, Running
from graph.engine.processes import Identity, spawn
from graph.engine.sizes import sizes
from graph.errors import EngineError, GraphError

START_SECONDS = 180.0
_ATTEMPTS = 4
_PORT_TAKEN = ("Address already in use", "BindException")


def launch(home: Home, neo4j: Distribution, *, jvm: tuple[str, ...] = ()) -> Running:
    """Start the server of a home under its lock and return it once it answers.

    Raises
    ------
    EngineError
        When it does not come up; it names the log.
    """
    for _ in range(_ATTEMPTS):
        port = _free_port()
        running = Running(_spawn(home, neo4j, port=port, jvm=jvm), port)
        home.started(running)
        if comes_up(home, running, until=time.time() + START_SECONDS):
            return replace(running, ready=True)
        if running.process.alive() and not _port_was_taken(home):
            running.process.kill()
            break  # it had its time; one that lost its port or was killed meanwhile gets another chance
        running.process.kill()
    raise EngineError(f"图数据库未能启动，详见 {home.console}。The graph database did not start; see that log.")


def comes_up(home: Home, running: Running, *, until: float) -> bool:
    """Wait until the server answers; False when it ended, could not have its port, or took too long."""
    address = address_of(home, running)
    while time.time() < until and running.process.alive() and not _port_was_taken(home):
        if _listens(running.port) and answers(address):
            return True
        time.sleep(0.1)
    return False


def address_of(home: Home, running: Running) -> Address:
    """Return where a running server listens."""
    return Address(f"bolt://127.0.0.1:{running.port}", "neo4j", home.password)


def answers(address: Address) -> bool:
    """Return whether the server at the address answers a question within three seconds."""
    try:
        with contextlib.closing(Bolt(address, patience=3)) as bolt:
            bolt.answers()
    except GraphError:
        return False
    return True


def _spawn(home: Home, neo4j: Distribution, *, port: int, jvm: tuple[str, ...]) -> Identity:
    home.configure(port)
    heap = sizes().heap
    collector = "-XX:+UseSerialGC" if heap <= 2048 else "-XX:+UseG1GC"
    # A server lives for some minutes of questions: the quick compiler alone projects a small graph with two thirds of
    # the processor's time, and what the thorough one would gain comes too late.
    compiler = ("-XX:TieredStopAtLevel=1",)
    memory = ("-Xms64m", f"-Xmx{heap}m", collector, "-XX:+ExitOnOutOfMemoryError")
    command = neo4j.server_command(home.folder, jvm=(*compiler, *memory, *(jvm or neo4j.aot_options())))
    with home.console.open("wb") as log:
        return spawn(command, log=log, env=_environment(), folder=home.folder)


def _environment() -> dict[str, str]:
    """Keep foreign options out of the JVM, and let it see file names beyond ASCII."""
    foreign = ("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH", "NEO4J_", "FUSION_")
    return {name: value for name, value in os.environ.items() if not name.startswith(foreign)} | {"LC_ALL": "C.UTF-8"}


def _port_was_taken(home: Home) -> bool:
    try:
        told = home.console.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return False
    return any(sign in told for sign in _PORT_TAKEN)


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

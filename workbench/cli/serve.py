"""`fusion app` and `fusion demo`: the pages on this machine's loopback address.

Why a child process: Streamlit owns its process; the command waits until the page answers, says where, and stays.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from workbench.city.options import NORM_DAYS, NORM_PEOPLE, Options
from workbench.cli.app import app, console
from workbench.cli.training import prepare
from workbench.errors import UserError
from workbench.lessons import CITY
from workbench.wording import say

ROUTER = Path(__file__).parents[2] / "streamlit_app.py"

Port = Annotated[int | None, typer.Option(help="Port on 127.0.0.1; by default a free one from 8501 on.")]
Browser = Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page when it is ready.")]


@app.command("app")
def open_app(port: Port = None, browser: Browser = True) -> None:
    """Open the pages on your own data folder."""
    _serve(port or _free_port(), browser=browser, query="")


@app.command("demo")
def demo(
    seed: Annotated[int, typer.Option(help="Seed of the training city.")] = 7,
    people: Annotated[int, typer.Option(help="How many people live in it.")] = NORM_PEOPLE,
    days: Annotated[int, typer.Option(help="How many days it covers.")] = NORM_DAYS,
    port: Port = None,
    browser: Browser = True,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Start the app at the end.")] = True,
) -> None:
    """Build the training city, import it, project it and open it."""
    prepare(CITY, Options(seed=seed, people=people, days=days))
    if serve:
        _serve(port or _free_port(), browser=browser, query=f"?workspace={CITY}")


def _serve(port: int, *, browser: bool, query: str) -> None:
    if not ROUTER.exists():
        raise UserError(say("serve.no_router", path=ROUTER))
    command = [sys.executable, "-m", "streamlit", "run", str(ROUTER), "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1", "--server.headless", "true"]
    with subprocess.Popen(command, cwd=ROUTER.parent) as child:
        _wait_until_it_answers(port, child)
        address = f"http://127.0.0.1:{port}/{query}"
        console.print(say("serve.ready", address=address))
        if browser:
            webbrowser.open(address)
        try:
            child.wait()
        except KeyboardInterrupt:
            child.terminate()


def _wait_until_it_answers(port: int, child: subprocess.Popen[bytes], *, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and child.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    child.terminate()
    raise UserError(say("serve.did_not_start", port=port))


def _free_port(first: int = 8501) -> int:
    for port in range(first, first + 100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise UserError(say("serve.no_port", first=first))

"""The home folder of one server: its settings, its password and who runs it.

Why hardened here and nowhere else: a default home lets any question read local files and call out to the network.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from graph.engine.processes import Identity
from graph.engine.sizes import Sizes, sizes

_FOLDERS = ("conf", "data/dbms", "logs", "run", "plugins", "import")
_ITERATIONS = 1024


@dataclass(frozen=True, slots=True)
class Running:
    """The server process of a home, the loopback port it speaks Bolt on, and whether it ever answered there."""

    process: Identity
    port: int
    ready: bool = False


@dataclass(frozen=True, slots=True)
class Home:
    """A folder in which one server keeps its data."""

    folder: Path

    def prepare(self) -> None:
        """Make the folders and a random password; a home that has its password is left as it is."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in _FOLDERS:
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        if not self._password_file.exists():
            password = secrets.token_urlsafe(24)
            write_private(self.folder / "data" / "dbms" / "auth.ini", _first_login(password))
            write_private(self._password_file, password)

    def configure(self, port: int, wanted: Sizes | None = None) -> None:
        """Write the settings for this start."""
        lines = (f"{key}={value}" for key, value in _settings(port, wanted or sizes()).items())
        write_private(self.folder / "conf" / "neo4j.conf", "\n".join(lines) + "\n")

    def exists(self) -> bool:
        """Return whether the home was prepared and not removed since."""
        return self._password_file.exists()

    @property
    def password(self) -> str:
        """The password of the user `neo4j` of this server."""
        return self._password_file.read_text(encoding="ascii")

    @property
    def console(self) -> Path:
        """What the server says while it starts and stops."""
        return self.folder / "logs" / "console.log"

    def running(self) -> Running | None:
        """Return who was last started here, alive or not; an unreadable state file counts as nobody."""
        try:
            state = json.loads(self._state.read_text(encoding="ascii"))
            process = Identity(int(state["pid"]), float(state["created"]))
            return Running(process, int(state["port"]), ready=bool(state["ready"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def started(self, running: Running) -> None:
        """Note who runs here; called straight after the process was spawned."""
        state = asdict(running.process) | {"port": running.port, "ready": running.ready}
        write_private(self._state, json.dumps(state))

    def stopped(self) -> None:
        """Note that nobody runs here."""
        self._state.unlink(missing_ok=True)

    def use(self) -> None:
        """Note that a question is being asked now."""
        with contextlib.suppress(FileNotFoundError):  # the home of an older generation may just have been removed
            self._used.touch()

    def idle_seconds(self) -> float:
        """Return how long ago the last question was asked, or the server started."""
        times = [path.stat().st_mtime for path in (self._used, self._state) if path.exists()]
        return time.time() - max(times, default=0.0)

    @property
    def _password_file(self) -> Path:
        return self.folder / "password"

    @property
    def _state(self) -> Path:
        return self.folder / "server.json"

    @property
    def _used(self) -> Path:
        return self.folder / "used"


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    fresh.replace(path)


def _first_login(password: str) -> str:
    """Return the line that the server's own `set-initial-password` writes, without the seconds a JVM takes for it."""
    salt = secrets.token_bytes(32)
    digest = hashlib.sha256(salt + password.encode()).digest()
    for _ in range(_ITERATIONS - 1):
        digest = hashlib.sha256(digest).digest()
    return f"neo4j:SHA-256,{digest.hex()},{salt.hex()},{_ITERATIONS}:\n"


def _settings(port: int, wanted: Sizes) -> dict[str, str]:
    return (
        _LOOPBACK
        | _CLOSED
        | _LIMITS
        | _BRISK
        | {
            "server.bolt.listen_address": f"127.0.0.1:{port}",
            "server.bolt.advertised_address": f"127.0.0.1:{port}",
            "server.memory.pagecache.size": f"{wanted.page_cache}m",
            "db.memory.transaction.max": f"{wanted.transaction}m",
            "dbms.memory.transaction.total.max": f"{wanted.transactions}m",
        }
    )


_LOOPBACK = {
    "server.default_listen_address": "127.0.0.1",
    "server.http.enabled": "false",
    "server.https.enabled": "false",
    "server.fleet_discovery.enabled": "false",
    "dbms.fleet_manager.enabled": "false",
    "dbms.usage_report.enabled": "false",
    "client.allow_telemetry": "false",
}
_CLOSED = {
    "dbms.security.auth_enabled": "true",
    # LOAD CSV would read any local file and fetch from any address.
    "dbms.security.allow_csv_import_from_file_urls": "false",
    "internal.dbms.cypher_ip_blocklist": "0.0.0.0/0,::/0",
    # Its log would hold names and numbers; who asked what is in our own audit.
    "db.logs.query.enabled": "OFF",
}
_LIMITS = {
    "db.transaction.timeout": "10m",
    "db.transaction.monitor.check.interval": "500ms",
    "db.tx_log.rotation.retention_policy": "100M size",
    "db.tx_log.rotation.size": "32m",
}
_BRISK = {
    # A server that sends nothing for 15 s is hung: the driver then gives up instead of waiting for ever.
    "server.bolt.connection_keep_alive": "5s",
    "server.bolt.connection_keep_alive_probes": "3",
    "server.bolt.connection_keep_alive_streaming_scheduling_interval": "5s",
    # Ten idle seconds of every stop are pauses of its network threads.
    "internal.dbms.bolt.netty_server_shutdown_quiet_period_duration": "0s",
    "internal.server.bolt.thread_pool_shutdown_wait_time": "0s",
    "internal.server.bolt.connection_shutdown_wait_time": "0s",
}

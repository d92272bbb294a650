"""A Neo4j server of the unit's own, reached by an address such as `neo4j://user@host`.

Why a marker node: Community has one database per server, and two workspaces in one graph would see each other.
"""

from __future__ import annotations

import contextlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from graph.engine.bolt import Address, Bolt
from graph.engine.home import Home
from graph.errors import EngineError

MARK = "_Workspace"
SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
PASSWORD_VARIABLE = "FUSION_GRAPH_PASSWORD"


@dataclass(frozen=True, slots=True)
class Remote:
    """A server at an address, claimed by one workspace."""

    address: Address
    workspace: str

    def locate(self) -> tuple[Address, Home | None]:
        """Return where it is, once it holds this workspace or nothing at all.

        Raises
        ------
        EngineError
            When it does not answer, holds another workspace, or data that is not ours.
        """
        with contextlib.closing(Bolt(self.address)) as bolt:
            _claim(bolt, self.workspace)
        return self.address, None

    def moved(self, home: Home | None) -> bool:
        """Return False: this server has one graph, which never moves."""
        return False


def parse(url: str, *, folder: Path) -> Address:
    """Read an address; the password comes from the environment or from `graph.password` in the data folder.

    Raises
    ------
    EngineError
        For an unknown scheme, a password inside the address, or a password file that others can read.
    """
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise EngineError(
            f"看不懂的图数据库地址：{url}。应为 managed: 或 neo4j://用户@主机。The address is not understood."
        )
    if parts.password:
        raise EngineError(
            f"地址里不要写密码，请用环境变量 {PASSWORD_VARIABLE}。"
            f"Keep the password out of the address: set {PASSWORD_VARIABLE}."
        )
    uri = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    return Address(uri, unquote(parts.username or "neo4j"), _password(folder), parts.path.strip("/") or None)


def _password(folder: Path) -> str:
    if password := os.environ.get(PASSWORD_VARIABLE):
        return password
    path = folder / "graph.password"
    try:
        mode = path.stat().st_mode
        password = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise EngineError(
            f"缺少图数据库密码：请设置 {PASSWORD_VARIABLE}，或写入 {path}（chmod 600）。"
            f"No password: set {PASSWORD_VARIABLE} or write that file."
        ) from error
    if os.name != "nt" and stat.S_IMODE(mode) & 0o077:
        raise EngineError(
            f"其他用户可读取 {path}，已拒绝；请运行 chmod 600 {path}。Others can read it: chmod 600 {path}"
        )
    return password


def _claim(bolt: Bolt, workspace: str) -> None:
    """Leave the workspace's mark in an empty database; find it there the next time."""
    owner = _owner(bolt)
    if owner is None:
        _refuse_foreign_data(bolt)
        bolt.alter(f"CREATE CONSTRAINT {MARK} IF NOT EXISTS FOR (w:_Workspace) REQUIRE w.slot IS UNIQUE")
        # The constraint lets one of two simultaneous claims win; the other then finds its name.
        bolt.write([("MERGE (w:_Workspace {slot: 0}) ON CREATE SET w.name = $name", {"name": workspace})])
        owner = _owner(bolt)
    if owner != workspace:
        raise EngineError(
            f"这个图数据库已用于专班“{owner}”；社区版一台只能容纳一个专班，“{workspace}”请另用一台或使用 managed:。"
            f"This server already holds the workspace {owner}; the Community edition holds one."
        )


def _owner(bolt: Bolt) -> str | None:
    rows = bolt.read("MATCH (w:_Workspace) RETURN w.name AS name", seconds=10, rows=1).rows
    return str(rows[0][0]) if rows else None


def _refuse_foreign_data(bolt: Bolt) -> None:
    if bolt.read("MATCH (n) WHERE NOT n:_Workspace RETURN 1 AS one LIMIT 1", seconds=10, rows=1).rows:
        raise EngineError(
            f"{bolt.address.uri} 中已有其他数据，不会写入；请清空或另建数据库。"
            "The database holds data that is not ours: empty it or use another one."
        )

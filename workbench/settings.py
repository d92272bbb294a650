"""The settings of one process, read once from the environment.

Why one frozen value: a page, a command and a notebook that share `FUSION_HOME` must see the same stores.
"""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path, user_data_path


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the stores are and how Neo4j is reached.

    Attributes
    ----------
    home : Path
        The data folder (`FUSION_HOME`): originals, ledger, desk and graphs.
    cache : Path
        What every checkout of a user shares (`FUSION_CACHE`): the Neo4j jars and their AOT cache.
    graph : str
        `managed:` or the address of the unit's own server (`FUSION_GRAPH`).
    desk : str
        Address of the desk's database (`FUSION_DESK`, by default a SQLite file in the data folder).
    actor : str
        Who is asking (`FUSION_ACTOR`, by default the login name).
    idle_minutes : float
        A managed server stops after so long without a question (`FUSION_IDLE_MINUTES`).
    """

    home: Path
    cache: Path
    graph: str = "managed:"
    desk: str = ""
    actor: str = ""
    idle_minutes: float = 20.0

    @classmethod
    def from_environment(cls) -> Settings:
        """Read the settings from the environment variables named above."""
        env = os.environ
        return cls(
            home=Path(env.get("FUSION_HOME") or user_data_path("fusion-workbench")).expanduser().absolute(),
            cache=Path(env.get("FUSION_CACHE") or user_cache_path("fusion-workbench")).expanduser().absolute(),
            graph=env.get("FUSION_GRAPH") or "managed:",
            desk=env.get("FUSION_DESK") or "",
            actor=env.get("FUSION_ACTOR") or getpass.getuser(),
            idle_minutes=float(env.get("FUSION_IDLE_MINUTES") or 20),
        )

"""The desk: the SQL database of what people decide, opened with its tables brought up to date.

Why apart from the ledger: rows come from files and are the same for everyone; workspaces, judgements and the audit are
acts of persons, few and small, and want transactions.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from filelock import FileLock
from sqlalchemy.engine import Connection, Dialect, Engine

from workbench.errors import UserError
from workbench.settings import Settings
from workbench.wording import say

HEAD = "0001"  # the newest step in workbench/migrations/versions
_MIGRATIONS = Path(__file__).with_name("migrations")


class Instant(sa.TypeDecorator[datetime]):
    """A UTC instant; SQLite forgets the zone, so it is put back on reading."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give an aware instant back."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


metadata = sa.MetaData()


_INSTANTS = frozenset({"expires_at", "created_at", "decided_at", "visited_at"})
_NUMBERS = frozenset({"seq", "ledger_version"})


def _table(name: str, *columns: str, key: tuple[str, ...]) -> sa.Table:
    return sa.Table(name, metadata, *(sa.Column(c, _type(c), primary_key=c in key) for c in columns))


def _type(column: str) -> sa.types.TypeEngine[Any]:
    if column in _INSTANTS:
        return Instant()
    return sa.Integer() if column in _NUMBERS else sa.Text()


# What the code reads and writes; the migrations say how the tables are made.
workspaces = _table(
    "workspaces",
    *("name", "slug", "purpose", "legal_basis", "expires_at", "created_at"),
    key=("name",),
)
workspace_cases = _table("workspace_cases", "workspace", "case_key", key=("workspace", "case_key"))
members = _table("members", "workspace", "actor", "role", key=("workspace", "actor"))
judgements = _table(
    "judgements",
    *("seq", "workspace", "a", "b", "verdict", "why", "actor", "decided_at"),
    key=("seq",),
)
audit = _table(
    "audit",
    *("seq", "asked_at", "actor", "workspace", "purpose", "action", "detail", "previous", "hash"),
    key=("seq",),
)
visits = _table(
    "visits",
    *("workspace", "actor", "visited_at", "ledger_version"),
    key=("workspace", "actor"),
)
ignored = _table("ignored", "workspace", "key", "note", "actor", key=("workspace", "key"))


class Desk:
    """An open desk; every change is one transaction.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Use `Desk.open`, which makes one with its tables up to date.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @classmethod
    def open(cls, settings: Settings) -> Desk:
        """Open the desk of these settings, creating or upgrading its tables.

        Raises
        ------
        UserError
            When a newer release of the workbench made it.
        """
        settings.home.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(settings.desk or f"sqlite:///{settings.home / 'desk.sqlite'}")
        if engine.dialect.name == "sqlite":
            sa.event.listen(engine, "connect", _prepare_sqlite)
            sa.event.listen(engine, "begin", _begin)
        _bring_up_to_date(engine, settings.home)
        return cls(engine)

    @contextmanager
    def change(self) -> Iterator[Connection]:
        """Yield a connection in a transaction that is committed at the end, or undone by an error."""
        with self.engine.execution_options(writing=True).begin() as connection:
            yield connection

    def rows(self, query: sa.Select[Any]) -> list[sa.RowMapping]:
        """Return the rows of a query."""
        with self.engine.connect() as connection:
            return list(connection.execute(query).mappings())

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # Our own BEGIN (below) instead of the driver's: a change takes the write lock at once, so none fails half-way.
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 30000", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _bring_up_to_date(engine: Engine, home: Path) -> None:
    if _revision(engine) == HEAD:
        return
    with FileLock(home / ".desk.lock"):
        if (found := _revision(engine)) == HEAD:
            return
        if found and found > HEAD:
            raise UserError(say("desk.newer", found=found, known=HEAD))
        _upgrade(engine)


def _revision(engine: Engine) -> str:
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return ""
        return str(connection.scalar(sa.text("SELECT version_num FROM alembic_version")) or "")


def _upgrade(engine: Engine) -> None:
    from alembic import command  # slow to import, and needed once in the life of a data folder
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    with engine.execution_options(writing=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

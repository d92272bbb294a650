"""What the driver reports, as errors of ours: a sentence for the user, or the news that the server is gone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from neo4j.exceptions import (
    AuthError,
    ConnectionPoolError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from graph.errors import EngineError, QueryError


class ServerGone(EngineError):
    """The server went away or stopped answering; asking again after a restart may work."""


class Collision(EngineError):
    """Two writers met; the transaction was rolled back and may be repeated."""


_GONE_CODES = ("DatabaseUnavailable", "Transaction.Terminated", "LockClientStopped", "Cluster.")
_COLLISION_CODES = ("DeadlockDetected", "LockAcquisition", "Outdated")
_MEMORY_CODES = ("MemoryPoolOutOfMemory", "OutOfMemory", "TransactionMemoryLimit", "StackOverFlow")
_LONG = 160
_POSITION = re.compile(r"\(line ([1-9]\d*), column ([1-9]\d*)")
_UNPLACED = re.compile(r" *\(line 0, column 0.*")


@contextmanager
def translated(seconds: float | None = None, *, ahead: int = 0) -> Iterator[None]:
    """Turn every error of the driver inside the block into one of ours.

    `ahead` is the number of characters that were put before the user's statement.

    Raises
    ------
    QueryError
        When the statement itself is at fault, or ran into a limit.
    ServerGone, Collision, EngineError
        When the server is.
    """
    try:
        yield
    except Neo4jError as error:
        raise _of_server(error, seconds or 0, ahead=ahead) from error
    except (ServiceUnavailable, SessionExpired, ConnectionPoolError, OSError) as error:
        told = type(error).__name__  # its own words are about sockets
        raise ServerGone(f"图数据库没有响应（{told}）。The graph database does not answer.") from error
    except DriverError as error:
        raise _of_driver(error) from error
    except (TypeError, ValueError) as error:  # how the driver refuses a parameter of an unknown type
        raise QueryError(f"查询参数有误：{_line(error)}。A parameter has an unusable value.") from error


def _of_driver(error: Exception) -> EngineError:
    told = _line(error)
    if "closed" in told:  # by another thread that saw the server go
        return ServerGone(f"图数据库没有响应：{told}。The graph database does not answer.")
    return EngineError(f"图数据库连接出错：{told}。The connection to the graph database failed.")


def _of_server(error: Neo4jError, seconds: float, *, ahead: int) -> EngineError | QueryError:
    code, told = error.code or "", _line(error)
    if isinstance(error, AuthError):
        return EngineError(f"图数据库拒绝了用户名或密码。The graph database refused the user name or password: {told}")
    if _names(code, _MEMORY_CODES):
        return QueryError(
            "查询所需内存超出上限，已停止；请缩小范围或加 LIMIT。The question needed more memory than allowed and was stopped."
        )
    if "TimedOut" in code:
        return QueryError(
            f"查询超过 {seconds:g} 秒，已停止；请缩小范围。The question took longer than allowed and was stopped."
        )
    if _names(code, _COLLISION_CODES):
        return Collision(f"写入冲突：{told}。Two writers collided.")
    if _names(code, _GONE_CODES):
        return ServerGone(f"图数据库正在停止：{told}。The graph database is going away.")
    if "AccessMode" in code:
        return QueryError(f"此处只能读取，不能修改图。Only reading is allowed here: {told}")
    if position := _POSITION.search(str(error.message)):
        return _misplaced(told, line=int(position[1]), column=int(position[2]), ahead=ahead)
    if code.startswith("Neo.ClientError.") or isinstance(error, TransientError):
        return QueryError(f"查询有误：{told}（{code}）")
    return EngineError(f"图数据库出错：{told}（{code}）。The graph database reported a fault.")


def _misplaced(told: str, *, line: int, column: int, ahead: int) -> QueryError:
    column -= ahead if line == 1 else 0
    return QueryError(f"查询语句第 {line} 行第 {column} 列有误：{told}。Error at line {line}, column {column}.")


def _names(code: str, parts: tuple[str, ...]) -> bool:
    return any(part in code for part in parts)


def _line(error: Exception) -> str:
    """Return the first line of what was told, without its position, long lists of alternatives and final stop."""
    told = str(error.message if isinstance(error, Neo4jError) else error).strip().partition("\n")[0]
    told = _UNPLACED.sub("", _POSITION.split(told)[0])
    if len(told) > _LONG:
        told = told.partition(": expected ")[0]
    return told.strip(" ().")

from __future__ import annotations

import pytest
from neo4j.exceptions import (
    ConfigurationError,
    ConnectionAcquisitionTimeoutError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from graph.engine.faults import Collision, ServerGone, translated
from graph.errors import EngineError, GraphError, QueryError


def told_by_server(code: str, message: str = "Something. (line 2, column 9 (offset: 20))") -> Neo4jError:
    return Neo4jError._hydrate_neo4j(code=code, message=message)


def after(error: Exception, *, ahead: int = 0) -> GraphError:
    """Return what the error becomes."""
    with pytest.raises(GraphError) as caught, translated(2.5, ahead=ahead):
        raise error
    assert caught.value.__cause__ is error
    return caught.value


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("Neo.ClientError.Statement.SyntaxError", QueryError),
        ("Neo.ClientError.Statement.AccessMode", QueryError),
        ("Neo.ClientError.Statement.TypeError", QueryError),
        ("Neo.ClientError.Schema.ConstraintValidationFailed", QueryError),
        ("Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration", QueryError),
        ("Neo.TransientError.General.MemoryPoolOutOfMemoryError", QueryError),
        ("Neo.TransientError.Transaction.DeadlockDetected", Collision),
        ("Neo.TransientError.General.DatabaseUnavailable", ServerGone),
        ("Neo.TransientError.Transaction.LockClientStopped", ServerGone),
        ("Neo.ClientError.Security.Unauthorized", EngineError),
        ("Neo.DatabaseError.General.UnknownError", EngineError),
    ],
)
def test_each_code_of_the_server_has_its_kind(code: str, kind: type[GraphError]) -> None:
    assert type(after(told_by_server(code, "Something."))) is kind


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ServiceUnavailable("away"), ServerGone),
        (SessionExpired("away"), ServerGone),
        (ConnectionResetError("away"), ServerGone),
        (TimeoutError("timed out"), ServerGone),
        (DriverError("Driver closed"), ServerGone),
        (ConnectionAcquisitionTimeoutError("none free"), ServerGone),
        (ConfigurationError("odd"), EngineError),
        (TypeError("a parameter"), QueryError),
    ],
)
def test_each_error_of_the_driver_has_its_kind(error: Exception, kind: type[GraphError]) -> None:
    assert type(after(error)) is kind


def test_a_position_is_told_once_and_not_within_the_message() -> None:
    told = str(after(told_by_server("Neo.ClientError.Statement.SyntaxError")))
    assert "第 2 行第 9 列" in told
    assert "offset" not in told


def test_a_fault_of_the_whole_statement_has_no_position() -> None:
    whole = "Expected exactly one statement. (line 0, column 0 (offset: 0))"
    told = str(after(told_by_server("Neo.ClientError.Statement.SyntaxError", whole)))
    assert "Expected exactly one statement" in told
    assert "0" not in told


def test_what_was_put_before_the_statement_is_taken_off_the_first_line_only() -> None:
    first = told_by_server("Neo.ClientError.Statement.SyntaxError", "Bad. (line 1, column 9 (offset: 8))")
    assert "第 1 行第 1 列" in str(after(first, ahead=8))
    assert "第 2 行第 9 列" in str(after(told_by_server("Neo.ClientError.Statement.SyntaxError"), ahead=8))


def test_the_time_limit_is_told() -> None:
    error = told_by_server("Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration")
    assert "2.5 秒" in str(after(error))


def test_only_the_first_line_is_told() -> None:
    assert "second" not in str(after(told_by_server("Neo.ClientError.Statement.TypeError", "first\nsecond")))


def test_errors_that_are_ours_already_pass_unchanged() -> None:
    ours = QueryError("ours")
    with pytest.raises(QueryError) as caught, translated(1):
        raise ours
    assert caught.value is ours

"""Originals: bytes kept once, under their hash, unchanged."""

import hashlib
import stat

import pytest

from graph.errors import LedgerError
from graph.ledger import Original
from graph.ledger.originals import Originals


@pytest.fixture
def originals(tmp_path):
    return Originals(tmp_path / "originals")


@pytest.fixture
def statement(tmp_path):
    path = tmp_path / "流水.csv"
    path.write_bytes(b"a,b\r\n1,2\r\n")
    return path


def test_a_kept_file_is_named_by_the_hash_of_its_bytes(originals, statement):
    kept = originals.keep(statement)
    assert kept == Original(hashlib.sha256(statement.read_bytes()).hexdigest(), 10, "流水.csv")
    assert originals.find(kept.sha256).read_bytes() == statement.read_bytes()


def test_the_same_bytes_under_two_names_are_kept_once(originals, statement, tmp_path):
    other = tmp_path / "again.csv"
    other.write_bytes(statement.read_bytes())
    assert originals.keep(statement).sha256 == originals.keep(other).sha256
    assert len(list(originals)) == 1


def test_a_kept_file_cannot_be_written(originals, statement):
    path = originals.find(originals.keep(statement).sha256)
    assert stat.S_IMODE(path.stat().st_mode) == 0o444


def test_keeping_leaves_no_unfinished_copy_behind(originals, statement, tmp_path):
    originals.keep(statement)
    assert [p.name for p in (tmp_path / "originals").iterdir()] == [next(iter(originals))[:2]]


def test_a_file_that_cannot_be_read_leaves_nothing_behind(originals, tmp_path):
    with pytest.raises(FileNotFoundError):
        originals.keep(tmp_path / "nowhere.csv")
    assert list((tmp_path / "originals").iterdir()) == []


def test_keeping_a_file_again_mends_an_altered_original(originals, statement):
    path = originals.find(originals.keep(statement).sha256)
    path.chmod(0o644)
    path.write_bytes(b"forged")
    originals.keep(statement)
    assert path.read_bytes() == statement.read_bytes()


def test_an_original_that_is_not_here_is_named(originals):
    with pytest.raises(LedgerError, match="abc123"):
        originals.find("abc123")

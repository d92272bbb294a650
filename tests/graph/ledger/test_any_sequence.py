"""Whatever is imported, acquired, read anew, retracted, killed and compacted: the ledger shows what a list says."""

import os
import shutil
import tempfile
from pathlib import Path

import pyarrow as pa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from graph.ledger import Ledger, Report

FILES = st.sampled_from(["f1", "f2", "f3"])
CASES = st.sampled_from(["case:A", "case:B"])
DOCUMENTS = st.sampled_from(["D1", "D2"])
ROWS = {"f1": 1, "f2": 2, "f3": 3}
READ_BY = {"mapping": "m", "mapping_version": "1", "normaliser_version": "1"}


class AnySequence(RuleBasedStateMachine):
    """A ledger beside its simplest model: the set of (file, case, document) that count."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.ledger = Ledger.open(self.folder)
        self.counting = {}
        self.versions = [frozenset()]

    def teardown(self):
        differences = list(self.ledger.verify())
        shutil.rmtree(self.folder)
        assert differences == []

    def _keep(self, file):
        path = self.folder / file
        path.write_text(file)
        return self.ledger.keep(path)

    def _draft(self, file):
        original = self._keep(file)
        draft = self.ledger.draft(original)
        size = ROWS[file]
        rows = {"file": [original.sha256] * size, "sheet": [""] * size, "row": pa.array(range(size), pa.int32())}
        draft.append("calls", pa.table(rows))
        return draft

    def _note(self, made, key):
        if self.ledger.version == len(self.versions):
            self.counting[key] = made.import_id
            self.versions.append(frozenset(self.counting))

    @rule(file=FILES, case=CASES, document=DOCUMENTS)
    def import_a_file(self, file, case, document):
        report = Report(rows_read=ROWS[file], accepted=ROWS[file])
        made = self._draft(file).commit(case_key=case, document_no=document, actor="li", **READ_BY, report=report)
        known = self.counting.get((file, case, document))
        assert known in (None, made.import_id)
        self._note(made, (file, case, document))

    @rule(file=FILES, case=CASES, document=DOCUMENTS)
    def acquire_rows_that_are_there(self, file, case, document):
        original = self._keep(file)
        if (batch := self.ledger.batch_of(original.sha256, "m", "1", "1")) is not None:
            terms = READ_BY | {"report": Report()}
            made = self.ledger.acquire(original, batch, case_key=case, document_no=document, actor="wu", **terms)
            self._note(made, (file, case, document))

    @rule(file=FILES)
    def be_killed_while_importing(self, file):
        draft = self._draft(file)
        for table in list(draft._held):
            draft._flush(table)

    @precondition(lambda self: self.counting)
    @rule(data=st.data())
    def retract_an_import(self, data):
        key = data.draw(st.sampled_from(sorted(self.counting)))
        self.ledger.retract(self.counting.pop(key), actor="li", why="wrong")
        self.versions.append(frozenset(self.counting))

    @precondition(lambda self: self.counting)
    @rule(data=st.data())
    def read_anew(self, data):
        key = data.draw(st.sampled_from(sorted(self.counting)))
        file, case, document = key
        terms = READ_BY | {"action": "remap", "of_import": self.counting[key], "report": Report(rows_read=ROWS[file])}
        made = self._draft(file).commit(case_key=case, document_no=document, actor="li", why="better", **terms)
        assert made.import_id != self.counting[key]
        self._note(made, key)

    @rule()
    def compact(self):
        self.ledger.compact()

    @rule()
    def open_anew(self):
        self.ledger = Ledger.open(self.folder)

    def _shown(self, cases, version=None):
        with self.ledger.scope(cases, version=version) as scope:
            return scope.sql('SELECT count(*), count(DISTINCT (file, sheet, "row")) FROM calls').fetchall()[0]

    @invariant()
    def every_case_shows_the_rows_of_its_files_once(self):
        for cases in (["case:A"], ["case:A", "case:B"]):
            expected = sum(ROWS[file] for file in {f for f, case, _ in self.counting if case in cases})
            assert self._shown(cases) == (expected, expected)

    @invariant()
    def every_earlier_version_shows_what_it_showed(self):
        version = len(self.versions) // 2
        expected = sum(ROWS[file] for file in {f for f, case, _ in self.versions[version] if case == "case:A"})
        assert self._shown(["case:A"], version)[0] == expected

    @invariant()
    def every_change_is_one_version(self):
        assert self.ledger.version == len(self.versions) - 1


LONG = os.environ.get("FUSION_PROOF") == "full"
AnySequence.TestCase.settings = settings(
    max_examples=60 if LONG else 3, stateful_step_count=20 if LONG else 8, deadline=None
)
test_any_sequence = AnySequence.TestCase

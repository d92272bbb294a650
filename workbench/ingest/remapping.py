"""An original read anew by a better mapping: the new rows stand in for the old ones, which stay as they were read.

Why not an edit: a finding cites the rows of the version it was made on, and that version must go on saying the same.
"""

from __future__ import annotations

import time

from graph.identifiers import NORMALISER_VERSION
from graph.ledger import Import, Ledger, Original
from workbench.errors import UserError
from workbench.ingest.importing import Acquisition, Imported, adopt, finished, mapping_folders, read_in
from workbench.ingest.plan import Plan, plan_for
from workbench.ingest.run import Progress, silent
from workbench.wording import say


def remap_file(
    ledger: Ledger,
    import_id: str,
    *,
    why: str,
    actor: str,
    mapping: str | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Read the original of an import anew; its acquisition and the corrections made of it go on counting.

    Parameters
    ----------
    import_id : str
        The import that counts now.
    why : str
        The reason, kept with the new line.
    mapping : str, optional
        Name or path of the mapping; by default the template is recognised again.
    progress : callable, optional
        Told the share of the file that is read (0-1) and the rows so far.

    Raises
    ------
    UserError
        When there is no such import, or nothing about its reading has changed since.
    BadFile
        When the mapping does not fit the file; the former reading goes on counting.
    """
    began = time.monotonic()
    former = next((r for r in ledger.records() if r.import_id == import_id and r.action != "correct"), None)
    if former is None or former.file is None:
        raise UserError(say("import.no_remapped_import", import_id=import_id))
    folders = mapping_folders(ledger)
    plan = plan_for(ledger.original(former.file), mapping=mapping, folders=folders, name=former.file_name)
    if _reading(plan) == (former.mapping, former.mapping_version, former.normaliser_version):
        raise UserError(say("import.nothing_remapped", import_id=import_id, mapping=plan.mapping.name))
    adopt(ledger, mapping)
    under = Acquisition(
        former.case_key, former.document_no, former.officers, actor, supersedes=former.import_id, why=why
    )
    record = read_in(ledger, _original(former), plan, under=under, asked=mapping, progress=progress or silent)
    return finished(ledger, record, began=began)


def _reading(plan: Plan) -> tuple[str, str, str]:
    return plan.mapping.name, plan.mapping.version, NORMALISER_VERSION


def _original(record: Import) -> Original:
    return Original(record.file or "", record.file_size or 0, record.file_name or "")

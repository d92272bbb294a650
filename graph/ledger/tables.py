"""The ledger's tables: the columns of every kind of row, as Arrow schemas.

Why four columns everywhere: `file` (SHA-256 of the original), `sheet` and `row` name a source row for ever, and
`batch` names the act that wrote it; a row counts only while the `imports` table lists its batch.
"""

from __future__ import annotations

import pyarrow as pa

INSTANT = pa.timestamp("us", tz="UTC")
# sheet: "" in a CSV file, the sheet's name in a workbook, the member's name in an archive.
# row: 1-based, counting every record of the file from its very first line, as a spreadsheet program shows it.
SOURCE = [("file", pa.string()), ("sheet", pa.string()), ("row", pa.int32()), ("batch", pa.int64())]
# precision of an instant: second | minute | day; `*_text` is the original wording.

CALLS = pa.schema(
    [
        *SOURCE,
        ("owner", pa.string()),  # key of the number whose file this is, null when the file names none
        ("caller", pa.string()),  # key of the calling (sending, forwarding) number; null when missing or masked
        ("callee", pa.string()),  # key of the called number; null when missing or masked
        ("other_text", pa.string()),  # the other party as written, kept when it could not become a key
        ("act", pa.string()),  # call | text | forward
        ("started_at", INSTANT),
        ("precision", pa.string()),
        ("started_text", pa.string()),
        ("seconds", pa.int32()),
        ("forwarded_to", pa.string()),
        ("cell", pa.string()),  # key of the owner's cell
        ("imei", pa.string()),  # key of the owner's handset
        ("imsi", pa.string()),  # key of the owner's SIM
        ("serial", pa.string()),
        ("content", pa.int64()),  # hash of what the row says: equal rows of overlapping exports have equal content
        ("extra", pa.string()),  # JSON of the columns nobody mapped, null when there are none
    ]
)

TRANSFERS = pa.schema(
    [
        *SOURCE,
        ("owner", pa.string()),  # key of the account whose statement this is
        ("source", pa.string()),  # key of the paying account, null when it is a terminal
        ("target", pa.string()),  # key of the receiving account, null when it is a terminal
        ("terminal", pa.string()),  # cash | fee | unknown | masked: what the missing side is, else null
        ("other_text", pa.string()),  # counterparty number as written
        ("other_name", pa.string()),
        ("other_institution", pa.string()),
        ("amount", pa.int64()),  # minor units, always positive
        ("currency", pa.string()),
        ("occurred_at", INSTANT),
        ("precision", pa.string()),
        ("occurred_text", pa.string()),
        ("seq", pa.int32()),  # place in the statement: breaks ties of equal time
        ("balance", pa.int64()),  # minor units after this row
        ("serial", pa.string()),
        ("order_no", pa.string()),  # merchant or bank order number that bridges payment institutions
        ("channel", pa.string()),
        ("counter", pa.string()),  # branch counter, ATM or terminal number
        ("ip", pa.string()),
        ("mac", pa.string()),
        ("memo", pa.string()),
        ("reversal_of", pa.string()),
        ("content", pa.int64()),
        ("extra", pa.string()),
    ]
)

# A person record: one line about one person, immutable. Which records are one Person is decided at projection.
PERSONS = pa.schema(
    [
        *SOURCE,
        ("record", pa.string()),  # "rec:" + 20 hex of SHA-256 over file|sheet|row|slot
        ("name", pa.string()),
        ("id_number", pa.string()),  # 18 digits when valid (15 widened), else as written
        ("id_valid", pa.bool_()),
        ("birth_date", pa.date32()),
        ("sex", pa.string()),
        ("aliases", pa.list_(pa.string())),
        ("address", pa.string()),
        ("props", pa.string()),  # JSON of further Person properties of graph.schema
        ("extra", pa.string()),
    ]
)

# Anything else a row says exists: a case, an incident, a cell, a vehicle, a registered number …
ENTITIES = pa.schema(
    [
        *SOURCE,
        ("label", pa.string()),
        ("key", pa.string()),
        ("props", pa.string()),  # JSON: property names of graph.schema; instants as ISO 8601 UTC, dates as ISO
        ("extra", pa.string()),
    ]
)

# A link a row asserts. An end that is a person is the record ("rec:…"), with label Person.
LINKS = pa.schema(
    [
        *SOURCE,
        ("type", pa.string()),
        ("source_label", pa.string()),
        ("source", pa.string()),
        ("target_label", pa.string()),
        ("target", pa.string()),
        ("since", INSTANT),
        ("until", INSTANT),
        ("props", pa.string()),
    ]
)

# One sighting of somebody or something at a place; cells of calls are read from CALLS instead.
SIGHTINGS = pa.schema(
    [
        *SOURCE,
        ("who_label", pa.string()),
        ("who", pa.string()),
        ("where_label", pa.string()),
        ("where", pa.string()),
        ("means", pa.string()),  # hotel | checkpoint | ticket | netbar …
        ("from_at", INSTANT),
        ("to_at", INSTANT),
        ("precision", pa.string()),
        ("from_text", pa.string()),
        ("extra", pa.string()),
    ]
)

REJECTIONS = pa.schema(
    [
        *SOURCE,
        ("column", pa.string()),
        ("why", pa.string()),  # a sentence for the user
        ("cells", pa.string()),  # JSON: the row as it stood, header → text
    ]
)

# One changed cell of a row that was rejected, mended by a person and imported again.
CORRECTIONS = pa.schema(
    [
        *SOURCE,
        ("column", pa.string()),
        ("old", pa.string()),
        ("new", pa.string()),
        ("who", pa.string()),
        ("why", pa.string()),
        ("corrected_at", INSTANT),
    ]
)

# The commit point: a batch counts because a row here lists it, and until a later row withdraws that row.
IMPORTS = pa.schema(
    [
        ("seq", pa.int64()),  # 1, 2, 3 …: the ledger version this commit made
        ("import_id", pa.string()),  # short, for people: "I000012"
        ("action", pa.string()),  # import | remap | correct | retract
        ("batch", pa.int64()),  # rows it put in scope; null for a retraction
        ("of_import", pa.string()),  # remap, correct, retract: the import concerned
        ("case_key", pa.string()),
        ("document_no", pa.string()),
        ("officers", pa.string()),
        ("file", pa.string()),
        ("file_name", pa.string()),
        ("file_size", pa.int64()),
        ("mapping", pa.string()),
        ("mapping_version", pa.string()),
        ("normaliser_version", pa.string()),
        ("rows_read", pa.int64()),
        ("accepted", pa.int64()),
        ("rejected", pa.int64()),
        ("duplicate", pa.int64()),
        ("period_from", INSTANT),
        ("period_to", INSTANT),
        ("report", pa.string()),  # JSON of the import report
        ("actor", pa.string()),
        ("why", pa.string()),
        ("committed_at", INSTANT),
    ]
)

# What an analysis found and somebody kept: one line per link or group. An end that is a person is a record ("rec:…"), a
# group is named within its run. An item stands while every row it cites stands in scope as it was read.
DERIVED_ITEMS = pa.schema(
    [
        ("batch", pa.int64()),
        ("item", pa.int32()),  # 1, 2, 3 …: its place in the run
        ("type", pa.string()),  # a derived link type of graph.schema, or "Group"
        ("source_label", pa.string()),
        ("source", pa.string()),
        ("target_label", pa.string()),  # null for a group
        ("target", pa.string()),
        ("props", pa.string()),  # JSON: property names of graph.schema
        ("score", pa.float64()),  # orders the items of one run, greatest first
        ("reasons", pa.list_(pa.string())),  # row ids, "file:sheet:row"; an event's id is one of its rows'
        ("cited", pa.string()),  # hash of these rows and of the batches they were read in
    ]
)

# The commit point of kept results: a run's items count because a row here lists their batch, until a later row
# withdraws the run. `derived` and `imports` are written under one lock: `ledger_version` orders their lines.
DERIVED = pa.schema(
    [
        ("seq", pa.int64()),  # 1, 2, 3 …
        ("run", pa.string()),  # short, for people: "D000012"; a withdrawal has its own
        ("action", pa.string()),  # keep | withdraw
        ("batch", pa.int64()),  # its items; null for a withdrawal
        ("of_run", pa.string()),  # withdraw: the run concerned
        ("workspace", pa.string()),  # the only one that ever sees it
        ("cases", pa.list_(pa.string())),  # its cases when the run was made; all must still be in scope
        ("method", pa.string()),
        ("method_version", pa.string()),
        ("params", pa.string()),  # JSON
        ("input_version", pa.int64()),  # the ledger version it was computed from
        ("scope_key", pa.string()),  # which rows it was computed from
        ("decisions", pa.string()),  # which judgements it was computed from
        ("items", pa.int64()),
        ("content", pa.string()),  # SHA-256 over the items
        ("seconds", pa.float64()),
        ("warnings", pa.string()),  # JSON
        ("actor", pa.string()),
        ("purpose", pa.string()),
        ("why", pa.string()),
        ("ledger_version", pa.int64()),  # of the ledger when this line was written
        ("created_at", INSTANT),
    ]
)

ROW_TABLES: dict[str, pa.Schema] = {
    "calls": CALLS,
    "transfers": TRANSFERS,
    "persons": PERSONS,
    "entities": ENTITIES,
    "links": LINKS,
    "sightings": SIGHTINGS,
    "rejections": REJECTIONS,
    "corrections": CORRECTIONS,
}

"""The ledger: every row of every imported file, append-only, in Delta tables read by DuckDB."""

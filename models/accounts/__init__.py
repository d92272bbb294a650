"""Triage of accounts: which are worth tracing, because of what; never a statement about a person.

Why features that are sentences: whoever reads the list decides what to trace, and must see why each account stands on it.
`account_features` of transfers, then `AccountTriage` where some accounts are known, `UnusualAccounts` where none is.
"""

from __future__ import annotations

from models.accounts.features import FEATURES, account_features
from models.accounts.triage import AccountTriage
from models.accounts.unlabelled import UnusualAccounts

__all__ = ["FEATURES", "AccountTriage", "UnusualAccounts", "account_features"]

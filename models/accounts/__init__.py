"""Triage of accounts: which are worth tracing, because of what; never a statement about a person.

Why features that are sentences: whoever reads the list decides what to trace, and must see why each account stands on it.
`features.account_features` of transfers, then `triage.AccountTriage` where some accounts are known (its trees are imported
only then), `unlabelled.UnusualAccounts` where none is.
"""

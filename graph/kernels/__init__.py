"""Compiled loops over arrays, for questions about the whole network.

Why compiled: a walk along neighbours visits memory in no order that array operations could follow, and plain Python
pays for every step. Why arrays: the ledger gives them at gigabytes a second, the graph at thousands of links.
"""

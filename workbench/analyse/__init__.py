"""Analyses fed from a view: the pure functions of `graph` and `models`, each behind one small adapter."""

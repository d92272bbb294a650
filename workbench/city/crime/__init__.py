"""Planted crime with known truth, and the innocent groups that look like it."""

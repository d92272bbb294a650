"""Measures of whole networks, as pure functions on arrays."""

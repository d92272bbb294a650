"""Lines between points: chains of money and calls, paths, meetings, as pure functions on frames and arrays."""

"""The desk's tables, step by step from the first: alembic runs what a data folder still lacks when it is opened."""

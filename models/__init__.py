"""What is likely: fitted models that turn frames into scores with reasons; no I/O, no graph."""

"""The raw files as units send them, one module per format, dirt included."""

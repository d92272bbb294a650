"""Analyses measured against labelled sets and the training city's truth: frames in, measures out."""

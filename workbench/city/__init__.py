"""The synthetic training city: people, calls, money and crime with known truth, written as units really send it."""

from __future__ import annotations

"""What was asked on the query page: a ready question with its parameters, or a text in Cypher."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that can be asked again: `name` of a ready one with its parameters, or `text` in Cypher."""

    text: str
    name: str = ""
    params: tuple[tuple[str, object], ...] = ()

    @property
    def line(self) -> str:
        """What the history shows of it."""
        given = ", ".join(f"{name}={value}" for name, value in self.params)
        return f"{self.text} ({given})" if given else " ".join(self.text.split())
